//! Assign: a ticket is given to an agent.

use crate::ticket::By;
use domain::people::Person;
use domain::routing::NotAvailable;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Assigned, Assignment, Event, Status, Ticket, WorkStarted};
use domain::{Draft, PersonId};
use thiserror::Error;

/// Why a ticket was not given to somebody. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    NotAvailable(#[from] NotAvailable),
}

/// What giving makes of a ticket. The agent who has it keeps it.
///
/// * `agent`: who is to have it, and what is known of them.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    (agent, known): (PersonId, &Person),
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Assign, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.assignee == Some(agent) {
        return Ok(vec![]);
    }
    known.available(by.at)?;
    let how = if by.actor.person() == Some(agent) { Assignment::Taken } else { Assignment::Given };
    let mut events = vec![by.draft(Event::Assigned(Assigned { agent, how }))];
    if life.status == Status::New {
        events.push(by.draft(Event::WorkStarted(WorkStarted {})));
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, BORIS, OLGA, PETER, check, closed, given_to, known, registered, started, taken,
    };
    use domain::routing::Away;

    #[test]
    fn a_ticket_can_be_given_from_one_agent_to_another() {
        let given = [registered(), taken(PETER), started()];
        let olga = known(OLGA);
        check(&given, |it, by| decide(it, (OLGA, &olga), by), PETER, Ok(&[given_to(OLGA)]));
    }

    #[test]
    fn giving_a_new_ticket_starts_work_on_it() {
        let (then, olga) = ([given_to(OLGA), started()], known(OLGA));
        check(&[registered()], |it, by| decide(it, (OLGA, &olga), by), PETER, Ok(&then));
    }

    #[test]
    fn whoever_has_a_ticket_is_not_given_it() {
        let (given, olga) = ([registered(), taken(OLGA), started()], known(OLGA));
        check(&given, |it, by| decide(it, (OLGA, &olga), by), PETER, Ok(&[]));
    }

    #[test]
    fn a_ticket_is_given_to_nobody_who_is_none_of_staff() {
        let (rejected, boris) = (Rejection::NotAvailable(NotAvailable::NotStaff), known(BORIS));
        let give = |it: &Ticket, by: &By<'_>| decide(it, (BORIS, &boris), by);
        check(&[registered()], give, PETER, Err(&rejected));
    }

    #[test]
    fn a_ticket_is_given_to_nobody_who_is_away() {
        let rejected = Rejection::NotAvailable(NotAvailable::Away);
        let olga = Person { away: Some(Away { until: None }), ..known(OLGA) };
        let give = |it: &Ticket, by: &By<'_>| decide(it, (OLGA, &olga), by);
        check(&[registered(), taken(PETER), started()], give, PETER, Err(&rejected));
        // Whoever has it has it, there or not.
        check(&[registered(), taken(OLGA), started()], give, PETER, Ok(&[]));
    }

    #[test]
    fn a_client_gives_no_ticket_to_anybody() {
        let rejected = Rejection::Refused(Refusal::NotYours(Act::Assign));
        let olga = known(OLGA);
        check(&[registered()], |it, by| decide(it, (OLGA, &olga), by), ANNA, Err(&rejected));
    }

    #[test]
    fn a_closed_ticket_is_given_to_nobody() {
        let rejected = Rejection::Refused(Refusal::NotNow(Status::Closed));
        let (given, olga) = ([registered(), closed()], known(OLGA));
        check(&given, |it, by| decide(it, (OLGA, &olga), by), PETER, Err(&rejected));
    }
}
