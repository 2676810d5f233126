//! Say: somebody on the client's side adds words to a ticket.

use crate::ticket::{By, File, Words};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, MessageAdded, Resumed, Resumption, Status, Ticket};
use domain::{Awaits, Draft, Field, Owner, Side, Visibility};

/// What a client's words make of a ticket. Words that are part of it already make nothing of it.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, words: &Words, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Say, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.messages.contains_key(&words.message) {
        return Ok(vec![]);
    }
    let author = Owner::Person(words.author);
    let added = MessageAdded {
        message: words.message,
        author: words.author,
        side: Side::Client,
        visibility: Visibility::Public,
        awaits: words.awaits,
        rule: words.rule.clone(),
        relayed: false,
        reply_to: words.reply_to,
        attachments: words.attachments.clone(),
    };
    let added = by.draft(Event::MessageAdded(added)).with(Field::Body, author, &*words.text);
    let mut events = vec![File::on(&words.files, added, author)];
    // A mere "thank you" is no answer to our question.
    if life.status == Status::WaitingForClient && words.awaits == Awaits::Answer {
        let resumed = Resumed { why: Resumption::ClientAnswered };
        events.push(by.draft(Event::Resumed(resumed)));
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, asked, check, message_added, registered, resumed, words};

    #[test]
    fn a_clients_words_join_the_ticket() {
        check(
            &[registered()],
            |it, by| decide(it, &words(ANNA, 11, "ещё"), by),
            ANNA,
            Ok(&[message_added(ANNA, 11, Side::Client, Awaits::Answer)]),
        );
    }

    #[test]
    fn an_answer_to_our_question_sets_work_going_again() {
        let given = [registered(), asked(OLGA, 12)];
        check(
            &given,
            |it, by| decide(it, &words(ANNA, 13, "HP 1020"), by),
            ANNA,
            Ok(&[
                message_added(ANNA, 13, Side::Client, Awaits::Answer),
                resumed(Resumption::ClientAnswered),
            ]),
        );
    }

    #[test]
    fn thanks_are_no_answer_to_our_question() {
        let given = [registered(), asked(OLGA, 12)];
        let mut thanks = words(ANNA, 13, "спасибо");
        thanks.awaits = Awaits::Nothing;
        check(
            &given,
            |it, by| decide(it, &thanks, by),
            ANNA,
            Ok(&[message_added(ANNA, 13, Side::Client, Awaits::Nothing)]),
        );
    }

    #[test]
    fn a_ticket_never_registered_takes_no_words() {
        let say = words(ANNA, 11, "ещё");
        check(&[], |it, by| decide(it, &say, by), ANNA, Err(&Refusal::Unregistered));
    }
}
