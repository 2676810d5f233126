//! Wake: which tickets must be looked at, and when is the next?

use crate::words::{Word, capped};
use domain::clock::{History, Measured, contradicted};
use domain::{At, Slug, TicketId};
use rusqlite::{Connection, params};

/// When a ticket must be looked at again: at what time has brought about and is not recorded, at once where a recorded
/// breach turns out to be none, else when time brings about something more.
pub(super) fn wake(history: &History, measured: &Measured, until: At) -> Option<At> {
    let noted = history.noted();
    let unnoted = measured.facts.iter().filter(|it| !noted.contains_key(&it.key));
    let is_contradicted = !contradicted(history, measured, until).is_empty();
    let at_once = is_contradicted.then_some(until);
    unnoted.map(|it| it.at).chain(at_once).chain(measured.wake).min()
}

/// The next instant at which a ticket must be looked at; `None` while nothing runs.
pub(crate) fn next_wake(connection: &Connection) -> rusqlite::Result<Option<At>> {
    let sql = "SELECT min(wake) FROM histories WHERE wake IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row([], |row| Ok(row.get::<_, Option<Word<_>>>(0)?.map(|it| it.0)))
}

/// The tickets that must be looked at by an instant, the earliest first.
pub(crate) fn due(
    connection: &Connection,
    watermark: At,
    limit: usize,
) -> rusqlite::Result<Vec<TicketId>> {
    let sql = "SELECT t.ticket FROM histories h JOIN tickets t ON t.key = h.ticket \
               WHERE h.wake <= ?1 ORDER BY h.wake, h.ticket LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let params = params![Word(watermark), capped(limit as u64)];
    statement.query_map(params, |row| Ok(TicketId(row.get::<_, Word<_>>(0)?.0)))?.collect()
}

/// The tickets with clocks that run under earlier versions of a policy, in the order in which they were registered.
pub(crate) fn running_under(
    connection: &Connection,
    policy: &Slug,
    before: u32,
    limit: usize,
) -> rusqlite::Result<Vec<TicketId>> {
    // The partial index holds what runs and nothing else.
    let sql = "SELECT DISTINCT t.ticket, t.key FROM clocks c INDEXED BY clocks_open \
               JOIN tickets t ON t.key = c.ticket WHERE c.open = 1 \
               AND substr(c.policy, 1, length(?1) + 1) = ?1 || '@' \
               AND CAST(substr(c.policy, length(?1) + 2) AS INTEGER) < ?2 ORDER BY t.key LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let params = params![policy.as_str(), before, capped(limit as u64)];
    statement.query_map(params, |row| Ok(TicketId(row.get::<_, Word<_>>(0)?.0)))?.collect()
}
