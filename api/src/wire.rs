//! The wire: how are questions read from a URL, and tickets written as JSON?

use crate::{Kind, Problem};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::ticket::Status;
use domain::{
    Channel, ChatId, ClientCode, ClientId, MessageRef, PersonId, Priority, RequestType, TicketId,
    TicketNumber,
};
use projections::rows::TicketRow;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::error::Error as _;

/// The bare number of a supergroup's chat begins below this: -100 and ten digits or more.
const SUPERGROUPS_BELOW: i64 = -1_000_000_000_000;

/// The lines of a page of a list where the caller does not say how many, and the most.
pub(crate) const LIMIT: usize = 50;
pub(crate) const LIMIT_MAX: usize = 200;

/// What is told of the present: to be asked for again each time.
pub(crate) const NO_CACHE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, "no-cache")];

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Self::because(Kind::BadPath, rejection.body_text())
    }
}

/// A query string, every key of which is known.
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri).map(|it| Self(it.0)).map_err(|it| bad_query(&it))
    }
}

fn bad_query(rejection: &QueryRejection) -> Problem {
    let why = rejection.source().map_or_else(|| rejection.body_text(), ToString::to_string);
    Problem::because(Kind::BadQuery, why)
}

/// The ticket's number that a path names.
pub(crate) struct Numbered(pub(crate) TicketNumber);

impl<S: Send + Sync> FromRequestParts<S> for Numbered {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text): Path<String> = Path::from_request_parts(parts, state).await?;
        number(&text).map(Self)
    }
}

/// The same for people, who may write it in small letters: they are led to the one address that it has.
pub(crate) struct NumberedPage(pub(crate) TicketNumber);

impl<S: Send + Sync> FromRequestParts<S> for NumberedPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let text: Result<Path<String>, PathRejection> =
            Path::from_request_parts(parts, state).await;
        let Path(text) = text.map_err(|it| Problem::from(it).into_response())?;
        let problem = match number(&text) {
            Ok(number) => return Ok(Self(number)),
            Err(problem) => problem,
        };
        let Some(meant) = in_capitals(&text) else { return Err(problem.into_response()) };
        let query = parts.uri.query().map(|it| format!("?{it}")).unwrap_or_default();
        Err(Redirect::permanent(&format!("/tickets/{meant}{query}")).into_response())
    }
}

/// The ticket number that a path says.
pub(crate) fn number(text: &str) -> Result<TicketNumber, Problem> {
    text.parse().map_err(|it: domain::Malformed| {
        let detail = match in_capitals(text) {
            Some(meant) => format!("a ticket's number is written in capital letters: {meant}"),
            None => format!("the path names no ticket: {it}"),
        };
        Problem::because(Kind::BadPath, detail)
    })
}

/// The number that was meant, if nothing but its capitals is missing.
fn in_capitals(text: &str) -> Option<TicketNumber> {
    text.to_ascii_uppercase().parse().ok()
}

/// Whether a caller has this very answer already.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let opaque = |it: &str| it.trim().trim_start_matches("W/").to_owned();
    let known = headers.get_all(axum::http::header::IF_NONE_MATCH);
    known
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(','))
        .any(|it| it.trim() == "*" || opaque(it) == opaque(etag))
}

pub(crate) fn priority_name(it: Priority) -> &'static str {
    match it {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::Urgent => "urgent",
    }
}

#[derive(Serialize)]
pub(crate) struct TicketJson<'a> {
    number: &'a TicketNumber,
    id: TicketId,
    client: ClientJson<'a>,
    status: Status,
    priority: Priority,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_type: Option<RequestType>,
    channel: Channel,
    chat: ChatId,
    /// Only its author and staff may know of it; absent of a ticket of a group.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    private: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<MessageJson>,
    requester: PersonJson<'a>,
    registered_by: PersonJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<PersonJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned_at: Option<DateTime<Utc>>,
    /// Absent once it was erased.
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    attachments: u64,
    messages: u64,
    reopened: u64,
    reported_at: DateTime<Utc>,
    registered_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
    awaits_answer: bool,
    events: u64,
    position: u64,
}

#[derive(Serialize)]
struct ClientJson<'a> {
    id: ClientId,
    code: &'a ClientCode,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
}

/// A person, with the name as far as it was not erased.
#[derive(Serialize)]
pub(crate) struct PersonJson<'a> {
    pub(crate) person: PersonId,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) name: &'a str,
}

#[derive(Serialize)]
pub(crate) struct MessageJson {
    chat: ChatId,
    message: i64,
    /// Where a member of the chat can open it; only supergroups have such links.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl From<MessageRef> for MessageJson {
    fn from(it: MessageRef) -> Self {
        Self { chat: it.chat, message: it.message.0, link: link_to(it) }
    }
}

/// Telegram's link to a message of a supergroup.
pub(crate) fn link_to(message: MessageRef) -> Option<String> {
    match message.chat {
        ChatId::Group(number) if number < SUPERGROUPS_BELOW => {
            let bare = SUPERGROUPS_BELOW - number;
            Some(format!("https://t.me/c/{bare}/{}", message.message.0))
        }
        ChatId::Group(_) | ChatId::Private(_) => None,
    }
}

impl<'a> From<&'a TicketRow> for TicketJson<'a> {
    fn from(it: &'a TicketRow) -> Self {
        Self {
            number: &it.number,
            id: it.ticket,
            client: ClientJson { id: it.client, code: &it.number.code, title: &it.client_title },
            status: it.status,
            priority: it.priority,
            request_type: it.request_type,
            channel: it.channel,
            chat: it.chat,
            private: it.is_private(),
            thread: it.thread,
            source: it.source.map(Into::into),
            requester: PersonJson { person: it.requester, name: &it.requester_name },
            registered_by: PersonJson { person: it.registered_by, name: &it.registered_by_name },
            assignee: it.assignee.map(|person| PersonJson {
                person,
                name: it.assignee_name.as_deref().unwrap_or_default(),
            }),
            assigned_at: it.assigned_at,
            summary: &it.summary,
            attachments: it.attachments,
            messages: it.messages,
            reopened: it.reopened,
            reported_at: it.reported_at,
            registered_at: it.registered_at,
            updated_at: it.updated_at,
            answered_at: it.answered_at,
            resolved_at: it.resolved_at,
            closed_at: it.closed_at,
            awaits_answer: it.awaits_answer,
            events: it.events,
            position: it.position.0,
        }
    }
}
