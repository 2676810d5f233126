//! What does a row of the log say?

use super::error::Damage;
use super::meta::{Place, event};
use crate::port::{EventId, Position, Recorded, Revision, StreamName};
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, Row};
use std::sync::Arc;
use thiserror::Error;
use uuid::Uuid;

/// Why rows were not read, or not written.
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
/// `stream` and `word` turn interned numbers into what they stand for.
pub(super) fn recorded(
    row: &Row<'_>,
    stream: impl FnOnce(i64) -> Result<StreamName, RowError>,
    word: impl FnMut(u32) -> Result<Arc<str>, RowError>,
) -> Result<Recorded, RowError> {
    let place = Place {
        position: Position(unsigned(row, 0)?),
        stream: integer(row, 1)?,
        revision: Revision(unsigned(row, 2)?),
    };
    let id = Uuid::from_slice(blob(row, 3)?).map_err(|_| damage(row, 3))?;
    let meta = blob(row, 4)?.try_into().map_err(|_| damage(row, 4))?;
    let (event, recorded_at) = event(place, EventId(id), meta, blob(row, 5)?, blob(row, 6)?, word)?;
    let Place { position, revision, .. } = place;
    Ok(Recorded { position, stream: stream(place.stream)?, revision, event, recorded_at })
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

fn damage(row: &Row<'_>, column: usize) -> RowError {
    let place = match row.get_ref(0) {
        Ok(ValueRef::Integer(position)) => format!("at position {position}"),
        _ => "at an unknown position".into(),
    };
    Damage(format!("the event {place} has a wrong value in column {column}")).into()
}
