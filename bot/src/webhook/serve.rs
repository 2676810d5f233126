//! Serving a webhook: which requests are Telegram's, and what is each one told?

use super::{Told, Webhook};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_LENGTH, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::sync::Arc;
use std::time::Duration;
use tracing::error;

/// The header that bears the secret.
pub const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";
/// The most bytes of an update: far more than a message with all that it replies to.
pub const UPDATE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How long the words of a request may take to come in.
const READ_WITHIN: Duration = Duration::from_secs(20);
/// How long a request is held: Telegram itself gives up after a minute, and sends again.
const ANSWER_WITHIN: Duration = Duration::from_secs(50);
/// In how many seconds Telegram is asked to come again.
const AGAIN_AFTER_S: &str = "1";

impl Webhook {
    /// The one path at which updates come in. It stands behind no guard but its own.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().route(self.settings.path(), post(receive)).with_state(Arc::clone(self))
    }
}

async fn receive(State(hook): State<Arc<Webhook>>, headers: HeaderMap, body: Body) -> Response {
    // Before a byte of the body is read: a stranger costs us nothing more.
    if !hook.knows(headers.get(SECRET_HEADER).map(axum::http::HeaderValue::as_bytes)) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    if let Some(bytes) = length.filter(|it| *it > UPDATE_BYTES_MAX as u64) {
        // Refused, it would come again for a day, and hold up its chat for as long.
        error!(bytes, "an update cannot even be parked; it is left out");
        return StatusCode::OK.into_response();
    }
    let read = tokio::time::timeout(READ_WITHIN, to_bytes(body, UPDATE_BYTES_MAX)).await;
    let Ok(Ok(body)) = read else { return StatusCode::BAD_REQUEST.into_response() };
    let raw: Arc<str> = String::from_utf8_lossy(&body).into();
    match tokio::time::timeout(ANSWER_WITHIN, hook.take_in(raw)).await {
        Ok(Told::Taken) => StatusCode::OK.into_response(),
        Ok(Told::Later) | Err(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, AGAIN_AFTER_S)]).into_response()
        }
    }
}
