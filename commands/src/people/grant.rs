//! Grant: a person is given a role.

use chrono::{DateTime, Utc};
use domain::people::{Basis, Event, Person, RoleGranted};
use domain::{ClientId, Draft, Role};
use thiserror::Error;

/// Why a role was not given. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the person was erased")]
    Erased,
    #[error("a client lead leads a client, and no other role does")]
    WrongClient,
}

/// A role, and for a client lead whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    pub role: Role,
    pub client: Option<ClientId>,
    pub basis: Basis,
}

/// What a role makes of a person. One they have already makes nothing of them.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    person: &Person,
    grant: Grant,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if person.erased {
        return Err(Rejection::Erased);
    }
    if (grant.role == Role::ClientLead) != grant.client.is_some() {
        return Err(Rejection::WrongClient);
    }
    if person.roles.contains(&(grant.role, grant.client)) {
        return Ok(vec![]);
    }
    let Grant { role, client, basis } = grant;
    Ok(vec![Draft::new(Event::RoleGranted(RoleGranted { role, client, basis }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CLIENT, monday};
    use domain::people::PersonErased;

    const AGENT: Grant = Grant { role: Role::Agent, client: None, basis: Basis::Admin };

    #[test]
    fn a_role_is_given_once() {
        let given = decide(&Person::default(), AGENT, monday("12:00")).unwrap();
        let person = Person::default().evolve(&given[0].event);
        assert!(person.has(Role::Agent));
        assert_eq!(decide(&person, AGENT, monday("12:00")), Ok(vec![]));
    }

    #[test]
    fn a_lead_needs_a_client_and_an_agent_has_none() {
        for (role, client) in [(Role::ClientLead, None), (Role::Agent, Some(CLIENT))] {
            let grant = Grant { role, client, basis: Basis::Admin };
            let decided = decide(&Person::default(), grant, monday("12:00"));
            assert_eq!(decided, Err(Rejection::WrongClient));
        }
    }

    #[test]
    fn an_erased_person_is_given_nothing() {
        let erased = Person::default().evolve(&Event::Erased(PersonErased {}));
        assert_eq!(decide(&erased, AGENT, monday("12:00")), Err(Rejection::Erased));
    }
}
