//! Timeline: what became of the clocks of a client's tickets between two instants?

use super::KeptBook;
use super::causes::Causes;
use super::explain::ledgers;
use super::kept::history_in;
use super::then::Then;
use crate::rows::{Lane, TIMELINE_TICKETS_MAX, Timeline};
use crate::words::{Parsed, Word, counted};
use domain::compliance::Period;
use domain::{At, ClientId, TicketId, TicketNumber};
use rusqlite::{Connection, params};

pub(crate) fn timeline(
    connection: &Connection,
    book: &KeptBook,
    client: ClientId,
    period: Period,
    at: At,
) -> rusqlite::Result<Timeline> {
    let then = Then::new(connection, book, at)?;
    // What ended before the period can be in it only if something was recorded of it later.
    let sql = "SELECT t.ticket, c.code, t.number, h.history, h.causes FROM clients c \
               JOIN histories h ON h.client = c.key JOIN tickets t ON t.key = h.ticket \
               WHERE c.client = ?1 AND h.opened < ?3 AND h.clocks > 0 AND h.entered <= ?4 \
               AND (h.ends IS NULL OR h.ends >= ?2 OR h.until >= ?2) ORDER BY t.number";
    let mut statement = connection.prepare_cached(sql)?;
    let params = params![Word(client.0), Word(period.from), Word(period.to), Word(at)];
    let mut rows = statement.query(params)?;
    let (mut lanes, mut cut) = (Vec::new(), false);
    while let Some(row) = rows.next()? {
        let (history, causes) = (history_in(row, 3)?, Causes(row.get(4)?));
        let mut ledgers = ledgers(&then, &history, &causes, Some(period));
        ledgers.retain(|it| !it.lines.is_empty());
        if ledgers.is_empty() {
            continue;
        }
        if lanes.len() == TIMELINE_TICKETS_MAX {
            cut = true;
            break;
        }
        let traits = then.known(&history).traits_at(at.min(period.to));
        let number = counted(row.get(2)?)?;
        lanes.push(Lane {
            ticket: TicketId(row.get::<_, Word<_>>(0)?.0),
            number: TicketNumber { code: row.get::<_, Parsed<_>>(1)?.0, number },
            request_type: traits.request_type,
            priority: traits.priority,
            ledgers,
        });
    }
    Ok(Timeline { client, from: period.from, to: period.to, at, lanes, cut })
}
