//! Cancel: the request is withdrawn.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Cancelled, Event, Ticket};
use domain::{Draft, Field, Owner};

/// What withdrawing makes of an open ticket. A cancelled one stays so.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, reason: &str, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Cancel, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let owner = Owner::Person(life.requester);
    Ok(vec![by.draft(Event::Cancelled(Cancelled {})).with(Field::Reason, owner, reason)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, BORIS, check, registered, resolved};
    use domain::ticket::Status;

    fn cancelled() -> Event {
        Event::Cancelled(Cancelled {})
    }

    #[test]
    fn the_author_may_withdraw_a_request() {
        let then = [cancelled()];
        check(&[registered()], |it, by| decide(it, "уже не надо", by), ANNA, Ok(&then));
    }

    #[test]
    fn a_withdrawn_request_is_not_withdrawn_again() {
        let given = [registered(), cancelled()];
        check(&given, |it, by| decide(it, "", by), ANNA, Ok(&[]));
    }

    #[test]
    fn what_was_resolved_is_not_cancelled() {
        let refused = Refusal::NotNow(Status::Resolved);
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, "", by), ANNA, Err(&refused));
    }

    #[test]
    fn a_colleague_does_not_withdraw_anothers_request() {
        let refused = Refusal::NotYours(Act::Cancel);
        check(&[registered()], |it, by| decide(it, "", by), BORIS, Err(&refused));
    }
}
