//! The edge: what does every answer carry, and in which shape does an error leave?

use crate::pages::{self, Words};
use crate::problem::{MEDIA_TYPE, Problem};
use crate::{App, Shared};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The most characters of a request id that a proxy gave.
const REQUEST_ID_CHARS_MAX: usize = 64;

/// Only our own files, no frames, no inline anything.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Gives a request its id, and its answer headers and, if it is an error, a body.
pub(crate) async fn pass(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let id = request_id(&app, request.headers());
    let reader = reader_of(&request);
    let mut response = next.run(request).await;
    if let Some(problem) = Problem::of_response(&mut response) {
        if let Some(chain) = &problem.chain {
            tracing::error!(request_id = %id, "a request failed: {chain}");
        }
        write(&mut response, &problem, &id, reader);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.insert(REQUEST_ID, HeaderValue::from_str(&id).expect("an id is of letters and digits"));
    response
}

/// Replaces the body of an error; what the headers say of it, such as `Allow`, stays.
fn write(response: &mut Response, problem: &Problem, id: &str, reader: Option<Words>) {
    let (media_type, body) = match reader {
        Some(words) => ("text/html; charset=utf-8", pages::error::html(words, problem, id)),
        None => (MEDIA_TYPE, problem.body(id).to_string()),
    };
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    *response.body_mut() = Body::from(body);
}

/// The language of a person at a browser; `None` for a program, and for the JSON API.
fn reader_of(request: &Request) -> Option<Words> {
    let accept = request.headers().get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let is_page = !request.uri().path().starts_with("/api/")
        && accept.is_some_and(|it| it.contains("text/html"));
    is_page.then(|| Words::of_request(request.uri(), request.headers()))
}

fn request_id(app: &App, headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|it| it.to_str().ok()).filter(|it| {
        (1..=REQUEST_ID_CHARS_MAX).contains(&it.len())
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
    });
    if let Some(given) = given {
        return given.to_owned();
    }
    let mut bytes = [0; 8];
    app.api.vault.chance().fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
