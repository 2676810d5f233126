//! Why a file of ours was not opened, and what to do about it?

use crate::port::Failure;
use rusqlite::ErrorCode;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a data file could not be opened. Nothing was changed or repaired.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error(
        "{} is in use by {}: stop that process, or choose another data folder",
        folder.display(), process(*pid)
    )]
    Locked { folder: PathBuf, pid: Option<u32> },
    #[error("{} cannot be written: give this user the right to write there", path.display())]
    ReadOnly { path: PathBuf, source: Failure },
    #[error("no space is left for {}: make room and start again", path.display())]
    Full { path: PathBuf, source: Failure },
    #[error(
        "{} is not a {what} of Proofdesk, or its beginning is damaged: move it away and restore \
         the last backup, or choose another data folder", path.display()
    )]
    NotOurs { path: PathBuf, what: &'static str },
    #[error(
        "{} has form {found} and this Proofdesk knows forms up to {known}: start the newer \
         Proofdesk that wrote it", path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is damaged: move it away and restore the last backup", path.display())]
    Damaged { path: PathBuf, source: Failure },
    #[error("{} is missing: restore it from the same backup as {}", path.display(), beside.display())]
    Missing { path: PathBuf, beside: PathBuf },
    #[error("{} is not the key that {} was written with: put the right one there", path.display(), used_by.display())]
    WrongKey { path: PathBuf, used_by: PathBuf },
    #[error("failed to open {}", path.display())]
    Unusable { path: PathBuf, source: Failure },
}

fn process(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".into(), |pid| format!("process {pid}"))
}

/// What is wrong with a file that was ours and is no longer whole.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Damage(pub(crate) String);

impl OpenError {
    pub(crate) fn from_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source: error.into() }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::Full { path, source: error.into() }
            }
            _ => Self::Unusable { path, source: error.into() },
        }
    }

    pub(crate) fn from_sqlite(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly { path, source: error.into() }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path, source: error.into() },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, source: error.into() }
            }
            _ => Self::Unusable { path, source: error.into() },
        }
    }
}
