//! Answer: staff say something to the client.

use crate::ticket::{By, Words, staff_words, taken_by};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket};
use domain::{Draft, Visibility};

/// What an answer makes of a ticket: it is the answerer's own now, and the client is to see the words.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, words: &Words, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Answer, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.messages.contains_key(&words.message) {
        return Ok(vec![]);
    }
    let mut events = taken_by(words.author, life, by);
    events.push(staff_words(words, (Visibility::Public, &words.rule), life, by));
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, PETER, check, message_added, registered, taken, words};
    use crate::testing::{STAFF_CHAT, started};
    use domain::{Awaits, MessageId, MessageRef, Side};

    #[test]
    fn an_answer_to_a_new_ticket_takes_it() {
        check(
            &[registered()],
            |it, by| decide(it, &words(OLGA, 11, "смотрим"), by),
            OLGA,
            Ok(&[taken(OLGA), started(), message_added(OLGA, 11, Side::Staff, Awaits::Nothing)]),
        );
    }

    #[test]
    fn an_answer_to_anothers_ticket_leaves_it_with_the_other() {
        let given = [registered(), taken(PETER), started()];
        check(
            &given,
            |it, by| decide(it, &words(OLGA, 11, "смотрим"), by),
            OLGA,
            Ok(&[message_added(OLGA, 11, Side::Staff, Awaits::Nothing)]),
        );
    }

    #[test]
    fn an_answer_written_elsewhere_must_be_brought_to_the_client() {
        let given = [registered(), taken(OLGA), started()];
        let mut answer = words(OLGA, 3, "смотрим");
        answer.message = MessageRef { chat: STAFF_CHAT, message: MessageId(3) };
        answer.relayed = true;
        let Event::MessageAdded(mut relayed) = message_added(OLGA, 3, Side::Staff, Awaits::Nothing)
        else {
            unreachable!("the fixture is a message");
        };
        relayed.message = answer.message;
        relayed.relayed = true;
        let then = [Event::MessageAdded(relayed)];
        check(&given, |it, by| decide(it, &answer, by), OLGA, Ok(&then));
    }

    #[test]
    fn a_client_does_not_answer_for_staff() {
        let refused = Refusal::NotYours(Act::Answer);
        let say = words(ANNA, 11, "сам");
        check(&[registered()], |it, by| decide(it, &say, by), ANNA, Err(&refused));
    }
}
