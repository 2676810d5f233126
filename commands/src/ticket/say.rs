//! Say: somebody on the client's side adds words to a ticket.

use crate::ticket::{By, File, Words};
use domain::policy::Pause;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, MessageAdded, Resumed, Resumption, Ticket};
use domain::{At, Draft, Field, Owner, Side, Visibility};

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
    if rests_for_the_client(life, by.at.into()) {
        let resumed = Resumed { why: Resumption::ClientAnswered };
        events.push(by.draft(Event::Resumed(resumed)));
    }
    Ok(events)
}

/// Whether a ticket rests until its client speaks: whatever they then say, nobody goes on waiting for them. Words from
/// before the pause end nothing.
fn rests_for_the_client(life: &Life, at: At) -> bool {
    let awaited = |why| matches!(why, Pause::ClientWaiting | Pause::ClientHold);
    let begun = |since: Option<At>| since.is_none_or(|since| since <= at);
    life.rest.is_some_and(|it| awaited(it.why) && begun(it.since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, OLGA, asked, check, check_lived, lived, message_added, registered, resumed, words,
    };
    use domain::Awaits;
    use domain::ticket::OnHold;

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
    fn whatever_the_client_says_while_we_wait_for_them_sets_work_going_again() {
        let given = [registered(), asked(OLGA, 12)];
        let mut thanks = words(ANNA, 13, "спасибо");
        thanks.awaits = Awaits::Nothing;
        let then = [
            message_added(ANNA, 13, Side::Client, Awaits::Nothing),
            resumed(Resumption::ClientAnswered),
        ];
        check(&given, |it, by| decide(it, &thanks, by), ANNA, Ok(&then));
    }

    #[test]
    fn a_client_who_asked_us_to_wait_ends_that_with_their_next_words_and_no_other_hold() {
        let held = |why| [registered(), Event::OnHold(OnHold { why })];
        let say = words(ANNA, 13, "можно");
        let added = message_added(ANNA, 13, Side::Client, Awaits::Answer);
        let then = [added, resumed(Resumption::ClientAnswered)];
        let check = |why, then| check(&held(why), |it, by| decide(it, &say, by), ANNA, Ok(then));
        check(Pause::ClientHold, &then);
        check(Pause::Own, &then[..1]);
        check(Pause::ThirdParty, &then[..1]);
    }

    #[test]
    fn words_from_before_our_question_are_no_answer_to_it() {
        let say = words(ANNA, 13, "ещё");
        let added = message_added(ANNA, 13, Side::Client, Awaits::Answer);
        let then = [added, resumed(Resumption::ClientAnswered)];
        let check = |asked_at, then| {
            let given = [("11:00", registered()), (asked_at, asked(OLGA, 12))];
            check_lived(lived(&given), |it, by| decide(it, &say, by), ANNA, Ok(then));
        };
        check("12:00", &then[..]);
        check("12:01", &then[..1]);
    }

    #[test]
    fn a_ticket_never_registered_takes_no_words() {
        let say = words(ANNA, 11, "ещё");
        check(&[], |it, by| decide(it, &say, by), ANNA, Err(&Refusal::Unregistered));
    }
}
