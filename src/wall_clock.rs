//! The wall clock: the one place that asks the system for the present time.

use chrono::{DateTime, SubsecRound, Utc};
use store::world::WallClock;

/// The system's clock.
pub(crate) struct SystemClock;

impl WallClock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the present time comes from")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}
