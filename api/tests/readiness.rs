//! Who is ready, as a program and as a person reads it?

mod house;

use axum::body::Body;
use axum::http::StatusCode;
use domain::{Actor, ClientId, Draft, Field, Owner, client};
use house::{House, answer, asking, at, story};
use store::stream::Stream;
use uuid::Uuid;

#[tokio::test]
async fn clients_are_listed_with_what_is_missing_and_reading_makes_nothing() {
    let house = House::new();
    story::play(&house).await;
    // A client whose group is still to be linked.
    let stream = Stream::Client(ClientId(Uuid::from_u128(77)));
    let registered = client::Registered { code: "VAS".parse().unwrap() };
    let draft = Draft::<client::Event>::new(client::Event::Registered(registered), at("09:00"));
    let draft = draft.with(Field::Name, Owner::Client, "Василёк");
    house.record(&stream, Actor::Operator, draft).await;
    let before = house.settle().await;
    let answer = house.get("/api/v1/clients").await;
    assert_eq!(answer.status, StatusCode::OK);
    let json = answer.json();
    let rom = json["clients"].as_array().unwrap().iter().find(|it| it["code"] == "ROM").unwrap();
    assert_eq!(rom["ready"], false);
    let missing: Vec<_> = rom["missing"].as_array().unwrap().iter().collect();
    assert!(missing.iter().any(|it| **it == "terms"), "{missing:?}");
    for (lang, words) in [("ru", "Нет политики и календаря"), ("en", "No policy and calendar")]
    {
        let page = house.get(&format!("/clients?lang={lang}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("ООО «Ромашка»") && page.body.contains(words), "{}", page.body);
        // It tells how the bot comes to a group, and gives nobody a right to one.
        assert!(!page.body.contains("startgroup="));
        // Once for all, and once for the one that has none.
        let link = "href=\"https://t.me/desk_bot?startgroup&#38;admin=pin_messages\"";
        assert_eq!(page.body.matches(link).count(), 2, "{}", page.body);
        assert!(page.body.contains("/setup@desk_bot"));
        // The client's own link gives a group away: the page names what prints it.
        for code in ["ROM", "VAS"] {
            let command = format!("<code dir=\"ltr\">proofdesk client link {code}</code>");
            assert_eq!(page.body.matches(&command).count(), 1, "{}", page.body);
        }
        assert!(page.body.contains("proofdesk client links"));
    }
    assert_eq!(house.settle().await, before);
}

#[tokio::test]
async fn a_node_without_a_bot_tells_of_no_link() {
    let house = House::new();
    story::play(&house).await;
    house.settle().await;
    let api = api::Api { bringing: None, ..house.api() };
    let page = answer(api::router(api), asking("/clients").body(Body::empty()).unwrap()).await;
    assert!(page.body.contains("ООО «Ромашка»") && !page.body.contains("startgroup"));
}
