//! Words to a ticket that was done: while it may be opened again, and when that is over.

use crate::desk::Desk;
use crate::terms::rules;
use domain::policy::Rules;
use domain::ticket::{Event as TicketEvent, Status};
use domain::{ChatId, MessageId as Message, MessageRef, TicketNumber};
use emulator::{Line, MessageId};

impl Desk {
    /// Ромашка's first ticket was resolved and confirmed on Monday; its client may open it again within nine hours of
    /// service. Its request.
    pub(crate) async fn done_on_monday(&self) -> MessageId {
        self.promises(Rules { reopen_window_s: Some(9 * 3600), ..rules() }).await;
        let asked = self.requests(self.anna, "Не печатает").await;
        self.says(self.olga, self.staff, "/resolve ROM-1 Заменили картридж");
        let done = self.hears(self.rom, "Заменили картридж").await;
        self.presses(self.anna, (self.rom, done.message), "Да, закрыть").await;
        self.settle().await;
        asked
    }

    /// The numbers of the tickets that one is linked to.
    async fn links_of(&self, number: &str) -> Vec<String> {
        let all = self.of_ticket(number).await.into_iter();
        all.filter_map(|it| match it.0 {
            TicketEvent::Linked(it) => Some(it.number.to_string()),
            _ => None,
        })
        .collect()
    }

    pub(crate) async fn check_linked(&self, old: &str, new: &str) {
        let number = |it: &str| it.parse::<TicketNumber>().unwrap().to_string();
        assert_eq!(self.links_of(old).await, [number(new)]);
        assert_eq!(self.links_of(new).await, [number(old)]);
    }

    fn in_rom(&self, message: MessageId) -> MessageRef {
        MessageRef { chat: ChatId::Group(self.rom.0), message: Message(message.0) }
    }
}

fn labels(line: &Line) -> Vec<&str> {
    line.buttons.iter().flatten().map(|it| it.text.as_str()).collect()
}

#[tokio::test]
async fn a_reply_to_a_ticket_that_was_done_long_ago_is_a_new_ticket_linked_to_it() {
    let desk = Desk::open().await;
    let asked = desk.done_on_monday().await;
    desk.jumps_to(26, "12:00");
    let thanks = desk.replies(desk.anna, desk.rom, asked, "спасибо");
    let again = desk.replies(desk.anna, desk.rom, asked, "опять не печатает");
    let receipt = desk.hears_in_reply(desk.rom, again, "Заявка № ROM-2 зарегистрирована").await;
    assert!(receipt.text.contains("Связана с № ROM-1"), "{}", receipt.text);
    desk.settle().await;
    assert_eq!(desk.rule_of(desk.rom, thanks).await, "reply");
    assert_eq!(desk.rule_of(desk.rom, again).await, "done_too_long_ago");
    desk.check_linked("ROM-1", "ROM-2").await;
    assert_eq!(desk.ticket("ROM-1").status, Status::Closed);
    let row = desk.ticket("ROM-2");
    assert_eq!((row.source, row.summary.as_str()), (Some(desk.in_rom(again)), "опять не печатает"));
    assert_eq!(desk.count(desk.rom, "Сообщение сохранено"), 0, "nobody is asked");
    // What follows is of the new one.
    desk.replies(desk.anna, desk.rom, again, "и сканер тоже");
    desk.settle().await;
    assert_eq!(desk.words_of("ROM-2", "message_added").await, ["и сканер тоже"]);
    assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2"]);
}

#[tokio::test]
async fn whoever_reopens_too_late_asks_anew_with_the_same_words() {
    let desk = Desk::open().await;
    let asked = desk.done_on_monday().await;
    desk.jumps_to(26, "12:00");
    let bare = desk.replies(desk.anna, desk.rom, asked, "/reopen");
    desk.hears_in_reply(desk.rom, bare, "Вернуть эту заявку в работу уже нельзя").await;
    let typed = desk.replies(desk.anna, desk.rom, asked, "/reopen опять");
    let receipt = desk.hears_in_reply(desk.rom, typed, "Заявка № ROM-2 зарегистрирована").await;
    assert!(receipt.text.contains("Связана с № ROM-1"), "{}", receipt.text);
    assert_eq!(desk.ticket("ROM-2").summary, "опять");
    desk.check_linked("ROM-1", "ROM-2").await;
    // Staff may still do it.
    desk.says(desk.olga, desk.staff, "/reopen ROM-1");
    desk.settle().await;
    assert!(desk.ticket("ROM-1").status.is_open());
    assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2"]);
}

#[tokio::test]
async fn while_a_ticket_may_be_reopened_the_words_wait_for_a_tap() {
    let desk = Desk::open().await;
    let asked = desk.done_on_monday().await;
    let again = desk.replies(desk.anna, desk.rom, asked, "опять не печатает");
    let said_at = desk.clock.now();
    let offer = desk.hears(desk.rom, "Вернуть её в работу или оформить новую?").await;
    assert_eq!(labels(&offer), ["Вернуть в работу", "Новая заявка"]);
    desk.settle().await;
    desk.clock.advance(std::time::Duration::from_mins(20));
    let toast = desk.presses(desk.boris, (desk.rom, offer.message), "Новая заявка").await;
    assert_eq!(toast.text, "Заявка № ROM-2 зарегистрирована");
    let receipt = desk.hears_in_reply(desk.rom, again, "Заявка № ROM-2 зарегистрирована").await;
    assert!(receipt.text.contains("Связана с № ROM-1"), "{}", receipt.text);
    desk.settle().await;
    let row = desk.ticket("ROM-2");
    assert_eq!((row.source, row.summary.as_str()), (Some(desk.in_rom(again)), "опять не печатает"));
    assert_eq!((row.requester_name.as_str(), row.reported_at), ("Анна", said_at));
    desk.check_linked("ROM-1", "ROM-2").await;
    // Whoever taps again gets the same.
    let toast = desk.presses(desk.anna, (desk.rom, offer.message), "Новая заявка").await;
    assert_eq!(toast.text, "Заявка № ROM-2 зарегистрирована");
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2"]);
    desk.check_linked("ROM-1", "ROM-2").await;
}

#[tokio::test]
async fn what_was_edited_meanwhile_becomes_a_ticket_as_it_reads_now() {
    let desk = Desk::open().await;
    let asked = desk.done_on_monday().await;
    let again = desk.replies(desk.anna, desk.rom, asked, "опять");
    let offer = desk.hears(desk.rom, "Вернуть её в работу или оформить новую?").await;
    desk.settle().await;
    desk.tg.edit(desk.anna, desk.rom, again, "опять, на другом принтере").unwrap();
    desk.settle().await;
    desk.presses(desk.anna, (desk.rom, offer.message), "Новая заявка").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").summary, "опять, на другом принтере");
}

#[tokio::test]
async fn an_offer_that_comes_when_it_is_too_late_offers_only_what_can_be_done() {
    let desk = Desk::open().await;
    let asked = desk.done_on_monday().await;
    let written = desk.clock.now();
    desk.jumps_to(26, "12:00");
    // Telegram kept it while nobody was there to hear.
    let (anna, rom, to) = (desk.anna.0, desk.rom.0, asked.0);
    let chat = serde_json::json!({"id": rom, "type": "supergroup"});
    let from = serde_json::json!({"id": anna, "is_bot": false, "first_name": "Анна"});
    let replied = serde_json::json!({
        "message_id": to, "date": 1, "chat": chat, "from": from, "text": "/new Не печатает",
    });
    let message = serde_json::json!({
        "message_id": 9_000, "date": written.timestamp(), "chat": chat, "from": from,
        "text": "опять", "reply_to_message": replied,
    });
    let update = serde_json::json!({"update_id": 900_000, "message": message}).to_string();
    desk.at_work.reception.receive(&update).await.unwrap();
    let offer = desk.hears(desk.rom, "Вернуть её в работу уже нельзя").await;
    assert_eq!(labels(&offer), ["Новая заявка"]);
    desk.settle().await;
    desk.presses(desk.anna, (desk.rom, offer.message), "Новая заявка").await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-2").reported_at, written);
}
