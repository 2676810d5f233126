//! The board: which tickets are open?

use crate::rows::{BOARD_TICKETS_MAX, Board, BoardFilter, TicketRow};
use crate::ticket::{TICKET_COLUMNS, ticket_row};
use crate::words::{Word, counted};
use rusqlite::{Connection, params};
use store::port::Position;

/// The open tickets that a filter lets through, oldest first.
pub(crate) fn board(connection: &Connection, filter: &BoardFilter) -> rusqlite::Result<Board> {
    let position: Option<i64> = {
        let mut statement = connection.prepare_cached("SELECT position FROM bookmark")?;
        statement.query_row([], |row| row.get(0))?
    };
    let position = position.map(counted).transpose()?.map(Position);
    let sql = format!(
        "SELECT {TICKET_COLUMNS} WHERE t.open = 1 AND (?1 IS NULL OR c.client = ?1) \
         AND (?2 IS NULL OR t.status = ?2) AND (?3 IS NULL OR a.person = ?3) \
         ORDER BY t.key LIMIT {}",
        BOARD_TICKETS_MAX + 1
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let params = params![
        filter.client.map(|it| Word(it.0)),
        filter.status.map(Word),
        filter.assignee.map(Word)
    ];
    let rows = statement.query_map(params, ticket_row)?;
    let mut tickets = rows.collect::<rusqlite::Result<Vec<TicketRow>>>()?;
    let cut = tickets.len() > BOARD_TICKETS_MAX;
    tickets.truncate(BOARD_TICKETS_MAX);
    Ok(Board { position, tickets, cut })
}
