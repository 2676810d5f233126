//! Close: a resolved ticket comes to its end without a confirmation.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Closed, Closure, Event, Ticket};

/// What closing makes of a resolved ticket. A closed one stays closed.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::Close, by.actor, by.known)? {
        Some(_) => Ok(vec![by.draft(Event::Closed(Closed { how: Closure::Staff }))]),
        None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, closed, registered, resolved};
    use domain::ticket::Status;

    #[test]
    fn a_resolved_ticket_can_be_closed_by_staff() {
        let then = [Event::Closed(Closed { how: Closure::Staff })];
        check(&[registered(), resolved(14)], decide, OLGA, Ok(&then));
    }

    #[test]
    fn what_is_not_resolved_is_not_closed() {
        check(&[registered()], decide, OLGA, Err(&Refusal::NotNow(Status::New)));
    }

    #[test]
    fn a_closed_ticket_is_not_closed_twice() {
        check(&[registered(), resolved(14), closed()], decide, OLGA, Ok(&[]));
    }

    #[test]
    fn a_client_confirms_and_does_not_close() {
        let refused = Refusal::NotYours(Act::Close);
        check(&[registered(), resolved(14)], decide, ANNA, Err(&refused));
    }
}
