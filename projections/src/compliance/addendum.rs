//! Addendum: what of a closed report would be otherwise by what is known now?

use crate::clocks::{KeptBook, Then, history_in, priority_of};
use crate::rows::{ADDENDUM_MAX, AddendumLine, ComplianceQuery};
use crate::words::{Parsed, Word, counted};
use domain::At;
use domain::clock::{ClockRef, History};
use domain::compliance::{Line, Outcome};
use domain::{TicketId, TicketNumber};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// Where each clock of a ticket stands.
type Stands = BTreeMap<ClockRef, Stand>;

#[derive(Debug, Clone, Copy)]
struct Stand {
    line: Line,
    /// Business seconds.
    elapsed_s: i64,
    /// Whether it was stopped. One whose verdict was corrected before it stopped runs on.
    stopped: bool,
}

pub(super) fn addendum(
    connection: &Connection,
    book: &KeptBook,
    query: &ComplianceQuery,
    closed: &Then,
    at: At,
) -> rusqlite::Result<(Vec<AddendumLine>, bool)> {
    if at <= closed.at {
        return Ok((Vec::new(), false));
    }
    let now = Then::new(connection, book, at)?;
    let sql = "SELECT t.ticket, c.code, t.number, h.history FROM histories h INDEXED BY histories_by_end \
               JOIN tickets t ON t.key = h.ticket JOIN clients c ON c.key = h.client \
               WHERE h.until > ?1 AND h.opened < ?2 AND h.clocks > 0 \
               AND (?3 IS NULL OR c.client = ?3) ORDER BY h.ticket";
    let mut statement = connection.prepare_cached(sql)?;
    let client = query.client.map(|it| Word(it.0));
    let mut rows = statement.query(params![Word(closed.at), Word(query.period.to), client])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let history = history_in(row, 3)?;
        let (old, new) = (stands(closed, query, &history), stands(&now, query, &history));
        for clock in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let (old, new) = (old.get(clock).copied(), new.get(clock).copied());
            if same(old, new) {
                continue;
            }
            if lines.len() == ADDENDUM_MAX {
                return Ok((lines, true));
            }
            let number = counted(row.get(2)?)?;
            lines.push(AddendumLine {
                ticket: TicketId(row.get::<_, Word<_>>(0)?.0),
                number: TicketNumber { code: row.get::<_, Parsed<_>>(1)?.0, number },
                clock: *clock,
                old: old.map(|it| (it.line, it.elapsed_s)),
                new: new.map(|it| (it.line, it.elapsed_s)),
            });
        }
    }
    Ok((lines, false))
}

fn stands(then: &Then, query: &ComplianceQuery, history: &History) -> Stands {
    let known = then.known(history);
    let measured = then.measure(&known);
    let asked = measured.clocks.iter().filter(|it| {
        query.kind.is_none_or(|asked| asked == it.clock.kind)
            && query.priority.is_none_or(|asked| asked == priority_of(it, &known, then.at))
    });
    let stands = asked.filter_map(|it| {
        let line = Outcome::from(it).line(query.period, then.at)?;
        let stand = Stand { line, elapsed_s: it.elapsed_s, stopped: it.stop.is_some() };
        Some((it.clock, stand))
    });
    stands.collect()
}

/// Whether a report says the same of both. What ran or rested on went on in the next period.
fn same(old: Option<Stand>, new: Option<Stand>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) if old.line == Line::Met && new.line == Line::Met => {
            old.elapsed_s == new.elapsed_s || !old.stopped && old.elapsed_s < new.elapsed_s
        }
        (Some(old), Some(new)) => {
            let went_on = |it: Stand| matches!(it.line, Line::OpenNotDue | Line::PausedOpen);
            old.line == new.line || went_on(old) && went_on(new)
        }
        (old, new) => old.is_none() && new.is_none(),
    }
}
