//! Controls: how does a visitor move the demo's clock?
//!
//! `POST /demo/clock` `{"by": "15m"}` (or `"1h"`, or `"monday"`: to the next Monday at nine in the demo's zone) answers
//! `{"now": "2026-11-23T06:00:00Z"}` once the house has kept up, or after [`ANSWER_WITHIN`]: then the rest of the way goes
//! on by itself. Errors are `application/problem+json`.

use super::days::monday_after;
use super::passing::{Passing, Stuck};
use super::words::Words;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How far visitors can move the clock ahead of the system's.
pub(super) const AHEAD_MAX: TimeDelta = TimeDelta::days(60);

/// How long a visitor waits for the house to keep up.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Where a move leads to from an instant.
type Goal = fn(DateTime<Utc>) -> DateTime<Utc>;

/// How far the clock can be moved at once: its name, the key of what stands on the button, and where it leads.
pub(super) const MOVES: [(&str, &str, Goal); 3] = [
    ("15m", "move-15m", |now| now + TimeDelta::minutes(15)),
    ("1h", "move-1h", |now| now + TimeDelta::hours(1)),
    ("monday", "move-monday", monday_after),
];

pub(super) fn router(passing: Arc<Passing>) -> Router {
    Router::new().route("/demo/clock", post(move_on)).with_state(passing)
}

#[derive(Debug, Deserialize)]
struct Move {
    by: String,
}

async fn move_on(
    State(passing): State<Arc<Passing>>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Json<Move>, JsonRejection>,
) -> Response {
    let words = Words(api::language_of_request(&uri, &headers));
    let refused = |status, key| problem(status, &words.text(key));
    let asked = match body {
        Ok(Json(it)) => MOVES.into_iter().find(|(by, ..)| *by == it.by),
        Err(rejection) => return problem(rejection.status(), &rejection.body_text()),
    };
    let Some((_, _, goal)) = asked else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "clock-unknown");
    };
    let going = tokio::spawn({
        let passing = Arc::clone(&passing);
        async move { passing.visit(goal, AHEAD_MAX).await }
    });
    let gone = match tokio::time::timeout(ANSWER_WITHIN, going).await {
        Ok(gone) => gone.unwrap_or(Err(Stuck::Busy)),
        Err(_) => Ok(passing.now()),
    };
    match gone {
        Ok(now) => Json(json!({"now": now})).into_response(),
        Err(Stuck::NotYet) => refused(StatusCode::CONFLICT, "clock-not-yet"),
        Err(Stuck::TooFar) => refused(StatusCode::CONFLICT, "clock-too-far"),
        Err(Stuck::Busy) => refused(StatusCode::SERVICE_UNAVAILABLE, "clock-busy"),
    }
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
