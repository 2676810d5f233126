//! Dismiss: somebody is no longer of staff, whatever they were.

use super::confirm::{Rejection, may_say};
use super::decline::declined;
use chrono::{DateTime, Utc};
use domain::people::{Event, Person, RoleRevoked};
use domain::{Actor, Draft, Role};

/// What dismissing makes of a person: every role of staff is taken back, and nobody is asked about them for some time,
/// though they may still be in the staff chat. Of whoever is not of staff it makes nothing.
///
/// # Errors
///
/// [`Rejection::NotAdmin`].
pub fn decide(
    person: &Person,
    by: (Actor, &Person),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    may_say(by)?;
    let mut decided = revoked(person, at);
    if !decided.is_empty() {
        decided.push(declined(at));
    }
    Ok(decided)
}

/// Every role of staff is taken back. What a person is to a client stays.
pub(super) fn revoked(person: &Person, at: DateTime<Utc>) -> Vec<Draft<Event>> {
    let revoke = |role: Role| Event::RoleRevoked(RoleRevoked { role, client: None });
    let roles = person.roles.iter().map(|it| it.0).filter(|it| it.is_staff());
    roles.map(|it| Draft::new(revoke(it), at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, CLIENT, OLGA, known, monday};
    use domain::people::{Basis, Confirmation, RoleGranted};

    #[test]
    fn an_admin_dismisses_once_and_what_a_client_made_of_them_stays() {
        let lead =
            RoleGranted { role: Role::ClientLead, client: Some(CLIENT), basis: Basis::Admin };
        let olga = known(OLGA).evolve(&Event::RoleGranted(lead));
        let by = (Actor::Person(ADMIN), &known(ADMIN));
        let decided = decide(&olga, by, monday("12:00")).unwrap();
        assert_eq!(decided.len(), 2);
        let after = decided.iter().fold(olga, |it, draft| it.evolve(&draft.event));
        assert!(!after.is_staff() && after.leads(CLIENT));
        assert!(matches!(after.confirmation, Confirmation::Declined { .. }));
        assert_eq!(decide(&after, by, monday("12:00")), Ok(vec![]));
    }

    #[test]
    fn nobody_but_an_admin_dismisses() {
        let by = (Actor::Person(OLGA), &known(OLGA));
        assert_eq!(decide(&known(ADMIN), by, monday("12:00")), Err(Rejection::NotAdmin));
    }
}
