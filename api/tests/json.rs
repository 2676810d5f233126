//! What does a program get that asks for board, ticket, history and health?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::body::Body;
use axum::http::StatusCode;
use house::{House, asking, story};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn the_board_holds_the_open_tickets_and_the_position_they_are_of() {
    let house = House::new();
    story::play(&house).await;
    let answer = house.get("/api/v1/board").await;
    assert_eq!(answer.status, StatusCode::OK);
    let board = answer.json();
    assert_eq!(board["position"], house.settle().await.0);
    assert_eq!(numbers(&board), ["ROM-1", "ROM-2", "ROM-3", "ROM-4", "ACME-1", "ACME-2"]);
    let first = &board["tickets"][0];
    assert_eq!(first["client"]["title"], "ООО «Ромашка»");
    assert_eq!(first["status"], "in_progress");
    assert_eq!(first["assignee"]["name"], "Ольга");
    assert_eq!(first["reported_at"], "2026-11-22T06:12:00Z");
    assert_eq!(board["cut"], false);
}

#[tokio::test]
async fn a_filter_lets_through_what_fits_all_of_it() {
    let house = House::new();
    let cast = story::play(&house).await;
    let cases = [
        ("client=ACME".to_owned(), vec!["ACME-1", "ACME-2"]),
        ("status=new".to_owned(), vec!["ROM-2"]),
        (format!("assignee={}", cast.olga), vec!["ROM-1", "ACME-2"]),
        (format!("client=ROM&assignee={}", cast.olga), vec!["ROM-1"]),
        ("client=ROM&status=resolved".to_owned(), vec![]),
    ];
    for (query, then) in cases {
        let answer = house.get(&format!("/api/v1/board?{query}")).await;
        assert_eq!(numbers(&answer.json()), then, "{query}");
    }
}

#[tokio::test]
async fn a_caller_that_has_the_board_gets_no_second_copy_until_it_changes() {
    let house = House::new();
    let cast = story::play(&house).await;
    let etag = house.get("/api/v1/board").await.header("etag").to_owned();
    assert_eq!(etag, format!("W/\"board-{}\"", house.settle().await.0));
    for (known, then) in [
        (etag.clone(), StatusCode::NOT_MODIFIED),
        (format!("\"other\", {etag}"), StatusCode::NOT_MODIFIED),
        ("*".to_owned(), StatusCode::NOT_MODIFIED),
        ("W/\"board-1\"".to_owned(), StatusCode::OK),
    ] {
        let request = asking("/api/v1/board").header("if-none-match", &known);
        let answer = house.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, then, "{known}");
        assert_eq!(answer.body.is_empty(), then == StatusCode::NOT_MODIFIED);
    }
    house.register(&cast.rom, cast.anna, house::at("14:58"), domain::Priority::Low, "x").await;
    house.settle().await;
    let request = asking("/api/v1/board").header("if-none-match", &etag);
    assert_eq!(house.ask(request.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_caller_reads_what_it_wrote_by_naming_the_position() {
    let house = House::new();
    let cast = story::play(&house).await;
    let head = house.settle().await.0;
    let later = format!("/api/v1/board?min_position={}", head + 2);
    let write = async {
        let low = domain::Priority::Low;
        house.register(&cast.rom, cast.anna, house::at("14:58"), low, "one more").await;
    };
    let (answer, ()) = tokio::join!(house.get(&later), write);
    assert_eq!(answer.status, StatusCode::OK);
    assert!(numbers(&answer.json()).contains(&"ROM-6"));

    let never = format!("/api/v1/board?min_position={}", head + 1_000);
    let answer = house.get(&never).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["code"], "view_behind");
    assert_eq!(answer.header("retry-after"), "1");
}

#[tokio::test]
async fn a_ticket_is_found_by_its_number() {
    let house = House::new();
    story::play(&house).await;
    let ticket = house.get("/api/v1/tickets/ACME-1").await.json();
    assert_eq!(ticket["number"], "ACME-1");
    assert_eq!(ticket["status"], "resolved");
    assert_eq!(ticket["request_type"], "fault");
    assert_eq!(ticket["requester"]["name"], "John Doe");
    let link = ticket["source"]["link"].as_str().unwrap();
    assert!(link.starts_with("https://t.me/c/9876543210/"), "{link}");
    assert!(!ticket.as_object().unwrap().values().any(Value::is_null));
    assert_eq!(house.get("/api/v1/tickets/ROM-77").await.json()["code"], "ticket_unknown");
}

#[tokio::test]
async fn a_history_tells_who_did_what_where_and_when() {
    let house = House::new();
    let cast = story::play(&house).await;
    let answer = house.get("/api/v1/tickets/ROM-1/events").await;
    let events = answer.json()["events"].clone();
    let first = &events[0];
    assert_eq!(first["kind"], "ticket.registered");
    assert_eq!(first["revision"], 0);
    assert_eq!(first["occurred_at"], "2026-11-22T06:12:00Z");
    assert_eq!(first["recorded_at"], "2026-11-22T06:12:01Z");
    let anna = json!({"kind": "person", "person": cast.anna.to_string(), "name": "Анна Смирнова"});
    assert_eq!(first["actor"], anna);
    assert_eq!(first["source"]["chat"], "-1001234567890");
    assert!(first["texts"]["body"].as_str().unwrap().starts_with("Не печатает"));
    assert!(first["facts"].get("c").is_none(), "commitments are for auditors");
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds[5], "ticket.reply_delivered");
    assert_eq!(events[5]["actor"], json!({"kind": "sender"}));
    assert_eq!(events[7]["texts"]["file_name"], "IMG_2034.jpg");
    assert!(!answer.body.contains("null"));
}

#[tokio::test]
async fn a_long_history_is_read_page_by_page_without_gap_or_repetition() {
    let house = House::new();
    story::play(&house).await;
    let mut path = Some("/api/v1/tickets/ROM-1/events?limit=5".to_owned());
    let mut revisions = Vec::new();
    let mut pages = 0;
    while let Some(at) = path {
        let page = house.get(&at).await.json();
        let events = page["events"].as_array().unwrap();
        revisions.extend(events.iter().map(|it| it["revision"].as_u64().unwrap()));
        path = page.get("next").map(|it| it.as_str().unwrap().to_owned());
        pages += 1;
    }
    assert_eq!(revisions, (0..12).collect::<Vec<_>>());
    assert_eq!(pages, 3);
    let beyond = house.get("/api/v1/tickets/ROM-1/events?after=11").await.json();
    assert_eq!(beyond, json!({"ticket": "ROM-1", "events": []}));
}

#[tokio::test]
async fn an_answering_process_is_alive_and_ready_only_with_all_its_parts() {
    let house = House::new();
    story::play(&house).await;
    assert_eq!(house.get("/healthz").await.status, StatusCode::NO_CONTENT);
    let answer = house.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::OK);
    let head = house.settle().await.0;
    let parts = json!({
        "store": {"ready": true, "head": head},
        "views": {"ready": true, "position": head},
        "bot": {"ready": true},
    });
    assert_eq!(answer.json(), json!({"ready": true, "parts": parts}));

    house.bot_ready.store(false, Ordering::Relaxed);
    let answer = house.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let bot = json!({"ready": false, "detail": "no answer from Telegram"});
    assert_eq!(answer.json()["parts"]["bot"], bot);
    assert_eq!(answer.json()["parts"]["store"]["ready"], true);
    assert_eq!(answer.json()["code"], "not_ready");
}

fn numbers(board: &Value) -> Vec<&str> {
    let tickets = board["tickets"].as_array().unwrap();
    tickets.iter().map(|it| it["number"].as_str().unwrap()).collect()
}
