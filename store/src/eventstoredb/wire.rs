//! Wire: how is an event of ours written on the server, and read again?
//!
//! Its data are the facts, byte for byte, its type the kind. The rest is its metadata, as JSON.

use super::error::EventStoreDbError;
use super::names::{self, EventData, RecordedEvent, ResolvedEvent};
use crate::port::{EventId, NewEvent, Position, Recorded, Revision, StreamName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// What stands beside the facts. `$correlationId` and `$causationId` are words of the server.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    form: u16,
    actor: String,
    /// Milliseconds since 1970, UTC.
    occurred_at: i64,
    recorded_at: i64,
    #[serde(rename = "$correlationId")]
    correlation: Uuid,
    #[serde(rename = "$causationId")]
    causation: Uuid,
    /// The sealed private part in base64.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    private: String,
}

/// What our streams' names begin with on the server, with the dot.
pub(crate) fn prefix_of(prefix: &str) -> String {
    format!("{prefix}.")
}

/// An event as the server takes it.
pub(super) fn written(event: &NewEvent, recorded_at: DateTime<Utc>) -> EventData {
    let metadata = Metadata {
        form: event.form,
        actor: event.actor.to_string(),
        occurred_at: event.occurred_at.timestamp_millis(),
        recorded_at: recorded_at.timestamp_millis(),
        correlation: event.correlation,
        causation: event.causation,
        private: STANDARD.encode(&event.private),
    };
    data(&event.kind, &event.facts)
        .id(event.id.0)
        .metadata_as_json(&metadata)
        .expect("metadata of texts and numbers is JSON")
}

/// Data that the server's own pages show as JSON, if that leaves each byte where it is.
fn data(kind: &str, facts: &[u8]) -> EventData {
    let json = serde_json::from_slice::<&RawValue>(facts);
    match json {
        Ok(json) if json.get().len() == facts.len() => {
            EventData::json(kind, &json).expect("what was read as JSON is written as it was")
        }
        Ok(_) | Err(_) => EventData::binary(kind, facts.to_vec().into()),
    }
}

/// An event that was read, if it is one of ours as it must be.
///
/// # Errors
///
/// [`EventStoreDbError::Malformed`] with its place, and with what is wrong, never with its content.
pub(super) fn read(prefix: &str, resolved: &ResolvedEvent) -> Result<Recorded, EventStoreDbError> {
    let original = resolved.get_original_event();
    let bad = |reason| malformed(original, reason);
    let Some(event) = resolved.event.as_ref().filter(|_| resolved.link.is_none()) else {
        return Err(bad("it is a link"));
    };
    let name = names::stream_of(event).strip_prefix(prefix).and_then(|it| it.strip_prefix('.'));
    let stream = name.and_then(|it| StreamName::parse(it).ok());
    let stream = stream.ok_or_else(|| bad("its stream is none of ours"))?;
    if event.position.commit != event.position.prepare {
        return Err(bad("it is part of a transaction"));
    }
    let metadata: Metadata = serde_json::from_slice(&event.custom_metadata)
        .map_err(|_| bad("its metadata are not ours"))?;
    let private =
        STANDARD.decode(&metadata.private).map_err(|_| bad("its private part is not base64"))?;
    let instant = |millis| DateTime::from_timestamp_millis(millis);
    Ok(Recorded {
        position: Position(event.position.commit),
        stream,
        revision: Revision(event.revision),
        event: NewEvent {
            id: EventId(event.id),
            kind: event.event_type.as_str().into(),
            form: metadata.form,
            facts: event.data.to_vec(),
            private,
            actor: metadata.actor.into(),
            correlation: metadata.correlation,
            causation: metadata.causation,
            occurred_at: instant(metadata.occurred_at)
                .ok_or_else(|| bad("it did not occur at an instant"))?,
        },
        recorded_at: instant(metadata.recorded_at)
            .ok_or_else(|| bad("it was not recorded at an instant"))?,
    })
}

pub(super) fn malformed(event: &RecordedEvent, reason: &'static str) -> EventStoreDbError {
    EventStoreDbError::Malformed {
        stream: names::stream_of(event).to_owned(),
        revision: event.revision,
        reason,
    }
}

#[cfg(test)]
mod tests;
