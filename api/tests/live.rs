//! Does a caller that follows learn of every change, also after it was away, and does it never hold us up?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use domain::Priority;
use futures::StreamExt;
use house::{House, asking, at, story};
use std::time::Duration;
use store::port::EventStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;

/// The open end of a stream.
struct Ear {
    frames: BodyDataStream,
    heard: String,
}

impl Ear {
    async fn open(router: &Router, request: Request<Body>) -> Self {
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { frames: response.into_body().into_data_stream(), heard: String::new() }
    }

    /// The id and data of the next event; `None` at the end of the stream.
    async fn next(&mut self) -> Option<(u64, serde_json::Value)> {
        loop {
            if let Some((event, rest)) = self.heard.split_once("\n\n") {
                let field = |name: &str| {
                    let value = event.lines().find_map(|it| it.strip_prefix(name));
                    value.unwrap().trim_start_matches(": ").to_owned()
                };
                assert_eq!(field("event"), "board");
                let event = (field("id").parse().unwrap(), field("data").parse().unwrap());
                self.heard = rest.into();
                return Some(event);
            }
            let frame = tokio::time::timeout(Duration::from_secs(5), self.frames.next());
            let frame = frame.await.expect("something is said in time")?;
            self.heard.push_str(std::str::from_utf8(&frame.unwrap()).unwrap());
        }
    }

    async fn is_silent_for(&mut self, time: Duration) -> bool {
        tokio::time::timeout(time, self.frames.next()).await.is_err()
    }
}

fn get(path: &str) -> Request<Body> {
    asking(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_change_is_told_with_its_position_and_the_ticket_that_changed() {
    let house = House::new();
    let cast = story::play(&house).await;
    let mut ear = Ear::open(&api::router(house.api()), get("/api/v1/live")).await;
    house.register(&cast.rom, cast.anna, at("14:58"), Priority::Low, "one more").await;
    let head = house.settle().await.0;
    let mut told = Vec::new();
    let last = loop {
        let (id, data) = ear.next().await.unwrap();
        assert_eq!(data["position"], id);
        told.extend(data["tickets"].as_array().unwrap().clone());
        if id == head {
            break id;
        }
    };
    assert_eq!(told, ["ROM-6"]);
    assert_eq!(last, head);
}

#[tokio::test]
async fn a_caller_that_was_away_learns_all_that_it_missed() {
    let house = House::new();
    story::play(&house).await;
    let router = api::router(house.api());
    let log = house.store.read_all(None, 1_000).await.unwrap();
    let registered = |nth: usize| {
        log.iter().filter(|it| &*it.event.kind == "ticket.registered").nth(nth).unwrap().position.0
    };
    let head = log.last().unwrap().position.0;
    // From the registration of ACME-1 on: its own later events, and all of ACME-2.
    let away = asking("/api/v1/live").header("last-event-id", registered(5));
    let (id, data) =
        Ear::open(&router, away.body(Body::empty()).unwrap()).await.next().await.unwrap();
    assert_eq!(id, head);
    assert_eq!(data["tickets"], serde_json::json!(["ACME-1", "ACME-2"]));

    let after = format!("/api/v1/live?after={}&ticket=ACME-2", registered(5));
    let (_, data) = Ear::open(&router, get(&after)).await.next().await.unwrap();
    assert_eq!(data["tickets"], serde_json::json!(["ACME-2"]));
}

#[tokio::test]
async fn a_caller_from_another_log_is_told_to_read_everything_anew() {
    let house = House::new();
    story::play(&house).await;
    let mut ear = Ear::open(&api::router(house.api()), get("/api/v1/live?after=999999")).await;
    let (id, data) = ear.next().await.unwrap();
    assert_eq!(data, serde_json::json!({"position": id}));
    assert_eq!(id, house.settle().await.0);
}

#[tokio::test]
async fn one_who_follows_a_ticket_hears_nothing_of_others() {
    let house = House::new();
    let cast = story::play(&house).await;
    let mut ear = Ear::open(&api::router(house.api()), get("/api/v1/live?ticket=ROM-1")).await;
    house.register(&cast.rom, cast.anna, at("14:58"), Priority::Low, "one more").await;
    house.settle().await;
    assert!(ear.is_silent_for(Duration::from_millis(700)).await);
}

#[tokio::test]
async fn many_changes_are_told_at_most_twice_a_second() {
    let house = House::new();
    let cast = story::play(&house).await;
    let mut ear = Ear::open(&api::router(house.api()), get("/api/v1/live")).await;
    let write = async {
        for _ in 0..20 {
            house.register(&cast.rom, cast.anna, at("14:58"), Priority::Low, "and more").await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let listen = async {
        let mut updates = 0;
        let mut told = std::collections::BTreeSet::new();
        while told.len() < 20 {
            let (_, data) = ear.next().await.unwrap();
            updates += 1;
            told.extend(data["tickets"].as_array().unwrap().iter().map(ToString::to_string));
        }
        updates
    };
    let (updates, ()) = tokio::join!(listen, write);
    assert!(updates <= 4, "{updates} updates");
}

#[tokio::test]
async fn a_stream_beyond_the_limit_is_refused_until_another_one_ends() {
    let house = House::new();
    let router = api::router(house.api());
    let mut ears = Vec::new();
    for _ in 0..api::STREAMS_MAX {
        ears.push(Ear::open(&router, get("/api/v1/live")).await);
    }
    let refused = house::answer(router.clone(), get("/api/v1/live")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.json()["code"], "too_many_streams");
    assert_eq!(refused.header("retry-after"), "15");
    ears.pop();
    Ear::open(&router, get("/api/v1/live")).await;
}

#[tokio::test]
async fn an_id_that_no_stream_of_ours_gave_is_refused() {
    let house = House::new();
    let request = asking("/api/v1/live").header("last-event-id", "x");
    let answer = house.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.json()["code"], "bad_header");
}

#[tokio::test]
async fn a_stream_ends_when_the_house_shuts_down() {
    let house = House::new();
    let mut ear = Ear::open(&api::router(house.api()), get("/api/v1/live")).await;
    house.cancel.cancel();
    assert_eq!(ear.next().await, None);
}

#[tokio::test]
async fn a_client_that_stays_does_not_hold_the_shutdown() {
    let house = House::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = api::serve(listener, api::router(house.api()), house.cancel.clone());
    let server = tokio::spawn(serve);
    let mut client = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\n\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 15];
    client.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    house.cancel.cancel();
    let ended = tokio::time::timeout(Duration::from_millis(1_500), server).await;
    ended.expect("the server ends within 1.5 s").unwrap().unwrap();
    drop(client);
}
