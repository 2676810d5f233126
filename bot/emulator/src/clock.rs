//! Clock: what time is it in the imitated Telegram?

use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The emulator's present time. Copies share one hand.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    ahead: Arc<Mutex<TimeDelta>>,
}

impl Clock {
    /// A clock that stands still until a test moves it.
    #[must_use]
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self::following(move || instant)
    }

    /// A clock that goes with `source`, and may be moved ahead of it.
    pub fn following(source: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { source: Arc::new(source), ahead: Arc::default() }
    }

    /// The present instant, UTC.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.source)() + *self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock ahead. A clock never goes back.
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead = ahead.checked_add(&by).unwrap_or(*ahead);
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_it_is_moved() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let clock = Clock::standing_at(start);
        assert_eq!(clock.now(), start);

        clock.clone().advance(Duration::from_secs(90));

        assert_eq!(clock.now(), start + TimeDelta::seconds(90));
    }

    #[test]
    fn a_following_clock_keeps_its_distance() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let wall = Clock::standing_at(start);
        let source = wall.clone();
        let clock = Clock::following(move || source.now());
        clock.advance(Duration::from_mins(1));

        wall.advance(Duration::from_secs(5));

        assert_eq!(clock.now(), start + TimeDelta::seconds(65));
    }
}
