//! Decline: an admin says that somebody in a staff chat is none of staff.

use super::confirm::{Rejection, may_say};
use chrono::{DateTime, TimeDelta, Utc};
use domain::people::{Confirmation, ConfirmationDeclined, DECLINED_DAYS, Event, Person};
use domain::{Actor, Draft};

/// What an admin's no makes of a person. Said twice, it counts once.
///
/// # Errors
///
/// [`Rejection`], the first that applies: also of somebody who became one of staff meanwhile.
pub fn decide(
    person: &Person,
    by: (Actor, &Person),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    may_say(by)?;
    match person.confirmation {
        Confirmation::Asked => Ok(vec![declined(at)]),
        Confirmation::Declined { .. } => Ok(vec![]),
        Confirmation::NotAsked => Err(Rejection::NotAsked),
    }
}

/// Nobody is asked about the person for some time.
pub(super) fn declined(at: DateTime<Utc>) -> Draft<Event> {
    let until = at + TimeDelta::days(DECLINED_DAYS);
    Draft::new(Event::ConfirmationDeclined(ConfirmationDeclined { until }), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, OLGA, known, monday};

    fn asked() -> Person {
        Person { confirmation: Confirmation::Asked, ..Person::default() }
    }

    #[test]
    fn an_admin_turns_down_once() {
        let by = (Actor::Person(ADMIN), &known(ADMIN));
        let decided = decide(&asked(), by, monday("12:00")).unwrap();
        let person = asked().evolve(&decided[0].event);
        assert!(!person.is_staff());
        assert_eq!(decide(&person, by, monday("12:01")), Ok(vec![]));
    }

    #[test]
    fn nobody_else_turns_down_and_nobody_of_staff_is() {
        let olga = (Actor::Person(OLGA), &known(OLGA));
        assert_eq!(decide(&asked(), olga, monday("12:00")), Err(Rejection::NotAdmin));
        let by = (Actor::Person(ADMIN), &known(ADMIN));
        assert_eq!(decide(&known(OLGA), by, monday("12:00")), Err(Rejection::NotAsked));
    }
}
