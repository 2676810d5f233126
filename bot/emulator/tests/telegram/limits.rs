//! Limits: when is the bot told to wait, and for how long?

use crate::house::{Answer, house, house_with};
use chrono::TimeDelta;
use emulator::{Config, Limits, Spent};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn sends_and_edits_share_twenty_in_a_minute() {
    let house = house().await;
    let card = house.say(house.group, "card").await.message();
    for nth in 1..20 {
        house.tg.clock().advance(Duration::from_secs(1));
        let edit = json!({"chat_id": house.group, "message_id": card, "text": nth.to_string()});
        house.call("editMessageText", edit).await.result();
    }
    assert_eq!(house.tg.budget(house.group), Spent { sends: 1, edits: 19 });

    refused(&house.say(house.group, "one more").await, 41);
    house.tg.clock().advance(Duration::from_secs(41));
    house.say(house.group, "one more").await.result();
}

#[tokio::test]
async fn a_burst_in_one_chat_does_not_hold_another() {
    let house = house().await;
    for _ in 0..5 {
        house.say(house.group, "x").await.result();
    }
    refused(&house.say(house.group, "x").await, 1);
    let other = house.tg.add_group(house.anna, "Other").unwrap();
    house.tg.add_bot(house.anna, other).unwrap();
    house.say(other, "x").await.result();
}

#[tokio::test]
async fn toasts_cost_nothing() {
    let house = house().await;
    let markup = json!({"inline_keyboard": [[{"text": "Take", "callback_data": "t"}]]});
    let card = json!({"chat_id": house.group, "text": "card", "reply_markup": markup});
    let card = house.call("sendMessage", card).await.message();
    for _ in 0..50 {
        let press = house.tg.press(house.anna, house.group, card, "t").unwrap();
        let answer = json!({"callback_query_id": press, "text": "ok"});
        house.call("answerCallbackQuery", answer).await.result();
    }
    assert_eq!(house.tg.budget(house.group), Spent { sends: 1, edits: 0 });
}

#[tokio::test]
async fn a_flooded_chat_refuses_until_its_time_and_alone() {
    let house = house().await;
    let until = house.tg.clock().now() + TimeDelta::seconds(30);
    house.tg.faults().flood(house.group, until);
    house.tg.start(house.anna, "").unwrap();
    refused(&house.say(house.group, "x").await, 30);
    house.say(house.anna.private(), "x").await.result();
    house.tg.clock().advance(Duration::from_secs(30));
    house.say(house.group, "x").await.result();
}

#[tokio::test]
async fn limits_can_be_lifted() {
    let house = house_with(Config { limits: Limits::NONE, ..crate::house::config() }).await;
    for _ in 0..100 {
        house.say(house.group, "x").await.result();
    }
}

#[track_caller]
fn refused(answer: &Answer, seconds: u64) {
    answer.refused(429, &format!("Too Many Requests: retry after {seconds}"));
    assert_eq!(answer.body["parameters"], json!({"retry_after": seconds}));
}
