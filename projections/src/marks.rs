//! Marks: how far had the log come by an instant?
//!
//! One mark a quarter of an hour in which anything was recorded.

use crate::batch::Batch;
use crate::taken::Taken;
use crate::words::{Word, signed};
use domain::At;
use rusqlite::params;
use store::port::Position;

const QUARTER_S: i64 = 900;

/// The last instant of a quarter at which anything was recorded, and the last position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    recorded: At,
    position: Position,
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) {
    let (recorded, position) = (At::from(taken.recorded_at), taken.position);
    let quarter = recorded.0.div_euclid(QUARTER_S);
    let mark = batch.marks.entry(quarter).or_insert(Mark { recorded, position });
    *mark = Mark { recorded: mark.recorded.max(recorded), position };
}

pub(crate) fn write(batch: &Batch<'_>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO marks VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET \
               recorded = max(recorded, excluded.recorded), position = excluded.position";
    for (quarter, mark) in &batch.marks {
        let position = signed(mark.position.0);
        batch.execute(sql, params![quarter, Word(mark.recorded), position])?;
    }
    Ok(())
}
