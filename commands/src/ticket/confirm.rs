//! Confirm: the client says that it is solved.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Closed, Closure, Confirmed, Event, Ticket};

/// What a confirmation makes of a resolved ticket: it is closed.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::Confirm, by.actor, by.known)? {
        Some(_) => Ok(vec![
            by.draft(Event::Confirmed(Confirmed {})),
            by.draft(Event::Closed(Closed { how: Closure::Confirmed })),
        ]),
        None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, BORIS, OLGA, called, check, closed, registered, resolved};
    use domain::ticket::Status;

    #[test]
    fn the_author_confirms_and_the_ticket_is_closed() {
        let then = [Event::Confirmed(Confirmed {}), closed()];
        check(&[registered(), resolved(14)], decide, ANNA, Ok(&then));
    }

    #[test]
    fn a_closed_ticket_needs_no_confirmation() {
        check(&[registered(), resolved(14), closed()], decide, ANNA, Ok(&[]));
    }

    #[test]
    fn what_is_not_resolved_cannot_be_confirmed() {
        check(&[registered()], decide, ANNA, Err(&Refusal::NotNow(Status::New)));
    }

    #[test]
    fn of_a_call_anybody_on_the_clients_side_confirms() {
        let given = [called(), resolved(14)];
        let then = [Event::Confirmed(Confirmed {}), closed()];
        check(&given, decide, BORIS, Ok(&then));
        check(&given, decide, OLGA, Err(&Refusal::NotYours(Act::Confirm)));
    }

    #[test]
    fn neither_a_colleague_nor_staff_confirm_for_the_author() {
        let refused = Refusal::NotYours(Act::Confirm);
        check(&[registered(), resolved(14)], decide, BORIS, Err(&refused));
        check(&[registered(), resolved(14)], decide, OLGA, Err(&refused));
    }
}
