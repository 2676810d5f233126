//! Counts: what was asked of a server?

use std::sync::{Mutex, PoisonError};

/// From where a subscription was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    Start,
    End,
    /// After what stands at these positions of the whole log.
    After {
        commit: u64,
        prepare: u64,
    },
    /// After this revision of a stream.
    AfterRevision(u64),
}

/// What was asked of a server since it was made, whatever the answer was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub connections: u64,
    pub reads: u64,
    pub appends: u64,
    pub deletes: u64,
    /// One after the other.
    pub subscriptions: Vec<Begin>,
}

/// Counts that all calls of a server share.
#[derive(Debug, Default)]
pub(crate) struct Counting(Mutex<Counts>);

impl Counting {
    pub(crate) fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn read(&self) -> Counts {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
