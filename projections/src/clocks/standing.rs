//! Standing: how do a ticket's clocks stand for reports, in few bytes?
//!
//! A report reads those of every ticket: one short row a ticket is read several times as fast as a row a clock.

use super::bytes::{DAMAGED, Packing, Unpacking};
use super::kept::damaged;
use crate::keys::{ClientKey, TicketKey};
use crate::words::Numbered;
use domain::clock::{Clock, ClockRef, State};
use domain::compliance::Outcome;
use domain::{At, Malformed, Priority};
use rusqlite::{Connection, params};

/// Later than all that ends.
const NEVER: i64 = i64::MAX;

/// A clock as a report counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) clock: ClockRef,
    pub(crate) priority: Priority,
    pub(crate) outcome: Outcome,
    /// Whether it has a verdict and was not stopped.
    pub(crate) at_least: bool,
    pub(crate) corrected: bool,
}

impl Standing {
    /// * `priority`: the ticket's when the verdict fell, or when it is measured.
    pub(crate) fn of(clock: &Clock, priority: Priority) -> Self {
        Self {
            clock: clock.clock,
            priority,
            outcome: Outcome::from(clock),
            at_least: matches!(clock.state, State::Breached | State::Met) && clock.stop.is_none(),
            corrected: !clock.corrections.is_empty(),
        }
    }

    fn pack(&self, to: &mut Packing) {
        let Outcome { state, start, stop, verdict_at, elapsed_s } = self.outcome;
        to.number(self.clock.kind.number());
        to.count(self.clock.n.into());
        to.number(self.priority.number());
        to.number(state.number());
        to.count(u64::from(self.at_least) | u64::from(self.corrected) << 1);
        to.number(start.0);
        for after in [stop, verdict_at] {
            to.count(after.map_or(0, |it| it.since(start).cast_unsigned().wrapping_add(1)));
        }
        to.number(elapsed_s);
    }

    fn unpack(from: &mut Unpacking<'_>) -> Result<Self, Malformed> {
        fn word<T: Numbered>(from: &mut Unpacking<'_>) -> Result<T, Malformed> {
            T::of_number(from.number()?).ok_or(DAMAGED)
        }
        let clock = ClockRef { kind: word(from)?, n: from.small()? };
        let (priority, state, flags) = (word(from)?, word(from)?, from.count()?);
        let start = At(from.number()?);
        let mut after = || match from.count()? {
            0 => Ok(None),
            seconds => Ok(Some(start.plus(seconds.wrapping_sub(1).cast_signed()))),
        };
        let (stop, verdict_at) = (after()?, after()?);
        let outcome = Outcome { state, start, stop, verdict_at, elapsed_s: from.number()? };
        let (at_least, corrected) = (flags & 1 == 1, flags & 2 == 2);
        Ok(Self { clock, priority, outcome, at_least, corrected })
    }
}

/// The standings that were packed.
pub(crate) fn unpack(bytes: &[u8], mut told: impl FnMut(Standing)) -> rusqlite::Result<()> {
    let mut from = Unpacking(bytes);
    while !from.0.is_empty() {
        told(Standing::unpack(&mut from).map_err(damaged)?);
    }
    Ok(())
}

/// Writes how a ticket's clocks stand in the place of how they stood.
///
/// * `before`: when the last of them was over, as it was written before.
pub(super) fn write(
    connection: &Connection,
    ticket: TicketKey,
    client: ClientKey,
    before: Option<i64>,
    standings: &[Standing],
) -> rusqlite::Result<Option<i64>> {
    let over = standings.iter().map(|it| it.outcome.over_at().map_or(NEVER, |it| it.0)).max();
    if before != over
        && let Some(before) = before
    {
        let sql = "DELETE FROM standings WHERE over = ?1 AND ticket = ?2";
        connection.prepare_cached(sql)?.execute(params![before, ticket])?;
    }
    let (Some(over), Some(first)) = (over, standings.iter().map(|it| it.outcome.start.0).min())
    else {
        return Ok(None);
    };
    let mut packed = Packing::default();
    for it in standings {
        it.pack(&mut packed);
    }
    let sql = "INSERT OR REPLACE INTO standings VALUES (?1, ?2, ?3, ?4, ?5)";
    let row = params![over, ticket, client, first, packed.0];
    connection.prepare_cached(sql)?.execute(row)?;
    Ok(Some(over))
}
