//! Reclassify: what kind of request it is, and how soon help is needed.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Reclassified, Ticket};
use domain::{Draft, Priority, RequestType};

/// What is to be said of the request; what is not named stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reclassify {
    Type(RequestType),
    Priority(Priority),
}

/// What a new type or priority makes of a ticket. The same again makes nothing of it.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    reclassify: Reclassify,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
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
    if now == was { Ok(vec![]) } else { Ok(vec![by.draft(Event::Reclassified(now))]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, BORIS, check, closed, registered};
    use domain::ticket::Status;

    fn event(request_type: Option<RequestType>, priority: Priority) -> Event {
        Event::Reclassified(Reclassified { request_type, priority })
    }

    #[test]
    fn the_author_says_what_kind_of_request_it_is() {
        let fault = Reclassify::Type(RequestType::Fault);
        let then = [event(Some(RequestType::Fault), Priority::Normal)];
        check(&[registered()], |it, by| decide(it, fault, by), ANNA, Ok(&then));
    }

    #[test]
    fn a_new_priority_leaves_the_type_as_it_was() {
        let given = [registered(), event(Some(RequestType::Fault), Priority::Normal)];
        let urgent = Reclassify::Priority(Priority::Urgent);
        let then = [event(Some(RequestType::Fault), Priority::Urgent)];
        check(&given, |it, by| decide(it, urgent, by), ANNA, Ok(&then));
    }

    #[test]
    fn the_same_type_again_is_nothing_new() {
        let given = [registered(), event(Some(RequestType::Fault), Priority::Normal)];
        let fault = Reclassify::Type(RequestType::Fault);
        check(&given, |it, by| decide(it, fault, by), ANNA, Ok(&[]));
    }

    #[test]
    fn a_colleague_does_not_raise_anothers_priority() {
        let urgent = Reclassify::Priority(Priority::Urgent);
        let refused = Refusal::NotYours(Act::SetPriority);
        check(&[registered()], |it, by| decide(it, urgent, by), BORIS, Err(&refused));
    }

    #[test]
    fn a_closed_ticket_keeps_its_type() {
        let fault = Reclassify::Type(RequestType::Fault);
        let refused = Refusal::NotNow(Status::Closed);
        check(&[registered(), closed()], |it, by| decide(it, fault, by), ANNA, Err(&refused));
    }
}
