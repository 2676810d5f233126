//! Hooks: what is sent to a bot that does not ask, in which order, and what is sent again?

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use crate::house::{House, house};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use emulator::{ChatId, Fault};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// A bot that keeps what it is sent, and answers as told; with 200 when nothing more is told.
#[derive(Clone, Default)]
struct Bot(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    got: Vec<(Option<String>, Value)>,
    answers: VecDeque<u16>,
    under_way: usize,
    most: usize,
    slow: bool,
}

impl Bot {
    /// Begins to answer, and says where.
    async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let app = Router::new().route("/hook", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    fn texts(&self) -> Vec<String> {
        let seen = self.0.lock().unwrap();
        let texts = seen.got.iter().filter_map(|it| it.1["message"]["text"].as_str());
        texts.map(str::to_owned).collect()
    }
}

async fn take(
    State(bot): State<Bot>,
    headers: HeaderMap,
    axum::Json(update): axum::Json<Value>,
) -> StatusCode {
    let secret = headers.get("X-Telegram-Bot-Api-Secret-Token");
    let secret = secret.map(|it| it.to_str().unwrap().to_owned());
    let slow = {
        let mut seen = bot.0.lock().unwrap();
        seen.got.push((secret, update));
        seen.under_way += 1;
        seen.most = seen.most.max(seen.under_way);
        seen.slow
    };
    if slow {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut seen = bot.0.lock().unwrap();
    seen.under_way -= 1;
    StatusCode::from_u16(seen.answers.pop_front().unwrap_or(200)).unwrap()
}

async fn quiet_house() -> House {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    house
}

async fn all_taken(house: &House) {
    let taken = async {
        while house.tg.unconfirmed() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), taken).await.unwrap();
}

#[tokio::test]
async fn what_waits_and_what_comes_is_sent_with_the_secret_until_the_hook_is_taken_away() {
    let (house, bot) = (quiet_house().await, Bot::default());
    house.tg.say(house.anna, house.group, "before").unwrap();
    let url = bot.serve().await;
    let asked = json!({"url": url, "secret_token": "s-1", "max_connections": 3});
    house.call("setWebhook", asked).await.result();
    house.tg.say(house.anna, house.group, "after").unwrap();
    all_taken(&house).await;
    assert_eq!(bot.texts(), ["before", "after"]);
    assert!(bot.0.lock().unwrap().got.iter().all(|it| it.0.as_deref() == Some("s-1")));
    let told = house.call("getWebhookInfo", json!({})).await.result().clone();
    assert_eq!((&told["url"], &told["max_connections"]), (&json!(url), &json!(3)));
    assert_eq!(told["pending_update_count"], 0);

    let words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook \
                 to delete the webhook first";
    house.call("getUpdates", json!({})).await.refused(409, words);
    house.call("deleteWebhook", json!({})).await.result();
    house.tg.say(house.anna, house.group, "fetched").unwrap();
    assert_eq!(house.updates().await[0]["message"]["text"], "fetched");
    assert_eq!(bot.texts().len(), 2);
}

#[tokio::test]
async fn what_is_refused_comes_again_before_all_else_of_its_chat() {
    let (house, bot) = (quiet_house().await, Bot::default());
    bot.0.lock().unwrap().answers = [500, 503].into();
    house.call("setWebhook", json!({"url": bot.serve().await})).await.result();
    for text in ["a", "b"] {
        house.tg.say(house.anna, house.group, text).unwrap();
    }
    all_taken(&house).await;
    assert_eq!(bot.texts(), ["a", "a", "a", "b"]);
    let told = house.call("getWebhookInfo", json!({})).await.result().clone();
    let words = "Wrong response from the webhook: 503 Service Unavailable";
    assert_eq!(told["last_error_message"], words);
    assert!(told["last_error_date"].is_i64());
}

#[tokio::test]
async fn faults_of_a_delivery_send_it_twice_but_never_out_of_order() {
    for fault in [Fault::CutAfter, Fault::CutBefore, Fault::Duplicate] {
        let (house, bot) = (quiet_house().await, Bot::default());
        house.tg.faults().next("webhook", fault);
        house.call("setWebhook", json!({"url": bot.serve().await})).await.result();
        for text in ["a", "b"] {
            house.tg.say(house.anna, house.group, text).unwrap();
        }
        all_taken(&house).await;
        let then = if fault == Fault::CutBefore { vec!["a", "b"] } else { vec!["a", "a", "b"] };
        assert_eq!(bot.texts(), then);
    }
}

#[tokio::test]
async fn one_of_a_chat_at_a_time_and_chats_side_by_side_up_to_the_limit() {
    let (house, bot) = (quiet_house().await, Bot::default());
    bot.0.lock().unwrap().slow = true;
    let chats: Vec<ChatId> = (0..6).map(|_| house.tg.add_group(house.anna, "G").unwrap()).collect();
    for &chat in &chats {
        house.tg.add_bot(house.anna, chat).unwrap();
    }
    house.confirm_all().await;
    for &chat in &chats {
        house.tg.say(house.anna, chat, "/a@desk_bot").unwrap();
        house.tg.say(house.anna, chat, "/b@desk_bot").unwrap();
    }
    let asked = json!({"url": bot.serve().await, "max_connections": 4});
    house.call("setWebhook", asked).await.result();
    all_taken(&house).await;
    let seen = bot.0.lock().unwrap();
    assert_eq!((seen.got.len(), seen.most), (12, 4));
    for chat in chats {
        let of_chat = seen.got.iter().filter(|it| it.1["message"]["chat"]["id"] == chat.0);
        let texts: Vec<_> = of_chat.map(|it| it.1["message"]["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["/a@desk_bot", "/b@desk_bot"]);
    }
}

#[tokio::test]
async fn a_poll_ends_when_a_hook_is_set() {
    let (house, bot) = (quiet_house().await, Bot::default());
    let poll = house.call("getUpdates", json!({"timeout": 20}));
    let set = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        house.call("setWebhook", json!({"url": bot.serve().await})).await
    };
    let (poll, set) = tokio::join!(poll, set);
    poll.refused(409, "Conflict: terminated by setWebhook request");
    set.result();
}

#[tokio::test]
async fn a_hook_that_cannot_be_is_refused() {
    let house = quiet_house().await;
    let check = async |asked: Value, words: &str| {
        house.call("setWebhook", asked).await.refused(400, &format!("Bad Request: {words}"));
    };
    let https = "bad webhook: An HTTPS URL must be provided for webhook";
    check(json!({"url": "ftp://x.y"}), https).await;
    check(json!({"url": "nonsense"}), "invalid webhook URL specified").await;
    let unallowed = "secret token contains unallowed characters";
    check(json!({"url": "https://x.y", "secret_token": "a b"}), unallowed).await;
    let long = "s".repeat(257);
    check(json!({"url": "https://x.y", "secret_token": long}), "secret token is too long").await;
    let told = house.call("getWebhookInfo", json!({})).await.result().clone();
    assert_eq!(told["url"], "");
}
