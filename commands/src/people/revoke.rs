//! Revoke: a role is taken back.

use chrono::{DateTime, Utc};
use domain::people::{Event, Person, RoleRevoked};
use domain::{ClientId, Draft, Role};
use std::convert::Infallible;

/// What taking a role back makes of a person. One they do not have makes nothing of them.
///
/// # Errors
///
/// None.
pub fn decide(
    person: &Person,
    role: Role,
    client: Option<ClientId>,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if person.roles.contains(&(role, client)) {
        Ok(vec![Draft::new(Event::RoleRevoked(RoleRevoked { role, client }), at)])
    } else {
        Ok(vec![])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OLGA, known, monday};

    #[test]
    fn a_role_is_taken_back_once() {
        let olga = known(OLGA);
        let revoked = decide(&olga, Role::Agent, None, monday("12:00")).unwrap();
        let olga = olga.evolve(&revoked[0].event);
        assert!(!olga.is_staff());
        assert_eq!(decide(&olga, Role::Agent, None, monday("12:00")), Ok(vec![]));
    }
}
