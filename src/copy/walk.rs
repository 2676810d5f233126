//! Walk: what stands next in a log, from its first event to its last?

use crate::patience::patiently;
use anyhow::{Result, bail};
use std::sync::Arc;
use store::port::{EventStore, PAGE_MAX, Position, Recorded};
use tokio_util::sync::CancellationToken;

/// A walk through a log, which waits where a cluster is away.
pub(super) struct Walk {
    store: Arc<dyn EventStore>,
    cancel: CancellationToken,
    page: std::vec::IntoIter<Recorded>,
    after: Option<Position>,
    ahead: Option<Recorded>,
}

impl Walk {
    pub(super) fn new(store: &Arc<dyn EventStore>, cancel: &CancellationToken) -> Self {
        let (store, cancel) = (store.clone(), cancel.clone());
        Self { store, cancel, page: Vec::new().into_iter(), after: None, ahead: None }
    }

    /// The next event; `None` at the end of the log.
    ///
    /// # Errors
    ///
    /// The log cannot be read, or we are told to stop.
    pub(super) async fn next(&mut self) -> Result<Option<Recorded>> {
        if let Some(it) = self.ahead.take() {
            return Ok(Some(it));
        }
        if let Some(it) = self.page.next() {
            return Ok(Some(it));
        }
        let read = || async { Ok(self.store.read_all(self.after, PAGE_MAX).await?) };
        let Some(page) = patiently("copy", &self.cancel, read).await? else {
            bail!("stopped: run again to go on");
        };
        self.after = page.last().map(|it| it.position).or(self.after);
        self.page = page.into_iter();
        Ok(self.page.next())
    }

    /// Gives an event back: it is the next again.
    pub(super) fn give_back(&mut self, event: Recorded) {
        self.ahead = Some(event);
    }
}
