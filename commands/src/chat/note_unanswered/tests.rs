//! When are words of a client an alarm?

use super::*;
use crate::testing::{ANNA, BORIS, OLGA, monday};
use domain::chat::{Decision, MessageAccounted, MessageBound};
use domain::desk::usual_hours;
use domain::{Awaits, PersonId, Side};

/// Half an hour of Monday to Friday, 9:00 to 18:00 by UTC.
fn patience() -> Patience {
    Patience::new(usual_hours(&Zone("UTC".to_owned())).unwrap(), None, None)
}

fn accounted(message: i64, author: PersonId, side: Side) -> MessageAccounted {
    let staff = side == Side::Staff;
    MessageAccounted {
        message: MessageId(message),
        author,
        side,
        thread: None,
        reply_to: None,
        album: None,
        edited_at: None,
        decision: if staff { Decision::Skipped } else { Decision::Unanswered },
        rule: if staff { "staff_talk" } else { "plain_message" }.parse().unwrap(),
        rules: 4,
        awaits: if staff { Awaits::Nothing } else { Awaits::Answer },
        attachments: vec![],
        clock_ahead_s: None,
        intake: None,
        asks: None,
    }
}

fn asks(message: i64, author: PersonId) -> Event {
    Event::MessageAccounted(accounted(message, author, Side::Client))
}

fn says(message: i64, reply_to: Option<i64>) -> Event {
    let words = accounted(message, OLGA, Side::Staff);
    Event::MessageAccounted(MessageAccounted { reply_to: reply_to.map(MessageId), ..words })
}

fn types(message: i64, rule: &str) -> Event {
    let words = accounted(message, OLGA, Side::Staff);
    Event::MessageAccounted(MessageAccounted { rule: rule.parse().unwrap(), ..words })
}

fn in_topic(event: Event, thread: i64) -> Event {
    match event {
        Event::MessageAccounted(it) => {
            Event::MessageAccounted(MessageAccounted { thread: Some(thread), ..it })
        }
        other => other,
    }
}

fn bound(message: i64) -> Event {
    Event::MessageBound(MessageBound { message: MessageId(message), ticket: None })
}

fn month(given: &[(&str, Event)]) -> ChatMonth {
    let at = |time: &str| monday(time);
    given.iter().fold(ChatMonth::default(), |it, (time, event)| it.evolve_at(event, at(time)))
}

/// What is noted of the first message by a watermark: when, and with what besides.
#[track_caller]
fn check(given: &[(&str, Event)], watermark: &str, then: Option<(&str, &[i64])>) {
    check_in(&month(given), &[], watermark, then);
}

#[track_caller]
fn check_in(
    month: &ChatMonth,
    later: &[WaitingWords],
    watermark: &str,
    then: Option<(&str, &[i64])>,
) {
    let decide = |month: &ChatMonth| {
        let watermark = monday(watermark).into();
        decide(month, MessageId(1), &patience(), later, watermark).unwrap()
    };
    let decided = decide(month);
    let told = decided.first().map(|it| match &it.event {
        Event::UnansweredNoted(noted) => {
            (it.occurred_at, noted.more.iter().map(|it| it.0).collect::<Vec<_>>())
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(told, then.map(|(at, more)| (monday(at), more.to_vec())));

    // Asked twice, it happens once.
    let after = decided
        .iter()
        .fold(month.clone(), |it, draft| it.evolve_at(&draft.event, draft.occurred_at));
    if !decided.is_empty() {
        assert_eq!(decide(&after), vec![]);
    }
}

#[test]
fn words_that_nobody_takes_up_fall_due_after_half_an_hour() {
    check(&[("10:00", asks(1, ANNA))], "10:29", None);
    check(&[("10:00", asks(1, ANNA))], "10:30", Some(("10:30", &[])));
}

#[test]
fn however_late_it_is_asked_they_fell_due_when_they_did() {
    check(&[("10:00", asks(1, ANNA))], "17:00", Some(("10:30", &[])));
}

#[test]
fn only_working_time_counts() {
    check(&[("06:00", asks(1, ANNA))], "09:29", None);
    check(&[("06:00", asks(1, ANNA))], "09:30", Some(("09:30", &[])));
}

#[test]
fn the_next_words_of_staff_answer_whoever_waits() {
    check(&[("10:00", asks(1, ANNA)), ("10:30", says(2, None))], "11:00", None);
}

#[test]
fn an_answer_that_came_too_late_leaves_what_it_was_late_for() {
    let given = [("10:00", asks(1, ANNA)), ("10:31", says(2, None))];
    check(&given, "11:00", Some(("10:30", &[])));
}

#[test]
fn a_reply_answers_its_own_author_alone() {
    let given = [("10:00", asks(1, ANNA)), ("10:01", asks(2, BORIS)), ("10:05", says(3, Some(2)))];
    check(&given, "11:00", Some(("10:30", &[])));
    let given = [("10:00", asks(1, ANNA)), ("10:01", asks(2, ANNA)), ("10:05", says(3, Some(2)))];
    check(&given, "11:00", None);
}

#[test]
fn words_in_another_topic_answer_nobody() {
    let given = [("10:00", asks(1, ANNA)), ("10:05", in_topic(says(2, None), 7))];
    check(&given, "11:00", Some(("10:30", &[])));
}

#[test]
fn a_command_answers_nobody_unless_it_replies() {
    let given = [("10:00", asks(1, ANNA)), ("10:05", types(2, "command.status"))];
    check(&given, "11:00", Some(("10:30", &[])));
}

#[test]
fn what_was_bound_or_became_a_ticket_waits_no_more() {
    check(&[("10:00", asks(1, ANNA)), ("10:05", bound(1))], "11:00", None);
}

#[test]
fn what_one_person_says_within_ten_minutes_is_one_alarm() {
    let given = [
        ("10:00", asks(1, ANNA)),
        ("10:05", asks(2, ANNA)),
        ("10:06", asks(3, BORIS)),
        ("10:09", asks(4, ANNA)),
        ("10:10", asks(5, ANNA)),
    ];
    check(&given, "10:30", Some(("10:30", &[2, 4])));
}

#[test]
fn what_somebody_says_at_night_is_one_alarm_in_the_morning() {
    let given = [("01:00", asks(1, ANNA)), ("05:00", asks(2, ANNA))];
    check(&given, "09:30", Some(("09:30", &[2])));
}

#[test]
fn what_is_told_of_already_is_told_of_no_second_time() {
    let noted = month(&[("10:00", asks(1, ANNA)), ("10:05", asks(2, ANNA))]);
    let first = decide(&noted, MessageId(1), &patience(), &[], monday("10:30").into()).unwrap();
    let noted = noted.evolve_at(&first[0].event, first[0].occurred_at);
    let by = monday("12:00").into();
    assert_eq!(decide(&noted, MessageId(2), &patience(), &[], by), Ok(vec![]));
    // Nor is what follows on its heels, but for what comes later.
    let after =
        noted.evolve_at(&asks(3, ANNA), monday("10:09")).evolve_at(&asks(4, ANNA), monday("10:11"));
    assert_eq!(decide(&after, MessageId(3), &patience(), &[], by), Ok(vec![]));
    assert_eq!(decide(&after, MessageId(4), &patience(), &[], by).unwrap().len(), 1);
}

#[test]
fn words_of_the_last_minutes_of_a_month_may_be_taken_up_in_the_next() {
    let asked = month(&[("10:00", asks(1, ANNA))]);
    for taken_up in [says(2, None), says(2, Some(1)), bound(1)] {
        let in_time = month(&[("10:20", taken_up.clone())]).waiting;
        check_in(&asked, &[in_time], "11:00", None);
        let late = month(&[("10:40", taken_up)]).waiting;
        check_in(&asked, &[late], "11:00", Some(("10:30", &[])));
    }
}

#[test]
fn the_months_in_which_words_may_be_taken_up_go_on_into_the_next_year() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let (from, to) = (at("2026-12-31T23:50:00Z"), at("2027-01-11T09:30:00Z"));
    assert_eq!(months(from, to), ["202612", "202701"]);
    assert_eq!(months(from, from), ["202612"]);
}
