//! At risk: which running clocks are overdue, and which will be soon?

use super::KeptBook;
use super::kept::history_in;
use super::then::Then;
use crate::keys::TicketKey;
use crate::rows::{AT_RISK_MAX, AtRisk, RiskFilter, RiskRow};
use crate::words::{Parsed, Word, counted};
use crate::workload::assignee_at;
use domain::clock::{Clock, State};
use domain::policy::Target;
use domain::{At, ClientId, PersonId, TicketId, TicketNumber};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// Clocks with a deadline that are not stopped, those that are overdue first, then the nearest deadline first.
pub(crate) fn at_risk(
    connection: &Connection,
    book: &KeptBook,
    filter: &RiskFilter,
    at: At,
) -> rusqlite::Result<AtRisk> {
    let then = Then::new(connection, book, at)?;
    let latest = filter.within_s.map(|it| at.plus(it));
    // What was recorded later may have stopped what ran then.
    let sql = "SELECT ticket, min(deadline) FROM clocks WHERE open = 1 GROUP BY ticket \
               UNION SELECT ticket, NULL FROM histories INDEXED BY histories_by_end \
               WHERE until > ?1 AND clocks > 0 \
               AND entered <= ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut candidates: Vec<(Option<At>, TicketKey)> = Vec::new();
    let mut rows = statement.query([Word(at)])?;
    while let Some(row) = rows.next()? {
        let deadline = row.get::<_, Option<Word<At>>>(1)?.map(|it| it.0);
        let in_time = |latest: At| deadline.is_none_or(|it| it <= latest);
        if latest.is_none_or(in_time) {
            candidates.push((deadline, row.get(0)?));
        }
    }
    candidates.sort_unstable();
    let mut seen = HashSet::new();
    let mut clocks = Vec::new();
    for (deadline, ticket) in candidates {
        // Whatever is still to come is due later than all that may be listed.
        if clocks.len() > AT_RISK_MAX && is_later(&mut clocks, deadline) {
            break;
        }
        if seen.insert(ticket) {
            take(connection, &then, filter, ticket, &mut clocks)?;
        }
    }
    sort(&mut clocks);
    let cut = clocks.len() > AT_RISK_MAX;
    clocks.truncate(AT_RISK_MAX);
    Ok(AtRisk { at, clocks, cut })
}

/// By deadline, those that have passed come first of themselves.
fn sort(clocks: &mut [RiskRow]) {
    clocks.sort_by(|a, b| (a.deadline, &a.number, a.clock).cmp(&(b.deadline, &b.number, b.clock)));
}

fn is_later(clocks: &mut [RiskRow], deadline: Option<At>) -> bool {
    sort(clocks);
    deadline.is_some_and(|it| it > clocks[AT_RISK_MAX].deadline)
}

fn take(
    connection: &Connection,
    then: &Then,
    filter: &RiskFilter,
    ticket: TicketKey,
    clocks: &mut Vec<RiskRow>,
) -> rusqlite::Result<()> {
    let sql = "SELECT t.ticket, c.code, t.number, c.client, c.title, h.history FROM histories h \
               JOIN tickets t ON t.key = h.ticket JOIN clients c ON c.key = h.client \
               WHERE h.ticket = ?1 AND (?2 IS NULL OR c.client = ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    let client = filter.client.map(|it| Word(it.0));
    let mut rows = statement.query(params![ticket, client])?;
    let Some(row) = rows.next()? else { return Ok(()) };
    let history = history_in(row, 5)?;
    let measured = then.measure(&history);
    let running = |it: &&Clock| {
        let live = it.stop.is_none() && matches!(it.state, State::Running | State::Breached);
        let due = it.deadline.filter(|_| live);
        let latest = filter.within_s.map(|it| then.at.plus(it));
        due.is_some_and(|it| latest.is_none_or(|latest| it <= latest))
    };
    if !measured.clocks.iter().any(|it| running(&it)) {
        return Ok(());
    }
    let assignee = assignee_at(connection, ticket, then.at)?;
    if filter.assignee.is_some_and(|it| assignee.as_ref().is_none_or(|of| of.0 != it)) {
        return Ok(());
    }
    let traits = then.known(&history).traits_at(then.at);
    let (assignee, assignee_name): (Option<PersonId>, _) = assignee.unzip();
    for clock in measured.clocks.iter().filter(running) {
        let Some(deadline) = clock.deadline else { continue };
        clocks.push(RiskRow {
            ticket: TicketId(row.get::<_, Word<_>>(0)?.0),
            number: TicketNumber {
                code: row.get::<_, Parsed<_>>(1)?.0,
                number: counted(row.get(2)?)?,
            },
            client: ClientId(row.get::<_, Word<_>>(3)?.0),
            client_title: row.get(4)?,
            request_type: traits.request_type,
            priority: traits.priority,
            assignee,
            assignee_name: assignee_name.clone(),
            clock: clock.clock,
            state: clock.state,
            binding: clock.binding.clone(),
            start: clock.start,
            deadline,
            remaining_s: clock.remaining_s,
            used_percent: used_percent(clock),
            overrun_s: clock.overrun_s,
            overrun_wall_s: clock.overrun_wall_s,
        });
    }
    Ok(())
}

fn used_percent(clock: &Clock) -> Option<u32> {
    let Target::Seconds(target) = clock.target else { return None };
    let percent = clock.elapsed_s.saturating_mul(100).checked_div(target.into())?;
    u32::try_from(percent).ok()
}
