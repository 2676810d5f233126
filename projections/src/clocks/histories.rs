//! Histories: what are clocks measured by, for whoever supposes other rules?

use super::kept::history_in;
use crate::rows::{HISTORIES_PAGE_MAX, HistoriesMark, HistoriesPage, HistoryRow};
use crate::words::{Parsed, Word, capped, counted};
use domain::compliance::Period;
use domain::{ClientId, TicketId, TicketNumber};
use rusqlite::{Connection, params};

/// The histories of tickets that had any life in a period, after a mark, at most `limit` and never more than
/// [`HISTORIES_PAGE_MAX`].
pub(crate) fn histories(
    connection: &Connection,
    client: Option<ClientId>,
    period: Period,
    after: Option<HistoriesMark>,
    limit: usize,
) -> rusqlite::Result<HistoriesPage> {
    let limit = limit.clamp(1, HISTORIES_PAGE_MAX);
    let sql = "SELECT h.ticket, t.ticket, c.code, t.number, c.client, h.history FROM histories h \
               JOIN tickets t ON t.key = h.ticket JOIN clients c ON c.key = h.client \
               WHERE h.ticket > ?1 AND h.opened < ?3 AND (?4 IS NULL OR c.client = ?4) \
               AND (h.until >= ?2 OR h.clocks > 0 AND h.ends IS NULL) ORDER BY h.ticket LIMIT ?5";
    let mut statement = connection.prepare_cached(sql)?;
    let after = after.map_or(0, |it| it.0);
    let client = client.map(|it| Word(it.0));
    let (from, to, one_more) = (Word(period.from), Word(period.to), capped(limit as u64 + 1));
    let read = |row: &rusqlite::Row<'_>| {
        let number = counted(row.get(3)?)?;
        let found = HistoryRow {
            ticket: TicketId(row.get::<_, Word<_>>(1)?.0),
            number: TicketNumber { code: row.get::<_, Parsed<_>>(2)?.0, number },
            client: ClientId(row.get::<_, Word<_>>(4)?.0),
            history: history_in(row, 5)?,
        };
        Ok((HistoriesMark(row.get(0)?), found))
    };
    let rows = statement.query_map(params![after, from, to, client, one_more], read)?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|it| it.0).filter(|_| more);
    Ok(HistoriesPage { histories: found.into_iter().map(|it| it.1).collect(), next })
}
