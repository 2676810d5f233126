//! Raw: how is a stream of the server read and begun, whatever it holds?

use super::connection::Connection;
use super::error::EventStoreDbError;
use super::names::{
    self, Client, Error, EventData, ReadStreamOptions, ResolvedEvent, StreamPosition,
};
use serde::Deserialize;

/// The most events of one question: what is read must arrive before the deadline.
const CHUNK_MAX: usize = 250;
/// The server counts revisions in signed numbers.
const REVISION_MAX: u64 = i64::MAX.unsigned_abs();
/// What hides a stream that was deleted in a way that can be taken back.
const DELETED: u64 = REVISION_MAX;

/// Whether an event that begins a stream was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begun {
    Now,
    /// Some event stands there already; perhaps this one, where a first answer was lost.
    Already,
}

impl Connection {
    /// The events of a stream of the server from a revision on, without gap, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::Missing`] if some between them are gone, [`EventStoreDbError::Hidden`] if
    /// none of the stream can be seen; whatever else went wrong.
    pub(crate) async fn page(
        &self,
        stream: &str,
        from: u64,
        limit: usize,
    ) -> Result<Vec<ResolvedEvent>, EventStoreDbError> {
        let mut events = Vec::<ResolvedEvent>::new();
        while events.len() < limit {
            let next = from.saturating_add(events.len() as u64);
            let most = CHUNK_MAX.min(limit - events.len());
            if next > REVISION_MAX {
                break;
            }
            let read = |client| chunk(client, stream, next, most);
            let Some(chunk) = self.ask("read streams", stream, read).await? else {
                Box::pin(self.explain_absence(stream)).await?;
                break;
            };
            if chunk.is_empty() && next == 0 {
                return Err(EventStoreDbError::Hidden { stream: stream.to_owned() });
            }
            let is_last = chunk.len() < most;
            for (event, expected) in chunk.into_iter().zip(next..) {
                let found = original(&event).map_or(expected, |it| it.revision);
                if found != expected {
                    return Err(EventStoreDbError::Missing {
                        stream: stream.to_owned(),
                        expected,
                        found,
                    });
                }
                events.push(event);
            }
            if is_last {
                break;
            }
        }
        Ok(events)
    }

    /// A stream that is not there: was it never written to, or does somebody hide it?
    async fn explain_absence(&self, stream: &str) -> Result<(), EventStoreDbError> {
        let hidden = |client: Client| async move { hidden_before(&client, stream).await };
        let hidden = self.ask("read metadata of streams", stream, hidden);
        match tokio::try_join!(self.prove(), hidden)? {
            ((), DELETED) => Err(EventStoreDbError::Hidden { stream: stream.to_owned() }),
            _ => Ok(()),
        }
    }

    /// Writes the first event of a stream, if there is no such stream.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::Deleted`] if the stream was ended; [`EventStoreDbError::Lost`] if what took
    /// the event is not our log; whatever else went wrong.
    pub(crate) async fn begin(
        &self,
        stream: &str,
        event: &EventData,
    ) -> Result<Begun, EventStoreDbError> {
        let write = |client: Client| async move {
            let options = names::append_options(names::no_stream());
            match client.append_to_stream(stream, &options, event.clone()).await {
                Ok(_) => Ok(Begun::Now),
                Err(Error::WrongExpectedVersion { .. }) => Ok(Begun::Already),
                Err(error) => Err(error),
            }
        };
        let begun = self.ask("write to streams", stream, write).await?;
        // A server that lost its data takes anything.
        if begun == Begun::Now {
            self.prove().await?;
        }
        Ok(begun)
    }
}

/// What stands in the stream: the link, if it is one.
pub(super) fn original(event: &ResolvedEvent) -> Option<&names::RecordedEvent> {
    event.link.as_ref().or(event.event.as_ref())
}

/// What a stream's metadata say of its events.
#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(rename = "$tb", default)]
    truncate_before: u64,
}

/// The first revision of a stream that its metadata do not hide; 0 where they hide nothing.
pub(super) async fn hidden_before(client: &Client, stream: &str) -> Result<u64, Error> {
    let options = ReadStreamOptions::default().backwards().position(StreamPosition::End);
    let last = async {
        let mut read = client.read_stream(format!("$${stream}"), &options.max_count(1)).await?;
        read.next().await
    };
    let last = match last.await {
        Ok(last) => last,
        Err(Error::ResourceNotFound | Error::ResourceDeleted) => None,
        Err(error) => return Err(error),
    };
    let event = last.and_then(|it| it.event);
    let metadata = event.and_then(|it| it.as_json::<Metadata>().ok()).unwrap_or_default();
    Ok(metadata.truncate_before)
}

/// Some events of a stream; `None` if there is no such stream.
async fn chunk(
    client: Client,
    stream: &str,
    from: u64,
    most: usize,
) -> Result<Option<Vec<ResolvedEvent>>, Error> {
    let from = StreamPosition::Position(from);
    let options = ReadStreamOptions::default().position(from).max_count(most);
    let mut events = Vec::new();
    let read = async {
        let mut read = client.read_stream(stream, &options).await?;
        while let Some(event) = read.next().await? {
            events.push(event);
        }
        Ok(())
    };
    match read.await {
        Ok(()) => Ok(Some(events)),
        // It says so with the first event that is asked of it.
        Err(Error::ResourceNotFound) if events.is_empty() => Ok(None),
        Err(error) => Err(error),
    }
}
