//! Who reads while others write?

use crate::error::ViewError;
use crate::file;
use rusqlite::Connection;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most reads at once; more wait their turn, each well under a millisecond.
const READERS_MAX: usize = 4;

/// A few connections that only read.
pub(crate) struct Readers {
    connections: Vec<Mutex<Connection>>,
    next: AtomicUsize,
}

impl Readers {
    pub(crate) fn open(path: &Path) -> Result<Self, ViewError> {
        let open = |_| file::open_reader(path).map(Mutex::new);
        let connections = (0..READERS_MAX).map(open).collect::<Result<_, _>>()?;
        Ok(Self { connections, next: AtomicUsize::new(0) })
    }

    /// Nobody to ask, while one file takes the place of another.
    pub(crate) fn none() -> Self {
        Self { connections: Vec::new(), next: AtomicUsize::new(0) }
    }

    /// Asks one question: all it reads is of the same instant.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ViewError> {
        let mut connection = self.free().ok_or(ViewError::Ended)?;
        let transaction = connection.transaction()?;
        let answer = question(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }

    fn free(&self) -> Option<MutexGuard<'_, Connection>> {
        if let Some(free) = self.connections.iter().find_map(|it| it.try_lock().ok()) {
            return Some(free);
        }
        let turn = self.next.fetch_add(1, Ordering::Relaxed).checked_rem(self.connections.len())?;
        // A question that panicked left its transaction undone and nothing else.
        Some(self.connections[turn].lock().unwrap_or_else(PoisonError::into_inner))
    }
}
