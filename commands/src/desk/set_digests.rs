//! Set digests: when staff are told how the day stands.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::desk::{Desk, Digests, DigestsSet, Event};
use std::convert::Infallible;

/// What other times make of the desk. The same again makes nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    desk: &Desk,
    digests: Digests,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if desk.digests == digests {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::DigestsSet(DigestsSet { digests }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn digests_are_switched_off_once() {
        let off = decide(&Desk::default(), Digests::OFF, monday("12:00")).unwrap();
        let desk = Desk::default().evolve(&off[0].event);
        assert_eq!(desk.digests, Digests::OFF);
        assert_eq!(decide(&desk, Digests::OFF, monday("12:00")), Ok(vec![]));
    }
}
