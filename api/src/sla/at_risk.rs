//! Clocks at risk as JSON: which promises are missed and still open, and which will be next?

use crate::asked::Fields;
use crate::client;
use crate::sla::standing;
use crate::wire::{NO_CACHE, PersonJson, priority_name};
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::book::Book;
use domain::clock::State as ClockState;
use domain::{At, PersonId, RequestType, TicketNumber};
use projections::rows::{AtRisk, ClientRow, RiskFilter, RiskRow};
use serde::Serialize;

/// From which share of its target on, in percent, a running clock is at risk.
const AT_RISK_PERCENT: u32 = 75;
/// In how many real seconds before its deadline a clock of a target by days is at risk.
const AT_RISK_S: i64 = 86_400;

/// How near a clock is to its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// The deadline has passed, and nothing has stopped it.
    Breached,
    AtRisk,
    Running,
}

impl Level {
    pub(crate) const ALL: [Self; 3] = [Self::Breached, Self::AtRisk, Self::Running];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Breached => "breached",
            Self::AtRisk => "at_risk",
            Self::Running => "running",
        }
    }
}

/// Which clocks are asked for.
pub(crate) struct Asked {
    pub(crate) client: Option<ClientRow>,
    pub(crate) assignee: Option<PersonId>,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) now: DateTime<Utc>,
}

#[derive(Serialize)]
struct AtRiskJson<'a> {
    /// As recorded by then, and measured then.
    as_of: DateTime<Utc>,
    breached: usize,
    at_risk: usize,
    clocks: Vec<RiskJson<'a>>,
    /// True if there are more than are listed.
    cut: bool,
}

#[derive(Serialize)]
struct RiskJson<'a> {
    ticket: &'a TicketNumber,
    link: String,
    clock: String,
    level: Level,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_type: Option<RequestType>,
    priority: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<PersonJson<'a>>,
    policy: String,
    row: String,
    calendar: String,
    start: DateTime<Utc>,
    deadline: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_seconds: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_percent: Option<u32>,
    overrun_seconds: i64,
    overrun_wall_seconds: i64,
    /// Whether it counts now: outside service hours it does not.
    running: bool,
    /// The next instant at which its deadline passes, or service begins or ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_change_at: Option<DateTime<Utc>>,
}

pub(crate) async fn at_risk(
    State(app): State<Shared>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let asked = Asked::of(&app, &mut fields).await?;
    let level = fields.one_of("level", Level::ALL, Level::name)?;
    fields.end()?;
    let found = read(&app, &asked).await?;
    let book = app.book().await?;
    let shown = |it: &&RiskRow| level.is_none_or(|level| level == level_of(it, found.at));
    let clocks = found.clocks.iter().filter(shown);
    let (breached, at_risk) = counts(&found);
    let body = AtRiskJson {
        as_of: asked.as_of.unwrap_or(asked.now),
        breached,
        at_risk,
        clocks: clocks.map(|it| risk_json(it, &book, found.at)).collect(),
        cut: found.cut,
    };
    Ok((NO_CACHE, Json(body)).into_response())
}

impl Asked {
    /// Reads `client`, `assignee` and `as_of`.
    pub(crate) async fn of(app: &App, fields: &mut Fields) -> Result<Self, Problem> {
        let client = client::chosen(app, fields).await?;
        let assignee = fields.parse::<PersonId>("assignee")?;
        let now = app.api.clock.now();
        let zone = client.as_ref().map(|it| it.zone.clone()).unwrap_or_default();
        let as_of = fields.as_of(now, &zone)?;
        Ok(Self { client, assignee, as_of, now })
    }
}

pub(crate) async fn read(app: &App, asked: &Asked) -> Result<AtRisk, Problem> {
    let client = asked.client.as_ref().map(|it| it.client);
    let filter = RiskFilter { client, assignee: asked.assignee, within_s: None };
    let at = At::from(asked.as_of.unwrap_or(asked.now));
    app.ask(move |views| views.at_risk(&filter, at)).await
}

/// How near a clock is to its deadline.
pub(crate) fn level_of(it: &RiskRow, now: At) -> Level {
    match it.state {
        ClockState::Breached => Level::Breached,
        _ if is_near(it.used_percent, it.deadline, now) => Level::AtRisk,
        _ => Level::Running,
    }
}

/// Whether somebody should look at a running clock: by the share of its target that is used up; without one, by the day.
pub(crate) fn is_near(used_percent: Option<u32>, deadline: At, now: At) -> bool {
    match used_percent {
        Some(used) => used >= AT_RISK_PERCENT,
        None => deadline.since(now) <= AT_RISK_S,
    }
}

/// How many are breached, and how many at risk.
fn counts(found: &AtRisk) -> (usize, usize) {
    let count = |level| found.clocks.iter().filter(|it| level_of(it, found.at) == level).count();
    (count(Level::Breached), count(Level::AtRisk))
}

fn risk_json<'a>(it: &'a RiskRow, book: &Book, now: At) -> RiskJson<'a> {
    let deadline = Some(it.deadline).filter(|_| it.state == ClockState::Running);
    let standing = standing::at(&it.binding.calendar.calendar, deadline, book, now);
    RiskJson {
        ticket: &it.number,
        link: format!("/api/v1/tickets/{}/clocks", it.number),
        clock: it.clock.to_string(),
        level: level_of(it, now),
        request_type: it.request_type,
        priority: priority_name(it.priority),
        assignee: it.assignee.map(|person| PersonJson {
            person,
            name: it.assignee_name.as_deref().unwrap_or_default(),
        }),
        policy: it.binding.policy.to_string(),
        row: it.binding.row.to_string(),
        calendar: it.binding.calendar.to_string(),
        start: it.start.utc(),
        deadline: it.deadline.utc(),
        remaining_seconds: it.remaining_s,
        used_percent: it.used_percent,
        overrun_seconds: it.overrun_s,
        overrun_wall_seconds: it.overrun_wall_s,
        running: standing.counts,
        next_change_at: standing.next_change.map(At::utc),
    }
}
