//! Which clocks had any of their life in a period, and how did they stand at its cut-off?
//!
//! Stored rows answer for tickets of which nothing was recorded, and nothing fell due, since they were stored. The
//! others are measured anew.

use crate::clocks::{Then, history_in, traits_at};
use crate::keys::{ClientKey, TicketKey};
use crate::rows::ComplianceQuery;
use crate::words::Word;
use domain::clock::{Clock, ClockRef, State};
use domain::compliance::Outcome;
use domain::{At, Priority};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// A clock of a report.
pub(super) struct Found {
    pub(super) ticket: TicketKey,
    pub(super) client: ClientKey,
    pub(super) clock: ClockRef,
    pub(super) priority: Priority,
    pub(super) outcome: Outcome,
    /// Whether it is breached and was not stopped.
    pub(super) at_least: bool,
    pub(super) corrected: bool,
    /// Where it was measured anew.
    pub(super) measured: Option<Box<Clock>>,
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

/// The tickets whose rows do not say how their clocks stood at the cut-off.
fn to_measure(
    connection: &Connection,
    query: &ComplianceQuery,
    then: &Then,
) -> rusqlite::Result<HashSet<TicketKey>> {
    let sql = "SELECT ticket FROM histories WHERE until > ?1 AND opened < ?2 \
               UNION ALL SELECT ticket FROM histories WHERE wake <= ?1 \
               UNION ALL SELECT ticket FROM clocks INDEXED BY clocks_open \
                 WHERE open = 1 AND (?3 OR deadline < ?1)";
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
    // The index has all that is asked: no row is looked up. What is not over is read apart.
    const COLUMNS: &str = "SELECT ticket, kind, n, client, priority, state, start, over, elapsed, \
        open, corrected IS NOT NULL FROM clocks INDEXED BY clocks_by_end";
    const WHERE: &str = "AND start < ?2 AND (?3 IS NULL OR client = \
        (SELECT key FROM clients WHERE client = ?3)) AND (?4 IS NULL OR kind = ?4) \
        AND (?5 IS NULL OR priority = ?5)";
    let sql = format!(
        "{COLUMNS} WHERE over >= ?1 {WHERE} UNION ALL {COLUMNS} WHERE over IS NULL {WHERE}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let params = params![
        Word(query.period.from),
        Word(query.period.to),
        query.client.map(|it| Word(it.0)),
        query.kind.map(Word),
        query.priority.map(Word),
    ];
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        let ticket = row.get(0)?;
        if !again.is_empty() && again.contains(&ticket) {
            continue;
        }
        let state = row.get::<_, Word<State>>(5)?.0;
        let over = row.get::<_, Option<Word<At>>>(7)?.map(|it| it.0);
        let outcome = Outcome {
            state,
            start: row.get::<_, Word<_>>(6)?.0,
            // When it was over is all that a report asks of either.
            stop: over,
            verdict_at: over,
            elapsed_s: row.get(8)?,
        };
        told(Found {
            ticket,
            client: row.get(3)?,
            clock: ClockRef { kind: row.get::<_, Word<_>>(1)?.0, n: row.get(2)? },
            priority: row.get::<_, Word<_>>(4)?.0,
            outcome,
            at_least: state == State::Breached && row.get(9)?,
            corrected: row.get(10)?,
            measured: None,
        });
    }
    Ok(())
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
        let when = clock.verdict_at.or(clock.stop).unwrap_or(then.at);
        let priority = traits_at(&known, when).priority;
        let asked = query.kind.is_none_or(|it| it == clock.clock.kind)
            && query.priority.is_none_or(|it| it == priority);
        if asked {
            told(Found {
                ticket,
                client,
                clock: clock.clock,
                priority,
                outcome: Outcome::from(&clock),
                at_least: clock.state == State::Breached && clock.stop.is_none(),
                corrected: clock.corrected_from.is_some(),
                measured: Some(Box::new(clock)),
            });
        }
    }
    Ok(())
}
