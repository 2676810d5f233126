//! Bookmarks beside a cluster: how far has each reaction of this node come?
//!
//! Where the log is a file, its bookmarks lie in that file. A cluster has no place for what is one node's own.

use crate::bookmarks::{BookmarkError, Bookmarks};
use crate::port::{Failure, Position};
use crate::sqlite::OpenError;
use crate::sqlite::file::{self, Kind};
use crate::sqlite::lock::Lock;
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::spawn_blocking;

const FILE: &str = "bookmarks.db";
const LOCK: &str = "node.lock";
const KIND: Kind = Kind {
    what: "file of bookmarks",
    application_id: i32::from_be_bytes(*b"PfDb"),
    form: 1,
    cache_kib: 256,
    secure_delete: false,
    schema: Cow::Borrowed(
        "
CREATE TABLE bookmarks (
    reader   TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
",
    ),
};

/// A data folder that is this process's own until this is dropped, whichever log it works with.
#[derive(Debug)]
pub struct NodeLock {
    _lock: Lock,
}

impl NodeLock {
    /// Takes a data folder, which is made if it is not there. Blocks.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says which other process has it, or what else to do.
    pub fn take(folder: &Path) -> Result<Self, OpenError> {
        file::make_folder(folder)?;
        Ok(Self { _lock: Lock::take(folder, LOCK)? })
    }
}

/// Bookmarks in `bookmarks.db` of a folder, which is this process's own until they are dropped.
#[derive(Debug)]
pub struct SqliteBookmarks {
    connection: Arc<Mutex<Connection>>,
    _lock: Lock,
}

impl SqliteBookmarks {
    /// Opens the bookmarks of a folder; makes folder and bookmarks if there are none. Blocks.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says what to do: also where another process has the folder.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        file::make_folder(folder)?;
        let lock = Lock::take(folder, LOCK)?;
        let connection = file::open_or_create(&folder.join(FILE), &KIND)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), _lock: lock })
    }

    async fn with<T: Send + 'static>(
        &self,
        what: &'static str,
        reader: &str,
        ask: impl FnOnce(&Connection, &str) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, BookmarkError> {
        let (connection, name) = (Arc::clone(&self.connection), reader.to_owned());
        let asked = spawn_blocking(move || {
            ask(&connection.lock().unwrap_or_else(PoisonError::into_inner), &name)
        });
        let answered = asked.await.map_err(Failure::from).and_then(|it| it.map_err(Failure::from));
        answered.map_err(|source| BookmarkError { what, reader: reader.to_owned(), source })
    }
}

#[async_trait]
impl Bookmarks for SqliteBookmarks {
    async fn load(&self, reader: &str) -> Result<Option<Position>, BookmarkError> {
        const LOAD: &str = "SELECT position FROM bookmarks WHERE reader = ?1";
        let load = |it: &Connection, reader: &str| {
            it.prepare_cached(LOAD)?.query_row([reader], |row| row.get(0)).optional()
        };
        Ok(self.with("load", reader, load).await?.map(Position))
    }

    async fn save(&self, reader: &str, position: Position) -> Result<(), BookmarkError> {
        // A bookmark never moves back.
        const SAVE: &str = "INSERT INTO bookmarks (reader, position) VALUES (?1, ?2)
             ON CONFLICT (reader) DO UPDATE SET position = max(position, excluded.position)";
        let save = move |it: &Connection, reader: &str| {
            it.prepare_cached(SAVE)?.execute((reader, position.0)).map(drop)
        };
        self.with("save", reader, save).await
    }
}
