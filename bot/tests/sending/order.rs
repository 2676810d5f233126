//! In which order, how often, and how fast are things said?

use crate::house::{OLGA, domain, stage};
use bot::pace::Limits;
use chrono::TimeDelta;
use domain::chat::Event;
use domain::notice::Kind;
use domain::ticket::{Assigned, Assignment, Event as TicketEvent, Reclassified, WorkStarted};
use domain::{MessageId, MessageRef, Priority, RequestType};
use emulator::Limits as Telegram;
use std::time::Duration;

#[tokio::test]
async fn the_receipt_comes_before_the_card_and_both_are_recorded() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let before = stage.said(stage.group).len();
    stage.register(1, stage.group, "Не печатает принтер").await;
    stage.until_nothing_pends().await;

    let said = stage.said(stage.group);
    let [receipt, card] = &said[before..] else { panic!("{said:?}") };
    assert_eq!(receipt.text, "Заявка № ROM-1 зарегистрирована");
    assert_eq!(receipt.reply_to.as_ref().unwrap().text, "Не печатает принтер");
    assert!(receipt.buttons.is_empty() && !receipt.silent);
    assert!(card.text.starts_with("🆕 Новая · № ROM-1\nНе печатает принтер"), "{}", card.text);
    assert!(card.silent);
    assert_eq!(card.buttons[0].len(), 3);
    assert!(stage.said(stage.staff).last().unwrap().text.contains("Анна: Не печатает принтер"));

    let here = |id: emulator::MessageId| MessageRef {
        chat: domain(stage.group),
        message: MessageId(id.0),
    };
    let kind = |id| stage.views.message(here(id)).unwrap().unwrap().notice;
    assert_eq!(kind(receipt.message), Some(Kind::Receipt));
    assert_eq!(kind(card.message), Some(Kind::Card));
    running.stop().await;
}

#[tokio::test]
async fn many_changes_of_a_card_are_one_edit_and_the_newest_wins() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits { chat_burst: 1_000, ..Limits::default() }).await;
    let ticket = stage.register(1, stage.group, "Не печатает принтер").await;
    stage.until("all is said", || stage.views.pending(1).unwrap().is_empty()).await;

    let assigned = Assigned { agent: OLGA, how: Assignment::Taken };
    stage.happens(ticket, TicketEvent::Assigned(assigned), "").await;
    stage.until("the first edit", || stage.count(stage.group, "Ольга (с 23.11 12:02)") == 1).await;
    stage.until("it is recorded", || stage.views.pending(1).unwrap().is_empty()).await;
    stage.happens(ticket, TicketEvent::WorkStarted(WorkStarted {}), "").await;
    for priority in [Priority::Low, Priority::Urgent] {
        let it = Reclassified { request_type: Some(RequestType::Fault), priority };
        stage.happens(ticket, TicketEvent::Reclassified(it), "").await;
    }
    stage.until_nothing_pends().await;

    assert_eq!(stage.count(stage.group, "Приоритет: Срочно"), 1);
    let recorded = stage.recorded(stage.group).await;
    let edits = recorded.iter().filter(|it| match it {
        Event::NoticeDelivered(it) => it.edited,
        _ => false,
    });
    assert_eq!(edits.count(), 2, "{recorded:?}");
    running.stop().await;
}

#[tokio::test]
async fn an_edit_that_changes_nothing_counts_as_made() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Не печатает принтер").await;
    stage.until_nothing_pends().await;
    let same = Reclassified { request_type: None, priority: Priority::Normal };
    stage.happens(ticket, TicketEvent::Reclassified(same), "").await;
    stage.until_nothing_pends().await;
    match stage.recorded(stage.group).await.last() {
        Some(Event::NoticeDelivered(it)) => assert_eq!((it.shown, it.edited), (2, true)),
        other => panic!("{other:?}"),
    }
    running.stop().await;
}

#[tokio::test]
async fn our_pace_never_meets_telegrams_limits() {
    let stage = stage(Telegram::default()).await;
    let running = stage.settled(Limits::default()).await;
    for n in 1..=30 {
        stage.register(n, stage.group, "Ещё одна").await;
    }
    let begun = stage.clock.now();
    let receipts = || stage.count(stage.group, "зарегистрирована") == 30;
    stage.until_later("all receipts", receipts).await;
    assert!(stage.clock.now() - begun >= TimeDelta::seconds(60), "more than twenty a minute");
    let said = stage.said(stage.group);
    let first_card = said.iter().position(|it| it.text.starts_with("🆕"));
    let last_receipt = said.iter().rposition(|it| it.text.contains("зарегистрирована"));
    assert!(first_card.is_none() || first_card > last_receipt);
    running.stop().await;
}

#[tokio::test]
async fn a_hold_in_one_chat_is_not_felt_in_another() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let until = stage.clock.now() + TimeDelta::seconds(30);
    stage.tg.faults().flood(emulator::ChatId(stage.group.0), until);
    stage.register(1, stage.group, "Первая").await;
    stage.register(2, stage.other, "Вторая").await;
    stage.until("the other chat", || stage.count(stage.other, "№ ROM-2") == 2).await;
    assert_eq!(stage.count(stage.group, "№ ROM-1"), 0);

    stage.clock.advance(Duration::from_secs(29));
    stage.register(3, stage.other, "Третья").await;
    stage.until("the other chat again", || stage.count(stage.other, "№ ROM-3") == 2).await;
    assert_eq!(stage.count(stage.group, "№ ROM-1"), 0);
    stage.clock.advance(Duration::from_secs(1));
    stage.until("the held chat", || stage.count(stage.group, "№ ROM-1") == 2).await;
    running.stop().await;
}

#[tokio::test]
async fn a_reply_that_is_not_recorded_is_said_all_the_same() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let asked = stage.tg.say(stage.anna, stage.group, "/take").unwrap();
    let before = stage.recorded(stage.group).await.len();
    let reply_to = Some(MessageId(asked.0));
    running.sender.transient(stage.group.0, reply_to, "Нельзя: a < b".to_owned());
    running.sender.transient(stage.group.0, Some(MessageId(9_999)), "Без ответа".to_owned());
    stage.until("both replies", || stage.count(stage.group, "Без ответа") == 1).await;
    let said = stage.said(stage.group);
    let reply = said.iter().find(|it| it.text == "Нельзя: a < b").unwrap();
    assert_eq!(reply.reply_to.as_ref().map(|it| it.message), Some(asked));
    assert_eq!(stage.recorded(stage.group).await.len(), before);
    running.stop().await;
}

#[tokio::test]
async fn the_card_of_a_group_is_pinned_where_that_is_allowed() {
    let stage = stage(Telegram::NONE).await;
    let may_pin = emulator::Standing::Administrator {
        rights: [emulator::Right::PinMessages].into(),
        anonymous: false,
    };
    stage.tg.promote(stage.anna, stage.group, stage.tg.bot(), may_pin).unwrap();
    let running = stage.settled(Limits::NONE).await;
    let card = |chat| {
        let said = stage.said(chat);
        said.into_iter().find(|it| it.text.starts_with("Заявки · ООО «Ромашка»")).unwrap()
    };
    assert!(card(stage.group).pinned);
    assert!(!card(stage.other).pinned);
    running.stop().await;
}
