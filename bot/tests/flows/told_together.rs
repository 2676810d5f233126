//! Words of one author that one alarm tells: what is shown of them, and one tap for all of it.

use crate::desk::Desk;
use crate::unanswered::{ADD, MAKE, NOT, labels};
use domain::chat::DecisionCorrected;
use domain::desk::Which;
use emulator::{Line, MessageId};
use serde_json::json;
use std::time::Duration;

impl Desk {
    /// Анна says all of this in a row, and nobody takes it up.
    async fn alarmed_of_all(&self, words: &[&str]) -> (Vec<MessageId>, Line) {
        let said = words.iter().map(|it| self.says(self.anna, self.rom, it)).collect();
        self.waits(1).await;
        (said, self.hears(self.staff, words[0]).await)
    }

    /// What became of which messages, in the order in which it did.
    async fn set_right_all(&self) -> Vec<i64> {
        let mut all: Vec<DecisionCorrected> = self.set_right().await;
        all.sort_by_key(|it| it.message);
        all.into_iter().map(|it| it.message.0).collect()
    }
}

const WORDS: [&str; 3] = ["Не печатает принтер", "В бухгалтерии", "Вчера ещё печатал"];

fn numbers(said: &[MessageId]) -> Vec<i64> {
    said.iter().map(|it| it.0).collect()
}

#[tokio::test]
async fn an_alarm_shows_all_that_its_author_said_and_one_tap_makes_all_of_it_one_ticket() {
    let desk = Desk::open().await;
    let (said, alarm) = desk.alarmed_of_all(&WORDS).await;
    assert!(WORDS.iter().all(|it| alarm.text.contains(it)), "{}", alarm.text);
    assert_eq!(desk.count(desk.staff, "Без ответа"), 1);
    let toast = desk.presses(desk.olga, (desk.staff, alarm.message), MAKE).await;
    assert_eq!(toast.text, "Заявка № ROM-1 зарегистрирована");
    desk.without_buttons(&alarm).await;
    assert_eq!(desk.set_right_all().await, numbers(&said));
    assert_eq!(desk.ticket("ROM-1").source.map(|it| it.message.0), Some(said[0].0));
    assert_eq!(desk.words_of("ROM-1", "message_added").await, WORDS[1..]);
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    desk.clock.advance(Duration::from_hours(8));
    desk.digest(Which::Evening).await;
    desk.hears(desk.staff, "Без ответа: 0").await;
}

#[tokio::test]
async fn one_tap_that_telegram_tells_twice_sets_each_message_right_once() {
    let desk = Desk::open().await;
    let (said, alarm) = desk.alarmed_of_all(&WORDS).await;
    let from = json!({"id": desk.olga.0, "is_bot": false, "first_name": "Ольга"});
    let chat = json!({"id": desk.staff.0, "type": "supergroup"});
    let message = json!({"message_id": alarm.message.0, "date": 1, "chat": chat});
    let month = domain::chat::month_of(desk.clock.now());
    let data = format!("v1|mk|{}|{month}|{}", desk.rom.0, said[0].0);
    let update = json!({"update_id": 900_001, "callback_query":
        {"id": "77", "from": from, "message": message, "data": data}});
    desk.at_work.reception.receive(&update.to_string()).await.unwrap();
    desk.settle().await;
    let before = desk.recorded().await.len();
    desk.at_work.reception.receive(&update.to_string()).await.unwrap();
    desk.settle().await;
    assert_eq!(desk.recorded().await.len(), before);
    assert_eq!(desk.set_right_all().await, numbers(&said));
    assert_eq!(desk.words_of("ROM-1", "message_added").await, WORDS[1..]);
}

#[tokio::test]
async fn none_of_it_is_a_request_or_all_of_it_goes_to_the_ticket_that_is_chosen() {
    let desk = Desk::open().await;
    desk.requests(desk.boris, "Нет доступа").await;
    let (none, alarm) = desk.alarmed_of_all(&["Всем доброе утро", "И хорошего дня"]).await;
    desk.presses(desk.olga, (desk.staff, alarm.message), NOT).await;
    desk.without_buttons(&alarm).await;
    assert_eq!(desk.set_right_all().await, numbers(&none));
    let (all, alarm) = desk.alarmed_of_all(&WORDS).await;
    let on = (desk.staff, alarm.message);
    desk.presses(desk.olga, on, ADD).await;
    let offers = |it: &Line| labels(it).iter().any(|it| it.contains("№ ROM-1"));
    desk.shows(desk.staff, "tickets", offers).await;
    let toast = desk.presses(desk.peter, on, "№ ROM-1 · Нет доступа").await;
    assert_eq!(toast.text, "Добавлено к заявке № ROM-1");
    desk.without_buttons(&alarm).await;
    assert_eq!(desk.words_of("ROM-1", "message_added").await, WORDS);
    assert_eq!(desk.set_right_all().await, [numbers(&none), numbers(&all)].concat());
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

/// What somebody else has done with one of the messages stays, and the others still find their place.
#[tokio::test]
async fn what_became_of_one_message_meanwhile_stays_and_the_others_are_set_right() {
    let desk = Desk::open().await;
    let (said, alarm) = desk.alarmed_of_all(&WORDS).await;
    desk.replies(desk.olga, desk.rom, said[0], "/skip");
    desk.settle().await;
    desk.replies(desk.anna, desk.rom, said[1], "/new");
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
    let toast = desk.presses(desk.peter, (desk.staff, alarm.message), MAKE).await;
    assert_eq!(toast.text, "Заявка № ROM-2 зарегистрирована");
    desk.without_buttons(&alarm).await;
    assert_eq!(desk.words_of("ROM-2", "message_added").await, WORDS[2..]);
    assert_eq!(desk.ticket("ROM-1").status, domain::ticket::Status::New);
}

#[tokio::test]
async fn of_many_messages_the_first_are_shown_the_rest_counted_and_all_go_along() {
    let desk = Desk::open().await;
    let words: Vec<_> = (1..=8).map(|n| format!("Принтер, часть {n}")).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let (said, alarm) = desk.alarmed_of_all(&words).await;
    assert!(alarm.text.contains("часть 5") && !alarm.text.contains("часть 6"), "{}", alarm.text);
    assert!(alarm.text.contains("и ещё 3 сообщения того же автора"), "{}", alarm.text);
    desk.clock.advance(Duration::from_hours(8));
    desk.digest(Which::Evening).await;
    desk.hears(desk.staff, "и ещё 7 сообщений").await;
    desk.presses(desk.olga, (desk.staff, alarm.message), MAKE).await;
    desk.without_buttons(&alarm).await;
    assert_eq!(desk.set_right_all().await, numbers(&said));
    assert_eq!(desk.words_of("ROM-1", "message_added").await, words[1..]);
}
