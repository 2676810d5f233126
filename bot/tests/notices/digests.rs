//! What staff are told of words that nobody has taken up, and of a day.

use crate::stage::*;
use bot::render::{Digest, Due, Scene, Waited};
use domain::clock::Kind as ClockKind;
use domain::desk::{DigestDue, Event as DeskEvent, Which};
use domain::notice::Kind;
use domain::{At, Event, Field, MessageId, MessageRef};
use projections::rows::{ChatPlace, Missed, MissedWords};

fn for_staff(kind: Kind) -> Scene {
    let mut scene = scene(kind);
    (scene.ticket, scene.notice.chat) = (None, STAFF);
    scene.place = Some(ChatPlace::Staff);
    scene
}

fn waited(more: u64) -> Scene {
    let words = "Второй день не приходит <почта>, кто-нибудь смотрит?";
    Scene {
        subject: Some(subject(accounted("plain_message", ANNA), ANNA, &[(Field::Body, words)])),
        waited: Some(Waited { minutes: 30, further: vec![], more }),
        client_title: Some("Ромашка".to_owned()),
        seen_in: Some(seen_in(GROUP)),
        ..for_staff(Kind::Unanswered)
    }
}

#[test]
fn staff_are_told_of_words_that_nobody_has_taken_up_and_where_they_stand() {
    for more in [0, 1, 2, 5, 21] {
        let said = bot::render::render(&waited(more)).unwrap().html;
        assert!(said.contains("&lt;почта&gt;"), "{said}");
        assert!(said.contains("https://t.me/c/1234567890/21"), "{said}");
        assert_eq!(said.contains(&format!(" {more} ")), more > 0, "{said}");
    }
}

fn due(n: u32, deadline: &str, overrun_s: Option<i64>) -> Due {
    Due {
        number: format!("ROM-{n}").parse().unwrap(),
        summary: "Не печатает <принтер>\nвторая строка".to_owned(),
        clock: ClockKind::FirstResponse,
        deadline: At::from(monday(deadline)),
        overrun_s,
    }
}

fn missed(count: u64) -> Missed {
    let words = |n: u64| MissedWords {
        at: MessageRef { chat: GROUP, message: MessageId(4_700 + i64::try_from(n).unwrap()) },
        thread: None,
        author: ANNA,
        author_name: if n == 2 { String::new() } else { "Анна <b>".to_owned() },
        client_title: "Ромашка".to_owned(),
        said: At::from(monday("13:05")),
        count: n,
    };
    Missed { count, words: (1..=count.min(10)).map(words).collect() }
}

/// A day of which everything is told so many times.
fn day(which: Which, count: u64) -> Scene {
    let numbers = 1..=u32::try_from(count).unwrap();
    let many = |overrun_s| numbers.clone().map(|n| due(n, "13:48", overrun_s)).collect();
    let digest = Digest {
        registered: count,
        resolved: count,
        closed: count,
        open: count,
        waiting_for_client: count,
        undelivered: count,
        overdue: many(Some(720)),
        due_today: many(None),
        untaken: (0..count).map(|_| ticket()).collect(),
        missed: missed(count),
        in_time: count,
        on_duty: if count == 0 { vec![] } else { vec![ANNA] },
    };
    let date = monday("12:00").date_naive();
    let skipped = if count == 21 { 2 } else { 0 };
    let due = Event::Desk(DeskEvent::DigestDue(DigestDue { date, which, skipped }));
    let mut scene = for_staff(Kind::Digest);
    scene.subject = Some(subject(due, ANNA, &[]));
    scene.digest = Some(digest);
    scene
}

#[test]
fn in_the_evening_staff_are_told_how_the_day_went_and_that_nothing_was_missed() {
    let of = |count| day(Which::Evening, count);
    let days =
        [("quiet", of(0)), ("one", of(1)), ("two", of(2)), ("five", of(5)), ("many", of(21))];
    check("digest_evening", &days);
}

#[test]
fn in_the_morning_staff_are_told_what_is_to_be_done() {
    let of = |count| day(Which::Morning, count);
    let days =
        [("quiet", of(0)), ("one", of(1)), ("two", of(2)), ("five", of(5)), ("many", of(21))];
    check("digest_morning", &days);
}
