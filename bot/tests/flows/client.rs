//! What a client sees of their tickets: the board of a group, the end of a resolution, a rating in private.

use crate::desk::Desk;
use crate::terms::rules;
use domain::policy::Rules;
use domain::ticket::{Closure, Event as TicketEvent, Status};
use emulator::{ChatId, Line, MessageId};
use std::time::Duration;

impl Desk {
    async fn on_a_board(&self) -> Line {
        let asked = self.says(self.irina, self.rom, "/notices board");
        self.hears_in_reply(self.rom, asked, "показаны в закреплённом сообщении").await;
        self.settle().await;
        self.hears(self.rom, "Открытых заявок нет.").await
    }

    async fn is_resolved(&self, number: &str) -> Line {
        self.says(self.olga, self.staff, &format!("/resolve {number} Заменили картридж"));
        self.hears(self.rom, &format!("✅ № {number}: Заменили картридж")).await
    }

    async fn closures(&self, number: &str) -> Vec<Closure> {
        let all = self.of_ticket(number).await.into_iter();
        all.filter_map(|it| match it.0 {
            TicketEvent::Closed(it) => Some(it.how),
            _ => None,
        })
        .collect()
    }
}

#[tokio::test]
async fn a_board_lists_what_is_open_and_tickets_have_no_cards_of_their_own() {
    let desk = Desk::open().await;
    desk.promises(rules()).await;
    let board = desk.on_a_board().await;
    assert!(board.pinned);
    desk.requests(desk.anna, "Не печатает <принтер>").await;
    desk.requests(desk.boris, "VPN не пускает").await;
    assert!(desk.line(desk.rom, board.message).text.contains("Открытых заявок нет"), "it rests");
    desk.says(desk.olga, desk.staff, "/take ROM-1");
    desk.settle().await;
    // Staff must act, as they had to: the board need not change for that.
    assert!(desk.line(desk.rom, board.message).text.contains("Открытых заявок нет"), "it rests");
    desk.rests().await;
    let shown = desk.line(desk.rom, board.message).text;
    assert!(shown.contains("Открытые заявки: 2"), "{shown}");
    let first = "№ ROM-1 · 🛠 В работе · Не печатает <принтер> · Ольга · до 23.11 12:40";
    assert!(shown.lines().any(|it| it == first), "{shown}");
    assert!(shown.contains("№ ROM-2 · 🆕 Новая · VPN не пускает · до "), "{shown}");
    let said: Vec<String> = desk.said(desk.rom).into_iter().map(|it| it.text).collect();
    assert!(!said.iter().any(|it| it.starts_with("🆕 Новая · № ROM-")), "{said:?}");

    let told = desk.is_resolved("ROM-1").await;
    desk.settle().await;
    desk.presses(desk.anna, (desk.rom, told.message), "Да, закрыть").await;
    desk.settle().await;
    let shown = desk.line(desk.rom, board.message).text;
    assert!(shown.contains("Открытые заявки: 1") && !shown.contains("ROM-1"), "{shown}");

    desk.says(desk.irina, desk.rom, "/notices cards");
    desk.settle().await;
    assert!(!desk.line(desk.rom, board.message).text.contains("ROM-2"));
    desk.requests(desk.anna, "И сканер").await;
    desk.card(desk.rom, "ROM-3", "Новая").await;
}

#[tokio::test]
async fn a_board_says_how_many_more_there_are() {
    let desk = Desk::open().await;
    let board = desk.on_a_board().await;
    for nth in 1..=13 {
        desk.requests(desk.anna, &format!("Вопрос {nth}")).await;
    }
    desk.rests().await;
    let shown = desk.line(desk.rom, board.message).text;
    assert!(shown.contains("№ ROM-10 ·") && !shown.contains("№ ROM-11"), "{shown}");
    assert!(shown.contains("и ещё 3"), "{shown}");
}

#[tokio::test]
async fn only_an_admin_or_whoever_speaks_for_the_client_chooses_what_a_group_sees() {
    let desk = Desk::open().await;
    for command in ["/notices board", "/rating on"] {
        let asked = desk.says(desk.boris, desk.rom, command);
        desk.hears_in_reply(desk.rom, asked, "Это может представитель клиента").await;
    }
    let bare = desk.says(desk.irina, desk.rom, "/notices");
    desk.hears_in_reply(desk.rom, bare, "/notices cards").await;
    assert_eq!(desk.count(desk.rom, "Открытых заявок нет"), 0);
}

#[tokio::test]
async fn a_resolved_ticket_closes_by_itself_when_it_was_said_and_loses_its_buttons() {
    let desk = Desk::open().await;
    desk.promises(Rules { close_after_s: Some(9 * 3600), ..rules() }).await;
    desk.requests(desk.anna, "Не печатает").await;
    let told = desk.is_resolved("ROM-1").await;
    let when = "Без ответа заявка закроется автоматически 24.11 12:01 (МСК)";
    assert!(told.text.ends_with(when), "{}", told.text);
    desk.rests().await;
    desk.card(desk.rom, "ROM-1", when).await;
    desk.replies(desk.anna, desk.rom, told.message, "спасибо");
    desk.settle().await;
    desk.becomes(24, "12:00").await;
    assert_eq!(desk.ticket("ROM-1").status, Status::Resolved);
    let before = desk.said(desk.rom).len();
    desk.becomes(24, "12:10").await;
    desk.looks_at_the_time().await;
    desk.settle().await;
    assert_eq!(desk.closures("ROM-1").await, [Closure::Expired]);
    let closed = desk.of_ticket("ROM-1").await.pop().unwrap().2;
    assert_eq!(closed.event.occurred_at.to_rfc3339(), "2026-11-24T09:01:00+00:00");
    let line = desk.line(desk.rom, told.message);
    assert!(
        line.buttons.is_empty() && line.text.contains("🔒 Закрыта · 24.11 12:01"),
        "{}",
        line.text
    );
    assert_eq!(desk.said(desk.rom).len(), before, "nothing more is said of it");
    desk.card(desk.rom, "ROM-1", "Закрыта").await;
}

#[tokio::test]
async fn words_that_were_on_their_way_when_a_ticket_closed_by_itself_open_it_again() {
    let desk = Desk::open().await;
    desk.promises(Rules { close_after_s: Some(3600), ..rules() }).await;
    desk.requests(desk.anna, "Не печатает").await;
    let told = desk.is_resolved("ROM-1").await;
    desk.settle().await;
    desk.clock.advance(Duration::from_mins(30));
    let written = desk.clock.now();
    desk.minutes_later(40).await;
    desk.settle().await;
    assert_eq!(desk.ticket("ROM-1").status, Status::Closed);
    let (anna, rom, to) = (desk.anna.0, desk.rom.0, told.message.0);
    let chat = serde_json::json!({"id": rom, "type": "supergroup"});
    let from = serde_json::json!({"id": anna, "is_bot": false, "first_name": "Анна"});
    let replied = serde_json::json!({
        "message_id": to, "date": 1, "chat": chat, "text": "x",
        "from": {"id": desk.tg.bot().0, "is_bot": true, "first_name": "Bot"},
    });
    let message = serde_json::json!({
        "message_id": 9_000, "date": written.timestamp(), "chat": chat, "from": from,
        "text": "опять не печатает", "reply_to_message": replied,
    });
    let update = serde_json::json!({"update_id": 900_000, "message": message}).to_string();
    for _ in 0..2 {
        desk.at_work.reception.receive(&update).await.unwrap();
    }
    desk.settle().await;
    let kinds = desk.life_of("ROM-1").await;
    assert_eq!(kinds.iter().filter(|it| *it == "reopened").count(), 1, "{kinds:?}");
    assert!(desk.ticket("ROM-1").status.is_open());
    let line = desk.line(desk.rom, told.message);
    assert!(line.text.contains("♻️ Возвращена в работу"), "{}", line.text);
    desk.looks_at_the_time().await;
    assert_eq!(desk.closures("ROM-1").await, [Closure::Expired], "it does not close again");
}

#[tokio::test]
async fn a_rating_is_asked_for_in_private_where_the_client_agrees_and_nowhere_else() {
    let desk = Desk::open().await;
    let private = ChatId(desk.anna.0);
    let closes = async |number: &str| {
        desk.requests(desk.anna, "Не печатает").await;
        let told = desk.is_resolved(number).await;
        desk.presses(desk.anna, (desk.rom, told.message), "Да, закрыть").await;
        desk.settle().await;
    };
    desk.tg.say(desk.anna, private, "/start").unwrap();
    desk.settle().await;
    closes("ROM-1").await;
    assert_eq!(desk.count(private, "Оцените"), 0, "nobody has agreed to it");
    let asked = desk.says(desk.irina, desk.rom, "/rating on");
    desk.hears_in_reply(desk.rom, asked, "Теперь после закрытия").await;
    closes("ROM-2").await;
    let question: MessageId = desk.hears(private, "Заявка № ROM-2 закрыта. Оцените").await.message;
    assert_eq!(desk.count(desk.rom, "Оцените"), 0, "never in the group");
    let toast = desk.presses(desk.anna, (private, question), "5 ⭐").await;
    assert_eq!(toast.text, "Спасибо! Оценка сохранена");
    desk.settle().await;
    assert_eq!(desk.life_of("ROM-2").await.last().map(String::as_str), Some("rated"));
    let no_buttons = || desk.line(private, question).buttons.is_empty();
    desk.until("no buttons", no_buttons).await;
}
