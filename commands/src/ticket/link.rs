//! Link: two tickets have to do with each other.

use crate::ticket::By;
use chrono::{DateTime, Utc};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, Linked, Ticket};
use domain::{Draft, TicketId, TicketNumber};
use std::convert::Infallible;

/// What a link makes of a ticket. One that is linked already stays so.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    other: TicketId,
    number: &TicketNumber,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Link, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    Ok(linked(life, (other, number), by.at))
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
    use crate::testing::{ANNA, OLGA, OTHER, check, number, registered};

    fn linked() -> Event {
        Event::Linked(Linked { other: OTHER, number: number(9) })
    }

    #[test]
    fn staff_link_two_tickets() {
        let then = [linked()];
        check(&[registered()], |it, by| decide(it, OTHER, &number(9), by), OLGA, Ok(&then));
    }

    #[test]
    fn a_ticket_is_not_linked_twice_nor_to_itself() {
        let given = [registered(), linked()];
        check(&given, |it, by| decide(it, OTHER, &number(9), by), OLGA, Ok(&[]));
        check(&[registered()], |it, by| decide(it, OTHER, &number(1), by), OLGA, Ok(&[]));
    }

    #[test]
    fn a_ticket_that_another_goes_on_from_is_linked_once() {
        let follow = |it: &Ticket, by: &By<'_>| follow(it, OTHER, &number(9), by.at);
        check(&[registered()], follow, ANNA, Ok(&[linked()]));
        check(&[registered(), linked()], follow, ANNA, Ok(&[]));
    }

    #[test]
    fn a_client_links_nothing() {
        let refused = Refusal::NotYours(Act::Link);
        check(&[registered()], |it, by| decide(it, OTHER, &number(9), by), ANNA, Err(&refused));
    }
}
