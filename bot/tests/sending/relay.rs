//! What one side says reaches the other, with its files, and is recorded where it counts.

use crate::house::{ANNA, OLGA, domain, stage};
use bot::pace::Limits;
use commands::transact::ask;
use domain::ticket::{Event as TicketEvent, MessageAdded, Ticket};
use domain::{
    Attachment, Awaits, MediaKind, MessageId, MessageRef, PersonId, Side, TicketId, Visibility,
};
use emulator::{Fault, Limits as Telegram};
use store::stream::Stream;

fn added(chat: emulator::ChatId, id: emulator::MessageId, author: PersonId) -> MessageAdded {
    let side = if author == OLGA { Side::Staff } else { Side::Client };
    MessageAdded {
        message: MessageRef { chat: domain(chat), message: MessageId(id.0) },
        author,
        side,
        visibility: Visibility::Public,
        awaits: Awaits::Nothing,
        rule: "reply".parse().unwrap(),
        relayed: side == Side::Staff,
        reply_to: None,
        attachments: Vec::new(),
    }
}

fn with_photo(it: MessageAdded) -> TicketEvent {
    let photo = Attachment { media: MediaKind::Photo, size: None };
    TicketEvent::MessageAdded(MessageAdded { attachments: vec![photo], ..it })
}

#[tokio::test]
async fn an_answer_from_the_staff_chat_counts_once_the_client_has_it() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let undelivered = async |ticket: TicketId| {
        let left = |it: &Ticket| it.life().unwrap().undelivered.len();
        ask(&stage.house, &Stream::Ticket(ticket), left).await.unwrap()
    };
    let said = stage.tg.say(stage.anna, stage.staff, "Завтра будет").unwrap();
    let answer = TicketEvent::MessageAdded(added(stage.staff, said, OLGA));
    stage.happens(ticket, answer, "Завтра будет").await;
    assert_eq!(undelivered(ticket).await, 1);
    stage.until_nothing_pends().await;

    assert_eq!(stage.count(stage.group, "Ольга по № ROM-1: Завтра будет\n→ Анна"), 1);
    assert_eq!(undelivered(ticket).await, 0);
    running.stop().await;
}

#[tokio::test]
async fn a_clients_photo_follows_their_words_beneath_the_staff_card() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let photo = stage.tg.send_photo(stage.anna, stage.group, "вот экран").unwrap();
    stage.happens(ticket, with_photo(added(stage.group, photo, ANNA)), "вот экран").await;
    stage.until_nothing_pends().await;

    let said = stage.said(stage.staff);
    let [.., words, copy] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!(words.text, "Анна: вот экран");
    assert!(words.reply_to.as_ref().unwrap().text.contains("№ ROM-1"));
    assert_eq!((copy.files.len(), copy.text.as_str()), (1, ""));
    assert_eq!(copy.reply_to.as_ref().map(|it| it.message), Some(words.message));
    running.stop().await;
}

#[tokio::test]
async fn files_that_must_wait_do_not_repeat_the_words() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let photo = stage.tg.send_photo(stage.anna, stage.group, "вот экран").unwrap();
    stage.tg.faults().next("copyMessage", Fault::RetryAfter(5));
    stage.tg.faults().next("copyMessage", Fault::ServerError);
    stage.happens(ticket, with_photo(added(stage.group, photo, ANNA)), "вот экран").await;
    stage.until_nothing_pends().await;
    assert_eq!(stage.count(stage.staff, "Анна: вот экран"), 1);
    assert_eq!(stage.said(stage.staff).iter().filter(|it| !it.files.is_empty()).count(), 1);
    running.stop().await;
}

#[tokio::test]
async fn files_that_are_gone_leave_the_words() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let photo = stage.tg.send_photo(stage.anna, stage.group, "вот экран").unwrap();
    stage.tg.delete(stage.anna, stage.group, photo).unwrap();
    stage.happens(ticket, with_photo(added(stage.group, photo, ANNA)), "вот экран").await;
    stage.until_nothing_pends().await;
    assert_eq!(stage.count(stage.staff, "Анна: вот экран"), 1);
    running.stop().await;
}

#[tokio::test]
async fn a_photo_without_words_is_one_message_beneath_the_staff_card() {
    let stage = stage(Telegram::NONE).await;
    let running = stage.settled(Limits::NONE).await;
    let ticket = stage.register(1, stage.group, "Первая").await;
    stage.until_nothing_pends().await;
    let photo = stage.tg.send_photo(stage.anna, stage.group, "").unwrap();
    stage.happens(ticket, with_photo(added(stage.group, photo, ANNA)), "").await;
    stage.until_nothing_pends().await;
    let said = stage.said(stage.staff);
    let last = said.last().unwrap();
    assert_eq!((last.files.len(), last.text.as_str()), (1, "Анна 📎"));
    assert!(last.reply_to.as_ref().unwrap().text.contains("№ ROM-1"));

    let gone = stage.tg.send_photo(stage.anna, stage.group, "").unwrap();
    stage.tg.delete(stage.anna, stage.group, gone).unwrap();
    stage.happens(ticket, with_photo(added(stage.group, gone, ANNA)), "").await;
    stage.until_nothing_pends().await;
    assert_eq!(stage.said(stage.staff).len(), said.len() + 1);
    running.stop().await;
}
