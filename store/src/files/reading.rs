//! Reading: a stored file on its way out, piece by piece, each checked before anybody gets it.

use super::sealing::{HEAD_BYTES, Head, PIECE_BYTES, Pieces, TAG_BYTES};
use super::{FileError, failed};
use crate::keyring::DataKey;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// A stored file that is being read.
pub struct Reading {
    file: File,
    key: DataKey,
    head: Head,
    pieces: Pieces,
    /// Sealed bytes still to come.
    left: u64,
    size: u64,
}

impl Reading {
    pub(super) fn begin(mut file: File, key: &DataKey) -> Result<Self, FileError> {
        let length = file.metadata().map_err(failed("look at a file"))?.len();
        let mut head = [0; HEAD_BYTES];
        let sealed = length.checked_sub(HEAD_BYTES as u64).ok_or(FileError::Forged)?;
        file.read_exact(&mut head).map_err(failed("read a file"))?;
        let head = Head::read(head).filter(|it| it.key() == key.id).ok_or(FileError::Forged)?;
        let tags = sealed.div_ceil((PIECE_BYTES + TAG_BYTES) as u64) * TAG_BYTES as u64;
        let size = sealed.checked_sub(tags).ok_or(FileError::Forged)?;
        let pieces = Pieces::of(head, key);
        Ok(Self { file, key: key.clone(), head, pieces, left: sealed, size })
    }

    /// Bytes of the file itself.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next bytes; `None` after the last, at which the file is known to be whole.
    ///
    /// # Errors
    ///
    /// [`FileError::Forged`] if they are not what was sealed; [`FileError::Io`].
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, FileError> {
        if self.left == 0 {
            return Ok(None);
        }
        let length = self.left.min((PIECE_BYTES + TAG_BYTES) as u64);
        self.left -= length;
        let mut sealed = vec![0; usize::try_from(length).expect("a piece is short")];
        self.file.read_exact(&mut sealed).map_err(failed("read a file"))?;
        let opened = self.pieces.open(&sealed, self.left == 0);
        opened.ok_or(FileError::Forged).map(Some)
    }

    /// Reads all of it once, and begins anew: it is whole, and of this SHA-256.
    ///
    /// # Errors
    ///
    /// [`FileError::Forged`] if it is not; [`FileError::Io`].
    pub fn checked(mut self, sha256: &[u8; 32]) -> Result<Self, FileError> {
        let all = self.left;
        if all == 0 {
            return Err(FileError::Forged);
        }
        let mut hash = Sha256::new();
        while let Some(bytes) = self.next_piece()? {
            hash.update(&bytes);
        }
        if <[u8; 32]>::from(hash.finalize()) != *sha256 {
            return Err(FileError::Forged);
        }
        self.file.seek(SeekFrom::Start(HEAD_BYTES as u64)).map_err(failed("read a file"))?;
        let pieces = Pieces::of(self.head, &self.key);
        Ok(Self { left: all, pieces, ..self })
    }
}
