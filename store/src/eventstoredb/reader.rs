//! Reader: what stands in a stream, and where does the log end?

use super::Log;
use super::anchor::Anchor;
use super::error::EventStoreDbError;
use super::names::{
    self, Client, Error, Position as ServerPosition, ReadAllOptions, ResolvedEvent, StreamPosition,
};
use super::raw::original;
use super::wire;
use crate::port::{PAGE_MAX, Position, Recorded, Revision, StreamName};

/// How many events are looked through for the last of ours with one question.
const BACKWARDS_MAX: usize = 500;

impl Log {
    /// The events of one stream of ours, as the port has it.
    pub(super) async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, EventStoreDbError> {
        let name = self.server_name(stream);
        let page = self.connection.page(&name, from.0, limit.min(PAGE_MAX)).await?;
        let events = page.iter().map(|it| wire::read(&self.prefix, it)).collect::<Result<_, _>>();
        if let Some(last) = page.last().and_then(original) {
            self.connection.knows(Anchor::of(last));
        }
        events
    }

    /// The position of the last event of ours.
    pub(super) async fn head(&self) -> Result<Option<Position>, EventStoreDbError> {
        Ok(self.end().await?.map(|it| Position(it.position)))
    }

    /// The last event of ours.
    pub(super) async fn last(&self) -> Result<Option<Recorded>, EventStoreDbError> {
        let Some(Anchor { stream, revision, .. }) = self.end().await? else { return Ok(None) };
        let page = self.connection.page(&stream, revision, 1).await?;
        let event = page.first().ok_or(EventStoreDbError::Hidden { stream })?;
        wire::read(&self.prefix, event).map(Some)
    }

    /// The last event of ours and where it stands.
    ///
    /// It is looked for from the end of the server's log, no further back than an event that is known.
    async fn end(&self) -> Result<Option<Anchor>, EventStoreDbError> {
        let ours = wire::prefix_of(&self.prefix);
        let known = self.connection.anchor();
        let mut from = StreamPosition::End;
        let mut before = None;
        loop {
            let read = |client| backwards(client, from, &ours);
            let page = self.connection.ask("read $all", "$all", read).await?;
            let mut oldest = None;
            for event in page.iter().filter_map(original) {
                // Whether the server begins with the event it is asked for is of no matter here.
                if before.is_some_and(|it| event.position >= it) {
                    continue;
                }
                oldest = Some(event.position);
                let place = event.position.commit;
                if known.as_ref().is_some_and(|it| place < it.position) {
                    return self.known_end(known, &ours).await;
                }
                if names::stream_of(event).starts_with(&ours) {
                    if place != event.position.prepare {
                        return Err(wire::malformed(event, "it is part of a transaction"));
                    }
                    let end = Anchor::of(event);
                    self.connection.knows(end.clone());
                    return Ok(Some(end));
                }
            }
            let Some(oldest) = oldest else { return self.known_end(known, &ours).await };
            from = StreamPosition::Position(oldest);
            before = Some(oldest);
        }
    }

    /// An event that was known before but not met, if it is one of the log.
    async fn known_end(
        &self,
        known: Option<Anchor>,
        ours: &str,
    ) -> Result<Option<Anchor>, EventStoreDbError> {
        self.connection.prove().await?;
        Ok(known.filter(|it| it.stream.starts_with(ours)))
    }
}

async fn backwards(
    client: Client,
    from: StreamPosition<ServerPosition>,
    ours: &str,
) -> Result<Vec<ResolvedEvent>, Error> {
    let options = ReadAllOptions::default().backwards().position(from).max_count(BACKWARDS_MAX);
    let mut read = client.read_all(&names::narrowed(options, ours)).await?;
    let mut events = Vec::new();
    while let Some(event) = read.next().await? {
        let is_ours = original(&event).is_some_and(|it| names::stream_of(it).starts_with(ours));
        events.push(event);
        if is_ours {
            break;
        }
    }
    Ok(events)
}
