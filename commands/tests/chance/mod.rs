//! Chance: what do tests take for chance, so that each run is the same?

use std::sync::atomic::{AtomicI64, Ordering};
use store::world::Chance;

/// Counts up instead of being drawn.
pub(crate) struct Counter(AtomicI64);

impl Counter {
    pub(crate) fn from(first: i64) -> Self {
        Self(AtomicI64::new(first))
    }
}

impl Chance for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}
