//! Say: somebody on the client's side adds words to a ticket.

use crate::ticket::{By, File, Words};
use domain::clock::FactKey;
use domain::policy::Pause;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, MessageAdded, Reopened, Resumed, Resumption, Status, Ticket};
use domain::{At, Awaits, Draft, Field, Owner, Side, Visibility};

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
    let mut events = vec![words.along.on(File::on(&words.files, added, author), author)];
    if rests_for_the_client(life, by.at.into()) {
        let resumed = Resumed { why: Resumption::ClientAnswered };
        events.push(by.draft(Event::Resumed(resumed)));
    }
    if words.awaits == Awaits::Answer && was_not_silent(life, by.at.into()) {
        // They are part of the ticket already.
        let reopened = Reopened { times: life.reopened + 1, message: None };
        events.push(by.draft(Event::Reopened(reopened)));
    }
    Ok(events)
}

/// Whether a ticket was closed upon its client's silence by an instant at which the client had spoken, as it now turns out.
fn was_not_silent(life: &Life, at: At) -> bool {
    let expired = life.history.noted().keys().filter_map(|it| match it {
        FactKey::Expired { at } => Some(*at),
        _ => None,
    });
    let told = life.done_at.is_none_or(|it| it <= at);
    life.status == Status::Closed && told && expired.max().is_some_and(|it| at <= it)
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
        ANNA, OLGA, asked, check, check_lived, known, lived, message_added, monday, registered,
        reopened, resolved, resumed, words,
    };
    use domain::Actor;
    use domain::ticket::{Closed, Closure, OnHold};

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
    fn words_from_before_a_ticket_closed_upon_silence_open_it_again() {
        let expired = Event::Closed(Closed { how: Closure::Expired });
        let given = |how: Event| {
            lived(&[("09:00", registered()), ("10:00", resolved(14)), ("12:00 at 12:05", how)])
        };
        let say = |awaits| {
            move |it: &Ticket, by: &By<'_>| {
                decide(it, &Words { awaits, ..words(ANNA, 15, "опять") }, by)
            }
        };
        let at = |time: &str| monday(time);
        let decided = |how: Event, awaits, time| {
            let by = By { actor: Actor::Person(ANNA), known: &known(ANNA), at: at(time) };
            let drafts = say(awaits)(&given(how), &by).unwrap();
            drafts.into_iter().map(|it| it.event).skip(1).collect::<Vec<_>>()
        };
        let again = [reopened(1)];
        assert_eq!(decided(expired.clone(), Awaits::Answer, "12:00"), again);
        assert_eq!(decided(expired.clone(), Awaits::Answer, "12:01"), [], "that was too late");
        assert_eq!(decided(expired.clone(), Awaits::Answer, "09:30"), [], "nothing was done yet");
        assert_eq!(decided(expired, Awaits::Nothing, "11:00"), [], "they are content");
        let by_staff = Event::Closed(Closed { how: Closure::Staff });
        assert_eq!(decided(by_staff, Awaits::Answer, "11:00"), [], "people have closed it");
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
