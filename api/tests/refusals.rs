//! What does a caller get that is refused, or whom we fail?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod house;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use house::{Answer, House, answer, asking, story};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use store::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, Position, ReadError, Recorded, Revision,
    StreamName, Subscription,
};
use tracing::field::{Field, Visit};
use tracing::span;

#[tokio::test]
async fn every_refusal_is_a_problem_with_status_code_and_request_id() {
    let house = House::new();
    story::play(&house).await;
    let cases = [
        ("/nowhere", 404, "not_found", ""),
        ("/api/v1/nowhere", 404, "not_found", ""),
        ("/api/v1/tickets/ROM-99", 404, "ticket_unknown", ""),
        ("/api/v1/tickets/ROM-99/events", 404, "ticket_unknown", ""),
        ("/assets/0000000000000000/app.css", 404, "not_found", ""),
        ("/assets/%FF/app.css", 400, "bad_path", "UTF-8"),
        ("/api/v1/tickets/rom-1", 400, "bad_path", "in capital letters: ROM-1"),
        ("/api/v1/tickets/rom-1/events", 400, "bad_path", "in capital letters: ROM-1"),
        ("/api/v1/tickets/57", 400, "bad_path", "a ticket's number such as ROM-57"),
        ("/api/v1/tickets/%FF", 400, "bad_path", "UTF-8"),
        ("/api/v1/tickets/ROM-1?x=1", 400, "bad_query", "unknown field `x`"),
        ("/api/v1/board?colour=red", 400, "bad_query", "unknown field `colour`"),
        ("/api/v1/board?status=lost", 400, "bad_query", "unknown variant `lost`"),
        ("/api/v1/board?status=closed", 400, "bad_query", "shows open tickets only"),
        ("/api/v1/board?status=cancelled", 400, "bad_query", "shows open tickets only"),
        ("/?status=closed", 400, "bad_query", "shows open tickets only"),
        ("/api/v1/board?client=rom", 400, "bad_query", "a client's code"),
        ("/api/v1/board?client=NONE", 400, "bad_query", "no client has this code"),
        ("/api/v1/board?assignee=Olga", 400, "bad_query", "32 lower-case hex digits"),
        ("/api/v1/board?client=ROM&client=ACME", 400, "bad_query", "duplicate field"),
        ("/api/v1/board?min_position=-1", 400, "bad_query", "invalid digit"),
        ("/api/v1/tickets/ROM-1/events?limit=0", 400, "bad_query", "limit is 1 to 200"),
        ("/api/v1/tickets/ROM-1/events?limit=201", 400, "bad_query", "limit is 1 to 200"),
        ("/api/v1/live?ticket=ROM-99", 404, "ticket_unknown", ""),
        ("/api/v1/live?after=x", 400, "bad_query", "invalid digit"),
        ("/?status=lost", 400, "bad_query", "not a status"),
        ("/?lang=de", 400, "bad_query", "unknown variant `de`"),
        ("/tickets/57", 400, "bad_path", "a ticket's number such as ROM-57"),
    ];
    for (path, status, code, detail) in cases {
        check(&house.get(path).await, status, code, detail);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_which_ones_are_right() {
    let house = House::new();
    for path in ["/api/v1/board", "/api/v1/live", "/healthz", "/"] {
        let request = asking(path).method(Method::POST).body(Body::empty()).unwrap();
        let answer = house.ask(request).await;
        check(&answer, 405, "wrong_method", "");
        assert_eq!(answer.header("allow"), "GET,HEAD");
    }
}

#[tokio::test]
async fn only_our_own_names_and_pages_are_answered() {
    let house = House::new();
    let cases = [
        ("localhost", "", 204),
        ("localhost:8080", "", 204),
        ("LOCALHOST:1", "", 204),
        ("127.0.0.1:8080", "", 204),
        ("[::1]:8080", "", 204),
        ("desk.example", "", 204),
        ("localhost:8080", "http://localhost:8080", 204),
        ("[::1]:8080", "http://[::1]:8080", 204),
        ("desk.example", "https://desk.example", 204),
        ("evil.example", "", 421),
        ("localhost.evil.example", "", 421),
        ("evil.example:8080", "http://evil.example:8080", 421),
        ("127.0.0.2", "", 421),
        ("127.0.0.1@evil.example", "", 421),
        ("evil@localhost", "", 421),
        ("", "", 421),
        ("local host", "", 421),
        ("localhost:8080", "http://evil.example", 403),
        ("localhost:8080", "http://localhost:9090", 403),
        ("localhost:8080", "http://localhost:8080.evil.example", 403),
        ("localhost:8080", "null", 403),
        ("localhost:8080", "file://localhost:8080", 403),
    ];
    for (host, origin, status) in cases {
        let mut request = Request::get("/healthz").header("host", host);
        if !origin.is_empty() {
            request = request.header("origin", origin);
        }
        let answer = house.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{host} {origin}");
        assert!(!answer.headers.keys().any(|it| it.as_str().starts_with("access-control")));
    }
    let nameless = Request::get("/healthz").body(Body::empty()).unwrap();
    check(&house.ask(nameless).await, 421, "foreign_host", "");
    let twice = asking("/healthz").header("host", "evil.example").body(Body::empty()).unwrap();
    check(&house.ask(twice).await, 421, "foreign_host", "");
}

#[tokio::test]
async fn every_answer_forbids_foreign_scripts_frames_and_guesses() {
    let house = House::new();
    for path in ["/", "/healthz", "/api/v1/board", "/nowhere"] {
        let answer = house.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-request-id").len(), 16);
    }
}

#[tokio::test]
async fn a_request_id_of_a_proxy_is_kept_unless_it_is_nonsense() {
    let house = House::new();
    let too_long = "x".repeat(65);
    for (given, kept) in [("abc-1_2", true), ("a b", false), (too_long.as_str(), false)] {
        let request = asking("/nowhere").header("x-request-id", given).body(Body::empty()).unwrap();
        let answer = house.ask(request).await;
        assert_eq!(answer.header("x-request-id") == given, kept);
        assert_eq!(answer.json()["request_id"], answer.header("x-request-id"));
    }
}

#[tokio::test]
async fn more_routes_stand_behind_the_same_guard_and_limits() {
    let house = House::new();
    let more = || {
        Router::new()
            .route("/panic", get(breaks))
            .route("/slow", get(std::future::pending::<()>))
            .route("/big", post(|body: Bytes| async move { body.len().to_string() }))
            .route("/teapot", get(|| async { StatusCode::IM_A_TEAPOT }))
            .route("/framed", get(|| async { [("content-security-policy", "frame-src 'self'")] }))
    };
    let ask = |request: Request<Body>| answer(api::router_with(house.api(), more()), request);
    let at = |path: &str| asking(path).body(Body::empty()).unwrap();
    let panicked = ask(at("/panic")).await;
    check(&panicked, 500, "internal", "");
    assert!(!panicked.body.contains("words"));
    check(&ask(at("/teapot")).await, 418, "refused", "");
    assert_eq!(ask(at("/framed")).await.header("content-security-policy"), "frame-src 'self'");
    let foreign = Request::get("/big").header("host", "evil.example").body(Body::empty()).unwrap();
    check(&ask(foreign).await, 421, "foreign_host", "");

    let send = |bytes: usize| {
        let request = asking("/big").method(Method::POST).header("content-length", bytes);
        request.body(Body::from(vec![b'x'; bytes])).unwrap()
    };
    assert_eq!(ask(send(api::BODY_BYTES_MAX)).await.body, api::BODY_BYTES_MAX.to_string());
    check(&ask(send(api::BODY_BYTES_MAX + 1)).await, 413, "too_large", "");

    tokio::time::pause();
    check(&ask(at("/slow")).await, 503, "timed_out", "");
}

#[tokio::test]
async fn a_problem_that_is_written_already_passes_with_its_own_words() {
    let house = House::new();
    let own = r#"{"status":409,"detail":"the person is not in this chat"}"#;
    let says = move || async move {
        (StatusCode::CONFLICT, [("content-type", "application/problem+json")], own)
    };
    let more = Router::new().route("/own", get(says));
    for accept in ["*/*", "text/html"] {
        let request = asking("/own").header("accept", accept).body(Body::empty()).unwrap();
        let answer = answer(api::router_with(house.api(), more.clone()), request).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::CONFLICT, own));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_failure_of_ours_is_logged_once_and_the_caller_gets_only_its_id() {
    let house = House::new();
    story::play(&house).await;
    let log = Log::default();
    let lines = Arc::clone(&log.0);
    let guard = tracing::subscriber::set_default(log);
    let api = api::Api { store: Arc::new(Broken), ..house.api() };
    let request = asking("/api/v1/tickets/ROM-1/events").body(Body::empty()).unwrap();
    let answer = answer(api::router(api), request).await;
    drop(guard);
    check(&answer, 500, "internal", "");
    assert!(!answer.body.contains("disk") && !answer.body.contains("log"), "{}", answer.body);
    let lines = lines.lock().unwrap();
    let [line] = lines.as_slice() else { panic!("{} lines", lines.len()) };
    assert!(line.contains("failed to read the log: the disk is gone"), "{line}");
    assert!(line.contains(answer.header("x-request-id")), "{line}");
}

async fn breaks() -> StatusCode {
    panic!("a client's words")
}

#[track_caller]
fn check(answer: &Answer, status: u16, code: &str, detail: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["code"], code);
    assert_eq!(problem["type"], format!("urn:proofdesk:problem:{code}"));
    assert!(!problem["title"].as_str().unwrap().is_empty());
    assert_eq!(problem["request_id"], answer.header("x-request-id"));
    let said = problem.get("detail").map_or("", |it| it.as_str().unwrap());
    assert!(said.contains(detail), "{said}");
}

/// A store whose disk is gone.
struct Broken;

#[derive(Debug, thiserror::Error)]
#[error("the disk is gone")]
struct Gone;

fn gone() -> ReadError {
    ReadError { what: "the log".to_owned(), source: Box::new(Gone) }
}

#[async_trait]
impl EventStore for Broken {
    async fn read(
        &self,
        _: &StreamName,
        _: Revision,
        _: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        Err(gone())
    }

    async fn append(
        &self,
        stream: &StreamName,
        _: Expected,
        _: DateTime<Utc>,
        _: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        Err(AppendError::Unavailable { stream: stream.clone(), source: Box::new(Gone) })
    }

    async fn read_all(&self, _: Option<Position>, _: usize) -> Result<Vec<Recorded>, ReadError> {
        Err(gone())
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        Err(gone())
    }

    async fn subscribe(&self, _: Option<Position>) -> Result<Subscription, ReadError> {
        Err(gone())
    }
}

/// What was logged, a line an event.
#[derive(Default)]
struct Log(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("api")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}
