//! Resume: work goes on.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Resumed, Resumption, Ticket};

/// What resuming makes of a ticket that waits or is held. One in progress goes on as it was.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::Resume, by.actor, by.known)? {
        Some(_) => Ok(vec![by.draft(Event::Resumed(Resumed { why: Resumption::Staff }))]),
        None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, held, registered, resumed, started};
    use domain::ticket::Status;

    #[test]
    fn work_on_a_held_ticket_goes_on() {
        check(&[registered(), held()], decide, OLGA, Ok(&[resumed(Resumption::Staff)]));
    }

    #[test]
    fn work_that_goes_on_is_not_resumed() {
        check(&[registered(), started()], decide, OLGA, Ok(&[]));
    }

    #[test]
    fn a_new_ticket_has_nothing_to_resume() {
        check(&[registered()], decide, OLGA, Err(&Refusal::NotNow(Status::New)));
    }

    #[test]
    fn a_client_resumes_nothing() {
        check(&[registered(), held()], decide, ANNA, Err(&Refusal::NotYours(Act::Resume)));
    }
}
