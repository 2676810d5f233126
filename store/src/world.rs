//! What the house asks of the world: the present time, and chance. `src/` gives the real ones, tests theirs.

use chrono::{DateTime, Utc};

/// Where the present time comes from.
pub trait WallClock: Send + Sync {
    /// The present instant, UTC, whole milliseconds.
    fn now(&self) -> DateTime<Utc>;
}

/// Where chance comes from: salts, data keys, one-time tokens.
pub trait Chance: Send + Sync {
    /// Fills all of `bytes` with unpredictable ones.
    fn fill(&self, bytes: &mut [u8]);
}
