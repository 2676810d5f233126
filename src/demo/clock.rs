//! Clock: what time is it in the demo?
//!
//! House, bot and simulated Telegram share one time. It begins behind the system's, goes on with it, and is moved
//! ahead: between the steps of the story until it has caught up, and by visitors as far as they like.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use emulator::Clock;
use std::sync::Arc;
use store::world::WallClock;

/// What time it is outside the demo.
pub(super) type System = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The demo's present time, as the house asks for it.
struct HouseClock(Clock);

impl WallClock for HouseClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.now().trunc_subsecs(3)
    }
}

/// The demo's time, and that of the system beside it.
#[derive(Clone)]
pub(super) struct DemoClock {
    clock: Clock,
    system: System,
}

impl DemoClock {
    /// A time that is `start` now, and goes on as the system's does.
    pub(super) fn beginning_at(start: DateTime<Utc>, system: System) -> Self {
        let behind = (system() - start).max(TimeDelta::zero());
        let source = Arc::clone(&system);
        Self { clock: Clock::following(move || source() - behind), system }
    }

    /// The hand that all share.
    pub(super) fn hand(&self) -> Clock {
        self.clock.clone()
    }

    pub(super) fn wall_clock(&self) -> Arc<dyn WallClock> {
        Arc::new(HouseClock(self.hand()))
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What time it is outside the demo.
    pub(super) fn present(&self) -> DateTime<Utc> {
        (self.system)()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_demo_goes_on_from_its_start_with_the_system() {
        let present: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let system = Clock::standing_at(present);
        let source = system.clone();
        let start = present - TimeDelta::hours(2);
        let clock = DemoClock::beginning_at(start, Arc::new(move || source.now()));
        let wall = clock.wall_clock();
        assert_eq!(wall.now(), start);

        system.advance(Duration::from_secs(5));
        assert_eq!(wall.now(), start + TimeDelta::seconds(5));
        clock.hand().advance(Duration::from_hours(3));
        assert_eq!(wall.now(), clock.now());
        assert_eq!(clock.now(), clock.present() + TimeDelta::hours(1), "it may be ahead");
    }
}
