//! The register of a client: which numbers were given, to what, and how do those tickets stand?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::ClientKey;
use crate::rows::RegisterRow;
use crate::taken::Taken;
use crate::words::{Parsed, Word, capped, counted, signed};
use chrono::{DateTime, Utc};
use domain::ticket::Status;
use domain::{ClientId, Event, TicketId, TicketNumber, register};
use rusqlite::{Connection, OptionalExtension, params};

/// One line as a row keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    ticket: TicketId,
    reported_at: DateTime<Utc>,
    registered_at: DateTime<Utc>,
}

impl Row for Entry {
    type Key = (ClientKey, u64);

    fn load(connection: &Connection, key: &Self::Key) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT ticket, reported_at, registered_at FROM register \
                   WHERE client = ?1 AND number = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                ticket: TicketId(row.get::<_, Word<_>>(0)?.0),
                reported_at: row.get::<_, Word<_>>(1)?.0,
                registered_at: row.get::<_, Word<_>>(2)?.0,
            })
        };
        statement.query_row(params![key.0, signed(key.1)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &Self::Key, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO register VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = connection.prepare_cached(sql)?;
        let row = params![
            key.0,
            signed(key.1),
            Word(self.ticket.0),
            Word(self.reported_at),
            Word(self.registered_at)
        ];
        statement.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &Self::Key) -> rusqlite::Result<()> {
        let sql = "DELETE FROM register WHERE client = ?1 AND number = ?2";
        connection.prepare_cached(sql)?.execute(params![key.0, signed(key.1)]).map(drop)
    }
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Register(register::Event::Entered(it)) = &taken.event else { return Ok(()) };
    let client = batch.client(it.registration.client, &it.number.code)?;
    let entry = Entry {
        ticket: it.registration.ticket,
        reported_at: it.registration.reported_at,
        registered_at: taken.occurred_at,
    };
    batch.register.put(&(client, it.number.number), entry)?;
    Ok(())
}

/// The lines of a client after a number, in order, at most `limit`.
///
/// A request that has its number and no ticket yet stands there as new.
pub(crate) fn register(
    connection: &Connection,
    client: ClientId,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<RegisterRow>> {
    let sql = "SELECT c.code, r.number, r.ticket, r.reported_at, r.registered_at, t.status \
               FROM clients c JOIN register r ON r.client = c.key \
               LEFT JOIN tickets t ON t.ticket = r.ticket \
               WHERE c.client = ?1 AND r.number > ?2 ORDER BY r.number LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let number = counted(row.get(1)?)?;
        Ok(RegisterRow {
            number: TicketNumber { code: row.get::<_, Parsed<_>>(0)?.0, number },
            ticket: TicketId(row.get::<_, Word<_>>(2)?.0),
            reported_at: row.get::<_, Word<_>>(3)?.0,
            registered_at: row.get::<_, Word<_>>(4)?.0,
            status: row.get::<_, Option<Word<_>>>(5)?.map_or(Status::New, |it| it.0),
        })
    };
    let params = params![Word(client.0), capped(after), capped(limit as u64)];
    statement.query_map(params, read)?.collect()
}

/// The ticket that bears a number, whether it is registered yet or not.
pub(crate) fn ticket_of(
    connection: &Connection,
    number: &TicketNumber,
) -> rusqlite::Result<Option<TicketId>> {
    let sql = "SELECT r.ticket FROM clients c JOIN register r ON r.client = c.key \
               WHERE c.code = ?1 AND r.number = ?2 ORDER BY c.key LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let params = params![number.code.as_str(), capped(number.number)];
    statement.query_row(params, |row| Ok(TicketId(row.get::<_, Word<_>>(0)?.0))).optional()
}
