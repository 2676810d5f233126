//! Explain: what became of each second of a ticket's clocks, and why?

use super::KeptBook;
use super::causes::Causes;
use super::kept::history_in;
use super::then::Then;
use crate::rows::{Explained, Ledger, LedgerLine, Rule};
use crate::words::{Parsed, Word, counted};
use domain::book::Book;
use domain::clock::segments::{Segment, segments, sums};
use domain::clock::{Binding, Clock, History, What};
use domain::compliance::Period;
use domain::{At, TicketId, TicketNumber};
use rusqlite::{Connection, OptionalExtension};

/// A ticket's number, its history, and the kinds of its events.
type Found = (TicketNumber, History, Causes);

/// Every clock of a ticket with its ledger, as recorded by an instant; `None` if no such ticket is known.
pub(crate) fn segments_of(
    connection: &Connection,
    book: &KeptBook,
    ticket: TicketId,
    at: At,
) -> rusqlite::Result<Option<Explained>> {
    let sql = "SELECT c.code, t.number, h.history, h.causes FROM tickets t \
               JOIN histories h ON h.ticket = t.key JOIN clients c ON c.key = t.client \
               WHERE t.ticket = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Found> {
        let number = counted(row.get(1)?)?;
        let number = TicketNumber { code: row.get::<_, Parsed<_>>(0)?.0, number };
        Ok((number, history_in(row, 2)?, Causes(row.get(3)?)))
    };
    let found = statement.query_row([Word(ticket.0)], read).optional()?;
    let Some((number, history, causes)) = found else { return Ok(None) };
    let then = Then::new(connection, book, at)?;
    let ledgers = ledgers(&then, &history, &causes, None);
    Ok(Some(Explained { ticket, number, at, ledgers }))
}

/// The ledgers of a ticket's clocks; within a period, only what lies in it.
pub(super) fn ledgers(
    then: &Then,
    history: &History,
    causes: &Causes,
    within: Option<Period>,
) -> Vec<Ledger> {
    let known = then.known(history);
    let measured = then.measure(&known);
    let ledger = |clock: Clock| {
        let segments = segments(&clock, &then.book);
        let sums = sums(&clock, &segments, &then.book);
        let lines = segments.into_iter().filter_map(|it| clipped(it, within, &then.book));
        let lines = lines.map(|it| line(it, &clock, &known, causes)).collect();
        Ledger { clock, lines, sums }
    };
    measured.clocks.into_iter().map(ledger).collect()
}

/// As much of a segment as lies in a period.
fn clipped(segment: Segment, within: Option<Period>, book: &Book) -> Option<Segment> {
    let Some(within) = within else { return Some(segment) };
    let (from, to) = (segment.from.max(within.from), segment.to.min(within.to));
    if from >= to {
        return None;
    }
    if (from, to) == (segment.from, segment.to) {
        return Some(segment);
    }
    let service = book.working_time(&segment.calendar.calendar);
    let business_s = service.map_or(0, |it| it.elapsed(from, to));
    Some(Segment { from, to, business_s, ..segment })
}

fn line(segment: Segment, clock: &Clock, history: &History, causes: &Causes) -> LedgerLine {
    let Segment { from, to, what, cause, calendar, business_s } = segment;
    let binding = binding_at(history, from).filter(|it| it.calendar.calendar == calendar.calendar);
    let binding = binding.unwrap_or(&clock.binding);
    let (policy, row) = (binding.policy.clone(), binding.row.clone());
    let rule = Rule { policy, row, calendar, what };
    LedgerLine { from, to, what, cause: (cause, causes.kind(cause)), rule, business_s }
}

/// What clocks were measured against at an instant.
fn binding_at(history: &History, at: At) -> Option<&Binding> {
    let bound = history.moments().iter().take_while(|it| it.at <= at);
    let bindings = bound.filter_map(|it| match &it.what {
        What::Bound(binding) | What::Retargeted(binding) => Some(binding),
        _ => None,
    });
    bindings.last()
}
