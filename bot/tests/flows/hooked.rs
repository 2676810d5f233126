//! Updates that are sent to us: what is Telegram told of them, and what is lost or doubled?

use crate::crashing::breakable;
use crate::desk::{Desk, Hooked};
use bot::client::Wanted;
use bot::webhook::{LAG, SECRET_HEADER};
use domain::chat::Event as ChatEvent;
use emulator::Fault;
use serde_json::json;
use std::time::Duration;

const SECRET: &str = "known-to-telegram-only";
const NOTHING_FAILED: i64 = i64::MAX;

impl Desk {
    /// Ends, and begins again with updates sent to it.
    async fn is_sent_to(&mut self) {
        self.hooked = Some(Hooked { port: free_port(), secret: SECRET });
        self.crash(|| ()).await;
    }

    /// Ends, and begins again fetching updates.
    async fn fetches(&mut self) {
        self.hooked = None;
        self.crash(|| ()).await;
    }

    /// Posts something to the webhook, as anybody can.
    async fn posts(&self, secret: Option<&str>, body: &str) -> reqwest::Response {
        let url = self.hooked.as_ref().unwrap().url();
        let mut request = reqwest::Client::new().post(url).body(body.to_owned());
        if let Some(secret) = secret {
            request = request.header(SECRET_HEADER, secret);
        }
        request.send().await.unwrap()
    }
}

#[tokio::test]
async fn what_is_sent_twice_or_cut_off_happens_once() {
    let mut desk = Desk::open().await;
    desk.is_sent_to().await;
    let faults =
        [Fault::Duplicate, Fault::CutAfter, Fault::CutBefore, Fault::Slow(Duration::from_secs(1))];
    for fault in faults {
        desk.tg.faults().next("webhook", fault);
        desk.requests(desk.anna, "Не печатает").await;
        desk.settle().await;
    }
    assert_eq!(desk.numbers().await, ["ROM-1", "ROM-2", "ROM-3", "ROM-4"]);
    let card = desk.card(desk.staff, "ROM-4", "Новая").await;
    desk.tg.faults().next("webhook", Fault::Duplicate);
    desk.presses(desk.olga, (desk.staff, card.message), "Взять в работу").await;
    desk.settle().await;
    assert_eq!(desk.life_of("ROM-4").await, ["registered", "assigned", "work_started"]);
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_refused_without_a_word() {
    let mut desk = Desk::open().await;
    desk.is_sent_to().await;
    let before = desk.recorded().await.len();
    let forged = json!({"update_id": 1, "message": {
        "message_id": 77, "date": desk.clock.now().timestamp(), "text": "/new Подлог",
        "chat": {"id": desk.rom, "type": "group", "title": "?"},
        "from": {"id": desk.anna, "is_bot": false, "first_name": "Анна"},
    }})
    .to_string();
    let longer = format!("{SECRET}-");
    let wrong =
        [None, Some(""), Some("known-to-nobody-at-all"), Some(&*longer), Some(&SECRET[1..])];
    for secret in wrong {
        let answer = desk.posts(secret, &forged).await;
        assert_eq!(answer.status(), 401);
        assert_eq!(answer.text().await.unwrap(), "");
    }
    assert_eq!(desk.at_work.hook.as_ref().unwrap().refused(), 5);
    assert_eq!(desk.recorded().await.len(), before);
    // The same words of Telegram's own are a request.
    assert_eq!(desk.posts(Some(SECRET), &forged).await.status(), 200);
    assert!(desk.recorded().await.len() > before, "200 comes after the append");
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_holds_nothing_up() {
    let mut desk = Desk::open().await;
    desk.is_sent_to().await;
    for nonsense in ["", "nonsense", "[1]", "{\"update_id\":\"x\"}", "\u{0}"] {
        assert_eq!(desk.posts(Some(SECRET), nonsense).await.status(), 200, "{nonsense}");
    }
    let chat = json!({"id": desk.rom, "type": "group"});
    let date = desk.clock.now().timestamp();
    desk.tg.inject_update("message", json!({"message_id": "семь", "date": date, "chat": chat}));
    desk.requests(desk.anna, "Не печатает").await;
    desk.settle().await;
    let parked = desk.of_chat(desk.rom).await;
    let parked = parked.iter().filter(|it| matches!(it.0, ChatEvent::UpdateParked(_)));
    assert_eq!(parked.count(), 1);
}

#[tokio::test]
async fn an_update_that_makes_us_panic_is_kept_and_those_behind_it_come() {
    let (mut desk, breaking) = breakable().await;
    desk.is_sent_to().await;
    breaking.panics_at(2);
    desk.says(desk.boris, desk.rom, "/new Яд");
    desk.requests(desk.anna, "Не печатает").await;
    desk.hears(desk.staff, "не удалось разобрать. Оно сохранено").await;
}

#[tokio::test]
async fn while_the_log_is_away_telegram_comes_again_and_nothing_is_called_complete() {
    let (mut desk, breaking) = breakable().await;
    desk.is_sent_to().await;
    let mut drained = desk.at_work.hook.as_ref().unwrap().drained();
    let known = *drained.wait_for(Option::is_some).await.unwrap();
    assert_eq!(known, Some(desk.clock.now() - LAG));

    breaking.breaks_after(0);
    desk.clock.advance(Duration::from_mins(5));
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает");
    let body = json!({"update_id": 2, "message": {
        "message_id": asked.0, "date": desk.clock.now().timestamp(), "text": "/new Не печатает",
        "chat": {"id": desk.rom, "type": "group", "title": "?"},
        "from": {"id": desk.anna, "is_bot": false, "first_name": "Анна"},
    }});
    let answer = desk.posts(Some(SECRET), &body.to_string()).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "1");
    for _ in 0..3 {
        desk.at_work.hook.as_ref().unwrap().hurry();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(*drained.borrow_and_update(), known, "an update waits at telegram");

    breaking.breaks_after(NOTHING_FAILED);
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
    desk.at_work.hook.as_ref().unwrap().hurry();
    drained.wait_for(|it| *it > known).await.unwrap();
    assert_eq!(*drained.borrow(), Some(desk.clock.now() - LAG));
    desk.settle().await;
    assert_eq!(desk.numbers().await, ["ROM-1"]);
}

#[tokio::test]
async fn from_one_way_to_the_other_and_back_nothing_is_lost_and_nothing_is_doubled() {
    let mut desk = Desk::open().await;
    let (tg, anna, rom) = (desk.tg.clone(), desk.anna, desk.rom);
    let mut asked = vec![];
    for turn in 0..4 {
        // While nobody is there.
        desk.hooked = match desk.hooked {
            Some(_) => None,
            None => Some(Hooked { port: free_port(), secret: SECRET }),
        };
        asked.push(desk.says(anna, rom, "/new Пока есть кому"));
        desk.crash(|| asked.push(tg.say(anna, rom, "/new Пока никого").unwrap())).await;
        asked.push(desk.says(anna, rom, "/new Снова есть кому"));
        for &message in &asked {
            desk.hears_in_reply(rom, message, "зарегистрирована").await;
        }
        desk.settle().await;
        assert_eq!(desk.numbers().await.len(), asked.len(), "after turn {turn}");
    }
    desk.fetches().await;
    assert_eq!(desk.api.webhook().await.unwrap().url, "", "a webhook left behind is taken away");
}

#[tokio::test]
async fn a_secret_that_telegram_does_not_know_any_more_is_told_to_it_again() {
    let mut desk = Desk::open().await;
    desk.is_sent_to().await;
    let hook = desk.at_work.hook.clone().unwrap();
    hook.drained().wait_for(Option::is_some).await.unwrap();
    let url = desk.hooked.as_ref().unwrap().url();
    desk.api.set_webhook(&Wanted::new(&url, "of-another-time", 40)).await.unwrap();
    desk.clock.advance(Duration::from_mins(11));
    let asked = desk.says(desk.anna, desk.rom, "/new Не печатает");
    desk.until("it is refused", || hook.refused() > 0).await;
    hook.hurry();
    desk.hears_in_reply(desk.rom, asked, "Заявка № ROM-1 зарегистрирована").await;
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
