//! Faults: does what is ordered to go wrong go wrong, and nothing more?

use crate::house::{House, house};
use emulator::Fault;
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_connection_cut_before_acceptance_leaves_nothing_done() {
    let house = house().await;
    broken(&house, Fault::CutBefore).await;
    assert_eq!(said(&house), 0);
    house.say(house.group, "again").await.result();
    assert_eq!(said(&house), 1);
}

#[tokio::test]
async fn a_connection_cut_after_acceptance_leaves_all_done_but_the_answer() {
    let house = house().await;
    broken(&house, Fault::CutAfter).await;
    assert_eq!(said(&house), 1);
    house.say(house.group, "again").await.result();
    assert_eq!(said(&house), 2);
}

#[tokio::test]
async fn a_cut_poll_confirms_what_it_asked_to_and_loses_no_update() {
    let house = house().await;
    house.confirm_all().await;
    house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    house.tg.faults().next("getUpdates", Fault::CutAfter);
    assert!(house.try_call("getUpdates", json!({})).await.is_err());
    assert_eq!(house.updates().await.len(), 1);
}

#[tokio::test]
async fn a_server_error_is_a_page_of_html() {
    let house = house().await;
    house.tg.faults().next("sendMessage", Fault::ServerError);
    let url = format!("{}/bot{}/sendMessage", house.url, house.tg.token());
    let call = json!({"chat_id": house.group, "text": "x"});
    let answer = house.http.post(url).json(&call).send().await.unwrap();
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().starts_with("<html>"));
    assert_eq!(said(&house), 0);
}

#[tokio::test]
async fn a_truncated_answer_is_no_json_though_all_is_done() {
    let house = house().await;
    house.tg.faults().next("sendMessage", Fault::Truncated);
    let call = json!({"chat_id": house.group, "text": "x"});
    let error = house.try_call("sendMessage", call).await.unwrap_err();
    assert!(error.is_decode(), "{error:?}");
    assert_eq!(said(&house), 1);
}

#[tokio::test]
async fn a_slow_answer_comes_in_the_end() {
    let house = house().await;
    house.tg.faults().next_of_any(Fault::Slow(Duration::from_millis(120)));
    let start = start();
    house.call("getMe", json!({})).await.result();
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn a_duplicate_is_the_same_update_twice() {
    let house = house().await;
    house.confirm_all().await;
    house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    house.tg.faults().next("getUpdates", Fault::Duplicate);
    let updates = house.updates().await;
    assert_eq!(updates.len(), 2);
    assert_eq!(updates[0], updates[1]);
}

#[tokio::test]
async fn what_no_documentation_knows_yet_can_be_delivered() {
    let house = house().await;
    house.make_admin();
    house.confirm_all().await;
    house.tg.inject_update("telepathy", json!({"thought": "printer"}));
    let time = json!([{"type": "date_time", "offset": 5, "length": 5, "unix_time": 1_800_000_000}]);
    house.tg.say_marked(house.anna, house.group, "call 12:00 please", &time).unwrap();
    let updates = house.updates().await;
    assert_eq!(updates[0]["telepathy"]["thought"], "printer");
    let message = &updates[1]["message"];
    assert_eq!(message["text"], "call 12:00 please");
    assert_eq!(message["entities"][0]["type"], "date_time");
    assert_eq!(message["entities"][0]["unix_time"], 1_800_000_000);
}

#[tokio::test]
async fn faults_by_chance_stop_when_told() {
    let house = house().await;
    house.tg.faults().at_random(3, 1000, &[Fault::CutBefore]);
    assert!(house.try_call("getMe", json!({})).await.is_err());
    house.tg.faults().stop();
    house.call("getMe", json!({})).await.result();
    assert_eq!(house.tg.faults().count(), 1);
}

async fn broken(house: &House, fault: Fault) {
    house.tg.faults().next("sendMessage", fault);
    let call = json!({"chat_id": house.group, "text": "x"});
    let error = house.try_call("sendMessage", call).await.expect_err("a cut");
    // Not even the head of an answer came.
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
}

fn said(house: &House) -> usize {
    house.tg.transcript(house.group).expect("a chat").by_bots().count()
}

#[expect(clippy::disallowed_methods, reason = "a slow answer is slow in real time")]
fn start() -> Instant {
    Instant::now()
}
