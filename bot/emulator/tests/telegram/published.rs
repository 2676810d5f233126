//! Published: what of the published Bot API is there, and does the README tell what is not?

use crate::house::{House, house};
use emulator::api::description;
use serde_json::json;
use std::collections::BTreeSet;

/// What stands in backticks in a section of the README.
fn listed(heading: &str) -> BTreeSet<&'static str> {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once(heading).expect("the section is there");
    let section = section.split("\n#").next().unwrap_or_default();
    section.split('`').skip(1).step_by(2).collect()
}

async fn is_there(house: &House, method: &str) -> bool {
    let answer = house.call(method, json!({"url": "", "chat_id": 0})).await;
    answer.body["description"] != "Not Found"
}

#[tokio::test]
async fn the_readme_lists_every_method_that_is_not_there() {
    let house = house().await;
    let mut missing = BTreeSet::new();
    for method in description().methods() {
        if !is_there(&house, method).await {
            missing.insert(method);
        }
    }
    assert_eq!(listed("### Methods that are not there\n"), missing);
}

#[tokio::test]
async fn the_readme_lists_every_kind_of_update_that_never_comes() {
    let house = house().await;
    let all: BTreeSet<_> = description().update_kinds().map(|it| it.name).collect();
    // What a bot may ask for and is not there is forgotten: it is not among what was asked for.
    let ask = json!({"url": "https://127.0.0.1:1/", "allowed_updates": all});
    house.call("setWebhook", ask).await;
    let told = house.call("getWebhookInfo", json!({})).await.result().clone();
    let there: BTreeSet<_> = told["allowed_updates"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it.as_str())
        .collect();
    assert!(there.contains("message_reaction"), "{told}");
    let missing: BTreeSet<_> = all.iter().copied().filter(|it| !there.contains(it)).collect();
    assert_eq!(listed("### Kinds of updates that never come by themselves\n"), missing);
}

#[tokio::test]
async fn what_is_put_in_from_outside_is_no_departure_of_the_emulators() {
    let house = house().await;
    assert_eq!(house.tg.departures(), Vec::<String>::new());
    house.say(house.group, "Hello").await.result();
    assert_eq!(house.tg.departures(), Vec::<String>::new());
    // What is put in from outside is not the emulator's.
    house.tg.inject_update("message", json!({"odd": 1}));
    assert_eq!(house.updates().await.last().expect("it came")["message"], json!({"odd": 1}));
    assert_eq!(house.tg.departures(), Vec::<String>::new());
}
