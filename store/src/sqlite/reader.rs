//! What stands in the log, seen through connections that only read?

use super::error::Damage;
use super::file;
use super::heads::{self, Head};
use super::meta::name_checksum;
use super::names::Names;
use super::row::{RowError, recorded};
use super::schema::{LAST_POSITION, STREAM_HEAD, event_columns};
use crate::port::{PAGE_MAX, Position, Recorded, Revision, StreamName};
use rusqlite::{Connection, OptionalExtension};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most connections kept open while nobody reads.
const IDLE_MAX: usize = 4;
/// Kibibytes of pages that a reading connection keeps.
const CACHE_KIB: i64 = 4 * 1024;

/// Reading connections, as many as are reading at once.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Mutex::default() }
    }

    /// Closes the connections that nobody reads with.
    pub(super) fn close(&self) {
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads with a connection of its own, on this thread.
    pub(super) fn with<T>(
        &self,
        read: impl FnOnce(&mut Reader) -> Result<T, RowError>,
    ) -> Result<T, RowError> {
        let idle = self.idle().pop();
        let mut reader = idle.map_or_else(|| Reader::open(&self.path), Ok)?;
        // A connection that failed is not used again.
        let answer = read(&mut reader)?;
        let mut idle = self.idle();
        if idle.len() < IDLE_MAX {
            idle.push(reader);
        }
        Ok(answer)
    }
}

/// One reading connection, with the names it met.
#[derive(Debug)]
pub(super) struct Reader {
    connection: Connection,
    streams: Names<StreamName>,
    words: Names<Arc<str>>,
}

impl Reader {
    fn open(path: &Path) -> Result<Self, RowError> {
        let connection = file::open_reader(path, CACHE_KIB)?;
        Ok(Self { connection, streams: Names::new(), words: Names::new() })
    }

    /// Where a stream ends; `None` if nobody wrote to it.
    pub(super) fn head(&self, stream: &StreamName) -> Result<Option<Head>, RowError> {
        heads::find(&mut *self.connection.prepare_cached(STREAM_HEAD)?, stream)
    }

    /// The last position; `None` while the log is empty.
    pub(super) fn last(&self) -> Result<Option<Position>, RowError> {
        let last =
            self.connection.query_row(LAST_POSITION, [], |row| row.get::<_, Option<u64>>(0))?;
        Ok(last.map(Position))
    }

    /// The events of a stream from a revision on, `count` of them, which are all there.
    pub(super) fn stream(
        &mut self,
        stream: &StreamName,
        head: Head,
        from: Revision,
        count: usize,
    ) -> Result<Vec<Recorded>, RowError> {
        const STREAM: &str = concat!(
            "SELECT ",
            event_columns!(),
            " FROM events WHERE stream = ?1 AND revision >= ?2 ORDER BY revision LIMIT ?3"
        );
        let Self { connection, words, .. } = self;
        let mut statement = connection.prepare_cached(STREAM)?;
        let mut rows = statement.query((head.id, from.0, count))?;
        let mut events = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            let event = recorded(
                row,
                |_| Ok(stream.clone()),
                |it| words.get(it.into(), || word(connection, it)),
            )?;
            if event.revision.0 != from.0 + events.len() as u64 {
                break;
            }
            events.push(event);
        }
        if events.len() < count {
            let next = from.0 + events.len() as u64;
            return Err(Damage(format!("revision {next} of {stream} is missing")).into());
        }
        Ok(events)
    }

    /// The events after a position, `count` of them, which are all there.
    pub(super) fn all(&mut self, after: u64, count: usize) -> Result<Vec<Recorded>, RowError> {
        const ALL: &str = concat!(
            "SELECT ",
            event_columns!(),
            " FROM events WHERE position > ?1 ORDER BY position LIMIT ?2"
        );
        let Self { connection, streams, words } = self;
        let mut statement = connection.prepare_cached(ALL)?;
        let mut rows = statement.query((after, count))?;
        let mut events = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            let event = recorded(
                row,
                |it| streams.get(it, || stream_name(connection, it)),
                |it| words.get(it.into(), || word(connection, it)),
            )?;
            // This adapter's positions have no gaps, so a gap is a loss.
            if event.position.0 != after + events.len() as u64 + 1 {
                break;
            }
            events.push(event);
        }
        if events.len() < count {
            let next = after + events.len() as u64 + 1;
            return Err(Damage(format!("the event at position {next} is missing")).into());
        }
        Ok(events)
    }

    /// A reader's bookmark.
    pub(super) fn bookmark(&self, reader: &str) -> Result<Option<Position>, RowError> {
        const BOOKMARK: &str = "SELECT position FROM bookmarks WHERE reader = ?1";
        let mut statement = self.connection.prepare_cached(BOOKMARK)?;
        let found = statement.query_row([reader], |row| row.get(0).map(Position)).optional()?;
        Ok(found)
    }
}

fn stream_name(connection: &Connection, number: i64) -> Result<StreamName, RowError> {
    let name = name(connection, "SELECT name, checksum FROM streams WHERE id = ?1", number)?;
    StreamName::parse(&name).map_err(|_| Damage(format!("{number} names no stream")).into())
}

fn word(connection: &Connection, number: u32) -> Result<Arc<str>, RowError> {
    name(connection, "SELECT word, checksum FROM words WHERE id = ?1", number.into())
}

/// What an interned number stands for, if it is there and as written.
fn name(connection: &Connection, sql: &str, number: i64) -> Result<Arc<str>, RowError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found: Option<(Arc<str>, u32)> =
        statement.query_row([number], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match found {
        Some((name, checksum)) if checksum == name_checksum(number, &name) => Ok(name),
        _ => Err(Damage(format!("the name of number {number} is not as written")).into()),
    }
}

/// How many events a page holds of those that are there, if at most `limit` are asked for.
pub(super) fn page(there: u64, limit: usize) -> usize {
    usize::try_from(there).unwrap_or(usize::MAX).min(limit).min(PAGE_MAX)
}
