//! What is said when something goes wrong, and how often?

use crate::house::{OLGA, domain, stage};
use bot::client::CallError;
use bot::pace::Limits;
use domain::chat::{Event, Undeliverable};
use domain::notice::Kind;
use domain::ticket::{Assigned, Assignment, Event as TicketEvent};
use emulator::{Fault, Limits as Telegram};
use serde::Serialize;
use std::time::Duration;
use teloxide::requests::Payload;

const RECEIPT: &str = "зарегистрирована";

#[tokio::test]
async fn a_connection_cut_after_acceptance_repeats_one_message_and_records_one() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    stage.tg.faults().next("sendMessage", Fault::CutAfter);
    stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let staff = stage.said(stage.staff).iter().filter(|it| it.text.contains("№ ROM-1")).count();
    assert_eq!(stage.count(stage.group, RECEIPT) + staff, 3, "one message twice, no other");
    let recorded = stage.recorded(stage.group).await;
    let receipts = recorded.iter().filter(|it| match it {
        Event::NoticeDelivered(it) => it.kind == Kind::Receipt,
        _ => false,
    });
    assert_eq!(receipts.count(), 1);
    running.stop().await;
}

#[tokio::test]
async fn what_telegram_did_not_take_is_said_once_it_does() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let faults = [Fault::CutBefore, Fault::ServerError, Fault::RetryAfter(3), Fault::ServerError];
    for fault in faults {
        stage.tg.faults().next("sendMessage", fault);
    }
    stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    assert_eq!(stage.count(stage.group, RECEIPT), 1);
    assert_eq!(stage.count(stage.group, "🆕 Новая"), 1);
    running.stop().await;
}

#[tokio::test]
async fn a_bot_that_was_removed_records_it_and_tells_staff() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    stage.tg.kick(stage.anna, stage.group, stage.tg.bot()).unwrap();
    stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let recorded = stage.recorded(stage.group).await;
    let failures: Vec<_> = recorded
        .iter()
        .filter_map(|it| match it {
            Event::NoticeFailed(it) => Some((it.kind, it.why)),
            _ => None,
        })
        .collect();
    // The card is not even tried after that.
    assert_eq!(failures, [(Kind::Receipt, Undeliverable::Forbidden)]);
    assert_eq!(stage.count(stage.staff, "Не доставлено в группу ООО «Ромашка»: № ROM-1"), 1);
    running.stop().await;
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_is_followed() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let to = stage.tg.migrate(stage.group).unwrap();
    stage.register(2, stage.group, "Вторая").await;
    stage.until_nothing_pends().await;
    assert_eq!(stage.views.current_chat(domain(stage.group)).unwrap(), domain(to));
    assert_eq!(stage.count(to, "№ ROM-2 зарегистрирована"), 1);
    // The cards of what is open stand in the chat that goes on.
    assert_eq!(stage.count(to, "🆕 Новая · № ROM-1"), 1);
    assert_eq!(stage.count(to, "Заявки · ООО «Ромашка»"), 1);
    running.stop().await;
}

#[tokio::test]
async fn after_a_restart_only_what_was_not_recorded_is_said() {
    let stage = stage(Telegram::NONE).await;
    let one = Limits { chat_burst: 1, ..Limits::default() };
    let running = stage.settled(one).await;
    stage.register(1, stage.group, "Первая").await;
    stage.until("the receipt", || stage.count(stage.group, RECEIPT) == 1).await;
    let only_card = || {
        let pending = stage.views.pending_in(domain(stage.group), 9).unwrap();
        pending.iter().map(|it| it.kind).collect::<Vec<_>>() == [Kind::Card]
    };
    stage.until("its record", only_card).await;
    assert_eq!(stage.count(stage.group, "🆕 Новая"), 0, "the clock stands");
    running.kill().await;

    let running = stage.sender(one);
    stage.until_nothing_pends().await;
    assert_eq!(stage.count(stage.group, RECEIPT), 1);
    assert_eq!(stage.count(stage.group, "🆕 Новая"), 1);
    running.stop().await;
}

#[tokio::test]
async fn a_killed_sender_repeats_at_most_what_was_in_flight() {
    let stage = stage(Telegram::NONE).await;
    let mut running = stage.settled(Limits::NONE).await;
    for n in 1..=10 {
        stage.tg.faults().next("sendMessage", Fault::Slow(Duration::from_millis(30)));
        stage.register(n, stage.group, "Ещё одна").await;
        let so_far = stage.said(stage.group).len();
        stage.until_later("one more", || stage.said(stage.group).len() > so_far).await;
        running.kill().await;
        running = stage.sender(Limits::NONE);
    }
    stage.until_nothing_pends().await;
    for n in 1..=10 {
        let receipts = stage.count(stage.group, &format!("Заявка № ROM-{n} зарегистрирована"));
        assert!(receipts >= 1, "{n}");
    }
    let said = stage.said(stage.group).len();
    assert!(said <= 1 + 20 + 10, "{said} messages: more than one repeat a kill");
    running.stop().await;
}

#[derive(Clone, Serialize)]
struct DeleteMessage {
    chat_id: i64,
    message_id: i64,
}

impl Payload for DeleteMessage {
    type Output = bool;
    const NAME: &'static str = "deleteMessage";
}

#[tokio::test]
async fn a_card_that_is_gone_is_sent_anew() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let card = stage.said(stage.group).into_iter().find(|it| it.text.contains("🆕")).unwrap();
    let gone = DeleteMessage { chat_id: stage.group.0, message_id: card.message.0 };
    assert_eq!(stage.api.call(&gone).await, Ok::<_, CallError>(true));
    let assigned = Assigned { agent: OLGA, how: Assignment::Taken };
    stage.happens(ticket, TicketEvent::Assigned(assigned), "").await;
    stage.until_nothing_pends().await;
    let cards: Vec<_> = stage.said(stage.group).into_iter().collect();
    let card = cards.iter().find(|it| it.text.contains("Исполнитель: Ольга")).unwrap();
    assert!(!card.edited);
    running.stop().await;
}

#[tokio::test]
async fn a_receipt_whose_request_was_deleted_is_sent_without_a_reply() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    running.stop().await;
    stage.register(1, stage.group, "Первая").await;
    let request = stage.tg.transcript(stage.group).unwrap().lines.last().unwrap().message;
    stage.tg.delete(stage.anna, stage.group, request).unwrap();
    let running = stage.sender(Limits::NONE);
    stage.until_nothing_pends().await;
    let said = stage.said(stage.group);
    let receipt = said.iter().find(|it| it.text.contains(RECEIPT)).unwrap();
    assert_eq!(receipt.reply_to, None);
    running.stop().await;
}
