//! Note leaving: somebody is gone from a client's group.

use chrono::{DateTime, TimeDelta, Utc};
use domain::chat::{ChatMonth, Event, MemberLeft};
use domain::{Draft, PersonId};
use std::convert::Infallible;

/// Within how much time two words of Telegram about the same person are about the same leaving.
const SAME_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// What somebody's leaving makes of a chat's month. Telegram tells it in two ways: the second makes nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    month: &ChatMonth,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if month.gone.get(&person).is_some_and(|before| (at - *before).abs() < SAME_WITHIN) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::MemberLeft(MemberLeft { person }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, monday};
    use domain::chat::MemberJoined;

    #[test]
    fn a_leaving_that_is_told_twice_is_noted_once_and_the_next_one_again() {
        let left = |month: &ChatMonth, time| decide(month, ANNA, monday(time)).unwrap();
        let drafts = left(&ChatMonth::default(), "12:00");
        let [draft] = drafts.as_slice() else { panic!("{drafts:?}") };
        let month = ChatMonth::default().evolve_at(&draft.event, draft.occurred_at);
        assert_eq!(left(&month, "12:00"), []);
        assert_eq!(left(&month, "12:01").len(), 1, "nobody told that they were back meanwhile");
        let joined = Event::MemberJoined(MemberJoined { person: ANNA, invite: None });
        let month = month.evolve_at(&joined, monday("12:00"));
        assert_eq!(left(&month, "12:00").len(), 1);
    }
}
