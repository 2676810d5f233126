//! The book: which policies and calendars are published, as the views know them?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::taken::Taken;
use crate::words::{Parsed, Word, counted, signed};
use domain::book::Book;
use domain::{At, Event, Slug, calendar, policy};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, params};
use std::sync::{Arc, Mutex, PoisonError};
use store::codec;
use store::port::Position;

/// The book as it was read last, so that it is read again only when something was published.
#[derive(Debug, Default)]
pub(crate) struct KeptBook(Mutex<(Option<Position>, Arc<Book>)>);

impl KeptBook {
    /// The book as of what a connection sees.
    pub(crate) fn of(&self, connection: &Connection) -> rusqlite::Result<Arc<Book>> {
        let last: Option<i64> = {
            let sql = "SELECT max(position) FROM published";
            connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?
        };
        let last = last.map(counted).transpose()?.map(Position);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != last {
            *kept = (last, Arc::new(read(connection)?));
        }
        Ok(Arc::clone(&kept.1))
    }
}

fn read(connection: &Connection) -> rusqlite::Result<Book> {
    let sql = "SELECT kind, name, recorded, form, facts FROM published ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut book = Book::default();
    while let Some(row) = rows.next()? {
        let (kind, name) = (row.get_ref(0)?.as_str()?, row.get::<_, Parsed<Slug>>(1)?.0);
        let recorded = row.get::<_, Word<At>>(2)?.0;
        let event = codec::read(kind, row.get(3)?, row.get_ref(4)?.as_blob()?)
            .map_err(|it| FromSqlError::Other(Box::new(it)))?;
        match event {
            Event::Policy(policy::Event::Published(it)) => book.take_policy(&name, &it, recorded),
            Event::Calendar(calendar::Event::Published(it)) => {
                book.take_calendar(&name, &it, recorded);
            }
            // Nothing else is put there: passing it over would measure by less than was published.
            _ => {
                let strange = format!("{kind} is no publication");
                return Err(FromSqlError::Other(strange.into()).into());
            }
        }
    }
    Ok(book)
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let recorded = At::from(taken.recorded_at);
    let (name, version) = match &taken.event {
        Event::Policy(policy::Event::Published(it)) => {
            let name = taken.policy()?;
            batch.book_to_change()?.take_policy(name, it, recorded);
            (name, it.version)
        }
        Event::Calendar(calendar::Event::Published(it)) => {
            let name = taken.calendar()?;
            batch.book_to_change()?.take_calendar(name, it, recorded);
            let effective_from = recorded.max(it.effective_from.into());
            let before = batch.calendars_changed.unwrap_or(effective_from);
            batch.calendars_changed = Some(before.min(effective_from));
            (name, it.version)
        }
        Event::Chat(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Conversation(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Person(_) => return Ok(()),
    };
    let (kind, form) = codec::kind_of(&taken.event);
    let facts = codec::write(&taken.event, &[])?;
    // What was published once never changes.
    let sql = "INSERT OR IGNORE INTO published VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (position, recorded) = (signed(taken.position.0), Word(recorded));
    batch.execute(sql, params![kind, name.as_str(), version, recorded, position, form, facts])?;
    Ok(())
}
