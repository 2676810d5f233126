//! Dispute: somebody of the client's side says by a button that it is not solved, and is asked why.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Disputed, Event, Ticket};
use domain::{Draft, PersonId};

/// What the press makes of a ticket that was done: its client is silent no longer, whatever they write next. The press of
/// staff, and a second one, make nothing of it.
///
/// # Errors
///
/// [`Refusal`], the first that applies: whoever may not open it again may not dispute it.
pub fn decide(
    ticket: &Ticket,
    person: PersonId,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::Reopen, by.actor, by.known)? {
        Some(life) if !life.disputed && by.is_of_the_client() => {
            Ok(vec![by.draft(Event::Disputed(Disputed { by: person }))])
        }
        Some(_) | None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, BORIS, OLGA, check, closed, registered, reopened, resolved};

    fn disputed() -> Event {
        Event::Disputed(Disputed { by: ANNA })
    }

    #[test]
    fn the_author_says_once_that_it_is_not_solved() {
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, ANNA, by), ANNA, Ok(&[disputed()]));
        let twice = [registered(), resolved(14), disputed()];
        check(&twice, |it, by| decide(it, ANNA, by), ANNA, Ok(&[]));
        let over = [registered(), resolved(14), closed()];
        check(&over, |it, by| decide(it, ANNA, by), ANNA, Ok(&[disputed()]));
    }

    #[test]
    fn what_is_resolved_once_more_may_be_disputed_once_more() {
        let given = [registered(), resolved(14), disputed(), reopened(1), resolved(15)];
        check(&given, |it, by| decide(it, ANNA, by), ANNA, Ok(&[disputed()]));
    }

    #[test]
    fn an_open_ticket_is_disputed_by_nobody_and_a_done_one_not_by_staff() {
        check(&[registered()], |it, by| decide(it, ANNA, by), ANNA, Ok(&[]));
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, OLGA, by), OLGA, Ok(&[]));
        let refused = Refusal::NotYours(Act::Reopen);
        check(&given, |it, by| decide(it, BORIS, by), BORIS, Err(&refused));
    }
}
