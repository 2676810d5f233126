//! Confirm: an admin says that somebody in a staff chat is one of staff.

use chrono::{DateTime, Utc};
use domain::people::rights::{Matter, may};
use domain::people::{Basis, Confirmation, Event, Person, RoleGranted};
use domain::{Actor, Draft, Role};
use thiserror::Error;

/// Why nothing was said of a person. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only an admin, or whoever holds the machine, says who is of staff")]
    NotAdmin,
    #[error("nobody asks about the person any more")]
    NotAsked,
}

/// Whether an actor may say who is of staff.
pub(super) fn may_say((actor, known): (Actor, &Person)) -> Result<(), Rejection> {
    if may(Matter::Staff, (actor, known), None) { Ok(()) } else { Err(Rejection::NotAdmin) }
}

/// What an admin's yes makes of a person. Of one of staff it makes nothing.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    person: &Person,
    by: (Actor, &Person),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    may_say(by)?;
    if person.is_staff() {
        return Ok(vec![]);
    }
    match person.confirmation {
        Confirmation::Asked => {
            let basis = Basis::Admin;
            let granted = RoleGranted { role: Role::Agent, client: None, basis };
            Ok(vec![Draft::new(Event::RoleGranted(granted), at)])
        }
        Confirmation::NotAsked | Confirmation::Declined { .. } => Err(Rejection::NotAsked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, OLGA, known, monday};

    fn asked() -> Person {
        Person { confirmation: Confirmation::Asked, ..Person::default() }
    }

    #[test]
    fn an_admin_makes_an_agent_of_whom_was_asked_about() {
        let by = (Actor::Person(ADMIN), &known(ADMIN));
        let decided = decide(&asked(), by, monday("12:00")).unwrap();
        let granted = RoleGranted { role: Role::Agent, client: None, basis: Basis::Admin };
        assert_eq!(decided[0].event, Event::RoleGranted(granted));
        let person = asked().evolve(&decided[0].event);
        assert_eq!(person.confirmation, Confirmation::NotAsked);
        assert_eq!(decide(&person, by, monday("12:01")), Ok(vec![]));
    }

    #[test]
    fn nobody_but_an_admin_confirms() {
        let by = (Actor::Person(OLGA), &known(OLGA));
        assert_eq!(decide(&asked(), by, monday("12:00")), Err(Rejection::NotAdmin));
        let nobody = Person::default();
        assert_eq!(decide(&asked(), by, monday("12:00")), Err(Rejection::NotAdmin));
        assert!(decide(&asked(), (Actor::Operator, &nobody), monday("12:00")).is_ok());
    }

    #[test]
    fn nobody_is_confirmed_who_was_not_asked_about_or_was_turned_down() {
        let by = (Actor::Person(ADMIN), &known(ADMIN));
        let decided = decide(&Person::default(), by, monday("12:00"));
        assert_eq!(decided, Err(Rejection::NotAsked));
        let declined = Confirmation::Declined { until: monday("13:00") };
        let declined = Person { confirmation: declined, ..Person::default() };
        assert_eq!(decide(&declined, by, monday("14:00")), Err(Rejection::NotAsked));
    }
}
