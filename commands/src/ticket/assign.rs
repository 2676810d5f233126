//! Assign: a ticket is given to an agent.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Assigned, Assignment, Event, Status, Ticket, WorkStarted};
use domain::{Draft, PersonId};

/// What giving makes of a ticket. The agent who has it keeps it.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, agent: PersonId, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Assign, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.assignee == Some(agent) {
        return Ok(vec![]);
    }
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
    use crate::testing::{ANNA, OLGA, PETER, check, given_to, registered, started, taken};

    #[test]
    fn a_ticket_can_be_given_from_one_agent_to_another() {
        let given = [registered(), taken(PETER), started()];
        check(&given, |it, by| decide(it, OLGA, by), PETER, Ok(&[given_to(OLGA)]));
    }

    #[test]
    fn giving_a_new_ticket_starts_work_on_it() {
        let then = [given_to(OLGA), started()];
        check(&[registered()], |it, by| decide(it, OLGA, by), PETER, Ok(&then));
    }

    #[test]
    fn a_client_gives_no_ticket_to_anybody() {
        let refused = Refusal::NotYours(Act::Assign);
        check(&[registered()], |it, by| decide(it, OLGA, by), ANNA, Err(&refused));
    }
}
