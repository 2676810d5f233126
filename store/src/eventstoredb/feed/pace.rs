//! How soon may a feed subscribe again?

use std::time::Duration;

const DELAY_MIN: Duration = Duration::from_millis(50);
const DELAY_MAX: Duration = Duration::from_secs(1);

/// How long a feed waits between subscriptions: longer each time that one does not last.
#[derive(Debug, Default)]
pub(super) struct Pace {
    last: Option<Duration>,
}

impl Pace {
    /// How long a subscription must live to have been a good one.
    pub(super) const LASTING: Duration = Duration::from_secs(1);

    /// How long to wait after a subscription that ended.
    pub(super) fn next(&mut self) -> Duration {
        let delay = self.last.map_or(DELAY_MIN, |it| (it * 2).min(DELAY_MAX));
        self.last = Some(delay);
        delay
    }

    /// A subscription has lasted.
    pub(super) fn reset(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_a_second_until_a_subscription_lasts() {
        let mut pace = Pace::default();
        let mut waits = |count| (0..count).map(|_| pace.next().as_millis()).collect::<Vec<_>>();
        assert_eq!(waits(7), [50, 100, 200, 400, 800, 1_000, 1_000]);
        pace.reset();
        assert_eq!(pace.next().as_millis(), 50);
    }
}
