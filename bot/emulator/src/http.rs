//! HTTP: how does a call of the bot reach the model, and how does the answer come back?

use crate::faults::Fault;
use crate::methods;
use crate::params::{Params, REQUEST_BYTES_MAX};
use crate::refusal::Refusal;
use crate::{Emulator, files};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use futures::stream;
use serde_json::{Value, json};
use std::io;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The name under which faults know downloads.
const DOWNLOAD: &str = "download";
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";

#[derive(Debug, Clone)]
struct Api {
    telegram: Emulator,
    closing: CancellationToken,
}

impl Emulator {
    /// The Bot API: `/bot<token>/<method>`, in any case of letters, and `/file/bot<token>/<path>`.
    ///
    /// Long polls and deliveries to a web hook end when `closing` is cancelled.
    pub fn router(&self, closing: CancellationToken) -> Router {
        Router::new()
            .route("/{bot}/{method}", any(call))
            .route("/file/{bot}/{*path}", get(download))
            .fallback(|| async { refused(&Refusal::not_found()) })
            .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
            .with_state(Api { telegram: self.clone(), closing })
    }

    /// Answers bots until `cancel` is cancelled.
    ///
    /// # Errors
    ///
    /// What the listener reports.
    pub async fn serve(&self, listener: TcpListener, cancel: CancellationToken) -> io::Result<()> {
        let app = self.router(cancel.clone());
        axum::serve(listener, app).with_graceful_shutdown(cancel.cancelled_owned()).await
    }
}

async fn call(
    State(api): State<Api>,
    Path((bot, method)): Path<(String, String)>,
    request: Request,
) -> Response {
    if let Err(refusal) = api.telegram.admit(&bot) {
        return refused(&refusal);
    }
    let method = method.to_ascii_lowercase();
    let fault = api.telegram.faults().take(&method);
    match fault {
        Some(Fault::CutBefore) => return cut(),
        Some(Fault::ServerError) => return bad_gateway(),
        Some(Fault::RetryAfter(seconds)) => return refused(&Refusal::retry_after(seconds)),
        Some(Fault::CutAfter | Fault::Slow(_) | Fault::Truncated | Fault::Duplicate) | None => (),
    }
    let answer = perform(&api, &method, request).await;
    if let Some(Fault::Slow(by)) = fault {
        tokio::time::sleep(by).await;
    }
    match (fault, answer) {
        (Some(Fault::CutAfter), _) => cut(),
        (_, Err(refusal)) => refused(&refusal),
        (Some(Fault::Truncated), Ok(result)) => truncated(&result),
        (Some(Fault::Duplicate), Ok(result)) if method == "getupdates" => {
            answered(&doubled(result))
        }
        (_, Ok(result)) => answered(&result),
    }
}

async fn perform(api: &Api, method: &str, request: Request) -> Result<Value, Refusal> {
    let params = Params::read(request).await?;
    api.telegram.look_for_marks(method, &params);
    if method == "getupdates" {
        return methods::updates::get_updates(&api.telegram, &params, &api.closing).await;
    }
    let answer = methods::call(&api.telegram, method, &params)?;
    api.telegram.check_result(method, &answer);
    if method == "setwebhook" {
        api.telegram.begin_delivering(api.closing.clone());
    }
    Ok(answer)
}

async fn download(State(api): State<Api>, Path((bot, path)): Path<(String, String)>) -> Response {
    let file = api.telegram.admit(&bot).and_then(|()| files::bytes(&api.telegram, &path));
    match (api.telegram.faults().take(DOWNLOAD), file) {
        (Some(Fault::CutBefore | Fault::CutAfter), _) => cut(),
        (Some(Fault::ServerError), _) => bad_gateway(),
        (Some(Fault::RetryAfter(seconds)), _) => refused(&Refusal::retry_after(seconds)),
        (Some(Fault::Truncated), Ok(bytes)) => cut_in_the_middle(&bytes),
        (_, file) => given(file),
    }
}

fn given(file: Result<Vec<u8>, Refusal>) -> Response {
    match file {
        Ok(bytes) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        Err(refusal) => refused(&refusal),
    }
}

impl Emulator {
    fn admit(&self, bot: &str) -> Result<(), Refusal> {
        let token = bot.strip_prefix("bot").ok_or_else(Refusal::not_found)?;
        // A token that has not even the form of one is an unknown address to Telegram.
        let (id, secret) = token.split_once(':').ok_or_else(Refusal::not_found)?;
        if id.is_empty() || !id.bytes().all(|it| it.is_ascii_digit()) || secret.is_empty() {
            return Err(Refusal::not_found());
        }
        if token == self.token() { Ok(()) } else { Err(Refusal::unauthorized()) }
    }
}

fn answered(result: &Value) -> Response {
    axum::Json(json!({"ok": true, "result": result})).into_response()
}

fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
    (status, axum::Json(refusal.body())).into_response()
}

fn bad_gateway() -> Response {
    (StatusCode::BAD_GATEWAY, [(CONTENT_TYPE, "text/html")], BAD_GATEWAY).into_response()
}

fn truncated(result: &Value) -> Response {
    let mut body = json!({"ok": true, "result": result}).to_string().into_bytes();
    body.truncate(body.len() / 2);
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

fn doubled(result: Value) -> Value {
    match result {
        Value::Array(mut updates) => {
            if let Some(first) = updates.first().cloned() {
                updates.insert(0, first);
            }
            Value::Array(updates)
        }
        other => other,
    }
}

/// A file that breaks off after half of its bytes, though all of them were announced.
fn cut_in_the_middle(bytes: &[u8]) -> Response {
    let half = bytes[..bytes.len() / 2].to_vec();
    let broken = io::Error::from(io::ErrorKind::ConnectionReset);
    let body = Body::from_stream(stream::iter([Ok(half), Err(broken)]));
    ([(CONTENT_LENGTH, bytes.len())], body).into_response()
}

/// An answer whose body breaks before its first byte: the server closes the connection, and not
/// even the head has been sent.
fn cut() -> Response {
    let broken = io::Error::from(io::ErrorKind::ConnectionReset);
    Body::from_stream(stream::iter([Err::<Vec<u8>, _>(broken)])).into_response()
}
