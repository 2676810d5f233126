//! What is true: clients, chats, people, and the life of a ticket.
//!
//! Pure: no present time, no chance, no reading or writing. Time, chance and identity are arguments.

pub mod along;
pub mod book;
pub mod calendar;
pub mod cause;
pub mod chat;
pub mod civil;
pub mod client;
pub mod client_rules;
pub mod clock;
pub mod compliance;
pub mod conversation;
pub mod dates;
pub mod desk;
pub mod file;
pub mod group_rights;
pub mod group_title;
mod ids;
pub mod incident;
mod instant;
pub mod intake;
pub mod invite;
pub mod link;
mod message;
mod names;
pub mod notice;
pub mod people;
pub mod policy;
pub mod private;
pub mod register;
pub mod routing;
pub mod ticket;
pub mod vectors;
pub mod what_if;
pub mod zone;

pub use cause::{Cause, Trigger};
pub use ids::*;
pub use instant::At;
pub use message::*;
pub use names::*;
pub use people::{Actor, Role, Side};
pub use private::{Draft, Field, Owner, Text, Texts};

/// Anything that can happen, whichever stream it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Chat(chat::Event),
    Register(register::Event),
    Ticket(ticket::Event),
    Client(client::Event),
    Desk(desk::Event),
    Conversation(conversation::Event),
    Person(people::Event),
    Policy(policy::Event),
    Calendar(calendar::Event),
    Intake(intake::Event),
    Incident(incident::Event),
}

macro_rules! from_each {
    ($($room:ident => $variant:ident),+) => {$(
        impl From<$room::Event> for Event {
            fn from(event: $room::Event) -> Self {
                Self::$variant(event)
            }
        }
    )+};
}

from_each!(
    chat => Chat,
    register => Register,
    ticket => Ticket,
    client => Client,
    desk => Desk,
    conversation => Conversation,
    people => Person,
    policy => Policy,
    calendar => Calendar,
    intake => Intake,
    incident => Incident
);
