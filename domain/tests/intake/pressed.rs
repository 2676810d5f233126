//! Pressed: plain words soon after "not solved" say what is wrong, and nobody else's do.

use super::*;
use chrono::TimeDelta;
use domain::intake::PRESSED_S_MAX;

/// Somebody says something plain, so many seconds after a button that asks Anna for words was pressed.
fn after(seconds: i64, who: PersonId, purpose: Purpose) -> Given {
    let Belongs::Conversation(conversation, started) = prompt(ANNA, purpose) else {
        unreachable!()
    };
    let at = noon() - TimeDelta::seconds(seconds);
    let pressed = Some(Pressed { conversation, started, at });
    says(who, "опять мигает").with(|it| it.pressed = pressed)
}

fn not_solved() -> Given {
    after(30, ANNA, Purpose::NotSolved(TICKET))
}

const REOPENS: Then = Then::Part(TICKET, Step::Reopen);

#[test]
fn plain_words_soon_after_the_press_say_what_is_wrong() {
    for seconds in [-2, 0, 30, PRESSED_S_MAX] {
        let given = after(seconds, ANNA, Purpose::NotSolved(TICKET));
        let decided = given.becomes(REOPENS, "words_after_press");
        let Decision::Part(part) = decided.decision else { unreachable!() };
        assert_eq!(part.conversation, Some(PROMPT));
    }
    let late = after(PRESSED_S_MAX + 1, ANNA, Purpose::NotSolved(TICKET));
    late.becomes(Then::Unanswered, "plain_message");
}

#[test]
fn other_questions_are_answered_by_a_reply_only() {
    for purpose in [Purpose::Request(CLIENT), Purpose::Ask(TICKET), Purpose::Resolve(TICKET)] {
        after(30, ANNA, purpose).becomes(Then::Unanswered, "plain_message");
    }
}

#[test]
fn nobody_elses_words_and_none_of_another_place_say_what_is_wrong() {
    let other = after(30, BORIS, Purpose::NotSolved(TICKET));
    other.becomes(Then::Unanswered, "plain_message");
    let elsewhere = not_solved().with(|it| it.message.thread = Some(7));
    elsewhere.becomes(Then::Unanswered, "plain_message");
    let replying = not_solved().replying(BORIS, Belongs::Nothing);
    replying.becomes(Then::Unanswered, "plain_message");
    let of_another = not_solved().replying(BORIS, Belongs::Ticket(OTHER));
    of_another.becomes(Then::Part(OTHER, Step::Say), "reply");
    let anonymous = not_solved().with(|it| it.message.sender = Sender::Unverifiable);
    anonymous.becomes(Then::Unanswered, "plain_message");
    let edited = not_solved().with(|it| it.message.edited_at = Some(noon()));
    edited.becomes(Then::Skipped, "edit_of_chatter");
}

#[test]
fn staff_who_press_for_a_client_reply_as_ever() {
    let given = after(30, OLGA, Purpose::NotSolved(TICKET)).with(|it| {
        if let Some(pressed) = &mut it.pressed {
            pressed.started.owner = OLGA;
        }
    });
    given.becomes(Then::Skipped, "staff_talk");
}

#[test]
fn a_sticker_says_nothing_and_the_question_stays() {
    let sticker = Attachment { media: MediaKind::Sticker, size: None };
    let given = not_solved().with(|it| {
        it.message.text.clear();
        it.message.attachments.push(sticker);
    });
    given.becomes(Then::Skipped, "answer_without_words");
}

#[test]
fn what_was_done_too_long_ago_becomes_a_ticket_of_its_own() {
    let given = not_solved().with(|it| it.over = vec![TICKET]);
    let decided = given.becomes(Then::Ticket { of: ANNA }, "done_too_long_ago");
    let Decision::Register(it) = decided.decision else { unreachable!() };
    assert_eq!((it.conversation, it.continues), (Some(PROMPT), Some(TICKET)));
}
