//! What does a row of the log say?

use super::checksum::checksum;
use super::error::Damage;
use crate::port::{EventId, NewEvent, Position, Recorded, Revision, StreamName};
use chrono::{DateTime, Utc};
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, Row};
use std::sync::Arc;
use thiserror::Error;
use uuid::Uuid;

/// Why rows were not read.
#[derive(Debug, Error)]
pub(super) enum RowError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Damage(#[from] Damage),
}

impl RowError {
    /// Whether the file itself is wrong, so that nothing more may be built on it.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Damage(_) => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
        }
    }
}

/// The event of a row of [`event_columns`](super::schema::event_columns).
///
/// `names` turns the numbers of streams and words into what they stand for.
pub(super) fn recorded(
    row: &Row<'_>,
    stream: impl FnOnce(i64) -> Result<StreamName, RowError>,
    mut word: impl FnMut(i64) -> Result<Arc<str>, RowError>,
) -> Result<Recorded, RowError> {
    let position = unsigned(row, 0)?;
    let recorded = Recorded {
        position: Position(position),
        stream: stream(integer(row, 1)?)?,
        revision: Revision(unsigned(row, 2)?),
        event: NewEvent {
            id: EventId(uuid(row, 3)?),
            kind: word(integer(row, 4)?)?,
            form: u16::try_from(integer(row, 5)?).map_err(|_| damage(row, 5))?,
            actor: word(integer(row, 6)?)?,
            correlation: uuid(row, 7)?,
            causation: uuid(row, 8)?,
            occurred_at: instant(row, 9)?,
            facts: blob(row, 12)?.to_vec(),
            private: blob(row, 13)?.to_vec(),
        },
        recorded_at: instant(row, 10)?,
    };
    if i64::from(checksum(&recorded)) != integer(row, 11)? {
        return Err(Damage(format!("the event at position {position} is not as written")).into());
    }
    Ok(recorded)
}

fn integer(row: &Row<'_>, column: usize) -> Result<i64, RowError> {
    match row.get_ref(column)? {
        ValueRef::Integer(value) => Ok(value),
        _ => Err(damage(row, column)),
    }
}

fn unsigned(row: &Row<'_>, column: usize) -> Result<u64, RowError> {
    u64::try_from(integer(row, column)?).map_err(|_| damage(row, column))
}

fn blob<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r [u8], RowError> {
    match row.get_ref(column)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(damage(row, column)),
    }
}

fn uuid(row: &Row<'_>, column: usize) -> Result<Uuid, RowError> {
    Uuid::from_slice(blob(row, column)?).map_err(|_| damage(row, column))
}

fn instant(row: &Row<'_>, column: usize) -> Result<DateTime<Utc>, RowError> {
    DateTime::from_timestamp_millis(integer(row, column)?).ok_or_else(|| damage(row, column))
}

fn damage(row: &Row<'_>, column: usize) -> RowError {
    let place = match row.get_ref(0) {
        Ok(ValueRef::Integer(position)) => format!("at position {position}"),
        _ => "at an unknown position".into(),
    };
    Damage(format!("the event {place} has a wrong value in column {column}")).into()
}
