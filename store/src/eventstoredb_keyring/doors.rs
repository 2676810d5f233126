//! What is asked of the cluster: one event into a stream, out of it, and a stream's end?

use crate::eventstoredb::names::{self, Error, EventData, RecordedEvent};
use crate::eventstoredb::{Begun, Connection, EventStoreDbError};
use serde_json::value::RawValue;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// What became of an event that was to be the first and only one of its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    Done,
    /// The stream has its event. It may be this one, where an answer was lost.
    Taken,
    /// The stream was ended for good.
    Deleted,
}

/// What stands in a stream of one event.
pub(super) enum Found {
    Event(Box<RecordedEvent>),
    Nothing,
    Deleted,
}

/// Writes an event, whose data are JSON, as the first and only one of a stream.
pub(super) async fn put(
    connection: &Connection,
    stream: &str,
    kind: &'static str,
    id: Uuid,
    data: &[u8],
) -> Result<Put, EventStoreDbError> {
    let data: &RawValue = serde_json::from_slice(data).expect("a form is JSON");
    let event = EventData::json(kind, &data).expect("what was read as JSON is written so").id(id);
    match connection.begin(stream, &event).await {
        Ok(Begun::Now) => Ok(Put::Done),
        Ok(Begun::Already) => Ok(Put::Taken),
        Err(EventStoreDbError::Deleted { .. }) => Ok(Put::Deleted),
        Err(error) => Err(error),
    }
}

/// The first event of a stream.
pub(super) async fn find(
    connection: &Connection,
    stream: &str,
) -> Result<Found, EventStoreDbError> {
    match connection.page(stream, 0, 1).await {
        Ok(page) => {
            let event = page.into_iter().next().and_then(|it| it.event);
            Ok(event.map_or(Found::Nothing, |it| Found::Event(Box::new(it))))
        }
        Err(EventStoreDbError::Deleted { .. }) => Ok(Found::Deleted),
        Err(error) => Err(error),
    }
}

/// Ends a stream for good, and says whether it was this that did it.
pub(super) async fn end(connection: &Connection, stream: &str) -> Result<bool, EventStoreDbError> {
    // If the answer to the first try was lost, what is found at the second was our own doing.
    let asked = &AtomicBool::new(false);
    let end = |client: names::Client| async move {
        let is_first = !asked.swap(true, Ordering::Relaxed);
        match client.tombstone_stream(stream, &names::tombstone_options()).await {
            Ok(_) => Ok(true),
            Err(Error::ResourceDeleted) => Ok(!is_first),
            Err(error) => Err(error),
        }
    };
    connection.ask("delete streams", stream, end).await
}
