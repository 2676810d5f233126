//! Clock: what time is it in the demo?
//!
//! House, bot and simulated Telegram share one time. It begins behind the system's, goes on with it, and is moved
//! ahead between the steps of the story until it has caught up.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use emulator::Clock;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::world::WallClock;

/// The demo's present time, as the house asks for it.
pub(super) struct DemoClock(Clock);

impl WallClock for DemoClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now().trunc_subsecs(3)
    }
}

/// The hand that moves the demo's time.
pub(super) struct StoryTime {
    clock: Clock,
    /// How far the demo is behind the system.
    behind: Mutex<TimeDelta>,
}

impl StoryTime {
    /// A time that is `start` now, and follows the system's from there on.
    pub(super) fn beginning_at(
        start: DateTime<Utc>,
        system: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> Self {
        let behind = (system() - start).max(TimeDelta::zero());
        Self { clock: Clock::following(move || system() - behind), behind: Mutex::new(behind) }
    }

    pub(super) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    pub(super) fn wall_clock(&self) -> DemoClock {
        DemoClock(self.clock())
    }

    /// What time it is outside the story.
    pub(super) fn present(&self) -> DateTime<Utc> {
        self.clock.now() + *self.behind()
    }

    /// Moves on by so much, but never beyond the present.
    pub(super) fn pass(&self, time: TimeDelta) {
        let mut behind = self.behind();
        let time = time.clamp(TimeDelta::zero(), *behind);
        *behind -= time;
        self.clock.advance(time.to_std().unwrap_or(Duration::ZERO));
    }

    /// Moves on to an instant, if it is still to come.
    pub(super) fn until(&self, instant: DateTime<Utc>) {
        self.pass(instant - self.clock.now());
    }

    /// Moves on to the present, and stays with it.
    pub(super) fn catch_up(&self) {
        self.pass(TimeDelta::MAX);
    }

    fn behind(&self) -> MutexGuard<'_, TimeDelta> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_goes_on_from_its_start_and_ends_at_the_present() {
        let present: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let system = Clock::standing_at(present);
        let source = system.clone();
        let time = StoryTime::beginning_at(present - TimeDelta::hours(2), move || source.now());
        let wall = time.wall_clock();
        assert_eq!(wall.now(), present - TimeDelta::hours(2));

        time.pass(TimeDelta::minutes(30));
        system.advance(Duration::from_secs(5));
        assert_eq!(wall.now(), present - TimeDelta::minutes(90) + TimeDelta::seconds(5));

        time.until(present - TimeDelta::hours(1));
        assert_eq!(wall.now(), present - TimeDelta::hours(1));
        time.until(present - TimeDelta::hours(2));
        assert_eq!(wall.now(), present - TimeDelta::hours(1), "time never goes back");

        time.catch_up();
        assert_eq!(wall.now(), system.now());
        time.pass(TimeDelta::hours(1));
        assert_eq!(wall.now(), system.now(), "there is nothing beyond the present");
    }
}
