//! Why did a view not answer, or not take in an event?

use rusqlite::ErrorCode;
use std::path::PathBuf;
use store::codec::CodecError;
use store::port::{ReadError, StreamName};
use store::vault::VaultError;
use thiserror::Error;

/// Why the views did not answer, or cannot go on.
#[derive(Debug, Error)]
pub enum ViewError {
    /// The views' file cannot be read or written. It may be thrown away: it is made anew from the log.
    #[error("failed to {what} the views")]
    File { what: &'static str, source: rusqlite::Error },
    #[error("failed to {what} {}", .path.display())]
    Folder { what: &'static str, path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Log(#[from] ReadError),
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The log says what the house never writes. Going on would make a quiet lie.
    #[error("{kind} stands in {stream}, where it has no meaning")]
    Misplaced { kind: String, stream: StreamName },
    /// A thread of the views panicked; what it had begun is undone.
    #[error("a thread of the views ended early")]
    Ended,
}

impl ViewError {
    /// Whether the views' file is damaged: made anew from the log, it will answer again.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::File { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            Self::Folder { .. }
            | Self::Log(_)
            | Self::Codec(_)
            | Self::Vault(_)
            | Self::Misplaced { .. }
            | Self::Ended => false,
        }
    }
}

impl From<rusqlite::Error> for ViewError {
    fn from(source: rusqlite::Error) -> Self {
        Self::File { what: "read or write", source }
    }
}
