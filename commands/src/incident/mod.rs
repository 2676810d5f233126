//! What may be asked of incidents: one file a command.

pub mod announce;
pub mod declare;
pub mod draft;
pub mod end;
pub mod from_ticket;
pub mod link;
pub mod tell;
pub mod withhold;

pub use crate::by::By;

use domain::PersonId;
use domain::incident::{Incident, Unplaced};
use thiserror::Error;

/// Why nothing became of a command on an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only staff may do that")]
    NotStaff,
    #[error("there is no such incident")]
    Unknown,
    #[error("the incident is over")]
    Over,
    #[error("there are no words")]
    WithoutWords,
    #[error("there is nobody to be told")]
    Nobody,
    #[error("the incident has too many tickets or groups")]
    TooMany,
    /// Tickets were linked while it was asked who is to be told: ask again.
    #[error("it is not known where everybody is who is to be told")]
    Unplaced(Unplaced),
    #[error("clients were told of it")]
    Told,
    #[error("tickets have to do with it")]
    Linked,
    #[error("a private ticket is nobody else's business")]
    Private,
}

/// Whoever of staff asks.
fn staff(by: &By<'_>) -> Result<PersonId, Rejection> {
    by.staff().ok_or(Rejection::NotStaff)
}

/// Whoever of staff asks something of an incident that is open.
fn of_open(incident: &Incident, by: &By<'_>) -> Result<PersonId, Rejection> {
    let person = staff(by)?;
    match (&incident.declared, incident.ended) {
        (None, _) => Err(Rejection::Unknown),
        (Some(_), true) => Err(Rejection::Over),
        (Some(_), false) => Ok(person),
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::By;
    use crate::testing::{CLIENT, OLGA, STAFF_CHAT, known, monday, number};
    use domain::incident::{Declared, Drafted, Event, Incident, Nature, TicketLinked};
    use domain::people::Person;
    use domain::{Actor, MessageId, MessageRef, PersonId, TicketId};
    use std::collections::BTreeSet;

    pub(crate) fn declared() -> Event {
        Event::Declared(Declared { number: 1, nature: Nature::Outage, by: OLGA })
    }

    pub(crate) fn linked(ticket: TicketId) -> Event {
        Event::TicketLinked(TicketLinked { ticket, number: number(1), client: CLIENT, by: OLGA })
    }

    pub(crate) fn drafted(ends: bool) -> Event {
        let message = MessageRef { chat: STAFF_CHAT, message: MessageId(30) };
        Event::Drafted(Drafted { ends, clients: BTreeSet::new(), message, by: OLGA })
    }

    pub(crate) fn after(events: &[Event]) -> Incident {
        events.iter().fold(Incident::default(), Incident::evolve)
    }

    pub(crate) fn person(person: PersonId) -> Person {
        known(person)
    }

    pub(crate) fn by(person: PersonId, known: &Person) -> By<'_> {
        By { actor: Actor::Person(person), known, at: monday("12:00") }
    }
}
