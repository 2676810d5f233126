//! Clocks: what do a ticket's clocks come to, as its last events left them?
//!
//! Whatever depends on the present is computed when it is asked.

mod at_risk;
mod book;
mod bytes;
mod causes;
mod explain;
mod histories;
mod kept;
mod packed;
mod standing;
mod stored;
mod telling;
mod then;
mod timeline;
mod wake;

pub(crate) use at_risk::at_risk;
pub(crate) use book::{KeptBook, take_in as take_in_published};
pub(crate) use explain::segments_of;
pub(crate) use histories::histories;
pub(crate) use kept::{Kept, history_in};
pub(crate) use standing::{Standing, unpack as unpack_standings};
pub(crate) use telling::{Telling, clock_of};
pub(crate) use then::{Then, clocks_of};
pub(crate) use timeline::timeline;
pub(crate) use wake::{due, next_wake, running_under};

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::TicketKey;
use crate::taken::Taken;
use crate::words::Word;
use causes::Causes;
use domain::book::Book;
use domain::clock::{Clock, History, Measured, Placed, What, measure};
use domain::ticket::{self, Registered};
use domain::{At, Event, Priority};
use rusqlite::params;
use store::codec;

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Ticket(event) = &taken.event else { return Ok(()) };
    let ticket = taken.ticket()?;
    let Some((key, client)) = batch.tickets.get(&ticket)?.map(|it| (it.key, it.client)) else {
        return Ok(());
    };
    if let ticket::Event::Registered(it) = event {
        let before = batch.histories.get(&key)?;
        let (clocks, over) = before.map_or((0, None), |it| (it.clocks, it.over));
        batch.histories.put(&key, Kept { client, over, clocks, ..begin(it, taken) })?;
    }
    let Some(kept) = batch.histories.change(&key)? else { return Ok(()) };
    if let ticket::Event::Reclassified(it) = event {
        kept.anew |= kept.priority != it.priority;
        kept.priority = it.priority;
    }
    kept.history.read(event, placed(taken));
    kept.until = kept.until.max(taken.occurred_at.into()).max(taken.recorded_at.into());
    kept.causes.note(taken.revision.0, codec::kind_of(&taken.event).0);
    batch.touched.insert(key);
    Ok(())
}

fn placed(taken: &Taken) -> Placed {
    Placed {
        revision: taken.revision.0,
        occurred_at: taken.occurred_at,
        recorded_at: taken.recorded_at,
    }
}

fn begin(it: &Registered, taken: &Taken) -> Kept {
    Kept {
        client: crate::keys::ClientKey(0),
        priority: it.priority,
        opened: it.reported_at.into(),
        entered: taken.recorded_at.into(),
        until: it.reported_at.into(),
        wake: None,
        ends: None,
        over: None,
        clocks: 0,
        causes: Causes::default(),
        telling: None,
        history: History::default(),
        anew: true,
    }
}

/// What a kept ticket's clocks read as its last event left them.
pub(crate) fn measured(kept: &Kept, book: &Book) -> Measured {
    measure(&kept.history, book, kept.until)
}

/// Measures each ticket that was touched, once, and those that a new version of a calendar bears upon.
pub(crate) fn measure_touched(batch: &mut Batch<'_>) -> Result<(), ViewError> {
    if let Some(effective_from) = batch.calendars_changed.take() {
        batch.settle()?;
        let sql = "SELECT ticket FROM histories \
                   WHERE clocks > 0 AND (ends IS NULL OR until >= ?1)";
        let mut statement = batch.connection.prepare_cached(sql)?;
        for ticket in statement.query_map([Word(effective_from)], |row| row.get(0))? {
            batch.touched.insert(ticket?);
        }
    }
    for ticket in std::mem::take(&mut batch.touched) {
        measure_one(batch, ticket)?;
    }
    Ok(())
}

fn measure_one(batch: &mut Batch<'_>, ticket: TicketKey) -> Result<(), ViewError> {
    let Some(kept) = batch.histories.get(&ticket)? else { return Ok(()) };
    let bound = |it: &What| matches!(it, What::Bound(_) | What::Retargeted(_));
    if kept.clocks == 0 && !kept.history.moments().iter().any(|it| bound(&it.what)) {
        return Ok(());
    }
    let book = batch.book()?;
    let connection = batch.connection;
    let Some(kept) = batch.histories.change(&ticket)? else { return Ok(()) };
    let measured = measured(kept, &book);
    kept.wake = wake::wake(&kept.history, &measured, kept.until);
    kept.ends = ends(&measured);
    if kept.clocks > 0 {
        connection
            .prepare_cached("DELETE FROM clocks WHERE ticket = ?1")?
            .execute(params![ticket])?;
    }
    kept.clocks = u32::try_from(measured.clocks.len()).unwrap_or(u32::MAX);
    stored::write(connection, ticket, kept, &measured)?;
    let standing = |it: &Clock| Standing::of(it, priority_of(it, &kept.history, kept.until));
    let standings: Vec<Standing> = measured.clocks.iter().map(standing).collect();
    kept.over = standing::write(connection, ticket, kept.client, kept.over, &standings)?;
    Ok(())
}

/// The ticket's priority when a clock's verdict fell, or when it is measured.
pub(crate) fn priority_of(clock: &Clock, history: &History, at: At) -> Priority {
    history.traits_at(clock.verdict_at.or(clock.stop).unwrap_or(at)).priority
}

/// When the last clock ended; none while one has not.
fn ends(measured: &Measured) -> Option<At> {
    let ends: Option<Vec<At>> = measured
        .clocks
        .iter()
        .map(|it| if stored::is_open(it) { None } else { Some(it.stop.unwrap_or(it.start)) })
        .collect();
    ends?.into_iter().max()
}
