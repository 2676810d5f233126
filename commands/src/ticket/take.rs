//! Take: an agent makes a ticket their own.

use crate::ticket::{By, taken_by};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket};
use domain::{Draft, PersonId};
use thiserror::Error;

/// Why a ticket was not taken. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("another agent has taken the ticket")]
    AlreadyTaken { by: PersonId },
}

/// What taking makes of a ticket. One's own ticket is left as it is.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    agent: PersonId,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Take, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    match life.assignee {
        Some(assignee) if assignee != agent => Err(Rejection::AlreadyTaken { by: assignee }),
        Some(_) | None => Ok(taken_by(agent, life, by)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, PETER, check, closed, registered, started, taken};
    use domain::ticket::Status;

    #[test]
    fn taking_a_new_ticket_starts_work_on_it() {
        let then = [taken(OLGA), started()];
        check(&[registered()], |it, by| decide(it, OLGA, by), OLGA, Ok(&then));
    }

    #[test]
    fn the_second_of_two_agents_learns_who_was_first() {
        let given = [registered(), taken(PETER), started()];
        let rejected = Rejection::AlreadyTaken { by: PETER };
        check(&given, |it, by| decide(it, OLGA, by), OLGA, Err(&rejected));
    }

    #[test]
    fn a_closed_ticket_is_not_taken() {
        let rejected = Rejection::Refused(Refusal::NotNow(Status::Closed));
        check(&[registered(), closed()], |it, by| decide(it, OLGA, by), OLGA, Err(&rejected));
    }

    #[test]
    fn a_client_takes_nothing() {
        let rejected = Rejection::Refused(Refusal::NotYours(Act::Take));
        check(&[registered()], |it, by| decide(it, ANNA, by), ANNA, Err(&rejected));
    }
}
