//! Who is ready, as a program and as a person reads it?

mod house;

use axum::http::StatusCode;
use house::{House, story};

#[tokio::test]
async fn clients_are_listed_with_what_is_missing_and_reading_makes_nothing() {
    let house = House::new();
    story::play(&house).await;
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
        assert!(!page.body.contains("startgroup"));
    }
    assert_eq!(house.settle().await, before);
}
