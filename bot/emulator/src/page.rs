//! Page: how does a browser play the people?
//!
//! Mounted by whoever serves the page, for example under `/telegram`. All bodies are JSON; errors
//! are `application/problem+json`. Who may come is up to the server around it: this side can do
//! whatever people can do.
//!
//! `GET chats`: all groups and private chats, with the last 200 messages of each.
//! ```json
//! {"change": 42, "now": "2026-03-02T09:00:00Z", "chats": [{
//!   "chat": -4700000001, "title": "ACME × Service", "kind": "group",
//!   "budget": {"sends": 3, "edits": 1},
//!   "people": [{"person": 5500000002, "name": "Anna Petrova", "language": "ru"}],
//!   "lines": [{
//!     "message": 7, "author": 7000000001, "name": "Desk", "by_bot": true,
//!     "at": "2026-03-02T09:00:00Z", "text": "№ ROM-57", "html": "<b>№ ROM-57</b>",
//!     "buttons": [[{"text": "Fault", "data": "v1|type|…", "url": null}]],
//!     "reply_to": {"message": 6, "name": "Anna Petrova", "text": "/new Printer"},
//!     "files": ["AgACAgIAAx…"], "service": false, "edited": true, "pinned": false,
//!     "silent": false, "asks": false, "reactions": ["👌"],
//!     "toasts": [[5500000002, {"text": "Taken", "alert": false}]]
//! }]}]}
//! ```
//! Where a message breaks into lines, `html` has line breaks: show it with `white-space: pre-wrap`.
//! A chat that became a supergroup has `"migrated_to": -1002600000002` and takes no messages.
//!
//! `POST say` `{"chat": -4700000001, "person": 5500000002, "text": "/new Printer", "reply_to": 6}`
//! (`reply_to` may be absent) answers `{"message": 8}`.
//!
//! `POST press` `{"chat": …, "person": …, "message": 7, "data": "v1|type|…"}` (the button's data or
//! its label) waits up to 5 seconds and answers `{"toast": {"text": "Taken", "alert": false}}`, or
//! `{"toast": null}` if the bot does not answer.
//!
//! `POST photo` `{"chat": …, "person": …, "caption": "screenshot", "reply_to": 6}` (both may be
//! absent) sends a tiny picture and answers `{"message": 9}`.
//!
//! `GET files/{file}`: the bytes of a file of `files`.
//!
//! `GET events`: server-sent events `event: change`, `data: 43`, one now and one for each change or
//! several; then ask for `chats` again.

use crate::attachment::Attachment;
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{Chat, Shape};
use crate::people::Impossible;
use crate::transcript::Transcript;
use crate::world::World;
use crate::{Emulator, Spent};
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::convert::Infallible;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Messages of one chat that the page is given.
const LINES_SHOWN_MAX: usize = 200;
/// How long a press waits for its toast.
const TOAST_WAIT: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
struct Stage {
    telegram: Emulator,
    closing: CancellationToken,
}

impl Emulator {
    /// The people's side for a browser; live events end when `closing` is cancelled.
    pub fn people_router(&self, closing: CancellationToken) -> Router {
        Router::new()
            .route("/chats", get(chats))
            .route("/say", post(say))
            .route("/press", post(press))
            .route("/photo", post(photo))
            .route("/files/{file}", get(file))
            .route("/events", get(events))
            .with_state(Stage { telegram: self.clone(), closing })
    }
}

#[derive(Debug, Serialize)]
struct Scene {
    change: u64,
    now: DateTime<Utc>,
    chats: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    transcript: Transcript,
    budget: Spent,
    people: Vec<Face>,
    #[serde(skip_serializing_if = "Option::is_none")]
    migrated_to: Option<ChatId>,
}

#[derive(Debug, Serialize)]
struct Face {
    person: UserId,
    name: String,
    language: Option<String>,
}

async fn chats(State(stage): State<Stage>) -> Json<Scene> {
    let change = *stage.telegram.changes().borrow();
    Json(stage.telegram.look(|world, now| {
        let chats = world.chats.values().map(|it| shown(world, now, it)).collect();
        Scene { change, now, chats }
    }))
}

fn shown(world: &World, now: DateTime<Utc>, chat: &Chat) -> Shown {
    let inside = chat.members.iter().filter(|(_, standing)| standing.is_inside());
    let people = inside.filter_map(|(user, _)| world.people.get(user)).filter(|it| !it.is_bot);
    let face = |it: &crate::Person| Face {
        person: it.id,
        name: it.name(),
        language: it.language_code.clone(),
    };
    Shown {
        transcript: world.transcript(chat, LINES_SHOWN_MAX),
        budget: world.budget.spent(now, chat.id),
        people: people.map(face).collect(),
        migrated_to: chat.migrated_to,
    }
}

#[derive(Debug, Deserialize)]
struct Say {
    chat: ChatId,
    person: UserId,
    text: String,
    reply_to: Option<MessageId>,
}

async fn say(
    State(stage): State<Stage>,
    body: Result<Json<Say>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(it) = body?;
    let message = match it.reply_to {
        Some(to) => stage.telegram.reply(it.person, it.chat, to, &it.text)?,
        None => stage.telegram.say(it.person, it.chat, &it.text)?,
    };
    Ok(Json(json!({"message": message})).into_response())
}

#[derive(Debug, Deserialize)]
struct Pressed {
    chat: ChatId,
    person: UserId,
    message: MessageId,
    data: String,
}

async fn press(
    State(stage): State<Stage>,
    body: Result<Json<Pressed>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(it) = body?;
    let press = stage.telegram.press(it.person, it.chat, it.message, &it.data)?;
    let toast = tokio::select! {
        toast = stage.telegram.toast_within(&press, TOAST_WAIT) => toast,
        () = stage.closing.cancelled() => None,
    };
    Ok(Json(json!({"toast": toast})).into_response())
}

#[derive(Debug, Deserialize)]
struct Photo {
    chat: ChatId,
    person: UserId,
    #[serde(default)]
    caption: String,
    reply_to: Option<MessageId>,
}

async fn photo(
    State(stage): State<Stage>,
    body: Result<Json<Photo>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(it) = body?;
    let seed = stage.telegram.quietly(|world, _| world.chance.draw());
    let files = [Attachment::photo(seed)];
    let sent = stage.telegram.send_files(it.person, it.chat, &files, &it.caption, it.reply_to)?;
    Ok(Json(json!({"message": sent.first()})).into_response())
}

async fn file(State(stage): State<Stage>, Path(id): Path<String>) -> Result<Response, Problem> {
    let found = stage.telegram.look(|world, _| world.files.get(&id).cloned());
    let found = found.ok_or_else(|| Problem::not_found("there is no such file"))?;
    let kind = match found.shape {
        Shape::Photo { .. } => "image/png",
        // Whatever people send is never shown as a page.
        Shape::Document { .. } => "application/octet-stream",
    };
    let sniff = ("x-content-type-options", "nosniff");
    Ok(([(CONTENT_TYPE.as_str(), kind), sniff], found.bytes.to_vec()).into_response())
}

async fn events(State(stage): State<Stage>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = stage.telegram.changes();
    changes.mark_changed();
    let each = stream::unfold(changes, |mut changes| async move {
        changes.changed().await.ok()?;
        let change = *changes.borrow_and_update();
        let event = Event::default().event("change").data(change.to_string());
        Some((Ok(event), changes))
    });
    Sse::new(each.take_until(stage.closing.cancelled_owned())).keep_alive(KeepAlive::default())
}

/// What went wrong, for the browser.
#[derive(Debug)]
struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    fn not_found(detail: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, detail: detail.to_owned() }
    }
}

impl From<Impossible> for Problem {
    fn from(impossible: Impossible) -> Self {
        let status = match impossible {
            Impossible::NoSuchPerson(_)
            | Impossible::NoSuchChat(_)
            | Impossible::NoSuchMessage { .. }
            | Impossible::NoTopic(_)
            | Impossible::NoLink
            | Impossible::NoSuchButton(_) => StatusCode::NOT_FOUND,
            Impossible::NotInside { .. }
            | Impossible::Migrated(_)
            | Impossible::NotTheirs(_)
            | Impossible::NoGroup(_) => StatusCode::CONFLICT,
            Impossible::Empty | Impossible::TooLong => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, detail: impossible.to_string() }
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Self { status: rejection.status(), detail: rejection.body_text() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let head = [(CONTENT_TYPE, "application/problem+json")];
        (self.status, head, body.to_string()).into_response()
    }
}
