//! Leads: who may do what to a ticket in a client's group?

use crate::desk::Desk;
use crate::strangers::anonymous;
use domain::Priority;
use domain::ticket::Status;
use emulator::{MessageId, UserId};
use serde_json::json;

/// What is tried, one after another, each on a new ticket of Анна's.
const ACTS: [&str; 4] = ["raises", "cancels", "confirms", "not solved"];

/// Анна's next ticket: its number, and its card in the group.
async fn next(desk: &Desk, nth: &mut u32) -> (String, MessageId) {
    *nth += 1;
    desk.requests(desk.anna, &format!("Просьба {nth}")).await;
    let number = format!("ROM-{nth}");
    let card = desk.card(desk.rom, &number, "Новая").await.message;
    (number, card)
}

/// Done by Ольга, with the message that asks whether it is solved.
async fn resolved(desk: &Desk, number: &str) -> MessageId {
    desk.says(desk.olga, desk.rom, &format!("/done {number} Готово"));
    desk.hears(desk.rom, &format!("✅ № {number}: выполнена")).await.message
}

/// Whether somebody may.
async fn may(desk: &Desk, who: UserId, act: &str, nth: &mut u32) -> bool {
    let (number, card) = next(desk, nth).await;
    match act {
        "raises" => {
            desk.presses(who, (desk.rom, card), "Срочно").await;
            desk.settle().await;
            desk.ticket(&number).priority == Priority::Urgent
        }
        "cancels" => {
            desk.says(who, desk.rom, &format!("/cancel {number}"));
            desk.settle().await;
            desk.ticket(&number).status == Status::Cancelled
        }
        "confirms" => {
            let offer = resolved(desk, &number).await;
            desk.presses(who, (desk.rom, offer), "Да, закрыть").await;
            desk.settle().await;
            desk.ticket(&number).status == Status::Closed
        }
        _ => {
            let offer = resolved(desk, &number).await;
            let before = desk.count(desk.rom, "что не получилось");
            desk.presses(who, (desk.rom, offer), "Не решено").await;
            desk.settle().await;
            desk.count(desk.rom, "что не получилось") > before
        }
    }
}

#[tokio::test]
async fn a_lead_does_what_the_author_does_and_another_member_does_not() {
    let desk = Desk::open().await;
    for (who, name) in [(desk.boris, "Борис"), (desk.irina, "Ирина")] {
        let words = desk.says(who, desk.rom, "Всем привет");
        let typed = desk.replies(desk.olga, desk.rom, words, "/lead");
        desk.hears_in_reply(desk.rom, typed, name).await;
    }
    let mut nth = 0;
    // Ирина is of staff, and in this group the client's.
    for (who, name, then) in [
        (desk.anna, "author", [true, true, true, true]),
        (desk.boris, "lead", [true, true, true, true]),
        (desk.viktor, "member", [false, false, false, false]),
        (desk.olga, "staff", [true, true, false, true]),
        (desk.irina, "lead and staff", [true, true, true, true]),
    ] {
        for (act, then) in ACTS.into_iter().zip(then) {
            assert_eq!(may(&desk, who, act, &mut nth).await, then, "{name} {act}");
        }
    }
}

#[tokio::test]
async fn whoever_cannot_be_told_does_nothing_of_it_and_is_told_how_to() {
    let desk = Desk::open().await;
    let mut nth = 0;
    let (number, card) = next(&desk, &mut nth).await;
    desk.tg.promote(desk.anna, desk.rom, desk.olga, anonymous()).unwrap();
    for command in ["/cancel ROM-1", "/open", "/lead", "/rating on", "/notices board"] {
        let typed = desk.replies(desk.olga, desk.rom, card, command);
        desk.hears_in_reply(desk.rom, typed, "Снимите анонимность").await;
        assert_eq!(desk.rule_of(desk.rom, typed).await, "unverifiable_actor", "{command}");
    }
    // A channel that writes in the group.
    let channel = json!({"id": -1_001_999, "type": "channel", "title": "Новости"});
    let from = json!({"id": 136_817_688, "is_bot": true, "first_name": "Channel"});
    let message = json!({
        "message_id": 9_001, "date": 1_795_424_400, "text": "/cancel ROM-1",
        "chat": {"id": desk.rom, "type": "group", "title": "Ромашка и поддержка"},
        "from": from, "sender_chat": channel,
        "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
    });
    let before = desk.count(desk.rom, "Снимите анонимность");
    desk.tg.inject_update("message", message);
    desk.until("a hint", || desk.count(desk.rom, "Снимите анонимность") > before).await;
    desk.settle().await;
    assert_eq!(desk.ticket(&number).status, Status::New);
}

#[tokio::test]
async fn a_lead_who_is_of_staff_presses_not_solved_and_is_heard_as_the_clients() {
    let desk = Desk::open().await;
    let mut rules = crate::terms::rules();
    rules.close_after_s = Some(3600);
    desk.promises_by("always", rules).await;
    let words = desk.says(desk.irina, desk.rom, "Всем привет");
    let typed = desk.replies(desk.olga, desk.rom, words, "/lead");
    desk.hears_in_reply(desk.rom, typed, "Ирина").await;
    let mut nth = 0;
    let (number, _) = next(&desk, &mut nth).await;
    let offer = resolved(&desk, &number).await;
    desk.presses(desk.irina, (desk.rom, offer), "Не решено").await;
    desk.hears(desk.staff, "♻️ № ROM-1: «Не решено» · Ирина").await;
    desk.settle().await;
    desk.clock.advance(std::time::Duration::from_hours(3));
    desk.looks_at_the_time().await;
    desk.settle().await;
    assert!(desk.ticket(&number).status.is_open(), "it does not close by itself");
}

#[tokio::test]
async fn the_press_of_staff_who_lead_nobody_disputes_nothing() {
    let desk = Desk::open().await;
    let mut nth = 0;
    let (number, _) = next(&desk, &mut nth).await;
    let offer = resolved(&desk, &number).await;
    desk.presses(desk.irina, (desk.rom, offer), "Не решено").await;
    desk.settle().await;
    assert!(!desk.life_of(&number).await.iter().any(|it| it == "disputed"));
}
