//! Listed: which tickets has an agent to look at, in which order, and which ones are about some words?

use crate::register;
use crate::rows::{Listed, ListedRow, TicketRow};
use crate::ticket;
use crate::words::{Numbered, Parsed, Word, capped, counted};
use domain::clock::Kind;
use domain::ticket::Status;
use domain::{At, ClientCode, PersonId, TicketId, TicketNumber};
use rusqlite::{Connection, OptionalExtension, params};

/// Among how many tickets words are looked for, the newest first: whoever seeks an older one knows its number.
const SOUGHT_MAX: usize = 20_000;

/// The next deadline of a ticket, by the index of its clocks.
const NEXT: &str = "(SELECT min(deadline) FROM clocks k WHERE k.ticket = t.key AND k.open = 1)";

/// Open tickets that nobody has taken, or that one agent has: the nearest deadline first, then the oldest.
pub(crate) fn of_agent(
    connection: &Connection,
    agent: Option<PersonId>,
    limit: usize,
) -> rusqlite::Result<Listed> {
    let whose = match agent {
        Some(_) => "t.assignee = (SELECT key FROM people WHERE person = ?1)",
        None => "t.assignee IS NULL AND ?1 IS NULL",
    };
    // What is done already waits for nobody to take it.
    let sql = format!(
        "SELECT t.ticket, {NEXT} AS next, count(*) OVER () FROM tickets t \
         WHERE t.open = 1 AND {whose} AND (?1 IS NOT NULL OR t.status <> ?2) \
         ORDER BY next IS NULL, next, t.key LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let params = params![agent.map(Word), Word(Status::Resolved), capped(limit as u64)];
    let mut rows = statement.query(params)?;
    let (mut found, mut count) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        found.push(TicketId(row.get::<_, Word<_>>(0)?.0));
        count = row.get(2)?;
    }
    listed(connection, found, count)
}

/// Tickets in whose number, former number, client and request all of these words stand, whatever their case; the newest first.
pub(crate) fn about(
    connection: &Connection,
    words: &str,
    limit: usize,
) -> rusqlite::Result<Listed> {
    if let Ok(number) = words.trim().to_uppercase().parse::<TicketNumber>() {
        let found: Vec<TicketId> = register::ticket_of(connection, &number)?.into_iter().collect();
        let count = found.len();
        // It may be a number from before that only looks like one of ours.
        if count > 0 {
            return listed(connection, found, count);
        }
    }
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return listed(connection, Vec::new(), 0);
    }
    let sql = "SELECT t.ticket, c.code, t.number, c.title, t.summary, coalesce(i.number, '') \
               FROM tickets t JOIN clients c ON c.key = t.client \
               LEFT JOIN imported i ON i.ticket = t.ticket ORDER BY t.key DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([capped(SOUGHT_MAX as u64)])?;
    let (mut found, mut count) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let number = TicketNumber {
            code: row.get::<_, Parsed<ClientCode>>(1)?.0,
            number: counted(row.get(2)?)?,
        };
        let title = row.get_ref(3)?.as_str()?;
        let summary = row.get_ref(4)?.as_str()?;
        let outside = row.get_ref(5)?.as_str()?;
        let text = format!("{number} {title} {summary} {outside}").to_lowercase();
        if words.iter().all(|it| text.contains(it)) {
            count += 1;
            if found.len() < limit {
                found.push(TicketId(row.get::<_, Word<_>>(0)?.0));
            }
        }
    }
    listed(connection, found, count)
}

fn listed(connection: &Connection, found: Vec<TicketId>, count: usize) -> rusqlite::Result<Listed> {
    let mut tickets = Vec::new();
    for id in found {
        if let Some(row) = ticket::ticket(connection, id)? {
            tickets.push(ListedRow { next: next(connection, &row)?, ticket: row });
        }
    }
    Ok(Listed { tickets, count })
}

/// The clock of a ticket whose deadline comes next, or has passed first.
fn next(connection: &Connection, ticket: &TicketRow) -> rusqlite::Result<Option<(Kind, At)>> {
    let sql = "SELECT kind, deadline FROM clocks \
               WHERE ticket = (SELECT key FROM tickets WHERE ticket = ?1) \
               AND open = 1 AND deadline IS NOT NULL ORDER BY deadline, kind LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let kind: i64 = row.get(0)?;
        let kind = Kind::of_number(kind);
        Ok(kind.zip(row.get::<_, Option<Word<At>>>(1)?.map(|it| it.0)))
    };
    Ok(statement.query_row([Word(ticket.ticket.0)], read).optional()?.flatten())
}
