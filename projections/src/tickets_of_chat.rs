//! Tickets of a chat: which ones are there, whose, and which wait for an answer?

use crate::chats;
use crate::rows::TicketRow;
use crate::ticket::{TICKET_COLUMNS, ticket_row};
use crate::words::{Word, capped};
use domain::{ChatId, PersonId, TicketId};
use rusqlite::{Connection, params};

/// The most tickets that are told to wait in one chat.
pub(crate) const WAITING_MAX: usize = 100;

/// The tickets of a chat, or of one requester in it: open ones first, then the newest first.
pub(crate) fn tickets_of_chat(
    connection: &Connection,
    chat: ChatId,
    requester: Option<PersonId>,
    limit: usize,
) -> rusqlite::Result<Vec<TicketRow>> {
    let Some((_, current)) = chats::keys_of(connection, chat)? else { return Ok(Vec::new()) };
    // A requester has few tickets, a chat may have many: each question has its index.
    let whose = match requester {
        Some(_) => "+t.chat = ?1 AND t.requester = (SELECT key FROM people WHERE person = ?2)",
        None => "t.chat = ?1 AND ?2 IS NULL",
    };
    let sql =
        format!("SELECT {TICKET_COLUMNS} WHERE {whose} ORDER BY t.open DESC, t.key DESC LIMIT ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let params = params![current, requester.map(Word), capped(limit as u64)];
    statement.query_map(params, ticket_row)?.collect()
}

/// The tickets of one requester in all chats: open ones first, then the newest first.
pub(crate) fn tickets_of_requester(
    connection: &Connection,
    requester: PersonId,
    limit: usize,
) -> rusqlite::Result<Vec<TicketRow>> {
    let sql = format!(
        "SELECT {TICKET_COLUMNS} WHERE t.requester = (SELECT key FROM people WHERE person = ?1) \
         ORDER BY t.open DESC, t.key DESC LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map(params![Word(requester), capped(limit as u64)], ticket_row)?.collect()
}

/// The open tickets of a chat, the oldest first, at most `limit`, and how many there are in all.
pub(crate) fn open_in_chat(
    connection: &Connection,
    chat: ChatId,
    limit: usize,
) -> rusqlite::Result<(Vec<TicketRow>, usize)> {
    let Some((_, current)) = chats::keys_of(connection, chat)? else { return Ok((Vec::new(), 0)) };
    let sql = "SELECT count(*) FROM tickets WHERE chat = ?1 AND open = 1";
    let mut statement = connection.prepare_cached(sql)?;
    let count: i64 = statement.query_row([current], |row| row.get(0))?;
    let sql =
        format!("SELECT {TICKET_COLUMNS} WHERE t.chat = ?1 AND t.open = 1 ORDER BY t.key LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let oldest = statement.query_map(params![current, capped(limit as u64)], ticket_row)?;
    Ok((oldest.collect::<Result<_, _>>()?, usize::try_from(count).unwrap_or_default()))
}

/// Open tickets of a chat whose client waits for an answer, oldest first, at most [`WAITING_MAX`].
pub(crate) fn waiting_in_chat(
    connection: &Connection,
    chat: ChatId,
) -> rusqlite::Result<Vec<TicketId>> {
    let Some((_, current)) = chats::keys_of(connection, chat)? else { return Ok(Vec::new()) };
    let sql = "SELECT ticket FROM tickets WHERE chat = ?1 AND open = 1 AND awaits_answer = 1 \
               ORDER BY key LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok(TicketId(row.get::<_, Word<_>>(0)?.0));
    statement.query_map(params![current, capped(WAITING_MAX as u64)], read)?.collect()
}
