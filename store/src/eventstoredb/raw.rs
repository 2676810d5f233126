//! Raw: how is a stream of the server read and begun, whatever it holds?

use super::connection::Connection;
use super::error::EventStoreDbError;
use super::names::{
    self, Client, Error, EventData, ReadStreamOptions, ResolvedEvent, StreamPosition,
};

/// The most events of one question: what is read must arrive before the deadline.
const CHUNK_MAX: usize = 250;
/// The server counts revisions in signed numbers.
const REVISION_MAX: u64 = i64::MAX.unsigned_abs();

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
    /// [`EventStoreDbError::Missing`] if some between them are gone; whatever else went wrong.
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
            let chunk = self.ask("read streams", stream, read).await?;
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
        if events.is_empty() && from == 0 {
            self.prove().await?;
        }
        Ok(events)
    }

    /// Writes the first event of a stream, if there is no such stream.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::Deleted`] if the stream was ended; whatever else went wrong.
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
        self.ask("write to streams", stream, write).await
    }
}

/// What stands in the stream: the link, if it is one.
pub(super) fn original(event: &ResolvedEvent) -> Option<&names::RecordedEvent> {
    event.link.as_ref().or(event.event.as_ref())
}

/// A stream that nobody wrote to says so with the first event that is asked of it.
async fn chunk(
    client: Client,
    stream: &str,
    from: u64,
    most: usize,
) -> Result<Vec<ResolvedEvent>, Error> {
    let from = StreamPosition::Position(from);
    let options = ReadStreamOptions::default().position(from).max_count(most);
    let mut read = match client.read_stream(stream, &options).await {
        Ok(read) => read,
        Err(Error::ResourceNotFound) => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let mut events = Vec::new();
    loop {
        match read.next().await {
            Ok(Some(event)) => events.push(event),
            Ok(None) => return Ok(events),
            Err(Error::ResourceNotFound) if events.is_empty() => return Ok(events),
            Err(error) => return Err(error),
        }
    }
}
