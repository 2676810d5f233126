//! Behind: which clocks does a number of a report count?

use super::{clocks, counts, cut_off};
use crate::clocks::{KeptBook, Then, history_in};
use crate::keys::TicketKey;
use crate::rows::{
    BEHIND_MAX, ClockRow, ClocksBehind, ComplianceQuery, Elapsed, Evidence, ReportNumber,
};
use crate::words::{Parsed, Word, counted};
use domain::clock::{History, Moment, What};
use domain::compliance::Line;
use domain::policy::Target;
use domain::{At, ClientId, RequestType, TicketId, TicketNumber};
use rusqlite::{Connection, params};

/// The clocks of a report that a number counts.
pub(crate) fn clocks_behind(
    connection: &Connection,
    book: &KeptBook,
    query: &ComplianceQuery,
    number: ReportNumber,
    at: At,
) -> rusqlite::Result<ClocksBehind> {
    let cut_off = cut_off(query, at);
    let then = Then::new(connection, book, cut_off)?;
    let mut found = Vec::new();
    clocks::each(connection, query, &then, |it| {
        if let Some(line) = it.stands.outcome.line(query.period, cut_off)
            && counts(number, &it.stands, line)
        {
            found.push((it, line));
        }
    })?;
    found.sort_by_key(|(it, _)| (it.ticket, it.stands.clock));
    let cut = found.len() > BEHIND_MAX;
    found.truncate(BEHIND_MAX);
    let row = |(it, line): (clocks::Found, Line)| {
        let history = {
            let sql = "SELECT history FROM histories WHERE ticket = ?1";
            connection.prepare_cached(sql)?.query_row([it.ticket], |row| history_in(row, 0))?
        };
        let known = then.known(&history);
        // What is stored of a clock that was stopped holds for good.
        let row = if !it.anew && it.stands.outcome.stop.is_some() {
            stored(connection, &it, line)?
        } else {
            measured(connection, &then, &known, &it, line)?
        };
        let messages = messages(&known, row.start, row.stop.unwrap_or(then.at));
        Ok(ClockRow { messages, ..row })
    };
    let clocks = found.into_iter().map(row).collect::<rusqlite::Result<_>>()?;
    Ok(ClocksBehind { clocks, cut })
}

fn stored(connection: &Connection, it: &clocks::Found, line: Line) -> rusqlite::Result<ClockRow> {
    let sql = "SELECT request_type, target, deadline, stop, verdict, overrun, overrun_wall, \
               corrected, gone, policy, row, calendar FROM clocks \
               WHERE ticket = ?1 AND kind = ?2 AND n = ?3";
    let (ticket, number, client) = ticket_of(connection, it.ticket)?;
    let instant = |it: Option<Word<At>>| it.map(|it| it.0);
    let read = |row: &rusqlite::Row<'_>| {
        Ok(ClockRow {
            ticket,
            number,
            client,
            clock: it.stands.clock,
            line,
            messages: None,
            request_type: row.get::<_, Option<Word<RequestType>>>(0)?.map(|it| it.0),
            priority: it.stands.priority,
            state: it.stands.outcome.state,
            start: it.stands.outcome.start,
            target: row.get::<_, Parsed<Target>>(1)?.0,
            deadline: instant(row.get(2)?),
            stop: instant(row.get(3)?),
            verdict_at: instant(row.get(4)?),
            elapsed: Elapsed { seconds: it.stands.outcome.elapsed_s, at_least: it.stands.at_least },
            overrun_s: row.get(5)?,
            overrun_wall_s: row.get(6)?,
            corrected_from: row.get::<_, Option<Word<_>>>(7)?.map(|it| it.0),
            evidence_deleted: row.get(8)?,
            policy: row.get::<_, Parsed<_>>(9)?.0,
            row: row.get::<_, Parsed<_>>(10)?.0,
            calendar: row.get::<_, Parsed<_>>(11)?.0,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row(params![it.ticket, Word(it.stands.clock.kind), it.stands.clock.n], read)
}

fn measured(
    connection: &Connection,
    then: &Then,
    known: &History,
    it: &clocks::Found,
    line: Line,
) -> rusqlite::Result<ClockRow> {
    let measured = then.measure(known);
    // What was counted is among what is measured.
    let clock = measured.clock(it.stands.clock).ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let when = clock.verdict_at.or(clock.stop).unwrap_or(then.at);
    let (ticket, number, client) = ticket_of(connection, it.ticket)?;
    Ok(ClockRow {
        ticket,
        number,
        client,
        clock: clock.clock,
        line,
        messages: None,
        request_type: known.traits_at(when).request_type,
        priority: it.stands.priority,
        state: clock.state,
        start: clock.start,
        target: clock.target,
        deadline: clock.deadline,
        stop: clock.stop,
        verdict_at: clock.verdict_at,
        elapsed: Elapsed { seconds: clock.elapsed_s, at_least: it.stands.at_least },
        overrun_s: clock.overrun_s,
        overrun_wall_s: clock.overrun_wall_s,
        corrected_from: clock.corrected_from(),
        evidence_deleted: clock.evidence_deleted,
        policy: clock.binding.policy.clone(),
        row: clock.binding.row.clone(),
        calendar: clock.binding.calendar.clone(),
    })
}

/// The first and the last message between two instants, both included.
fn messages(known: &History, from: At, to: At) -> Option<(Evidence, Evidence)> {
    let shown = |it: &Moment| match it.what {
        // It names a message that is no longer there.
        What::EvidenceDeleted => None,
        _ => it.message.map(|message| Evidence { message, at: it.at }),
    };
    let mut within = known.moments().iter().filter(|it| from <= it.at && it.at <= to);
    let first = within.find_map(shown)?;
    Some((first, within.rev().find_map(shown).unwrap_or(first)))
}

pub(super) fn ticket_of(
    connection: &Connection,
    key: TicketKey,
) -> rusqlite::Result<(TicketId, TicketNumber, ClientId)> {
    let sql = "SELECT t.ticket, c.code, t.number, c.client FROM tickets t \
               JOIN clients c ON c.key = t.client WHERE t.key = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        let number = counted(row.get(2)?)?;
        let number = TicketNumber { code: row.get::<_, Parsed<_>>(1)?.0, number };
        Ok((TicketId(row.get::<_, Word<_>>(0)?.0), number, ClientId(row.get::<_, Word<_>>(3)?.0)))
    };
    connection.prepare_cached(sql)?.query_row([key], read)
}
