//! Hand over: a ticket goes from the agent who has it to another, with words among staff. A resolved one goes too: it
//! may come back.

use crate::ticket::{By, Words, staff_words};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Assigned, Assignment, Event, Ticket};
use domain::{Draft, PersonId, Visibility};

/// What handing over makes of a ticket. One that the giver does not have is left as it is.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    (from, to): (PersonId, PersonId),
    note: Option<&Words>,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::HandOver, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.assignee != Some(from) || from == to {
        return Ok(vec![]);
    }
    let assigned = Assigned { agent: to, how: Assignment::HandedOver };
    let mut events = vec![by.draft(Event::Assigned(assigned))];
    events.extend(
        note.filter(|it| !life.messages.contains_key(&it.message))
            .map(|it| staff_words(it, (Visibility::Internal, &it.rule), life, by)),
    );
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ADMIN, ANNA, OLGA, PETER, check, closed, message_added, registered, resolved, started,
        taken, words,
    };
    use domain::ticket::Status;
    use domain::{Awaits, Side};

    fn handed_over() -> Event {
        Event::Assigned(Assigned { agent: PETER, how: Assignment::HandedOver })
    }

    #[test]
    fn what_the_giver_has_goes_over_with_the_note_among_staff() {
        let Event::MessageAdded(mut note) = message_added(OLGA, 11, Side::Staff, Awaits::Nothing)
        else {
            unreachable!("the fixture is a message");
        };
        note.visibility = Visibility::Internal;
        let said = words(OLGA, 11, "ключ у охраны");
        let given = [registered(), taken(OLGA), started()];
        let then = [handed_over(), Event::MessageAdded(note)];
        let decide_with = |it: &Ticket, by: &By<'_>| decide(it, (OLGA, PETER), Some(&said), by);
        check(&given, decide_with, OLGA, Ok(&then));
        check(&given, |it, by| decide(it, (OLGA, PETER), None, by), OLGA, Ok(&[handed_over()]));
    }

    #[test]
    fn what_somebody_else_has_by_now_stays_theirs() {
        let given = [registered(), taken(ADMIN), started()];
        check(&given, |it, by| decide(it, (OLGA, PETER), None, by), OLGA, Ok(&[]));
    }

    #[test]
    fn what_is_resolved_goes_over_too_since_it_may_come_back() {
        let given = [registered(), taken(OLGA), started(), resolved(12)];
        let hand_over = |it: &Ticket, by: &By<'_>| decide(it, (OLGA, PETER), None, by);
        check(&given, hand_over, OLGA, Ok(&[handed_over()]));
    }

    #[test]
    fn what_is_over_stays_as_it_was_and_no_client_hands_over() {
        let hand_over = |it: &Ticket, by: &By<'_>| decide(it, (OLGA, PETER), None, by);
        let given = [registered(), taken(OLGA), closed()];
        check(&given, hand_over, OLGA, Err(&Refusal::NotNow(Status::Closed)));
        let given = [registered(), taken(OLGA)];
        check(&given, hand_over, ANNA, Err(&Refusal::NotYours(Act::HandOver)));
    }
}
