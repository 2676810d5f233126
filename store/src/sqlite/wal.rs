//! When is the write-ahead log moved into the file?

use super::row::RowError;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use tracing::warn;

/// Each time so many pages were added, they are moved.
const PAGES_TO_MOVE: i32 = 2_000;
/// From so many pages on, readers are waited for, so that the WAL can start anew.
const PAGES_MAX: i32 = 8 * PAGES_TO_MOVE;

/// The WAL as its writer sees it. What SQLite would do within a commit is done between two:
/// nobody waits for it with an answer that is durable already.
pub(super) struct Wal {
    /// How long it is, as of the last commit.
    pages: Arc<AtomicI32>,
    /// How long it was when it was last moved.
    moved: i32,
    has_failed: bool,
}

impl Wal {
    /// Takes over from SQLite's own WAL checkpoints on a connection.
    pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<Self> {
        let pages = Arc::new(AtomicI32::new(0));
        let counter = Arc::clone(&pages);
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            counter.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { pages, moved: 0, has_failed: false })
    }

    /// Moves pages if enough have come. Only damage is an error: on a full disk, say, the WAL
    /// just stays longer.
    pub(super) fn move_pages(&mut self, connection: &Connection) -> Result<(), RowError> {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.moved {
            self.moved = 0;
        }
        if pages - self.moved < PAGES_TO_MOVE {
            return Ok(());
        }
        self.moved = pages;
        self.checkpoint(connection, if pages < PAGES_MAX { "PASSIVE" } else { "RESTART" })
    }

    /// Moves all of it at the end, if it can.
    pub(super) fn move_all(&mut self, connection: &Connection) {
        drop(self.checkpoint(connection, "TRUNCATE"));
    }

    fn checkpoint(&mut self, connection: &Connection, mode: &str) -> Result<(), RowError> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        let moved = connection.query_row(&sql, [], |_| Ok(())).map_err(RowError::from);
        let has_failed = moved.is_err();
        match moved {
            Err(error) if error.is_damage() => return Err(error),
            // Once, not once a commit.
            Err(error) if !self.has_failed => {
                warn!(error = &error as &dyn std::error::Error, "failed to move the WAL");
            }
            _ => (),
        }
        self.has_failed = has_failed;
        Ok(())
    }
}
