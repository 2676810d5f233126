//! Incoming: a file on its way in, sealed and hashed as it comes.

use super::sealing::{Head, PIECE_BYTES, Pieces, name_of};
use super::{COMING, FILE_BYTES_MAX, FileError, Files, For, NEW, failed, hex, remove};
use crate::keyring::DataKey;
use crate::sqlite::file::{make_folder, sync_folder};
use domain::file::{Kept, Picture};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A file that is being written. Dropped before it lands, it leaves nothing.
pub struct Incoming {
    files: Arc<Files>,
    key: DataKey,
    file: File,
    beside: Beside,
    pieces: Pieces,
    /// Less than a piece, and what is over: the last piece must be known as such.
    rest: Vec<u8>,
    hash: Sha256,
    size: u64,
    first: Vec<u8>,
}

/// A file that lies in its place, durably.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    /// Its SHA-256 in hex. A private text.
    pub sha256: String,
    pub kept: Kept,
    /// The name to confirm once the event is recorded; `None` where the content lay here before.
    pub unconfirmed: Option<String>,
}

/// The file beside its place; removed when dropped.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        // What stays is thrown away at the next opening.
        let _ = fs::remove_file(&self.0);
    }
}

impl Incoming {
    pub(super) fn begin(files: Arc<Files>, key: DataKey) -> Result<Self, FileError> {
        let mut name = [0; 16];
        files.chance.fill(&mut name);
        let beside = Beside(files.folder.join(COMING).join(hex(&name)));
        let mut file = create(&beside.0).map_err(failed("begin a file"))?;
        let head = Head::draw(&key, files.chance.as_ref());
        file.write_all(head.bytes()).map_err(failed("write a file"))?;
        let pieces = Pieces::of(head, &key);
        let (rest, hash, first) = (Vec::new(), Sha256::new(), Vec::new());
        Ok(Self { files, key, file, beside, pieces, rest, hash, size: 0, first })
    }

    /// Bytes that have come so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes in the next bytes.
    ///
    /// # Errors
    ///
    /// [`FileError::TooLarge`] beyond [`FILE_BYTES_MAX`]; [`FileError::Io`] if they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.size += bytes.len() as u64;
        if self.size > FILE_BYTES_MAX {
            return Err(FileError::TooLarge);
        }
        self.hash.update(bytes);
        let more = Picture::MAGIC_BYTES.saturating_sub(self.first.len()).min(bytes.len());
        self.first.extend_from_slice(&bytes[..more]);
        self.rest.extend_from_slice(bytes);
        let mut taken = 0;
        // A whole piece stays behind as long as it may be the last one.
        while self.rest.len() - taken > PIECE_BYTES {
            let sealed = self.pieces.seal(&self.rest[taken..taken + PIECE_BYTES], false);
            self.file.write_all(&sealed).map_err(failed("write a file"))?;
            taken += PIECE_BYTES;
        }
        self.rest.drain(..taken);
        Ok(())
    }

    /// Puts the file in its place, durably, and marks for which event it is.
    ///
    /// # Errors
    ///
    /// [`FileError::Io`] if it is not known to be durable; then nothing of it counts.
    pub fn land(mut self, whose: &For) -> Result<Landed, FileError> {
        let sealed = self.pieces.seal(&self.rest, true);
        self.file.write_all(&sealed).map_err(failed("write a file"))?;
        self.file.sync_all().map_err(failed("write a file"))?;
        let sha256: [u8; 32] = self.hash.finalize().into();
        let kept = Kept { size: self.size, picture: Picture::of(&self.first) };
        let name = name_of(&self.key, &sha256);
        let (sha256, place) = (hex(&sha256), self.files.path(&name));
        let lies_here = place.try_exists().map_err(failed("look at a file"))?;
        let unconfirmed = if lies_here {
            None
        } else {
            self.files.mark(&name, whose)?;
            Some(name)
        };
        let bytes = self.file.metadata().map_err(failed("look at a file"))?.len();
        let folder = place.parent().expect("a file lies in a folder");
        make_folder(folder).map_err(|it| failed("make a folder")(io::Error::other(it)))?;
        // The same content again takes the place of what lies there: whole, whatever became of that.
        fs::rename(&self.beside.0, &place).map_err(failed("place a file"))?;
        sync_folder(folder).map_err(failed("place a file"))?;
        if !lies_here {
            self.files.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
        Ok(Landed { sha256, kept, unconfirmed })
    }
}

impl Files {
    fn mark(&self, name: &str, whose: &For) -> Result<(), FileError> {
        let folder = self.folder.join(NEW);
        let path = folder.join(name);
        let mark = serde_json::to_vec(whose).expect("ids can be written as JSON");
        remove(&path)?;
        let written = create(&path).and_then(|mut it| {
            it.write_all(&mark)?;
            it.sync_all()?;
            sync_folder(&folder)
        });
        written.map_err(failed("mark a file"))
    }
}

/// A new file for its owner alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
