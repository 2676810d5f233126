//! Intake: how does the bot fetch updates, and what does it lose?

use crate::house::{House, house};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn an_update_is_given_again_until_a_higher_offset_confirms_it() {
    let house = quiet_house().await;
    for text in ["/new@desk_bot a", "/new@desk_bot b"] {
        house.tg.say(house.anna, house.group, text).unwrap();
    }
    let first = house.updates().await;
    assert_eq!(first.len(), 2);
    assert_eq!(house.updates().await, first);

    let (a, b) = (id(&first[0]), id(&first[1]));
    assert_eq!(b, a + 1);
    let poll = json!({"offset": b, "limit": 5});
    assert_eq!(house.call("getUpdates", poll).await.result().as_array().unwrap().len(), 1);
    let limited = house.call("getUpdates", json!({"limit": 1})).await;
    assert_eq!(id(&limited.result()[0]), b);
    house.call("getUpdates", json!({"offset": b + 1})).await;
    assert!(house.updates().await.is_empty());
}

#[tokio::test]
async fn a_long_poll_waits_for_the_first_update() {
    let house = quiet_house().await;
    let poll = house.call("getUpdates", json!({"timeout": 20}));
    let speech = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    };
    let (answer, ()) = tokio::join!(poll, speech);
    assert_eq!(answer.result()[0]["message"]["text"], "/new@desk_bot a");
}

#[tokio::test]
async fn a_second_poller_ends_the_first() {
    let house = quiet_house().await;
    let first = house.call("getUpdates", json!({"timeout": 20}));
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        house.call("getUpdates", json!({"timeout": 0})).await
    };
    let (first, second) = tokio::join!(first, second);
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot \
                 instance is running";
    first.refused(409, words);
    assert_eq!(*second.result(), json!([]));
}

#[tokio::test]
async fn what_is_allowed_is_remembered_and_does_not_reach_back() {
    let house = quiet_house().await;
    house.make_admin();
    house.confirm_all().await;
    let said = house.tg.say(house.anna, house.group, "hello").unwrap();
    house.tg.react(house.anna, house.group, said, "👍").unwrap();
    assert_eq!(kinds(&house.updates().await), ["message"]);

    house.call("getUpdates", json!({"allowed_updates": ["message_reaction"]})).await;
    house.tg.react(house.anna, house.group, said, "👎").unwrap();
    house.tg.say(house.anna, house.group, "not wanted").unwrap();
    let updates = house.updates().await;
    assert_eq!(kinds(&updates), ["message", "message_reaction"]);
    let reaction = &updates[1]["message_reaction"];
    assert_eq!(reaction["old_reaction"][0]["emoji"], "👍");
    assert_eq!(reaction["new_reaction"][0]["emoji"], "👎");
    let info = house.call("getWebhookInfo", json!({})).await;
    assert_eq!(info.result()["allowed_updates"], json!(["message_reaction"]));
    assert_eq!(info.result()["pending_update_count"], 2);
}

#[tokio::test]
async fn after_a_day_an_update_is_lost() {
    let house = quiet_house().await;
    house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    house.tg.clock().advance(Duration::from_hours(23));
    assert_eq!(house.updates().await.len(), 1);
    house.tg.clock().advance(Duration::from_hours(1));
    assert!(house.updates().await.is_empty());
}

#[tokio::test]
async fn time_goes_by_only_while_the_bot_waits_and_nothing_waits_for_it() {
    let house = quiet_house().await;
    let moment = Duration::from_secs(5);
    let begin = house.tg.clock().now();
    assert!(!house.tg.pass(moment), "nobody waits");

    house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    let last = id(&house.updates().await[0]);
    let poll = house.call("getUpdates", json!({"offset": last + 1, "timeout": 20}));
    let passing = async {
        assert!(!house.tg.pass(moment), "an update waits");
        while !house.tg.pass(moment) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let (answer, ()) = tokio::time::timeout(moment, async { tokio::join!(passing, poll) })
        .await
        .map(|(passed, answer)| (answer, passed))
        .expect("the long poll ends at once");
    assert_eq!(*answer.result(), json!([]));
    assert_eq!(house.tg.clock().now(), begin + moment);
}

#[tokio::test]
async fn pending_updates_are_dropped_only_when_asked() {
    let house = quiet_house().await;
    house.tg.say(house.anna, house.group, "/new@desk_bot a").unwrap();
    house.call("deleteWebhook", json!({})).await.result();
    assert_eq!(house.updates().await.len(), 1);
    house.call("deleteWebhook", json!({"drop_pending_updates": true})).await.result();
    assert!(house.updates().await.is_empty());
}

#[tokio::test]
async fn a_long_poll_ends_when_the_server_closes() {
    let tg = emulator::Emulator::new(crate::house::config());
    let cancel = tokio_util::sync::CancellationToken::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/bot{}", listener.local_addr().unwrap(), tg.token());
    let serving = tg.serve(listener, cancel.clone());
    let polling = async {
        let poll = reqwest::Client::new().get(format!("{url}/getUpdates?timeout=30")).send();
        let closing = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            cancel.cancel();
        };
        tokio::join!(poll, closing).0.unwrap().status()
    };
    let both = async { tokio::join!(serving, polling) };
    let (served, status) = tokio::time::timeout(Duration::from_secs(2), both).await.unwrap();
    served.unwrap();
    assert_eq!(status, 200);
}

async fn quiet_house() -> House {
    let house = house().await;
    house.confirm_all().await;
    house
}

fn id(update: &Value) -> i64 {
    update["update_id"].as_i64().expect("a number")
}

fn kinds(updates: &[Value]) -> Vec<&str> {
    let keys = updates.iter().flat_map(|it| it.as_object().expect("an object").keys());
    keys.map(String::as_str).filter(|it| *it != "update_id").collect()
}
