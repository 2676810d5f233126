//! What every command needs: the log, the vault, the wall clock, and what is kept from before.

use crate::book::KeptBook;
use crate::folds::Folds;
use crate::intake::judge::Ready;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use store::port::{EventStore, PAGE_MAX, Position, ReadError};
use store::vault::Vault;
use store::world::WallClock;

/// The commands' side of the house. Cheap to clone.
#[derive(Clone)]
pub struct House {
    pub store: Arc<dyn EventStore>,
    pub vault: Vault,
    pub clock: Arc<dyn WallClock>,
    pub(crate) folds: Arc<Folds>,
    pub(crate) book: Arc<KeptBook>,
    pub(crate) judges: Arc<Ready>,
    /// Where in the log stands what is followed; none while something new is asked.
    pub(crate) then: Option<Position>,
}

impl House {
    pub fn new(store: Arc<dyn EventStore>, vault: Vault, clock: Arc<dyn WallClock>) -> Self {
        Self {
            store,
            vault,
            clock,
            folds: Arc::default(),
            book: Arc::default(),
            judges: Arc::default(),
            then: None,
        }
    }

    /// The house for what follows from an event that stands there in the log. What its streams said no to when it was
    /// recorded stays so, however often and however late it is followed again.
    #[must_use]
    pub fn following(&self, position: Option<Position>) -> Self {
        Self { then: position, ..self.clone() }
    }

    /// The present, or the latest instant at which anything was recorded where the wall clock is behind it.
    ///
    /// What is published holds from here at the earliest: a clock that was set back must not reach what is measured.
    /// Goes through the whole log, as a publication is rare.
    ///
    /// # Errors
    ///
    /// [`ReadError`] if the log cannot be read.
    pub async fn present(&self) -> Result<DateTime<Utc>, ReadError> {
        let (mut present, mut after) = (self.clock.now(), None);
        loop {
            let page = self.store.read_all(after, PAGE_MAX).await?;
            let Some(last) = page.last() else { return Ok(present) };
            after = Some(last.position);
            present = page.iter().map(|it| it.recorded_at).fold(present, DateTime::max);
        }
    }
}
