//! How many requests were made in a period, of which priority, and which are they?

use super::behind::ticket_of;
use super::{client_of, cut_off};
use crate::clocks::{KeptBook, Then, history_in};
use crate::keys::{ClientKey, TicketKey};
use crate::rows::{BEHIND_MAX, ComplianceQuery, PriorityLine, RequestRow, RequestsBehind};
use crate::words::Word;
use domain::clock::{History, What};
use domain::{At, Priority};
use rusqlite::{Connection, params};
use std::collections::HashMap;

pub(super) fn requests(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
) -> rusqlite::Result<Vec<PriorityLine>> {
    let mut counts: HashMap<(ClientKey, Priority), u64> = HashMap::new();
    each(connection, query, then, |_, client, priority| {
        *counts.entry((client, priority)).or_default() += 1;
    })?;
    let mut lines = Vec::new();
    for ((key, priority), tickets) in counts {
        let (client, code) = client_of(connection, key)?;
        lines.push(PriorityLine { client, code, priority, tickets });
    }
    lines.sort_by(|a, b| (&a.code, a.client, a.priority).cmp(&(&b.code, b.client, b.priority)));
    Ok(lines)
}

/// The requests that a report counts.
pub(crate) fn requests_behind(
    connection: &Connection,
    book: &KeptBook,
    query: &ComplianceQuery,
    at: At,
) -> rusqlite::Result<RequestsBehind> {
    let then = Then::new(connection, book, cut_off(query, at))?;
    let mut found = Vec::new();
    each(connection, query, &then, |ticket, _, priority| found.push((ticket, priority)))?;
    found.sort_unstable_by_key(|it| it.0);
    let cut = found.len() > BEHIND_MAX;
    found.truncate(BEHIND_MAX);
    let row = |(key, priority)| {
        let (ticket, number, client) = ticket_of(connection, key)?;
        let sql = "SELECT reported_at FROM tickets WHERE key = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let reported_at = statement.query_row([key], |row| Ok(row.get::<_, Word<_>>(0)?.0))?;
        Ok(RequestRow { ticket, number, client, priority, reported_at })
    };
    let requests = found.into_iter().map(row).collect::<rusqlite::Result<_>>()?;
    Ok(RequestsBehind { requests, cut })
}

/// Tells of each request that a report counts, with its priority as it was last set by the cut-off.
fn each(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
    mut told: impl FnMut(TicketKey, ClientKey, Priority),
) -> rusqlite::Result<()> {
    let before = priorities_before(connection, query, then)?;
    // Read in the order of the index, and not brought into another one.
    let sql = "SELECT ticket, client, priority FROM histories INDEXED BY histories_by_opening \
               WHERE opened >= ?1 AND opened < ?2 AND entered <= ?3 AND (?4 IS NULL \
                 OR client = (SELECT key FROM clients WHERE client = ?4))";
    let client = query.client.map(|it| Word(it.0));
    let (from, to) = (Word(query.period.from), Word(query.period.to));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![from, to, Word(then.at), client])?;
    while let Some(row) = rows.next()? {
        let (ticket, client) = (row.get(0)?, row.get(1)?);
        let priority = match before.get(&ticket) {
            Some(before) => *before,
            None => row.get::<_, Word<_>>(2)?.0,
        };
        if query.priority.is_none_or(|asked| asked == priority) {
            told(ticket, client, priority);
        }
    }
    Ok(())
}

/// The priorities at the cut-off, of the tickets of which anything was recorded since.
fn priorities_before(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
) -> rusqlite::Result<HashMap<TicketKey, Priority>> {
    let sql = "SELECT ticket, history FROM histories INDEXED BY histories_by_end WHERE until > ?3 \
               AND opened >= ?1 AND opened < ?2 AND entered <= ?3 AND (?4 IS NULL \
                 OR client = (SELECT key FROM clients WHERE client = ?4))";
    let client = query.client.map(|it| Word(it.0));
    let (from, to) = (Word(query.period.from), Word(query.period.to));
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![from, to, Word(then.at), client])?;
    let mut before = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some(priority) = last_said(&then.known(&history_in(row, 1)?)) {
            before.insert(row.get(0)?, priority);
        }
    }
    Ok(before)
}

/// The priority that was recorded last.
fn last_said(history: &History) -> Option<Priority> {
    let said = history.moments().iter().filter_map(|it| match &it.what {
        What::Classified(traits) => Some((it.revision, traits.priority)),
        _ => None,
    });
    said.max_by_key(|it| it.0).map(|it| it.1)
}
