//! Clock: what time is it on the server?

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Hundreds of nanoseconds: the unit in which the protocol tells when an event was recorded.
const TICK_NANOS: u128 = 100;

/// The server's present time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// A clock that says whatever `source` says.
    pub fn following(source: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// A clock that stands still.
    #[must_use]
    pub fn standing_at(instant: SystemTime) -> Self {
        Self::following(move || instant)
    }

    pub(crate) fn since_epoch(&self) -> Duration {
        (self.0)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
    }

    /// The present instant, in ticks since 1970.
    pub(crate) fn ticks(&self) -> u64 {
        u64::try_from(self.since_epoch().as_nanos() / TICK_NANOS).unwrap_or(u64::MAX)
    }
}

impl Default for Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a server has its own clock, as the real one has"
    )]
    fn default() -> Self {
        Self::following(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.since_epoch()).finish()
    }
}
