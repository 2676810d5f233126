//! Who may arrange what, for the desk and for a client?
//!
//! One table, beside that of acts on a ticket. Each row is a matter; who may settle it stands behind it.

use super::{Actor, Person, Role};
use crate::{ClientId, PersonId};

/// What somebody wants to settle, or to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Teams, who answers for a client, who is on duty.
    Work,
    /// The words that the desk keeps ready.
    Replies,
    /// Clients and the groups that are theirs, and when digests come.
    Chats,
    /// Who is of staff.
    Staff,
    /// To hand over all that one has.
    OwnTickets,
    /// To hand over all that somebody else has, also of those who have left.
    OthersTickets,
    /// Who leads a client, and in which language it is spoken to.
    Leads,
    /// What a client's group is told without being asked, and whether it is asked how well things were done.
    Notices,
    /// To see the list of a client's open tickets.
    OpenTickets,
}

impl Matter {
    pub const ALL: [Self; 9] = [
        Self::Work,
        Self::Replies,
        Self::Chats,
        Self::Staff,
        Self::OwnTickets,
        Self::OthersTickets,
        Self::Leads,
        Self::Notices,
        Self::OpenTickets,
    ];

    /// What it is to hand over all that somebody has.
    pub fn handing_over(from: PersonId, by: Actor) -> Self {
        if by == Actor::Person(from) { Self::OwnTickets } else { Self::OthersTickets }
    }
}

/// What somebody is. One person may be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capacity {
    /// Somebody of the client's side, or of none.
    Anybody,
    /// Leads the client that it is about.
    Lead,
    Agent,
    Manager,
    Auditor,
    Admin,
    /// Whoever holds the machine.
    Operator,
}

impl Capacity {
    pub const ALL: [Self; 7] = [
        Self::Anybody,
        Self::Lead,
        Self::Agent,
        Self::Manager,
        Self::Auditor,
        Self::Admin,
        Self::Operator,
    ];

    /// Whether a person is that, where it is about a client or about none.
    fn is_of(self, known: &Person, client: Option<ClientId>) -> bool {
        match self {
            Self::Anybody => true,
            Self::Lead => client.is_some_and(|it| known.leads(it)),
            Self::Agent => known.has(Role::Agent),
            Self::Manager => known.has(Role::Manager),
            Self::Auditor => known.has(Role::Auditor),
            Self::Admin => known.has(Role::Admin),
            Self::Operator => false,
        }
    }
}

const HEADS: &[Capacity] = &[Capacity::Manager, Capacity::Admin, Capacity::Operator];
const ADMINS: &[Capacity] = &[Capacity::Admin, Capacity::Operator];
const STAFF: &[Capacity] = &[Capacity::Agent, Capacity::Manager, Capacity::Admin];
const STAFF_AND_LEADS: &[Capacity] =
    &[Capacity::Lead, Capacity::Agent, Capacity::Manager, Capacity::Admin];
const ADMINS_AND_LEADS: &[Capacity] = &[Capacity::Lead, Capacity::Admin];

#[rustfmt::skip]
const TABLE: &[(Matter, &[Capacity])] = &[
    (Matter::Work,          HEADS),
    (Matter::Replies,       HEADS),
    (Matter::Chats,         ADMINS),
    (Matter::Staff,         ADMINS),
    (Matter::OwnTickets,    STAFF),
    (Matter::OthersTickets, HEADS),
    (Matter::Leads,         STAFF_AND_LEADS),
    (Matter::Notices,       ADMINS_AND_LEADS),
    (Matter::OpenTickets,   STAFF_AND_LEADS),
];

fn who(matter: Matter) -> &'static [Capacity] {
    TABLE.iter().find(|it| it.0 == matter).expect("every matter has its row").1
}

/// Whether an actor may settle a matter of a client, or of the desk; of whoever is no person, nothing is known.
pub fn may(matter: Matter, (actor, known): (Actor, &Person), client: Option<ClientId>) -> bool {
    match actor {
        Actor::Person(_) => known.may(matter, client),
        Actor::Operator => who(matter).contains(&Capacity::Operator),
        Actor::Reaction | Actor::Sender => false,
    }
}

impl Person {
    /// Whether the person may settle a matter of a client, or of the desk where none is named.
    pub fn may(&self, matter: Matter, client: Option<ClientId>) -> bool {
        who(matter).iter().any(|it| it.is_of(self, client))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const OURS: ClientId = ClientId(Uuid::from_u128(1));
    const OTHER: ClientId = ClientId(Uuid::from_u128(2));
    const SOMEBODY: PersonId = PersonId([1; 16]);

    fn known(capacity: Capacity) -> Person {
        let role = match capacity {
            Capacity::Anybody => (Role::Requester, None),
            Capacity::Lead => (Role::ClientLead, Some(OURS)),
            Capacity::Agent => (Role::Agent, None),
            Capacity::Manager => (Role::Manager, None),
            Capacity::Auditor => (Role::Auditor, None),
            Capacity::Admin => (Role::Admin, None),
            Capacity::Operator => return Person::default(),
        };
        Person { roles: [role].into(), ..Person::default() }
    }

    /// Every cell stands in the golden file, a line for each matter, a letter for each capacity.
    #[test]
    fn every_cell_of_the_table_is_as_the_golden_file_says() {
        let golden = include_str!("../../golden/rights_of_people.txt");
        let mut expected = golden.lines().filter(|it| !it.starts_with('#'));
        for matter in Matter::ALL {
            let cell = |capacity| {
                let actor = match capacity {
                    Capacity::Operator => Actor::Operator,
                    _ => Actor::Person(SOMEBODY),
                };
                if may(matter, (actor, &known(capacity)), Some(OURS)) { '+' } else { '.' }
            };
            let line = format!("{matter:?} {}", Capacity::ALL.map(cell).iter().collect::<String>());
            assert_eq!(expected.next(), Some(line.as_str()));
        }
        assert_eq!(expected.next(), None);
    }

    #[test]
    fn whoever_leads_one_client_settles_nothing_of_another_and_nothing_of_the_desk() {
        for matter in Matter::ALL {
            let lead = known(Capacity::Lead);
            assert!(!lead.may(matter, Some(OTHER)) && !lead.may(matter, None), "{matter:?}");
        }
    }

    #[test]
    fn whoever_is_several_things_may_what_any_of_them_may() {
        let roles = [(Role::Agent, None), (Role::ClientLead, Some(OURS))].into();
        let both = Person { roles, ..Person::default() };
        assert!(both.may(Matter::OwnTickets, None) && both.may(Matter::Notices, Some(OURS)));
        assert!(!both.may(Matter::Work, Some(OURS)));
    }

    #[test]
    fn a_part_of_the_house_settles_nothing_whatever_is_known() {
        for actor in [Actor::Reaction, Actor::Sender] {
            let admin = known(Capacity::Admin);
            assert!(Matter::ALL.iter().all(|it| !may(*it, (actor, &admin), Some(OURS))));
        }
    }

    #[test]
    fn to_hand_over_ones_own_is_another_matter_than_to_hand_over_anothers() {
        let own = Matter::handing_over(SOMEBODY, Actor::Person(SOMEBODY));
        assert_eq!(own, Matter::OwnTickets);
        for by in [Actor::Person(PersonId([2; 16])), Actor::Operator] {
            assert_eq!(Matter::handing_over(SOMEBODY, by), Matter::OthersTickets);
        }
    }
}
