//! Identity: which log is this, so that it can be told from any other?

use super::anchor::Anchor;
use super::connection::Connection;
use super::error::EventStoreDbError;
use super::mark::Known;
use super::names::{EventData, RecordedEvent};
use super::raw::original;
use super::wire::malformed;
use crate::world::Chance;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

const KIND: &str = "log.begun";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    log: Uuid,
}

/// The identity of the log; a new one if it has none and may be begun.
///
/// Two that begin a log at the same time agree: the first to write it wins, and both read it.
///
/// # Errors
///
/// [`EventStoreDbError::NoLog`], [`EventStoreDbError::Lost`] if it is not the one that is known; why it
/// could be neither read nor written.
pub(super) async fn of(
    connection: &Connection,
    prefix: &str,
    chance: &dyn Chance,
    known: &Known,
) -> Result<Uuid, EventStoreDbError> {
    let stream = format!("{prefix}_log");
    let found = read(connection, &stream).await?;
    match (found, known) {
        (Some(found), Known::Mark(mark)) if found == mark.identity => {
            connection.knows(mark.last.clone());
            connection.prove().await?;
            Ok(found)
        }
        (_, Known::Mark(_)) => Err(EventStoreDbError::Lost),
        (Some(found), Known::New | Known::There) => Ok(found),
        (None, Known::There) => Err(EventStoreDbError::NoLog { prefix: prefix.to_owned() }),
        (None, Known::New) => begin(connection, &stream, chance).await,
    }
}

async fn begin(
    connection: &Connection,
    stream: &str,
    chance: &dyn Chance,
) -> Result<Uuid, EventStoreDbError> {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes);
    let log = Builder::from_random_bytes(bytes).into_uuid();
    let event = EventData::json(KIND, &Begun { log }).expect("a number is JSON").id(log);
    connection.begin(stream, &event).await?;
    read(connection, stream).await?.ok_or(EventStoreDbError::Lost)
}

async fn read(connection: &Connection, stream: &str) -> Result<Option<Uuid>, EventStoreDbError> {
    let page = connection.page(stream, 0, 1).await?;
    let Some(event) = page.first().and_then(original) else { return Ok(None) };
    let identity = parse(event)?;
    connection.knows(Anchor::of(event));
    Ok(Some(identity))
}

fn parse(event: &RecordedEvent) -> Result<Uuid, EventStoreDbError> {
    let begun =
        event.as_json::<Begun>().ok().filter(|it| event.event_type == KIND && it.log == event.id);
    begun.map(|it| it.log).ok_or_else(|| malformed(event, "it does not say which log this is"))
}
