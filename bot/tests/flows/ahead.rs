//! Telegram's dates that lie ahead of our clock.

use crate::desk::Desk;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::time::Duration;
use store::port::Recorded;

/// An update with a message of Анна's in Ромашка's group.
fn update(desk: &Desk, kind: &str, (date, edited): (DateTime<Utc>, Option<i64>)) -> String {
    let text = if edited.is_some() {
        "Не печатает вовсе"
    } else {
        "/new Не печатает"
    };
    let mut message = json!({
        "message_id": 9_000, "date": date.timestamp(), "text": text,
        "chat": {"id": desk.rom.0, "type": "supergroup"},
        "from": {"id": desk.anna.0, "is_bot": false, "first_name": "Анна"},
    });
    if let Some(edited) = edited {
        message["edit_date"] = Value::from(edited);
    }
    json!({"update_id": 900_000, kind: message}).to_string()
}

/// What is recorded of a kind.
async fn of_kind(desk: &Desk, kind: &str) -> Vec<Recorded> {
    let mut all = desk.recorded().await;
    all.retain(|it| *it.event.kind == *kind);
    all
}

#[tokio::test]
async fn what_is_dated_ahead_of_our_clock_occurred_when_it_was_heard_and_is_marked() {
    let desk = Desk::open().await;
    let heard = desk.clock.now();
    let ahead = heard + TimeDelta::seconds(600);
    let written = update(&desk, "message", (ahead, None));
    desk.at_work.reception.receive(&written).await.unwrap();
    desk.settle().await;
    let accounted = desk.account_of(desk.rom, emulator::MessageId(9_000)).await;
    assert_eq!(accounted.clock_ahead_s, Some(600));
    let row = desk.ticket("ROM-1");
    assert_eq!((row.reported_at, row.registered_at), (heard, heard));
    for kind in ["chat.message_accounted", "register.entered", "ticket.registered"] {
        let last = of_kind(&desk, kind).await.pop().unwrap();
        assert_eq!(last.event.occurred_at, heard, "{kind}");
    }

    desk.clock.advance(Duration::from_mins(1));
    let edited = update(&desk, "edited_message", (ahead, Some(ahead.timestamp() + 5)));
    desk.at_work.reception.receive(&edited).await.unwrap();
    desk.settle().await;
    let edit = of_kind(&desk, "ticket.message_edited").await.pop().unwrap();
    assert_eq!(edit.event.occurred_at, heard + TimeDelta::seconds(60));
    let accounted = desk.account_of(desk.rom, emulator::MessageId(9_000)).await;
    assert_eq!(accounted.clock_ahead_s, Some(545));
    assert_eq!(accounted.edited_at, Some(edit.event.occurred_at));
}

#[tokio::test]
async fn a_date_that_is_only_a_little_ahead_is_kept() {
    let desk = Desk::open().await;
    let date = desk.clock.now() + TimeDelta::seconds(5);
    desk.at_work.reception.receive(&update(&desk, "message", (date, None))).await.unwrap();
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").reported_at, date);
    let accounted = desk.account_of(desk.rom, emulator::MessageId(9_000)).await;
    assert_eq!(accounted.clock_ahead_s, None);
}

/// The record of a month is found by Telegram's date, which stays, and not by our clock, which goes on.
#[tokio::test]
async fn what_comes_again_when_our_clock_has_caught_up_is_what_was_recorded_first() {
    let desk = Desk::open().await;
    desk.jumps_to(30, "23:58");
    desk.clock.advance(Duration::from_hours(3));
    let heard = desk.clock.now();
    let written = update(&desk, "message", (heard + TimeDelta::seconds(600), None));
    for later in [0, 60, 900] {
        desk.clock.advance(Duration::from_secs(later));
        desk.at_work.reception.receive(&written).await.unwrap();
        desk.settle().await;
    }
    let mut accounted = desk.accounted(desk.rom).await;
    accounted.retain(|it| it.message.0 == 9_000);
    assert_eq!(accounted.len(), 1);
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    let registered = of_kind(&desk, "ticket.registered").await;
    assert_eq!(registered.len(), 1);
    assert_eq!(registered[0].event.occurred_at, heard);
}
