//! Which clocks had any of their life in a period, and how did they stand at its cut-off?
//!
//! Stored rows answer for tickets of which nothing was recorded, and nothing fell due, since they were stored. The
//! others are measured anew.

use crate::clocks::{Standing, Then, history_in, priority_of, unpack_standings};
use crate::keys::{ClientKey, TicketKey};
use crate::rows::ComplianceQuery;
use crate::words::Word;
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// A clock of a report.
pub(super) struct Found {
    pub(super) ticket: TicketKey,
    pub(super) client: ClientKey,
    pub(super) stands: Standing,
    /// Whether it was measured anew, since its row does not say how it stood.
    pub(super) anew: bool,
}

/// Tells of each clock that a report may count.
pub(super) fn each(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
    mut told: impl FnMut(Found),
) -> rusqlite::Result<()> {
    let again = to_measure(connection, query, then)?;
    each_stored(connection, query, &again, &mut told)?;
    let mut again: Vec<_> = again.into_iter().collect();
    again.sort_unstable();
    for ticket in again {
        each_measured(connection, query, then, ticket, &mut told)?;
    }
    Ok(())
}

/// The tickets whose rows do not say how their clocks stood at the cut-off. What people ruled on and nothing has stopped
/// yet counts on.
fn to_measure(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
) -> rusqlite::Result<HashSet<TicketKey>> {
    let sql = "SELECT ticket FROM histories INDEXED BY histories_by_end \
                 WHERE until > ?1 AND opened < ?2 \
               UNION ALL SELECT ticket FROM histories WHERE wake <= ?1 AND ends IS NULL \
               UNION ALL SELECT ticket FROM clocks INDEXED BY clocks_open \
                 WHERE open = 1 AND (?3 OR deadline < ?1) \
               UNION ALL SELECT ticket FROM clocks INDEXED BY clocks_ruled \
                 WHERE open = 0 AND stop IS NULL AND verdict IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let params = params![Word(then.at), Word(query.period.to), then.republished];
    statement.query_map(params, |row| row.get(0))?.collect()
}

fn each_stored(
    connection: &Connection,
    query: &ComplianceQuery,
    again: &HashSet<TicketKey>,
    told: &mut impl FnMut(Found),
) -> rusqlite::Result<()> {
    let sql = "SELECT ticket, client, clocks FROM standings WHERE over >= ?1 AND first < ?2 \
               AND (?3 IS NULL OR client = (SELECT key FROM clients WHERE client = ?3))";
    let mut statement = connection.prepare_cached(sql)?;
    let client = query.client.map(|it| Word(it.0));
    let params = params![Word(query.period.from), Word(query.period.to), client];
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        let (ticket, client) = (row.get(0)?, row.get(1)?);
        if again.contains(&ticket) {
            continue;
        }
        unpack_standings(row.get_ref(2)?.as_blob()?, |stands| {
            if is_asked(query, &stands) {
                told(Found { ticket, client, stands, anew: false });
            }
        })?;
    }
    Ok(())
}

fn is_asked(query: &ComplianceQuery, it: &Standing) -> bool {
    query.kind.is_none_or(|kind| kind == it.clock.kind)
        && query.priority.is_none_or(|priority| priority == it.priority)
}

fn each_measured(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
    ticket: TicketKey,
    told: &mut impl FnMut(Found),
) -> rusqlite::Result<()> {
    let sql = "SELECT h.client, h.history FROM histories h JOIN clients c ON c.key = h.client \
               WHERE h.ticket = ?1 AND (?2 IS NULL OR c.client = ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![ticket, query.client.map(|it| Word(it.0))])?;
    let Some(row) = rows.next()? else { return Ok(()) };
    let (client, history) = (row.get(0)?, history_in(row, 1)?);
    let known = then.known(&history);
    for clock in then.measure(&known).clocks {
        let stands = Standing::of(&clock, priority_of(&clock, &known, then.at));
        if is_asked(query, &stands) {
            told(Found { ticket, client, stands, anew: true });
        }
    }
    Ok(())
}
