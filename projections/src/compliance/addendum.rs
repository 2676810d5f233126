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

/// Where each clock of a ticket stands, with its business seconds.
type Stands = BTreeMap<ClockRef, (Line, i64)>;

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
                old,
                new,
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
        Some((it.clock, (line, it.elapsed_s)))
    });
    stands.collect()
}

/// Whether a report says the same of both. What ran or rested on went on in the next period.
fn same(old: Option<(Line, i64)>, new: Option<(Line, i64)>) -> bool {
    match (old, new) {
        (Some((Line::Met, old)), Some((Line::Met, new))) => old == new,
        (Some((old, _)), Some((new, _))) => {
            let went_on = |it| matches!(it, Line::OpenNotDue | Line::PausedOpen);
            old == new || went_on(old) && went_on(new)
        }
        (old, new) => old.is_none() && new.is_none(),
    }
}
