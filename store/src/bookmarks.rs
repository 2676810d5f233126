//! Bookmarks: how far has each reaction come?

use crate::port::{Failure, Position};
use async_trait::async_trait;
use thiserror::Error;

/// Why a bookmark was not read or kept.
#[derive(Debug, Error)]
#[error("failed to {what} the bookmark of {reader}")]
pub struct BookmarkError {
    pub what: &'static str,
    pub reader: String,
    pub source: Failure,
}

/// Durable bookmarks of reactions. Views keep theirs beside their rows.
#[async_trait]
pub trait Bookmarks: Send + Sync {
    /// The last position a reader has taken in; `None` before the first.
    ///
    /// # Errors
    ///
    /// [`BookmarkError`] if it cannot be read.
    async fn load(&self, reader: &str) -> Result<Option<Position>, BookmarkError>;

    /// Moves a reader's bookmark forward, durably; a position behind the kept one changes nothing.
    ///
    /// # Errors
    ///
    /// [`BookmarkError`] if it is not known to be durable.
    async fn save(&self, reader: &str, position: Position) -> Result<(), BookmarkError>;
}
