//! People: what may each of them be here?

mod here;
pub mod rights;
mod staffing;

pub use staffing::{
    Confirmation, ConfirmationAsked, ConfirmationDeclined, DECLINED_DAYS, StaffChatEntered,
    StaffChatLeft,
};

use crate::routing::{Away, Delivery};
use crate::{ChatId, ClientId, ConversationId, MessageRef, PersonId, TicketId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What a person is allowed to be. One person may be several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Asks, on the client's side. Everybody in a client's chat is one.
    Requester,
    /// Speaks for a client: may confirm, cancel and raise any of its tickets.
    ClientLead,
    /// Answers, on the contractor's side.
    Agent,
    Manager,
    /// Reads everything, changes nothing.
    Auditor,
    /// Links chats and gives roles.
    Admin,
}

impl Role {
    pub const ALL: [Self; 6] =
        [Self::Requester, Self::ClientLead, Self::Agent, Self::Manager, Self::Auditor, Self::Admin];

    /// Whether the role works for the contractor.
    pub fn is_staff(self) -> bool {
        match self {
            Self::Agent | Self::Manager | Self::Admin => true,
            Self::Requester | Self::ClientLead | Self::Auditor => false,
        }
    }
}

/// Which side a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Client,
    Staff,
}

/// Who did something: a person, or a part of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    Person(PersonId),
    /// What follows from other events by a rule.
    Reaction,
    /// The one sender of notices.
    Sender,
    /// Whoever holds the machine: the command line and the configuration.
    Operator,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "person-{person}"),
            Self::Reaction => f.write_str("reaction"),
            Self::Sender => f.write_str("sender"),
            Self::Operator => f.write_str("operator"),
        }
    }
}

impl Actor {
    /// The actor of its written form; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "reaction" => Some(Self::Reaction),
            "sender" => Some(Self::Sender),
            "operator" => Some(Self::Operator),
            other => other.strip_prefix("person-")?.parse().ok().map(Self::Person),
        }
    }

    pub fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Reaction | Self::Sender | Self::Operator => None,
        }
    }
}

/// How a person came by a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The configuration, or the command line.
    Operator,
    /// Wrote or pressed in a staff chat. Of earlier releases: nobody comes by a role this way any more.
    StaffChat,
    /// An admin said so.
    Admin,
}

/// Seen for the first time, or under another name. Texts: telegram id, name, handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// A keyed hash of name and handle, to tell a changed one from the same.
    pub profile: PersonId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGranted {
    pub role: Role,
    /// For a client lead: of which client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    pub basis: Basis,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRevoked {
    pub role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
}

/// All keys of the person are destroyed; whoever has this Telegram id now is a new person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonErased {}

/// Away from when it was said on, or back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceNoted {
    pub away: bool,
    /// Of an absence: when it ends, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// Where the person is told of their own tickets from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryChosen {
    pub delivery: Delivery,
    /// Nobody chose it: Telegram does not let us write to the person.
    pub refused: bool,
}

/// All these tickets go from the person to another. Texts: body, the note that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub to: PersonId,
    pub tickets: Vec<TicketId>,
    /// The message in which the note was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<MessageRef>,
    /// Our question for a note that this ends, answered or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<ConversationId>,
}

/// Something that happened to what we know of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Seen(Seen),
    RoleGranted(RoleGranted),
    RoleRevoked(RoleRevoked),
    Erased(PersonErased),
    ConfirmationAsked(ConfirmationAsked),
    ConfirmationDeclined(ConfirmationDeclined),
    StaffChatEntered(StaffChatEntered),
    StaffChatLeft(StaffChatLeft),
    AbsenceNoted(AbsenceNoted),
    DeliveryChosen(DeliveryChosen),
    HandedOver(HandedOver),
}

/// What we know of a person, names aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    pub profile: Option<PersonId>,
    pub roles: BTreeSet<(Role, Option<ClientId>)>,
    pub erased: bool,
    pub confirmation: Confirmation,
    /// The staff chats in which the person was seen.
    pub staff_chats: BTreeSet<ChatId>,
    /// The last absence, also one that is over.
    pub away: Option<Away>,
    pub delivery: Delivery,
    /// The questions for a note to which no answer hands anything over any more.
    pub notes_given: BTreeSet<ConversationId>,
}

impl Person {
    /// The person after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Seen(it) => self.profile = Some(it.profile),
            Event::RoleGranted(it) => {
                self.roles.insert((it.role, it.client));
                if it.role.is_staff() {
                    self.confirmation = Confirmation::NotAsked;
                }
            }
            Event::RoleRevoked(it) => {
                self.roles.remove(&(it.role, it.client));
            }
            Event::Erased(PersonErased {}) => {
                return Self { erased: true, ..Self::default() };
            }
            Event::ConfirmationAsked(it) => {
                self.confirmation = Confirmation::Asked;
                self.staff_chats.insert(it.chat);
            }
            Event::ConfirmationDeclined(it) => {
                self.confirmation = Confirmation::Declined { until: it.until };
            }
            Event::StaffChatEntered(it) => {
                self.staff_chats.insert(it.chat);
            }
            Event::StaffChatLeft(it) => {
                self.staff_chats.remove(&it.chat);
                if self.confirmation == Confirmation::Asked {
                    self.confirmation = Confirmation::NotAsked;
                }
            }
            Event::AbsenceNoted(it) => self.away = it.away.then_some(Away { until: it.until }),
            Event::DeliveryChosen(it) => self.delivery = it.delivery,
            // What was handed over is the tickets' to know.
            Event::HandedOver(it) => self.notes_given.extend(it.question),
        }
        self
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|it| it.0 == role)
    }

    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|it| it.0.is_staff())
    }

    pub fn leads(&self, client: ClientId) -> bool {
        self.roles.contains(&(Role::ClientLead, Some(client)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_read_as_it_is_written() {
        let person = Actor::Person(PersonId([9; 16]));
        for actor in [person, Actor::Reaction, Actor::Sender, Actor::Operator] {
            assert_eq!(Actor::parse(&actor.to_string()), Some(actor));
        }
        assert_eq!(Actor::parse("person-Anna"), None);
    }

    #[test]
    fn an_erased_person_keeps_no_role() {
        let granted = Event::RoleGranted(RoleGranted {
            role: Role::Agent,
            client: None,
            basis: Basis::Admin,
        });
        let person = Person::default().evolve(&granted);
        assert!(person.is_staff());
        let erased = person.evolve(&Event::Erased(PersonErased {}));
        assert!(erased.erased && !erased.is_staff());
    }

    #[test]
    fn a_lead_leads_one_client_only() {
        let (ours, other) =
            (ClientId(uuid::Uuid::from_u128(1)), ClientId(uuid::Uuid::from_u128(2)));
        let granted = Event::RoleGranted(RoleGranted {
            role: Role::ClientLead,
            client: Some(ours),
            basis: Basis::Admin,
        });
        let person = Person::default().evolve(&granted);
        assert!(person.leads(ours) && !person.leads(other));
    }
}
