//! Reopen: it is not solved, and why.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Reopened, Ticket};
use domain::{Draft, Field, MessageRef, Owner, PersonId};

/// Why a ticket is opened again, and which message says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopen {
    pub author: PersonId,
    pub reason: String,
    pub message: Option<MessageRef>,
}

/// What reopening makes of a ticket that was done. An open one stays open.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, reopen: &Reopen, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Reopen, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let reopened = Reopened { times: life.reopened + 1, message: reopen.message };
    let owner = if by.known.is_staff() { life.requester } else { reopen.author };
    let draft = by.draft(Event::Reopened(reopened));
    Ok(vec![draft.with(Field::Reason, Owner::Person(owner), &*reopen.reason)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, BORIS, check, closed, registered, reopened, resolved};

    fn again() -> Reopen {
        Reopen { author: ANNA, reason: "опять мигает".to_owned(), message: None }
    }

    #[test]
    fn what_is_not_solved_is_open_again() {
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, &again(), by), ANNA, Ok(&[reopened(1)]));
    }

    #[test]
    fn the_second_time_is_counted() {
        let given = [registered(), resolved(14), reopened(1), resolved(15), closed()];
        check(&given, |it, by| decide(it, &again(), by), ANNA, Ok(&[reopened(2)]));
    }

    #[test]
    fn an_open_ticket_is_not_opened() {
        check(&[registered()], |it, by| decide(it, &again(), by), ANNA, Ok(&[]));
    }

    #[test]
    fn a_colleague_does_not_reopen_anothers_ticket() {
        let refused = Refusal::NotYours(Act::Reopen);
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, &again(), by), BORIS, Err(&refused));
    }
}
