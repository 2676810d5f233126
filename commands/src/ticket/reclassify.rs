//! Reclassify: what kind of request it is, and how soon help is needed.

use crate::promises::Promises;
use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, Reclassified, Ticket};
use domain::{Draft, Priority, RequestType};
use thiserror::Error;

/// What is to be said of the request; what is not named stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reclassify {
    Type(RequestType),
    Priority(Priority),
}

/// Why type and priority stay as they were. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("by what is promised to this client, only staff raise a priority")]
    RaisedByStaffOnly,
}

/// What a new type or priority makes of a ticket. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    reclassify: Reclassify,
    promises: &Promises,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let act = match reclassify {
        Reclassify::Type(_) => Act::Classify,
        Reclassify::Priority(_) => Act::SetPriority,
    };
    let Some(life) = permit(ticket, act, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let was = Reclassified { request_type: life.request_type, priority: life.priority };
    let now = match reclassify {
        Reclassify::Type(it) => Reclassified { request_type: Some(it), ..was.clone() },
        Reclassify::Priority(priority) => Reclassified { priority, ..was.clone() },
    };
    if now == was {
        return Ok(vec![]);
    }
    if now.priority > was.priority
        && by.is_of_the_client()
        && !may_clients_raise(life, promises, by)
    {
        return Err(Rejection::RaisedByStaffOnly);
    }
    Ok(vec![by.draft(Event::Reclassified(now))])
}

/// By the policy that the ticket is bound to; where nothing is promised, they may.
fn may_clients_raise(life: &Life, promises: &Promises, by: &By<'_>) -> bool {
    let in_force = promises.in_force(&life.history, by.at.into());
    in_force.is_none_or(|(_, policy)| policy.rules.clients_may_raise)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, BORIS, OLGA, bound, check, check_lived, closed, lived, promised, registered, rules,
    };
    use domain::policy::Rules;
    use domain::ticket::Status;

    fn nothing() -> Promises {
        Promises::default()
    }

    fn event(request_type: Option<RequestType>, priority: Priority) -> Event {
        Event::Reclassified(Reclassified { request_type, priority })
    }

    #[test]
    fn the_author_says_what_kind_of_request_it_is() {
        let fault = Reclassify::Type(RequestType::Fault);
        let then = [event(Some(RequestType::Fault), Priority::Normal)];
        check(&[registered()], |it, by| decide(it, fault, &nothing(), by), ANNA, Ok(&then));
    }

    #[test]
    fn a_new_priority_leaves_the_type_as_it_was() {
        let given = [registered(), event(Some(RequestType::Fault), Priority::Normal)];
        let urgent = Reclassify::Priority(Priority::Urgent);
        let then = [event(Some(RequestType::Fault), Priority::Urgent)];
        check(&given, |it, by| decide(it, urgent, &nothing(), by), ANNA, Ok(&then));
    }

    #[test]
    fn the_same_type_again_is_nothing_new() {
        let given = [registered(), event(Some(RequestType::Fault), Priority::Normal)];
        let fault = Reclassify::Type(RequestType::Fault);
        check(&given, |it, by| decide(it, fault, &nothing(), by), ANNA, Ok(&[]));
    }

    #[test]
    fn a_colleague_does_not_raise_anothers_priority() {
        let urgent = Reclassify::Priority(Priority::Urgent);
        let refused = Rejection::Refused(Refusal::NotYours(Act::SetPriority));
        check(&[registered()], |it, by| decide(it, urgent, &nothing(), by), BORIS, Err(&refused));
    }

    #[test]
    fn a_closed_ticket_keeps_its_type() {
        let fault = Reclassify::Type(RequestType::Fault);
        let refused = Rejection::Refused(Refusal::NotNow(Status::Closed));
        let given = [registered(), closed()];
        check(&given, |it, by| decide(it, fault, &nothing(), by), ANNA, Err(&refused));
    }

    #[test]
    fn clients_raise_a_priority_only_where_the_policy_in_force_lets_them() {
        let bound = || lived(&[("11:00", registered()), ("11:00", bound(1, "rest"))]);
        let refused = Err(&Rejection::RaisedByStaffOnly);
        let (urgent, low) = (Priority::Urgent, Priority::Low);
        let (raised, lowered) = ([event(None, urgent)], [event(None, low)]);
        let to = |priority| Reclassify::Priority(priority);

        let no = promised(&[("00:00", rules())]);
        check_lived(bound(), |it, by| decide(it, to(urgent), &no, by), ANNA, refused);
        check_lived(bound(), |it, by| decide(it, to(low), &no, by), ANNA, Ok(&lowered));
        check_lived(bound(), |it, by| decide(it, to(urgent), &no, by), OLGA, Ok(&raised));
        // To this ticket nothing was promised.
        let unbound = lived(&[("11:00", registered())]);
        check_lived(unbound, |it, by| decide(it, to(urgent), &no, by), ANNA, Ok(&raised));

        let yes = promised(&[("00:00", Rules { clients_may_raise: true, ..rules() })]);
        check_lived(bound(), |it, by| decide(it, to(urgent), &yes, by), ANNA, Ok(&raised));
    }
}
