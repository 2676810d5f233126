//! Start work: somebody has begun.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket, WorkStarted};

/// What beginning makes of a ticket.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::StartWork, by.actor, by.known)? {
        Some(_) => Ok(vec![by.draft(Event::WorkStarted(WorkStarted {}))]),
        None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, closed, registered, started};
    use domain::ticket::Status;

    #[test]
    fn work_starts_on_a_new_ticket() {
        check(&[registered()], decide, OLGA, Ok(&[started()]));
    }

    #[test]
    fn work_does_not_start_on_a_closed_ticket() {
        let refused = Refusal::NotNow(Status::Closed);
        check(&[registered(), closed()], decide, OLGA, Err(&refused));
    }

    #[test]
    fn a_client_starts_no_work() {
        check(&[registered()], decide, ANNA, Err(&Refusal::NotYours(Act::StartWork)));
    }
}
