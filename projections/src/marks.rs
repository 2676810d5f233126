//! Marks: how far had the log come by an instant?
//!
//! One mark a quarter of an hour in which anything was recorded.

use crate::batch::Batch;
use crate::taken::Taken;
use crate::words::{counted, signed};
use domain::At;
use rusqlite::{Connection, OptionalExtension, params};
use store::port::Position;

const QUARTER_S: i64 = 900;

fn quarter(at: At) -> i64 {
    at.0.div_euclid(QUARTER_S)
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) {
    batch.marks.insert(quarter(taken.recorded_at.into()), taken.position);
}

pub(crate) fn write(batch: &Batch<'_>) -> rusqlite::Result<()> {
    for (quarter, position) in &batch.marks {
        let sql = "INSERT OR REPLACE INTO marks VALUES (?1, ?2)";
        batch.execute(sql, params![quarter, signed(position.0)])?;
    }
    Ok(())
}

/// The last position that was recorded before the quarter of an hour in which an instant lies.
pub(crate) fn position_by(connection: &Connection, at: At) -> rusqlite::Result<Option<Position>> {
    let sql = "SELECT position FROM marks WHERE quarter < ?1 ORDER BY quarter DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let position = statement.query_row([quarter(at)], |row| row.get(0)).optional()?;
    Ok(position.map(counted).transpose()?.map(Position))
}
