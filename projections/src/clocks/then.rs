//! Then: what was recorded by an instant, and what did clocks read then?

use super::KeptBook;
use super::kept::history_in;
use crate::words::Word;
use domain::book::Book;
use domain::clock::{History, Measured, measure};
use domain::{At, TicketId};
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Cow;
use std::sync::Arc;

/// An instant, and the book as it was published by then.
pub(crate) struct Then {
    pub(crate) at: At,
    pub(crate) book: Arc<Book>,
    /// Whether anything was published later.
    pub(crate) republished: bool,
}

impl Then {
    pub(crate) fn new(connection: &Connection, book: &KeptBook, at: At) -> rusqlite::Result<Self> {
        let book = book.of(connection)?;
        let sql = "SELECT EXISTS (SELECT 1 FROM published WHERE recorded > ?1)";
        let republished =
            connection.prepare_cached(sql)?.query_row([Word(at)], |row| row.get(0))?;
        let book = if republished { Arc::new(book.as_of(at)) } else { book };
        Ok(Self { at, book, republished })
    }

    /// What was recorded of a ticket by then.
    pub(crate) fn known<'h>(&self, history: &'h History) -> Cow<'h, History> {
        let moments = history.moments().iter().all(|it| it.recorded <= self.at);
        if moments && history.noted().values().all(|it| *it <= self.at) {
            Cow::Borrowed(history)
        } else {
            Cow::Owned(history.as_recorded_by(self.at))
        }
    }

    /// What the clocks read then, by what was recorded then.
    pub(crate) fn measure(&self, history: &History) -> Measured {
        measure(&self.known(history), &self.book, self.at)
    }
}

/// What a ticket's clocks read at an instant, by what was recorded by then; `None` if no such ticket is known.
pub(crate) fn clocks_of(
    connection: &Connection,
    book: &KeptBook,
    ticket: TicketId,
    at: At,
) -> rusqlite::Result<Option<Measured>> {
    let sql = "SELECT h.history FROM tickets t JOIN histories h ON h.ticket = t.key \
               WHERE t.ticket = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let history = statement.query_row([Word(ticket.0)], |row| history_in(row, 0)).optional()?;
    let Some(history) = history else { return Ok(None) };
    let then = Then::new(connection, book, at)?;
    Ok(Some(then.measure(&history)))
}
