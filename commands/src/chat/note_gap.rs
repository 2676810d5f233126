//! Note gap: for some time messages of a chat may have been lost to us.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::chat::{ChatMonth, CoverageGap, Event};
use std::convert::Infallible;

/// What a gap makes of a chat's month: a fact. An empty one makes nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    _month: &ChatMonth,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Infallible> {
    if from < to {
        Ok(vec![Draft::new(Event::CoverageGap(CoverageGap { from, to }), to)])
    } else {
        Ok(vec![])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_gap_lasts_from_one_instant_to_a_later_one() {
        let month = ChatMonth::default();
        let noted = decide(&month, (monday("12:00"), monday("13:00"))).unwrap();
        assert_eq!(noted[0].occurred_at, monday("13:00"));
        assert_eq!(decide(&month, (monday("12:00"), monday("12:00"))), Ok(vec![]));
    }
}
