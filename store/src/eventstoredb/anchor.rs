//! Anchor: by what is a log known to be ours still?

use super::names::{self, Client, Error, ReadStreamOptions, RecordedEvent, StreamPosition};
use super::raw;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An event of ours, and where it stands: it must stand there as long as the log is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anchor {
    pub stream: String,
    pub revision: u64,
    pub id: Uuid,
    /// Its commit position.
    pub position: u64,
}

/// The first event known and the last.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    first: Option<Anchor>,
    last: Option<Anchor>,
}

/// What an anchor says of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Ours,
    Another,
    /// Somebody hid the anchor's stream, which says nothing of all the others.
    Hidden,
}

impl Anchor {
    pub(crate) fn of(event: &RecordedEvent) -> Self {
        Self {
            stream: names::stream_of(event).to_owned(),
            revision: event.revision,
            id: event.id,
            position: event.position.commit,
        }
    }

    /// Whether the event stands where it stood.
    pub(super) async fn prove(&self, client: &Client) -> Result<Proof, Error> {
        let here = ReadStreamOptions::default().position(StreamPosition::Position(self.revision));
        match self.read(client, here).await {
            Ok(Some(it)) if it == *self => Ok(Proof::Ours),
            Ok(Some(it)) if it.revision == self.revision => Ok(Proof::Another),
            // What comes later stands there: this one is hidden by its stream's metadata.
            Ok(Some(_)) | Err(Error::ResourceDeleted) => Ok(Proof::Hidden),
            Ok(None) => self.explain_nothing(client).await,
            // Nobody wrote to it, or it was deleted in a way that can be taken back.
            Err(Error::ResourceNotFound) => {
                let hidden = raw::hidden_before(client, &self.stream).await?;
                Ok(if hidden > self.revision { Proof::Hidden } else { Proof::Another })
            }
            Err(error) => Err(error),
        }
    }

    /// The stream is there, and nothing can be read from the event on: it ends before, as that of an
    /// older copy does, or its events are hidden, such as by their age.
    async fn explain_nothing(&self, client: &Client) -> Result<Proof, Error> {
        let end = ReadStreamOptions::default().backwards().position(StreamPosition::End);
        match self.read(client, end).await {
            Ok(Some(last)) if last.revision < self.revision => Ok(Proof::Another),
            Ok(_) | Err(Error::ResourceDeleted | Error::ResourceNotFound) => Ok(Proof::Hidden),
            Err(error) => Err(error),
        }
    }

    /// One event of the stream.
    async fn read(
        &self,
        client: &Client,
        options: ReadStreamOptions,
    ) -> Result<Option<Self>, Error> {
        let mut read = client.read_stream(self.stream.as_str(), &options.max_count(1)).await?;
        Ok(read.next().await?.and_then(|it| it.event).as_ref().map(Self::of))
    }
}

impl Anchors {
    pub(super) fn last(&self) -> Option<&Anchor> {
        self.last.as_ref()
    }

    /// Takes note of an event, if it is the last so far.
    pub(super) fn push(&mut self, anchor: Anchor) {
        if self.last.as_ref().is_none_or(|it| it.position < anchor.position) {
            self.first.get_or_insert_with(|| anchor.clone());
            self.last = Some(anchor);
        }
    }

    /// Goes back to the first where the last proves nothing, and says whether that is another.
    pub(super) fn step_back(&mut self, hidden: &Anchor) -> bool {
        if self.last.as_ref() == Some(hidden) {
            self.last.clone_from(&self.first);
        }
        self.last.as_ref() != Some(hidden)
    }
}
