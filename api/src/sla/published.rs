//! What is published, as JSON: which versions of policies and calendars are there, and what does each say?

use crate::asked::Fields;
use crate::wire::NO_CACHE;
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::book::Book;
use domain::client::Zone;
use domain::{calendar, policy};
use serde::Serialize;

#[derive(Serialize)]
struct PoliciesJson<'a> {
    policies: Vec<PolicyJson<'a>>,
}

#[derive(Serialize)]
struct CalendarsJson<'a> {
    calendars: Vec<CalendarJson<'a>>,
}

/// A version, named `standard@2`, with its hash (`content`) and all that it says.
#[derive(Serialize)]
struct PolicyJson<'a> {
    policy: String,
    #[serde(flatten)]
    published: &'a policy::Published,
}

#[derive(Serialize)]
struct CalendarJson<'a> {
    calendar: String,
    #[serde(flatten)]
    published: &'a calendar::Published,
}

pub(crate) async fn policies(
    State(app): State<Shared>,
    fields: Fields,
) -> Result<Response, Problem> {
    let book = book(&app, fields).await?;
    let policy =
        |(it, published): (policy::PolicyRef, _)| PolicyJson { policy: it.to_string(), published };
    let body = PoliciesJson { policies: book.policies().map(policy).collect() };
    Ok((NO_CACHE, Json(body)).into_response())
}

pub(crate) async fn calendars(
    State(app): State<Shared>,
    fields: Fields,
) -> Result<Response, Problem> {
    let book = book(&app, fields).await?;
    let calendar = |(it, published): (calendar::CalendarRef, _)| CalendarJson {
        calendar: it.to_string(),
        published,
    };
    let body = CalendarsJson { calendars: book.calendars().map(calendar).collect() };
    Ok((NO_CACHE, Json(body)).into_response())
}

/// What was published by the instant asked for.
async fn book(app: &App, mut fields: Fields) -> Result<Book, Problem> {
    let as_of = fields.as_of(app.api.clock.now(), &Zone::default())?;
    fields.end()?;
    let book = app.book().await?;
    Ok(match as_of {
        Some(as_of) => book.as_of(as_of.into()),
        None => (*book).clone(),
    })
}
