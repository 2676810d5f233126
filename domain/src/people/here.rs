//! Here: on which side does somebody stand in a chat?
//!
//! One person may be of staff and a client's, too. What counts is decided for each chat.

use super::{Person, Role, Side};
use crate::intake::Place;

impl Person {
    /// On which side the person stands where something is said or pressed:
    ///
    /// | | staff chat | a group of the client that they lead | any other client's group |
    /// |---|---|---|---|
    /// | of staff | staff | client | staff |
    /// | not of staff | staff, and without a right | client | client |
    pub fn side(&self, place: Place) -> Side {
        match place {
            Place::StaffChat => Side::Staff,
            Place::ClientChat(client) if self.leads(client) => Side::Client,
            Place::ClientChat(_) if self.is_staff() => Side::Staff,
            Place::ClientChat(_) => Side::Client,
        }
    }

    /// The person with nothing but what they are on one side.
    #[must_use]
    pub fn on(&self, side: Side) -> Self {
        let mut person = self.clone();
        person.roles.retain(|(role, _)| match side {
            Side::Client => !role.is_staff(),
            Side::Staff => *role != Role::ClientLead,
        });
        person
    }

    /// The person with nothing but what they are in a place.
    #[must_use]
    pub fn here(&self, place: Place) -> Self {
        self.on(self.side(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientId;
    use crate::people::{Basis, Event, RoleGranted};
    use uuid::Uuid;

    const OURS: ClientId = ClientId(Uuid::from_u128(1));
    const OTHER: ClientId = ClientId(Uuid::from_u128(2));

    fn person(roles: &[(Role, Option<ClientId>)]) -> Person {
        let grant = |it: Person, &(role, client): &(Role, Option<ClientId>)| {
            let basis = Basis::Admin;
            it.evolve(&Event::RoleGranted(RoleGranted { role, client, basis }))
        };
        roles.iter().fold(Person::default(), grant)
    }

    #[test]
    fn the_role_that_counts_is_that_of_the_chat() {
        let lead = (Role::ClientLead, Some(OURS));
        let places = [Place::StaffChat, Place::ClientChat(OURS), Place::ClientChat(OTHER)];
        // Who, then for each place: the side, whether they act as staff, whether as our client's lead.
        for (roles, expected) in [
            (&[][..], ["staff - -", "client - -", "client - -"]),
            (&[(Role::Agent, None)], ["staff yes -", "staff yes -", "staff yes -"]),
            (&[(Role::Admin, None)], ["staff yes -", "staff yes -", "staff yes -"]),
            (&[(Role::Auditor, None)], ["staff - -", "client - -", "client - -"]),
            (&[lead], ["staff - -", "client - yes", "client - yes"]),
            (&[(Role::Agent, None), lead], ["staff yes -", "client - yes", "staff yes -"]),
            (&[(Role::Admin, None), lead], ["staff yes -", "client - yes", "staff yes -"]),
        ] {
            let whole = person(roles);
            let found = places.map(|place| {
                let here = whole.here(place);
                let side = match whole.side(place) {
                    Side::Client => "client",
                    Side::Staff => "staff",
                };
                let yes = |it| if it { "yes" } else { "-" };
                format!("{side} {} {}", yes(here.is_staff()), yes(here.leads(OURS)))
            });
            assert_eq!(found, expected, "{roles:?}");
        }
    }
}
