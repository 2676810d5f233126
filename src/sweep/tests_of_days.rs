//! When are staff told of words that nobody took up, and of a day?

use super::*;
use crate::testing::{CHAT, Desk, STAFF, monday};
use domain::Side;
use domain::chat::Decision;
use domain::desk::Digests;

fn sweeping(desk: &Desk) -> Sweep {
    Sweep::new(desk.house.clone(), desk.views.clone(), REST_MAX, || ())
}

fn instant(time: &str) -> At {
    monday(time).into()
}

/// The client's hours are round the clock.
#[tokio::test]
async fn words_that_nobody_takes_up_are_noted_half_an_hour_later_and_once() {
    let desk = Desk::open().await;
    desk.says("10:00:00", 1, Side::Client, Decision::Unanswered).await;
    let mut sweep = sweeping(&desk);
    assert_eq!(sweep.look(instant("10:29:59")).await.unwrap(), Some(instant("10:30:00")));
    assert!(desk.noted().await.is_empty());
    sweep.look(instant("11:45:00")).await.unwrap();
    assert_eq!(desk.noted().await, ["chat.unanswered_noted 10:30"]);
    // Another node, or this one after a restart, finds nothing left.
    desk.shown().await;
    sweep.look(instant("11:46:00")).await.unwrap();
    sweeping(&desk).look(instant("11:46:00")).await.unwrap();
    assert_eq!(desk.noted().await, ["chat.unanswered_noted 10:30"]);
    assert_eq!(desk.views.missed(instant("12:00:00"), 5).unwrap().count, 1);
}

#[tokio::test]
async fn a_node_whose_views_lag_behind_notes_nothing_twice() {
    let desk = Desk::open().await;
    desk.says("10:00:00", 1, Side::Client, Decision::Unanswered).await;
    let (mut one, mut other) = (sweeping(&desk), sweeping(&desk));
    one.look(instant("10:00:00")).await.unwrap();
    other.look(instant("10:00:00")).await.unwrap();
    one.look(instant("10:30:00")).await.unwrap();
    other.look(instant("10:30:00")).await.unwrap();
    assert_eq!(desk.noted().await, ["chat.unanswered_noted 10:30"]);
}

#[tokio::test]
async fn words_of_staff_in_time_leave_nothing_to_note_and_late_ones_do() {
    for (time, noted) in [("10:30:00", 0), ("10:30:01", 1)] {
        let desk = Desk::open().await;
        desk.says("10:00:00", 1, Side::Client, Decision::Unanswered).await;
        let mut sweep = sweeping(&desk);
        sweep.look(instant("10:00:00")).await.unwrap();
        desk.says(time, 2, Side::Staff, Decision::Skipped).await;
        // The sweep was away until noon: both were recorded by then.
        sweep.look(instant("12:00:00")).await.unwrap();
        sweeping(&desk).look(instant("12:00:00")).await.unwrap();
        assert_eq!(desk.noted().await.len(), noted, "{time}");
        desk.shown().await;
        assert_eq!(desk.views.missed(instant("12:00:00"), 5).unwrap().count, 0);
    }
}

#[tokio::test]
async fn staff_are_told_only_of_what_still_waits() {
    let desk = Desk::open().await;
    desk.links_staff("09:00:00").await;
    desk.says("10:00:00", 1, Side::Client, Decision::Unanswered).await;
    desk.says("10:01:00", 2, Side::Client, Decision::Unanswered).await;
    desk.at("10:30:00");
    sweeping(&desk).look(instant("10:30:00")).await.unwrap();
    desk.shown().await;
    assert_eq!(desk.pending(STAFF), ["staff_welcome", "unanswered", "digest"]);
    let missed = desk.views.missed(instant("10:30:00"), 5).unwrap();
    assert_eq!((missed.count, missed.words[0].count), (1, 2));
    desk.says("10:31:00", 3, Side::Staff, Decision::Skipped).await;
    assert_eq!(desk.pending(STAFF), ["staff_welcome", "digest"]);
    // As of then, they still waited.
    assert_eq!(desk.views.missed(instant("10:30:00"), 5).unwrap().count, 1);
    assert_eq!(desk.views.missed(instant("10:31:00"), 5).unwrap().count, 0);
}

#[tokio::test]
async fn what_is_noted_a_day_late_raises_no_alarm() {
    let desk = Desk::open().await;
    desk.links_staff("09:00:00").await;
    desk.says("10:00:00", 1, Side::Client, Decision::Unanswered).await;
    desk.after_days(1, "10:30:01");
    sweeping(&desk).look(instant("12:00:00")).await.unwrap();
    desk.shown().await;
    assert_eq!(desk.noted().await, ["chat.unanswered_noted 10:30"]);
    assert_eq!(desk.pending(STAFF), ["staff_welcome", "digest"]);
}

/// Moscow is three hours ahead of UTC.
#[tokio::test]
async fn digests_fall_due_at_their_times_and_once_a_day() {
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    let mut sweep = sweeping(&desk);
    assert_eq!(sweep.look(instant("05:59:59")).await.unwrap(), Some(instant("06:00:00")));
    desk.at("06:00:00");
    assert_eq!(sweep.look(instant("06:00:00")).await.unwrap(), Some(instant("15:00:00")));
    desk.at("15:20:00");
    sweep.look(instant("15:20:00")).await.unwrap();
    let then = ["desk.digest_due 06:00", "desk.digest_due 15:00"];
    assert_eq!(desk.digests().await, then);
    sweeping(&desk).look(instant("15:21:00")).await.unwrap();
    assert_eq!(desk.digests().await, then);
    desk.shown().await;
    assert_eq!(desk.pending(STAFF), ["staff_welcome", "digest", "digest"]);
}

#[tokio::test]
async fn a_digest_that_is_many_hours_late_is_not_told() {
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    desk.at("21:30:00");
    sweeping(&desk).look(instant("21:30:00")).await.unwrap();
    assert!(desk.digests().await.is_empty());
}

#[tokio::test]
async fn nobody_is_told_of_a_day_where_there_is_no_staff_chat() {
    let desk = Desk::open().await;
    desk.at("16:00:00");
    sweeping(&desk).look(instant("16:00:00")).await.unwrap();
    assert!(desk.digests().await.is_empty());
}

#[tokio::test]
async fn digests_come_at_the_times_that_were_set_and_not_while_they_are_off() {
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    desk.sets(Digests { morning: None, evening: "19:30".parse().ok() }).await;
    desk.at("17:00:00");
    sweeping(&desk).look(instant("17:00:00")).await.unwrap();
    assert_eq!(desk.digests().await, ["desk.digest_due 16:30"]);
}

#[tokio::test]
async fn on_a_day_off_only_an_evening_after_something_happened_is_told_of() {
    // Five days after Monday; by the calendar of nobody.
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    desk.office_hours().await;
    desk.after_days(5, "15:00:00");
    let saturday = instant("15:00:00").plus(5 * 24 * 3_600);
    sweeping(&desk).look(saturday).await.unwrap();
    assert!(desk.digests().await.is_empty());

    desk.after_days(5, "14:00:00");
    desk.asks_then(1).await;
    desk.after_days(5, "15:00:30");
    sweeping(&desk).look(saturday.plus(30)).await.unwrap();
    assert_eq!(desk.digests().await, ["desk.digest_due 15:00"]);
    assert_eq!(desk.views.chat(CHAT).unwrap().map(|it| it.chat), Some(CHAT));
}

/// 2026-11-23 is a Monday; the clocks of the desk are those of Moscow.
#[tokio::test]
async fn after_days_away_the_newest_evening_is_told_and_the_older_ones_are_counted() {
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    desk.at("15:00:00");
    sweeping(&desk).look(instant("15:00:00")).await.unwrap();
    desk.after_days(4, "05:00:00");
    let friday = instant("05:00:00").plus(4 * 24 * 3_600);
    sweeping(&desk).look(friday).await.unwrap();
    let monday = "2026-11-23 evening 0";
    // What was to be done on the days that are over is of no use.
    assert_eq!(desk.days_told().await, [monday, "2026-11-26 evening 2"]);
    // Nobody tells of them again.
    sweeping(&desk).look(friday.plus(60)).await.unwrap();
    assert_eq!(desk.days_told().await.len(), 2);
}

#[tokio::test]
async fn whoever_comes_back_in_the_day_is_told_of_the_evening_before_and_of_the_day() {
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    for (days, time) in [(0, "06:00:00"), (0, "15:00:00"), (3, "07:30:00")] {
        desk.after_days(days, time);
        let watermark = instant(time).plus(days * 24 * 3_600);
        sweeping(&desk).look(watermark).await.unwrap();
    }
    let then = [
        "2026-11-23 morning 0",
        "2026-11-23 evening 0",
        "2026-11-25 evening 1",
        "2026-11-26 morning 2",
    ];
    assert_eq!(desk.days_told().await, then);
}

#[tokio::test]
async fn days_off_and_days_on_which_digests_were_off_are_not_missed() {
    let desk = Desk::open().await;
    desk.links_staff("00:30:00").await;
    desk.office_hours().await;
    let at =
        |days: i64, time| (desk.after_days(days, time), instant(time).plus(days * 24 * 3_600)).1;
    sweeping(&desk).look(at(4, "15:00:00")).await.unwrap();
    // Friday's; on the Monday after it, nothing of the weekend is missing.
    sweeping(&desk).look(at(7, "05:00:00")).await.unwrap();
    assert_eq!(desk.days_told().await, ["2026-11-27 evening 0"]);
    desk.sets(Digests::OFF).await;
    desk.sets(Digests::default()).await;
    sweeping(&desk).look(at(10, "05:00:00")).await.unwrap();
    assert_eq!(desk.days_told().await, ["2026-11-27 evening 0"]);
}
