//! Page: can a browser play the people?

use crate::house::{House, house};
use futures::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn what_people_write_and_the_bot_answers_is_on_the_page() {
    let (house, page) = page().await;
    let said =
        json!({"chat": house.group, "person": house.anna, "text": "/new@desk_bot <Printer>"});
    let said = post(&page, "say", &said).await.1["message"].clone();
    let reply = json!({"chat_id": house.group, "text": "<b>№ 1</b>", "parse_mode": "HTML",
        "reply_parameters": {"message_id": said}});
    house.call("sendMessage", reply).await.result();

    let chats: Value = reqwest::get(format!("{page}/chats")).await.unwrap().json().await.unwrap();
    let chat = &chats["chats"][0];
    assert_eq!(chat["title"], "ACME");
    assert_eq!(chat["people"][0]["name"], "Anna Petrova");
    assert_eq!(chat["budget"], json!({"sends": 1, "edits": 0}));
    let lines = chat["lines"].as_array().unwrap();
    let html = "<span class=\"bot_command\">/new@desk_bot</span> &lt;Printer&gt;";
    assert_eq!(lines[lines.len() - 2]["html"], html);
    assert_eq!(lines[lines.len() - 1]["html"], "<b>№ 1</b>");
    assert_eq!(lines[lines.len() - 1]["reply_to"]["message"], said);
}

#[tokio::test]
async fn a_press_waits_for_the_toast() {
    let (house, page) = page().await;
    let markup = json!({"inline_keyboard": [[{"text": "Take", "callback_data": "t"}]]});
    let card = json!({"chat_id": house.group, "text": "card", "reply_markup": markup});
    let card = house.call("sendMessage", card).await.message();
    house.confirm_all().await;
    let press = json!({"chat": house.group, "person": house.anna, "message": card, "data": "t"});
    let answering = async {
        let poll = house.call("getUpdates", json!({"timeout": 5})).await;
        let id = &poll.result()[0]["callback_query"]["id"];
        house.call("answerCallbackQuery", json!({"callback_query_id": id, "text": "Yours"})).await
    };
    let ((status, body), _) = tokio::join!(post(&page, "press", &press), answering);
    assert_eq!((status, body), (200, json!({"toast": {"text": "Yours", "alert": false}})));
}

#[tokio::test]
async fn a_photo_is_sent_and_shown() {
    let (house, page) = page().await;
    let photo = json!({"chat": house.group, "person": house.anna, "caption": "look"});
    assert_eq!(post(&page, "photo", &photo).await.0, 200);
    let transcript = house.tg.transcript(house.group).unwrap();
    let file = &transcript.last().unwrap().files[0];
    let shown = reqwest::get(format!("{page}/files/{file}")).await.unwrap();
    assert_eq!(shown.headers()["content-type"], "image/png");
    assert_eq!(reqwest::get(format!("{page}/files/x")).await.unwrap().status(), 404);
}

#[tokio::test]
async fn what_is_impossible_is_a_problem_with_a_reason() {
    let (house, page) = page().await;
    let stranger = json!({"chat": house.group, "person": 1, "text": "x"});
    let (status, body) = post(&page, "say", &stranger).await;
    assert_eq!((status, &body["detail"]), (404, &json!("there is no person 1")));
    let empty = json!({"chat": house.group, "person": house.anna, "text": " "});
    assert_eq!(post(&page, "say", &empty).await.0, 422);
    assert_eq!(post(&page, "say", &json!({"chat": "x"})).await.0, 422);
}

#[tokio::test]
async fn changes_are_followed_live_until_the_server_closes() {
    let house = house().await;
    let closing = CancellationToken::new();
    let page = serve(&house, closing.clone()).await;
    let mut events = reqwest::get(format!("{page}/events")).await.unwrap().bytes_stream();
    let first = events.next().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: change\ndata: "));
    house.tg.say(house.anna, house.group, "hello").unwrap();
    let second = events.next().await.unwrap().unwrap();
    assert_ne!(first, second);

    closing.cancel();
    let end = tokio::time::timeout(Duration::from_secs(1), events.next()).await;
    assert!(end.expect("the stream ends").is_none());
}

async fn page() -> (House, String) {
    let house = house().await;
    let url = serve(&house, CancellationToken::new()).await;
    (house, url)
}

async fn serve(house: &House, closing: CancellationToken) -> String {
    let router = house.tg.people_router(closing);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it listens"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn post(page: &str, path: &str, body: &Value) -> (u16, Value) {
    let http = reqwest::Client::new();
    let answer = http.post(format!("{page}/{path}")).json(body).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}
