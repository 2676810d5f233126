//! Ask: staff ask the client, and wait.

use crate::ticket::{By, Words, staff_words, taken_by};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket, WaitingForClient};
use domain::{Draft, Slug, Visibility};

/// The rule under which a question is part of its ticket.
pub const RULE: &str = "question";

/// What a question makes of a ticket: it is the asker's own, and waits for the client.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, words: &Words, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Ask, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.messages.contains_key(&words.message) {
        return Ok(vec![]);
    }
    let rule = RULE.parse::<Slug>().expect("a rule's name is a slug");
    let mut events = taken_by(words.author, life, by);
    events.push(staff_words(words, (Visibility::Public, &rule), life, by));
    let waiting = WaitingForClient { question: words.message };
    events.push(by.draft(Event::WaitingForClient(waiting)));
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::words;
    use crate::testing::{ANNA, OLGA, asked, check, closed, question, registered, started, taken};
    use domain::ticket::Status;

    #[test]
    fn a_question_takes_the_ticket_and_waits_for_the_client() {
        let say = words(OLGA, 12, "Какая модель?");
        check(
            &[registered()],
            |it, by| decide(it, &say, by),
            OLGA,
            Ok(&[taken(OLGA), started(), question(OLGA, 12), asked(OLGA, 12)]),
        );
    }

    #[test]
    fn a_second_question_waits_on() {
        let given = [registered(), taken(OLGA), started(), question(OLGA, 12), asked(OLGA, 12)];
        let say = words(OLGA, 13, "И лампа?");
        check(
            &given,
            |it, by| decide(it, &say, by),
            OLGA,
            Ok(&[question(OLGA, 13), asked(OLGA, 13)]),
        );
    }

    #[test]
    fn nobody_is_asked_about_a_closed_ticket() {
        let say = words(OLGA, 13, "И лампа?");
        let refused = Refusal::NotNow(Status::Closed);
        let given = [registered(), closed()];
        check(&given, |it, by| decide(it, &say, by), OLGA, Err(&refused));
    }

    #[test]
    fn a_client_does_not_ask_for_staff() {
        let say = words(ANNA, 13, "И лампа?");
        let refused = Refusal::NotYours(Act::Ask);
        check(&[registered()], |it, by| decide(it, &say, by), ANNA, Err(&refused));
    }
}
