//! How are events taken in so that rows and bookmark never part?

use crate::batch::{Batch, Finished};
use crate::clocks::KeptBook;
use crate::error::ViewError;
use crate::file;
use crate::taken::Taken;
use crate::words::counted;
use rusqlite::{Connection, TransactionBehavior};
use std::mem;
use store::port::Position;

/// The one connection that changes a file of views.
pub(crate) struct Writer {
    connection: Connection,
    bookmark: Option<Position>,
    book: KeptBook,
    /// True while erased text may still lie in the WAL.
    unclean: bool,
}

impl Writer {
    /// Goes on where a file's bookmark says.
    pub(crate) fn new(connection: Connection) -> Result<Self, ViewError> {
        let sql = "SELECT position FROM bookmark";
        let kept: Option<i64> = connection.query_row(sql, [], |row| row.get(0))?;
        let bookmark = kept.map(counted).transpose()?.map(Position);
        // A process that ended early may have left erased text in the WAL.
        let unclean = !file::clean(&connection)?;
        Ok(Self { connection, bookmark, book: KeptBook::default(), unclean })
    }

    pub(crate) fn bookmark(&self) -> Option<Position> {
        self.bookmark
    }

    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    /// Lets go of the file; whatever is asked of this writer then finds no tables.
    pub(crate) fn close(&mut self) -> Result<(), ViewError> {
        let nowhere = Connection::open_in_memory()?;
        let closed = mem::replace(&mut self.connection, nowhere).close();
        closed.map_err(|(_, source)| ViewError::File { what: "close", source })
    }

    /// Takes in events in one transaction: all of them and the bookmark, or nothing.
    pub(crate) fn take_in(&mut self, events: &[Taken]) -> Result<(), ViewError> {
        self.transact(|batch| events.iter().try_for_each(|it| batch.take_in(it)))
    }

    /// Takes in what a reader brings, in one transaction.
    pub(crate) fn transact(
        &mut self,
        work: impl FnOnce(&mut Batch<'_>) -> Result<(), ViewError>,
    ) -> Result<(), ViewError> {
        let finished = {
            let behavior = TransactionBehavior::Immediate;
            let transaction = self.connection.transaction_with_behavior(behavior)?;
            let mut batch = Batch::new(&transaction, &self.book, self.bookmark);
            work(&mut batch)?;
            let finished: Finished = batch.finish()?;
            transaction.commit()?;
            finished
        };
        self.bookmark = finished.bookmark;
        self.unclean |= finished.erased;
        if self.unclean {
            // A reader in the way is gone by the next event.
            self.unclean = !file::clean(&self.connection)?;
        }
        Ok(())
    }
}
