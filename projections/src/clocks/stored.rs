//! Stored clocks: how does a clock lie in its row?

use super::kept::Kept;
use crate::keys::TicketKey;
use crate::words::Word;
use domain::clock::{Clock, Measured, State};
use rusqlite::{Connection, params};

/// Whether it may still come to run, or to an end.
pub(super) fn is_open(clock: &Clock) -> bool {
    clock.stop.is_none() && !matches!(clock.state, State::NotApplicable)
}

/// Whether it is still to be stopped, and people can do something about it.
fn is_live(clock: &Clock) -> bool {
    let live = matches!(clock.state, State::Running | State::Paused(_) | State::Breached);
    live && clock.stop.is_none()
}

pub(super) fn write(
    connection: &Connection,
    ticket: TicketKey,
    kept: &Kept,
    measured: &Measured,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO clocks VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
               ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";
    let mut statement = connection.prepare_cached(sql)?;
    for it in &measured.clocks {
        let when = it.verdict_at.or(it.stop).unwrap_or(kept.until);
        let traits = kept.history.traits_at(when);
        statement.execute(params![
            ticket,
            Word(it.clock.kind),
            it.clock.n,
            kept.client,
            Word(traits.priority),
            traits.request_type.map(Word),
            Word(it.state),
            is_live(it),
            Word(it.start),
            it.target.to_string(),
            it.deadline.map(Word),
            it.stop.map(Word),
            it.verdict_at.map(Word),
            it.elapsed_s,
            it.overrun_s,
            it.overrun_wall_s,
            it.corrected_from().map(Word),
            it.evidence_deleted,
            it.binding.policy.to_string(),
            it.binding.row.as_str(),
            it.binding.calendar.to_string(),
        ])?;
    }
    Ok(())
}
