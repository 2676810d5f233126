//! How do the small parts of an event lie in its row, and is it still what was written?
//!
//! What nobody looks for in SQL lies in one column of fixed length: a column costs more to read
//! than its bytes. All numbers are little-endian.

use super::error::Damage;
use crate::port::{EventId, NewEvent, Position, Revision};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// kind, actor: u32; form: u16; correlation, causation: uuid; `occurred_at`, `recorded_at`: i64,
/// milliseconds; checksum: u32.
const META_BYTES: usize = 4 + 4 + 2 + 16 + 16 + 8 + 8 + CHECKSUM_BYTES;
const CHECKSUM_BYTES: usize = 4;

/// The column `meta`.
pub(super) type Meta = [u8; META_BYTES];

/// Where an event stands, by the stream's number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) position: Position,
    pub(super) stream: i64,
    pub(super) revision: Revision,
}

/// The numbers of an event's interned words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) kind: u32,
    pub(super) actor: u32,
}

/// What to write down of an event beside its facts and private part.
pub(super) fn meta(
    place: Place,
    words: Words,
    event: &NewEvent,
    recorded_at: DateTime<Utc>,
) -> Meta {
    let mut meta = [0; META_BYTES];
    let parts: [&[u8]; 7] = [
        &words.kind.to_le_bytes(),
        &words.actor.to_le_bytes(),
        &event.form.to_le_bytes(),
        event.correlation.as_bytes(),
        event.causation.as_bytes(),
        &event.occurred_at.timestamp_millis().to_le_bytes(),
        &recorded_at.timestamp_millis().to_le_bytes(),
    ];
    fill(&mut meta, &parts);
    let checksum = checksum(place, &event.id, &meta, &event.facts, &event.private);
    meta[META_BYTES - CHECKSUM_BYTES..].copy_from_slice(&checksum.to_le_bytes());
    meta
}

/// The event of a row, and when it was recorded.
///
/// `word` turns the numbers of words into words.
pub(super) fn event<E: From<Damage>>(
    place: Place,
    id: EventId,
    meta: &Meta,
    facts: &[u8],
    private: &[u8],
    mut word: impl FnMut(u32) -> Result<Arc<str>, E>,
) -> Result<(NewEvent, DateTime<Utc>), E> {
    let (mut rest, checksum_then) = meta.split_at(META_BYTES - CHECKSUM_BYTES);
    let damage = || Damage(format!("the event at position {} is not as written", place.position.0));
    if checksum(place, &id, meta, facts, private).to_le_bytes() != checksum_then {
        return Err(damage().into());
    }
    let rest = &mut rest;
    let kind = word(u32::from_le_bytes(take(rest)))?;
    let actor = word(u32::from_le_bytes(take(rest)))?;
    let form = u16::from_le_bytes(take(rest));
    let correlation = Uuid::from_bytes(take(rest));
    let causation = Uuid::from_bytes(take(rest));
    let occurred_at = DateTime::from_timestamp_millis(i64::from_le_bytes(take(rest)));
    let recorded_at = DateTime::from_timestamp_millis(i64::from_le_bytes(take(rest)));
    let event = NewEvent {
        id,
        kind,
        form,
        facts: facts.to_vec(),
        private: private.to_vec(),
        actor,
        correlation,
        causation,
        occurred_at: occurred_at.ok_or_else(damage)?,
    };
    Ok((event, recorded_at.ok_or_else(damage)?))
}

/// A CRC-32 of all that an event's row says: a flipped bit anywhere is noticed when it is read.
fn checksum(place: Place, id: &EventId, meta: &Meta, facts: &[u8], private: &[u8]) -> u32 {
    // Whole blocks of 16 bytes are summed fastest.
    let mut fixed = [0; 112];
    let parts: [&[u8]; 6] = [
        &place.position.0.to_le_bytes(),
        &place.stream.to_le_bytes(),
        &place.revision.0.to_le_bytes(),
        id.0.as_bytes(),
        &meta[..META_BYTES - CHECKSUM_BYTES],
        // So that no byte can move from the facts to the private part.
        &u64::try_from(facts.len()).unwrap_or(u64::MAX).to_le_bytes(),
    ];
    fill(&mut fixed, &parts);
    let mut crc = crc32fast::Hasher::new();
    crc.update(&fixed);
    crc.update(facts);
    crc.update(private);
    crc.finalize()
}

/// What is kept beside an interned name: a CRC-32 of it and its number.
pub(super) fn name_checksum(number: i64, name: &str) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&number.to_le_bytes());
    crc.update(name.as_bytes());
    crc.finalize()
}

fn fill(bytes: &mut [u8], parts: &[&[u8]]) {
    let mut at = 0;
    for part in parts {
        bytes[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (first, later) = rest.split_first_chunk().expect("the parts of meta are as long as it is");
    *rest = later;
    *first
}
