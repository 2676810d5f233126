//! Unassign: a ticket is nobody's again.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket, Unassigned};

/// What letting go makes of a ticket. One that nobody has stays so.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let life = permit(ticket, Act::Unassign, by.actor, by.known)?;
    let assignee = life.and_then(|it| it.assignee);
    Ok(assignee
        .map(|agent| by.draft(Event::Unassigned(Unassigned { agent })))
        .into_iter()
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, registered, taken};

    #[test]
    fn a_taken_ticket_can_be_let_go() {
        let then = [Event::Unassigned(Unassigned { agent: OLGA })];
        check(&[registered(), taken(OLGA)], decide, OLGA, Ok(&then));
    }

    #[test]
    fn what_nobody_has_nobody_lets_go() {
        check(&[registered()], decide, OLGA, Ok(&[]));
    }

    #[test]
    fn a_client_takes_no_ticket_from_an_agent() {
        let refused = Refusal::NotYours(Act::Unassign);
        check(&[registered(), taken(OLGA)], decide, ANNA, Err(&refused));
    }
}
