//! Pages: what do people see in a browser?

mod along;
mod as_of;
mod axis;
pub(crate) mod behind;
pub(crate) mod board;
pub(crate) mod cards;
pub(crate) mod clients;
mod clocks;
mod conversation;
pub(crate) mod error;
mod files;
mod filter;
pub(crate) mod incidents;
mod kept;
mod lanes;
mod promises;
pub(crate) mod requests;
pub(crate) mod rules;
mod sentences;
pub(crate) mod sla;
mod statement;
pub(crate) mod ticket;
pub(crate) mod timeline;
pub(crate) mod work_behind;
pub(crate) mod workload;

pub(crate) use crate::words::Words;

use crate::words::language_cookie;
use crate::{Problem, assets};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::ticket::Status;
use domain::{Language, Priority, RequestType};
use std::convert::Infallible;

/// The places that every page leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Board,
    Sla,
    Workload,
    Clients,
    Incidents,
    /// None of them.
    Elsewhere,
}

/// A place as a link.
struct PlaceLink {
    path: &'static str,
    title: String,
    is_here: bool,
}

/// What stands around every page.
struct Frame {
    words: Words,
    place: Place,
    title: String,
    css: String,
    sla_css: String,
    js: String,
    htmx: String,
    icon: String,
    /// This page in the other language.
    other_language: String,
}

impl Frame {
    /// `path` is the page's own, with its query as far as it is to be kept; it begins with `/`.
    fn new(words: Words, place: Place, title: String, path: &str) -> Self {
        let joint = if path.contains('?') { '&' } else { '?' };
        Self {
            words,
            place,
            title,
            css: assets::url_of("app.css"),
            sla_css: assets::url_of("sla.css"),
            js: assets::url_of("app.js"),
            htmx: assets::url_of("htmx.js"),
            icon: assets::url_of("icon.svg"),
            other_language: format!("{path}{joint}lang={}", words.other()),
        }
    }

    fn places(&self) -> [PlaceLink; 5] {
        [
            (Place::Board, "/"),
            (Place::Sla, "/sla"),
            (Place::Workload, "/workload"),
            (Place::Clients, "/clients"),
            (Place::Incidents, "/incidents"),
        ]
        .map(|(place, path)| PlaceLink {
            path,
            title: self.words.text(place_key(place)),
            is_here: place == self.place,
        })
    }
}

/// The reader of a page: the language, and whether it was chosen just now.
pub(crate) struct Reader(Words);

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Words::of_request(&parts.uri, &parts.headers)))
    }
}

/// A page as a response; a language that was `chosen` is kept for a year.
fn respond(
    status: StatusCode,
    page: &impl Template,
    chosen: Option<Language>,
) -> Result<Response, Problem> {
    let html = page.render().map_err(|it| Problem::ours(&it))?;
    let mut response = (status, Html(html)).into_response();
    if let Some(language) = chosen {
        response.headers_mut().append(header::SET_COOKIE, language_cookie(language));
    }
    Ok(response)
}

fn place_key(place: Place) -> &'static str {
    match place {
        Place::Board | Place::Elsewhere => "nav-board",
        Place::Sla => "nav-sla",
        Place::Workload => "nav-workload",
        Place::Clients => "nav-clients",
        Place::Incidents => "incidents-title",
    }
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::New => "status-new",
        Status::InProgress => "status-in-progress",
        Status::WaitingForClient => "status-waiting-for-client",
        Status::OnHold => "status-on-hold",
        Status::Resolved => "status-resolved",
        Status::Closed => "status-closed",
        Status::Cancelled => "status-cancelled",
    }
}

fn priority_key(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "priority-low",
        Priority::Normal => "priority-normal",
        Priority::Urgent => "priority-urgent",
    }
}

fn type_key(request_type: Option<RequestType>) -> &'static str {
    match request_type {
        Some(RequestType::Fault) => "type-fault",
        Some(RequestType::Question) => "type-question",
        Some(RequestType::Access) => "type-access",
        None => "fact-type-unknown",
    }
}

/// A priority beside its words: a sign that needs no colour. Nothing for the ordinary one.
fn priority_sign(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "▽",
        Priority::Normal => "",
        Priority::Urgent => "▲",
    }
}

/// A person's name, or that there is none.
fn name_or_none(words: Words, name: &str) -> String {
    if name.is_empty() { words.text("person-unnamed") } else { name.to_owned() }
}
