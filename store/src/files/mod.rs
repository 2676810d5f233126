//! Files: where does the content of what people attached lie, sealed, under names that tell nothing?
//!
//! `<data>/files/<2 hex>/<64 hex>`: a keyed hash of the content, so that the same content under the same key lies here
//! once. A file is written beside (`coming/`), made durable, and renamed; a mark in `new/` says for which event it is,
//! until that event is recorded. Everything here blocks: ask from a thread that may.

mod day;
mod incoming;
mod reading;
mod sealing;

pub use incoming::{Incoming, Landed};
pub use reading::Reading;

use crate::keyring::{DataKey, KeyError, Keyring};
use crate::sqlite::file::{make_folder, sync_folder};
use crate::world::Chance;
use chrono::NaiveDate;
use day::Ledger;
use domain::{ClientId, EventRef, TicketId};
use sealing::{HEAD_BYTES, Head, name_of};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;

/// The most bytes of one file, whatever is asked for: what a Bot API server of one's own gives.
pub const FILE_BYTES_MAX: u64 = 2_000 * 1024 * 1024;

const COMING: &str = "coming";
const NEW: &str = "new";

/// Why a file was not kept or not read.
#[derive(Debug, Error)]
pub enum FileError {
    #[error("failed to {what} in the folder of files")]
    Io { what: &'static str, source: io::Error },
    /// It is not what was sealed: changed, cut, or another one in its place.
    #[error("a stored file is not what was sealed")]
    Forged,
    #[error("a file is larger than {} bytes", FILE_BYTES_MAX)]
    TooLarge,
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// For which event a file was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct For {
    pub ticket: TicketId,
    pub of: EventRef,
    pub nth: u16,
}

/// The folder of files.
pub struct Files {
    folder: PathBuf,
    chance: Arc<dyn Chance>,
    /// Bytes of everything that lies here.
    bytes: AtomicU64,
    day: Ledger,
}

/// What was removed because nobody can read it any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    pub files: u64,
    pub bytes: u64,
}

impl Files {
    /// Opens the folder in a data folder, for its owner alone, and throws away what was cut off while it came.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`] if it cannot be made, listed or cleared.
    pub fn open(data: &Path, chance: Arc<dyn Chance>) -> Result<Self, FileError> {
        let folder = data.join("files");
        for it in [folder.clone(), folder.join(COMING), folder.join(NEW)] {
            make_folder(&it).map_err(|it| failed("make a folder")(io::Error::other(it)))?;
        }
        for cut_off in entries(&folder.join(COMING))? {
            remove(&cut_off)?;
        }
        let day = Ledger::open(&folder);
        let files = Self { folder, chance, bytes: AtomicU64::new(0), day };
        let mut bytes = 0;
        for path in files.paths()? {
            bytes += fs::metadata(&path).map_err(failed("look at a file"))?.len();
        }
        files.bytes.store(bytes, Ordering::Relaxed);
        Ok(files)
    }

    /// Bytes of everything that lies here, sealed.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes that were fetched for a client on a day.
    pub fn fetched(&self, client: ClientId, day: NaiveDate) -> u64 {
        self.day.of(client, day)
    }

    /// Notes that more was fetched for a client on a day, the latest one.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`] if a restart would forget it.
    pub fn note_fetched(
        &self,
        client: ClientId,
        day: NaiveDate,
        bytes: u64,
    ) -> Result<(), FileError> {
        self.day.add(client, day, bytes)
    }

    /// Begins a file that is about to come, to be sealed with `key`.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`] if it cannot be written.
    pub fn begin(self: &Arc<Self>, key: DataKey) -> Result<Incoming, FileError> {
        Incoming::begin(Arc::clone(self), key)
    }

    /// The file of a content under a key; `None` if it does not lie here.
    ///
    /// # Errors
    ///
    /// [`FileError::Forged`] if it is not what was sealed; [`FileError::Io`].
    pub fn read(&self, key: &DataKey, sha256: &[u8; 32]) -> Result<Option<Reading>, FileError> {
        let path = self.path(&name_of(key, sha256));
        match File::open(path) {
            Ok(file) => Reading::begin(file, key).map(Some),
            Err(it) if it.kind() == ErrorKind::NotFound => Ok(None),
            Err(it) => Err(failed("open a file")(it)),
        }
    }

    /// Files that came for an event of which nobody has said yet that it is recorded.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`].
    pub fn unconfirmed(&self) -> Result<Vec<(String, For)>, FileError> {
        let mut all = Vec::new();
        for path in entries(&self.folder.join(NEW))? {
            let mark = fs::read(&path).map_err(failed("read a mark"))?;
            let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
            match serde_json::from_slice(&mark) {
                Ok(it) => all.push((name.to_owned(), it)),
                // Cut off while it was written: the file was not in its place yet.
                Err(_) => remove(&path)?,
            }
        }
        Ok(all)
    }

    /// The event of a file is recorded: it stays.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`].
    pub fn confirm(&self, name: &str) -> Result<(), FileError> {
        remove(&self.folder.join(NEW).join(name))
    }

    /// No event speaks of a file: it goes.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`].
    pub fn discard(&self, name: &str) -> Result<(), FileError> {
        self.remove_counted(&self.path(name))?;
        self.confirm(name)
    }

    /// Removes the files whose keys were destroyed.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`], and [`FileError::Key`] if the keyring cannot say. What was not removed is looked at again.
    pub fn sweep(&self, keyring: &dyn Keyring) -> Result<Removed, FileError> {
        let mut removed = Removed::default();
        for path in self.paths()? {
            let Some(head) = head_of(&path)? else { continue };
            if keyring.opening_key(head.key())?.is_none() {
                removed.bytes += self.remove_counted(&path)?;
                removed.files += 1;
                if let Some(name) = path.file_name().and_then(|it| it.to_str()) {
                    self.confirm(name)?;
                }
            }
        }
        Ok(removed)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(&name[..2]).join(name)
    }

    /// All files that lie in their place.
    fn paths(&self) -> Result<Vec<PathBuf>, FileError> {
        let mut all = Vec::new();
        for folder in entries(&self.folder)? {
            let is_ours = folder.file_name().is_some_and(|it| it.len() == 2) && folder.is_dir();
            if is_ours {
                all.extend(entries(&folder)?);
            }
        }
        Ok(all)
    }

    fn remove_counted(&self, path: &Path) -> Result<u64, FileError> {
        let bytes = fs::metadata(path).map_or(0, |it| it.len());
        remove(path)?;
        let less = |it: u64| Some(it.saturating_sub(bytes));
        // The closure always answers with a value.
        let _ = self.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        Ok(bytes)
    }
}

/// The head of a file; `None` if it is not one of ours.
fn head_of(path: &Path) -> Result<Option<Head>, FileError> {
    let mut bytes = [0; HEAD_BYTES];
    match File::open(path).and_then(|mut it| it.read_exact(&mut bytes)) {
        Ok(()) => Ok(Head::read(bytes)),
        Err(it) if matches!(it.kind(), ErrorKind::UnexpectedEof | ErrorKind::NotFound) => Ok(None),
        Err(it) => Err(failed("read a file")(it)),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let listed = fs::read_dir(folder).map_err(failed("list files"))?;
    let paths: io::Result<Vec<_>> = listed.map(|it| it.map(|it| it.path())).collect();
    let mut paths = paths.map_err(failed("list files"))?;
    paths.sort();
    Ok(paths)
}

/// Removes a file, durably. One that is not there is as good as removed.
fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Ok(()) => path.parent().map_or(Ok(()), sync_folder).map_err(failed("remove a file")),
        Err(it) if it.kind() == ErrorKind::NotFound => Ok(()),
        Err(it) => Err(failed("remove a file")(it)),
    }
}

fn failed(what: &'static str) -> impl Fn(io::Error) -> FileError {
    move |source| FileError::Io { what, source }
}

/// Bytes as two small hex digits each.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let two = |it: &u8| [DIGITS[usize::from(it >> 4)], DIGITS[usize::from(it & 15)]];
    bytes.iter().flat_map(two).collect()
}

/// The 32 bytes that 64 small hex digits say, such as a SHA-256.
pub fn parse_hex(text: &str) -> Option<[u8; 32]> {
    let is_hex = text.len() == 64 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    let mut bytes = [0; 32];
    for (nth, byte) in bytes.iter_mut().enumerate().take_while(|_| is_hex) {
        *byte = u8::from_str_radix(&text[2 * nth..2 * nth + 2], 16).ok()?;
    }
    is_hex.then_some(bytes)
}
