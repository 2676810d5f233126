//! A ticket's clocks as JSON: how does each stand, and what became of its seconds?

use crate::asked::Fields;
use crate::sla::standing;
use crate::sla::wire::LedgerJson;
use crate::ticket::find;
use crate::wire::{NO_CACHE, Numbered};
use crate::{App, Kind, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::book::Book;
use domain::calendar::{CalendarRef, Hours};
use domain::policy::PolicyRef;
use domain::{At, TicketNumber};
use projections::rows::{Explained, Ledger, TicketRow};
use serde::Serialize;

#[derive(Serialize)]
struct ClocksJson<'a> {
    ticket: &'a TicketNumber,
    /// As recorded by then, and measured then.
    as_of: DateTime<Utc>,
    /// The next instant at which one of them changes by time alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_change_at: Option<DateTime<Utc>>,
    clocks: Vec<ClockJson<'a>>,
}

#[derive(Serialize)]
struct ClockJson<'a> {
    #[serde(flatten)]
    ledger: LedgerJson,
    /// Whether it counts now: outside service hours it does not.
    running: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_change_at: Option<DateTime<Utc>>,
    seal: SealJson<'a>,
}

/// What the promise says: the hashes of its policy and calendar, and the release of its zone's rules.
#[derive(Serialize)]
pub(super) struct SealJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calendar_sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tzdb: Option<String>,
}

pub(crate) async fn clocks(
    State(app): State<Shared>,
    Numbered(number): Numbered,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let now = app.api.clock.now();
    let as_of = fields.as_of(now, &domain::client::Zone::default())?;
    fields.end()?;
    let ticket = find(&app, number).await?;
    let found = read(&app, &ticket, as_of.unwrap_or(now)).await?;
    let book = app.book().await?;
    let next = next_change(&found, &book);
    let body = ClocksJson {
        ticket: &found.number,
        as_of: as_of.unwrap_or(now),
        next_change_at: next.map(At::utc),
        clocks: found.ledgers.iter().map(|it| clock_json(it, &book, found.at)).collect(),
    };
    Ok((NO_CACHE, Json(body)).into_response())
}

/// The clocks of a ticket as recorded by an instant, and measured then.
pub(crate) async fn read(
    app: &App,
    ticket: &TicketRow,
    at: DateTime<Utc>,
) -> Result<Explained, Problem> {
    let (ticket, at) = (ticket.ticket, At::from(at));
    let found = app.ask(move |views| views.segments_of(ticket, at)).await?;
    found.ok_or_else(|| Problem::because(Kind::TicketUnknown, "it was not registered by then"))
}

/// The next instant at which one of the clocks changes by time alone.
pub(crate) fn next_change(found: &Explained, book: &Book) -> Option<At> {
    let changes = found.ledgers.iter().map(|it| standing::of(&it.clock, book, found.at));
    changes.filter_map(|it| it.next_change).min()
}

fn clock_json<'a>(it: &Ledger, book: &'a Book, now: At) -> ClockJson<'a> {
    let standing = standing::of(&it.clock, book, now);
    ClockJson {
        ledger: it.into(),
        running: standing.counts,
        next_change_at: standing.next_change.map(At::utc),
        seal: seal(&it.clock.binding.policy, &it.clock.binding.calendar, book),
    }
}

pub(super) fn seal<'a>(policy: &PolicyRef, calendar: &CalendarRef, book: &'a Book) -> SealJson<'a> {
    let calendar = book.calendar(calendar);
    let weekly = calendar.and_then(|it| match &it.hours {
        Hours::Weekly(it) => Some(it),
        Hours::Always {} | Hours::Both(_) | Hours::Either(_) => None,
    });
    SealJson {
        policy_sha256: book.policy(policy).map(|it| it.content.as_str()),
        calendar_sha256: calendar.map(|it| it.content.as_str()),
        zone: weekly.map(|it| it.zone.0.as_str()),
        tzdb: weekly.map(|it| it.tzdb.to_string()),
    }
}
