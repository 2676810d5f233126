//! Is the file there, is it ours, and is it whole enough to go on?

use super::error::{Damage, OpenError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for another connection of this process. None holds a lock for long.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// The WAL file is cut back to this when it starts anew.
const WAL_BYTES_KEPT_MAX: i64 = 64 << 20;

const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER_BYTES: usize = 100;

/// What tells one kind of our files from another, and from files of others.
pub(crate) struct Kind {
    /// Such as `log`, for messages.
    pub(crate) what: &'static str,
    pub(crate) application_id: i32,
    /// The newest form known. Kept as `user_version`, 1 or more.
    pub(crate) form: i32,
    /// What a new file is filled with.
    pub(crate) schema: Cow<'static, str>,
    /// Kibibytes of pages that a writing connection keeps.
    pub(crate) cache_kib: i64,
    /// Overwrite with zeros what is deleted.
    pub(crate) secure_delete: bool,
}

/// Makes a folder that only its owner may enter, if there is none.
pub(crate) fn make_folder(folder: &Path) -> Result<(), OpenError> {
    if folder.is_dir() {
        return Ok(());
    }
    let failed = |error| OpenError::from_io(folder, error);
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder).map_err(failed)?;
    folder.parent().map_or(Ok(()), sync_folder).map_err(failed)
}

/// Makes names that were just created, renamed or removed in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// Opens a file of a kind for writing; makes a new one if there is none.
pub(crate) fn open_or_create(path: &Path, kind: &Kind) -> Result<Connection, OpenError> {
    if !path.try_exists().map_err(|error| OpenError::from_io(path, error))? {
        let wal = beside(path, "-wal");
        // An empty one is left where a reader was the last to close.
        if fs::metadata(&wal).is_ok_and(|it| it.len() > 0) {
            return Err(OpenError::Missing { path: path.to_owned(), beside: wal });
        }
        create(path, kind)?;
    }
    check_header(path, kind)?;
    let failed = |error| OpenError::from_sqlite(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    if connection.is_readonly("main").map_err(failed)? {
        let source = Damage("the file is read-only".into()).into();
        return Err(OpenError::ReadOnly { path: path.to_owned(), source });
    }
    set_up(&connection, kind).map_err(failed)?;
    // What the WAL says counts more than what the header said. If it says that the file is not for
    // us, closing must not move the WAL into it.
    let leave_wal = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
    connection.set_db_config(leave_wal, true).map_err(failed)?;
    let form: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    check_form(path, kind, form)?;
    connection.set_db_config(leave_wal, false).map_err(failed)?;
    Ok(connection)
}

/// One more connection to an open file, for reading only.
pub(crate) fn open_reader(path: &Path, cache_kib: i64) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    plan_once(&connection)?;
    Ok(connection)
}

/// `log.db-wal` for `log.db` and `-wal`.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The file appears under its name only when it is whole, so that an empty or short one is damage.
fn create(path: &Path, kind: &Kind) -> Result<(), OpenError> {
    let new = beside(path, "-new");
    for leftover in [new.clone(), beside(&new, "-wal"), beside(&new, "-shm")] {
        match fs::remove_file(&leftover) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(OpenError::from_io(&leftover, error));
            }
            _ => (),
        }
    }
    fill(&new, kind).map_err(|error| OpenError::from_sqlite(&new, error))?;
    let moved = File::open(&new)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&new, path))
        .and_then(|()| path.parent().map_or(Ok(()), sync_folder));
    moved.map_err(|error| OpenError::from_io(path, error))
}

fn fill(path: &Path, kind: &Kind) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    set_up(&connection, kind)?;
    connection.execute_batch(&format!(
        "BEGIN;\n{}\nPRAGMA application_id = {};\nPRAGMA user_version = {};\nCOMMIT;",
        kind.schema, kind.application_id, kind.form
    ))?;
    connection.close().map_err(|(_, error)| error)
}

/// Keeps a statement's plan whatever is bound to it: else SQLite prepares most of them anew for each use.
fn plan_once(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

fn set_up(connection: &Connection, kind: &Kind) -> rusqlite::Result<()> {
    plan_once(connection)?;
    connection.busy_timeout(BUSY_WAIT)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -kind.cache_kib)?;
    connection.pragma_update(None, "secure_delete", kind.secure_delete)?;
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES_KEPT_MAX)
}

/// Looks before SQLite does: opening a stranger's file could already change it.
fn check_header(path: &Path, kind: &Kind) -> Result<(), OpenError> {
    let mut header = [0; HEADER_BYTES];
    match File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => (),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            let source = Damage("the file is shorter than its header".into()).into();
            return Err(OpenError::Damaged { path: path.to_owned(), source });
        }
        Err(error) => return Err(OpenError::from_io(path, error)),
    }
    let number = |at: usize| {
        i32::from_be_bytes(*header[at..].first_chunk().expect("the header has 100 bytes"))
    };
    if !header.starts_with(MAGIC) || number(68) != kind.application_id {
        return Err(OpenError::NotOurs { path: path.to_owned(), what: kind.what });
    }
    check_form(path, kind, number(60).into())
}

fn check_form(path: &Path, kind: &Kind, found: i64) -> Result<(), OpenError> {
    let (path, known) = (path.to_owned(), i64::from(kind.form));
    if found > known {
        return Err(OpenError::Newer { path, found, known });
    }
    if found < 1 {
        let source = Damage(format!("it has form {found}, which never was")).into();
        return Err(OpenError::Damaged { path, source });
    }
    Ok(())
}
