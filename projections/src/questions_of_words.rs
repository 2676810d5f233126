//! What can the views be asked about words that nobody has taken up, and about what was never delivered?

use crate::error::ViewError;
use crate::rows::{Missed, TogetherRow, ToldOf, WaitingRow};
use crate::views::Views;
use crate::waiting;
use domain::{At, MessageRef};
use store::port::Position;

/// Each question is answered as of one state of the rows, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// Words of clients that were accounted for after a position and said since an instant, and that were not told of,
    /// in the order of the log, at most `limit`.
    pub fn waiting(
        &self,
        after: Option<Position>,
        since: At,
        limit: usize,
    ) -> Result<Vec<WaitingRow>, ViewError> {
        self.ask(|it| waiting::waiting(it, after, since, limit))
    }

    /// What nobody had taken up by an instant though it was told of, the oldest first; at most `limit` of it in the list.
    pub fn missed(&self, at: At, limit: usize) -> Result<Missed, ViewError> {
        self.missed_of(&ToldOf::Everybody, at, limit)
    }

    /// The same of some clients only.
    pub fn missed_of(&self, told: &ToldOf, at: At, limit: usize) -> Result<Missed, ViewError> {
        self.ask(|it| waiting::missed(it, told, at, limit))
    }

    /// The messages that were told of together with one, itself included, in the order in which they were written, at
    /// most `limit`.
    pub fn told_together(
        &self,
        at: MessageRef,
        limit: usize,
    ) -> Result<Vec<TogetherRow>, ViewError> {
        self.ask(|it| waiting::told_together(it, at, limit))
    }

    /// How many messages of some clients that were said since an instant nobody had taken up by another one, though they
    /// need not be told of yet.
    pub fn waiting_in_time(&self, told: &ToldOf, time: (At, At)) -> Result<u64, ViewError> {
        self.ask(|it| waiting::waiting_in_time(it, told, time))
    }

    /// How much clients were to be told in a stretch of time, half-open, and never were.
    pub fn undelivered(&self, time: (At, At)) -> Result<u64, ViewError> {
        self.undelivered_of(&ToldOf::Everybody, time)
    }

    /// The same of some clients only.
    pub fn undelivered_of(&self, told: &ToldOf, time: (At, At)) -> Result<u64, ViewError> {
        self.ask(|it| waiting::undelivered(it, told, time))
    }
}
