//! Is the views' file there, is it ours, and is it of today's number?

use crate::error::ViewError;
use crate::schema::{SCHEMA, VIEWS_NUMBER};
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The views' file in the data folder.
pub(crate) const FILE: &str = "views.db";
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"PfVw");
/// The page size, bytes.
const PAGE_BYTES: i64 = 8_192;
/// Kibibytes of pages that a connection keeps.
const WRITER_CACHE_KIB: i64 = 8 * 1_024;
const READER_CACHE_KIB: i64 = 2 * 1_024;
const REBUILD_CACHE_KIB: i64 = 32 * 1_024;
/// How long to wait for another connection of this process. None holds a lock for long.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// The most statements that a connection keeps prepared.
const STATEMENTS_MAX: usize = 96;
/// The most bytes that the WAL file keeps when it starts anew.
const WAL_BYTES_KEPT_MAX: i64 = 16 << 20;

/// What was found in the place of the views' file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Of today's number, as far as it goes.
    Current,
    /// Of another number and the same shape: it answers until it is made anew.
    Outdated,
    /// Nothing of use: a new file stands there now, without any event.
    Nothing,
}

/// Opens the views' file for writing, or makes an empty one in the place of what is of no use.
pub(crate) fn open_or_create(path: &Path) -> Result<(Connection, Found), ViewError> {
    discard_beside(path)?;
    if exists(path)? {
        match open_writer(path).and_then(|it| Ok((check(&it)?, it))) {
            Ok((Some(number), connection)) if number == VIEWS_NUMBER => {
                return Ok((connection, Found::Current));
            }
            Ok((Some(number), connection)) => {
                tracing::info!(number, today = VIEWS_NUMBER, "the views are of another number");
                return Ok((connection, Found::Outdated));
            }
            Ok((None, _)) => {
                tracing::warn!(path = %path.display(), "the views' file is not of this version's shape: made anew");
            }
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "the views' file is of no use: made anew");
            }
        }
    }
    remove(path)?;
    create(path)?;
    Ok((open_writer(path)?, Found::Nothing))
}

fn exists(path: &Path) -> Result<bool, ViewError> {
    let failed = |source| ViewError::Folder { what: "look for", path: path.to_owned(), source };
    path.try_exists().map_err(failed)
}

/// The file's number if it is ours and of today's shape.
///
/// Reading all of a large file would take longer than a start may: damage within is met when it is read, and
/// mended then.
fn check(connection: &Connection) -> rusqlite::Result<Option<i32>> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |it| it.get(0))?;
    let number: i32 = connection.pragma_query_value(None, "user_version", |it| it.get(0))?;
    let ours = application == APPLICATION_ID && number > 0;
    Ok((ours && shape(connection)? == shape_of_today()?).then_some(number))
}

/// How the tables are declared.
fn shape(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn shape_of_today() -> rusqlite::Result<Vec<String>> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    shape(&connection)
}

fn create(path: &Path) -> Result<(), ViewError> {
    let connection = Connection::open(path).map_err(failed("create"))?;
    let fill = || {
        connection.pragma_update(None, "page_size", PAGE_BYTES)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        begin(&connection)
    };
    fill().map_err(failed("create"))?;
    connection.close().map_err(|(_, source)| failed("create")(source))
}

/// Writes tables and number into an empty file.
fn begin(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "BEGIN;\n{SCHEMA}\nPRAGMA application_id = {APPLICATION_ID};\n\
         PRAGMA user_version = {VIEWS_NUMBER};\nCOMMIT;"
    ))
}

fn open_writer(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection, WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES_KEPT_MAX)?;
    Ok(connection)
}

/// One more connection to the views' file, for reading only.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, ViewError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        set_up(&connection, READER_CACHE_KIB)?;
        Ok(connection)
    };
    open().map_err(failed("open"))
}

fn set_up(connection: &Connection, cache_kib: i64) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(())
}

/// Removes what a rebuild that came to nothing has left: it may hold text that is erased by now.
pub(crate) fn discard_beside(path: &Path) -> Result<(), ViewError> {
    remove(&beside(path))
}

/// A new file beside the views', to be filled at full speed: nothing of it survives a crash, or must.
pub(crate) fn create_beside(path: &Path) -> Result<Connection, ViewError> {
    discard_beside(path)?;
    let beside = beside(path);
    let fill = || {
        let connection = Connection::open(&beside)?;
        set_up(&connection, REBUILD_CACHE_KIB)?;
        connection.pragma_update(None, "page_size", PAGE_BYTES)?;
        connection.pragma_update(None, "journal_mode", "OFF")?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "secure_delete", true)?;
        begin(&connection)?;
        Ok(connection)
    };
    fill().map_err(failed("create"))
}

/// Closes the new file and makes it durable, ready to take the old one's place.
pub(crate) fn finish_beside(path: &Path, connection: Connection) -> Result<(), ViewError> {
    connection.close().map_err(|(_, source)| failed("close")(source))?;
    let beside = beside(path);
    let connection = Connection::open(&beside).map_err(failed("open"))?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(failed("close"))?;
    connection.close().map_err(|(_, source)| failed("close")(source))?;
    let synced = File::open(&beside).and_then(|it| it.sync_all());
    synced.map_err(|source| ViewError::Folder { what: "sync", path: beside, source })
}

/// Puts the new file in the place of the old one, to which nothing is connected any more.
pub(crate) fn swap(path: &Path) -> Result<Connection, ViewError> {
    // The WAL of the old file must not be taken for one of the new file.
    for ending in ["-wal", "-shm"] {
        remove_one(&with_ending(path, ending))?;
    }
    let moved = fs::rename(beside(path), path);
    moved.map_err(|source| ViewError::Folder { what: "swap", path: path.to_owned(), source })?;
    open_writer(path).map_err(failed("open"))
}

/// Moves all of the WAL into the file and empties it: what was erased is then nowhere. False if a reader is in the way.
pub(crate) fn clean(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "PRAGMA wal_checkpoint(TRUNCATE)",
        [],
        |row| Ok(row.get::<_, i64>(0)? == 0),
    )
}

fn beside(path: &Path) -> PathBuf {
    with_ending(path, "-new")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// Removes a file of views with all that belongs to it.
fn remove(path: &Path) -> Result<(), ViewError> {
    ["", "-wal", "-shm", "-journal"].iter().try_for_each(|it| remove_one(&with_ending(path, it)))
}

fn remove_one(path: &Path) -> Result<(), ViewError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(ViewError::Folder { what: "remove", path: path.to_owned(), source })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn failed(what: &'static str) -> impl Fn(rusqlite::Error) -> ViewError {
    move |source| ViewError::File { what, source }
}
