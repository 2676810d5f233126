//! What does a client's page of rules say, and what does the same say as JSON?

mod house;

use axum::http::StatusCode;
use domain::Language;
use house::{House, promised};

#[tokio::test]
async fn the_rules_of_a_client_are_a_page_in_both_languages() {
    let house = House::new();
    promised::play(&house).await;
    let page = house.page("/clients/rom/rules?lang=ru").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "Как мы работаем: ",
        "Новая заявка: кнопка на закреплённой карточке",
        "Пн–Пт 09:00–18:00 (МСК)",
        "Порядок эскалации",
        "Действует сейчас: политика standard@1, часы обслуживания, версия 1",
        "href=\"/api/v1/clients/ROM/rules\"",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let page = house.page("/clients/ROM/rules?lang=en").await.body;
    for text in [
        "How we work: ",
        "Mon–Fri 09:00–18:00 (MSK)",
        "policy standard@1, service hours, version 1",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test]
async fn without_terms_the_page_says_so_and_how_to_ask() {
    let house = House::new();
    house.company("NEW", "Новый", -1, (Language::Ru, "Europe/Moscow")).await;
    house.settle().await;
    let page = house.page("/clients/NEW/rules").await.body;
    assert!(page.contains("Сроки ещё не согласованы.") && page.contains("/new"), "{page}");
    let json = house.get("/api/v1/clients/NEW/rules").await.json();
    assert_eq!(json["terms"], serde_json::Value::Null);
}

#[tokio::test]
async fn the_rules_of_a_client_are_json() {
    let house = House::new();
    promised::play(&house).await;
    let json = house.get("/api/v1/clients/ROM/rules").await.json();
    assert_eq!(json["client"], "ROM");
    assert_eq!(json["terms"]["policy"], "standard@1");
    assert_eq!(json["terms"]["hours"][0]["calendar"], "weekdays@1");
    assert_eq!(json["terms"]["hours"][0]["open"]["weekly"]["week"][0]["last"], "Fri");
    assert_eq!(house.get("/api/v1/clients/NONE/rules").await.status, StatusCode::NOT_FOUND);
}
