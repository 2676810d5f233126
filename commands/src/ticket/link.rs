//! Link: two tickets have to do with each other.

use crate::ticket::By;
use chrono::{DateTime, Utc};
use domain::ticket::privacy::may_meet;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, Linked, Ticket};
use domain::{ChatId, ClientId, Draft, TicketId, TicketNumber};
use std::convert::Infallible;
use thiserror::Error;

/// Why two tickets were not linked. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the other ticket is of another client")]
    OtherClient,
    #[error("one of the tickets is private, and the other is not its author's own")]
    Private,
    #[error("a ticket has nothing to do with itself")]
    Itself,
}

/// The other of two tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    /// The chat it lives in.
    pub chat: ChatId,
}

/// What a link makes of a ticket. One that is linked already stays so.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(ticket: &Ticket, other: &Other, by: &By<'_>) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Link, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.client != other.client {
        return Err(Rejection::OtherClient);
    }
    if !may_meet(life.chat, other.chat) {
        return Err(Rejection::Private);
    }
    if life.number == other.number {
        return Err(Rejection::Itself);
    }
    Ok(linked(life, (other.ticket, &other.number), by.at))
}

/// What it makes of a ticket that another one goes on from. It follows from that one's registration: nobody is asked.
///
/// # Errors
///
/// None.
pub fn follow(
    ticket: &Ticket,
    other: TicketId,
    number: &TicketNumber,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    Ok(ticket.life().map(|it| linked(it, (other, number), at)).unwrap_or_default())
}

fn linked(
    life: &Life,
    (other, number): (TicketId, &TicketNumber),
    at: DateTime<Utc>,
) -> Vec<Draft<Event>> {
    if life.linked.contains(&other) || life.number == *number {
        return vec![];
    }
    vec![Draft::new(Event::Linked(Linked { other, number: number.clone() }), at)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, OLGA, OTHER, check, number, registered};
    use uuid::Uuid;

    fn other(n: u64) -> Other {
        Other { ticket: OTHER, number: number(n), client: CLIENT, chat: CHAT }
    }

    fn linked() -> Event {
        Event::Linked(Linked { other: OTHER, number: number(9) })
    }

    #[test]
    fn staff_link_two_tickets() {
        let then = [linked()];
        check(&[registered()], |it, by| decide(it, &other(9), by), OLGA, Ok(&then));
    }

    #[test]
    fn a_ticket_is_not_linked_twice() {
        let given = [registered(), linked()];
        check(&given, |it, by| decide(it, &other(9), by), OLGA, Ok(&[]));
    }

    #[test]
    fn a_ticket_has_nothing_to_do_with_itself() {
        let rejected = Rejection::Itself;
        check(&[registered()], |it, by| decide(it, &other(1), by), OLGA, Err(&rejected));
    }

    #[test]
    fn tickets_of_two_clients_are_never_linked() {
        let client = ClientId(Uuid::from_u128(99));
        let (other, rejected) = (Other { client, ..other(9) }, Rejection::OtherClient);
        check(&[registered()], |it, by| decide(it, &other, by), OLGA, Err(&rejected));
    }

    #[test]
    fn a_private_ticket_is_not_linked_to_one_of_the_group() {
        let private = Other { chat: ChatId::Private(ANNA), ..other(9) };
        let rejected = Rejection::Private;
        check(&[registered()], |it, by| decide(it, &private, by), OLGA, Err(&rejected));
    }

    #[test]
    fn a_ticket_that_another_goes_on_from_is_linked_once() {
        let follow = |it: &Ticket, by: &By<'_>| follow(it, OTHER, &number(9), by.at);
        check(&[registered()], follow, ANNA, Ok(&[linked()]));
        check(&[registered(), linked()], follow, ANNA, Ok(&[]));
    }

    #[test]
    fn a_client_links_nothing() {
        let rejected = Rejection::Refused(Refusal::NotYours(Act::Link));
        check(&[registered()], |it, by| decide(it, &other(9), by), ANNA, Err(&rejected));
    }
}
