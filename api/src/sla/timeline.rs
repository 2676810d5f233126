//! The timeline as JSON: what became of the clocks of a client's tickets, second by second?

use crate::asked::{Dates, Fields};
use crate::client::Coded;
use crate::sla::wire::LedgerJson;
use crate::wire::NO_CACHE;
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::civil::Days;
use domain::zone::local;
use domain::{At, ClientCode, ClientId, Priority, RequestType, TicketNumber};
use projections::rows::{ClientRow, Lane, Timeline};
use serde::Serialize;

/// What a timeline is asked for: a client's days, as recorded by an instant.
pub(crate) struct Asked {
    pub(crate) client: ClientId,
    pub(crate) dates: Dates,
    pub(crate) days: Days,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) now: DateTime<Utc>,
}

#[derive(Serialize)]
struct TimelineJson<'a> {
    client: &'a ClientCode,
    zone: &'a str,
    /// The release of the zone's rules.
    tzdb: String,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// As recorded by then; clocks are measured at it, or at `to`, whichever is earlier.
    as_of: DateTime<Utc>,
    tickets: Vec<LaneJson<'a>>,
    /// True if there are more tickets than a timeline shows.
    cut: bool,
}

#[derive(Serialize)]
struct LaneJson<'a> {
    ticket: &'a TicketNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_type: Option<RequestType>,
    priority: Priority,
    clocks: Vec<LedgerJson>,
}

pub(crate) async fn timeline(
    State(app): State<Shared>,
    Coded(client): Coded,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let asked = Asked::of(&app, &mut fields, &client).await?;
    fields.end()?;
    let found = read(&app, &asked).await?;
    let body = TimelineJson {
        client: &client.code,
        zone: &asked.days.civil.zone.0,
        tzdb: asked.days.civil.tzdb.to_string(),
        from: found.from.utc(),
        to: found.to.utc(),
        as_of: asked.as_of.unwrap_or(asked.now),
        tickets: found.lanes.iter().map(lane_json).collect(),
        cut: found.cut,
    };
    Ok((NO_CACHE, Json(body)).into_response())
}

impl Asked {
    /// Reads `month` or `from` and `to`, and `as_of`. Without days it is the week, in the client's zone, of the instant
    /// that is asked for.
    pub(crate) async fn of(
        app: &App,
        fields: &mut Fields,
        client: &ClientRow,
    ) -> Result<Self, Problem> {
        let now = app.api.clock.now();
        let as_of = fields.as_of(now, &client.zone)?;
        let today = local(as_of.unwrap_or(now), &client.zone).date_time.date();
        let dates = fields.dates()?.unwrap_or_else(|| week_of(today));
        let (client, ends, at) = (client.client, (dates.from, dates.to), as_of.unwrap_or(now));
        let days = app.ask(move |views| views.days(Some(client), ends, at.into())).await?;
        Ok(Self { client, dates, days, as_of, now })
    }
}

/// The week that a day is in, from Monday.
pub(crate) fn week_of(day: chrono::NaiveDate) -> Dates {
    let from = day.week(chrono::Weekday::Mon).first_day();
    Dates { from, to: from + chrono::Days::new(7) }
}

pub(crate) async fn read(app: &App, asked: &Asked) -> Result<Timeline, Problem> {
    let (client, period) = (asked.client, asked.days.period);
    let as_of = At::from(asked.as_of.unwrap_or(asked.now));
    app.ask(move |views| views.timeline(client, period, as_of)).await
}

fn lane_json(it: &Lane) -> LaneJson<'_> {
    LaneJson {
        ticket: &it.number,
        request_type: it.request_type,
        priority: it.priority,
        clocks: it.ledgers.iter().map(Into::into).collect(),
    }
}
