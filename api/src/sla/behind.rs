//! Behind: which clocks does a number of a report count?

use crate::asked::{Fields, bad};
use crate::refused::Why;
use crate::sla::clocks::{SealJson, seal};
use crate::sla::compliance::Asked;
use crate::sla::outcome::{Outcome, line_name};
use crate::sla::report::ElapsedJson;
use crate::sla::wire::state_name;
use crate::wire::{LIMIT, LIMIT_MAX, MessageJson, NO_CACHE, priority_name};
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::book::Book;
use domain::clock::ClockRef;
use domain::ticket::Verdict;
use domain::{At, Malformed, RequestType, TicketNumber};
use projections::rows::{ClockRow, Evidence};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// A clock of a ticket, by name: `ROM-57:resolution.1`. Lists are in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark(TicketNumber, ClockRef);

impl FromStr for Mark {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed =
            Malformed { expected: "a ticket and its clock such as ROM-57:resolution.1" };
        let (ticket, clock) = text.split_once(':').ok_or(malformed)?;
        Ok(Self(ticket.parse()?, clock.parse()?))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, self.1)
    }
}

impl Mark {
    fn of(it: &ClockRow) -> Self {
        Self(it.number.clone(), it.clock)
    }
}

/// Some of the clocks behind a number.
pub(crate) struct Page {
    pub(crate) clocks: Vec<ClockRow>,
    /// How many there are in all.
    pub(crate) count: usize,
    /// What the next page begins after; `None` at the end.
    pub(crate) next: Option<Mark>,
    /// True if there are more than can be listed.
    pub(crate) cut: bool,
}

/// Which list is asked for, and which part of it.
pub(crate) struct AskedPage {
    pub(crate) asked: Asked,
    pub(crate) outcome: Outcome,
    pub(crate) after: Option<Mark>,
    pub(crate) limit: usize,
}

#[derive(Serialize)]
struct PageJson<'a> {
    outcome: &'static str,
    /// How many there are in all.
    count: usize,
    clocks: Vec<RowJson<'a>>,
    /// True if there are more than can be listed.
    cut: bool,
    /// The path of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    ticket: TicketNumber,
    clock: String,
    outcome: &'static str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_type: Option<RequestType>,
    priority: &'static str,
    start: DateTime<Utc>,
    target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict_at: Option<DateTime<Utc>>,
    elapsed: ElapsedJson,
    overrun_seconds: i64,
    overrun_wall_seconds: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_from: Option<Verdict>,
    /// The first and the last message of its life; absent if the client's chat has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_message: Option<EvidenceJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_message: Option<EvidenceJson>,
    evidence_deleted: bool,
    policy: String,
    row: String,
    calendar: String,
    seal: SealJson<'a>,
    /// Its ledger.
    link: String,
}

#[derive(Serialize)]
struct EvidenceJson {
    #[serde(flatten)]
    message: MessageJson,
    /// Telegram's date of it.
    at: DateTime<Utc>,
}

impl From<Evidence> for EvidenceJson {
    fn from(it: Evidence) -> Self {
        Self { message: it.message.into(), at: it.at.utc() }
    }
}

pub(crate) async fn tickets(
    State(app): State<Shared>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let page = AskedPage::of(&app, &mut fields).await?;
    fields.end()?;
    let found = read(&app, &page).await?;
    let book = app.book().await?;
    let next = found.next.map(|it| {
        let AskedPage { outcome, limit, .. } = &page;
        let query = page.asked.query();
        let outcome = outcome.name();
        format!("/api/v1/sla/compliance/tickets?outcome={outcome}&{query}&after={it}&limit={limit}")
    });
    let body = PageJson {
        outcome: page.outcome.name(),
        count: found.count,
        clocks: found.clocks.into_iter().map(|it| row_json(it, &book)).collect(),
        cut: found.cut,
        next,
    };
    Ok((NO_CACHE, Json(body)).into_response())
}

impl AskedPage {
    /// Reads `outcome`, `after` and `limit` beside what a report is asked for.
    pub(crate) async fn of(app: &App, fields: &mut Fields) -> Result<Self, Problem> {
        let outcome = fields.one_of("outcome", Outcome::ALL, Outcome::name)?;
        let outcome = outcome.ok_or_else(|| bad("outcome", Why::Missing))?;
        let after = fields.parse::<Mark>("after")?;
        let limit = fields.limit(LIMIT, LIMIT_MAX)?;
        let asked = Asked::of(app, fields).await?;
        Ok(Self { asked, outcome, after, limit })
    }
}

pub(crate) async fn read(app: &App, page: &AskedPage) -> Result<Page, Problem> {
    let (queries, at) = (page.asked.queries(), page.asked.at());
    let numbers = page.outcome.numbers();
    let found = app.ask(move |views| {
        let (mut clocks, mut cut) = (Vec::new(), false);
        for (_, query) in &queries {
            for number in &numbers {
                let behind = views.clocks_behind(query, *number, at)?;
                cut |= behind.cut;
                clocks.extend(behind.clocks);
            }
        }
        Ok((clocks, cut))
    });
    let (mut clocks, cut) = found.await?;
    clocks.sort_by_key(Mark::of);
    let count = clocks.len();
    if let Some(after) = &page.after {
        clocks.retain(|it| Mark::of(it) > *after);
    }
    let is_cut = clocks.len() > page.limit;
    clocks.truncate(page.limit);
    let next = clocks.last().filter(|_| is_cut).map(Mark::of);
    Ok(Page { clocks, count, next, cut })
}

fn row_json(it: ClockRow, book: &Book) -> RowJson<'_> {
    let (state, why) = state_name(it.state);
    RowJson {
        clock: it.clock.to_string(),
        outcome: line_name(it.line),
        state,
        why,
        request_type: it.request_type,
        priority: priority_name(it.priority),
        start: it.start.utc(),
        target: it.target.to_string(),
        deadline: it.deadline.map(At::utc),
        stop: it.stop.map(At::utc),
        verdict_at: it.verdict_at.map(At::utc),
        elapsed: it.elapsed.into(),
        overrun_seconds: it.overrun_s,
        overrun_wall_seconds: it.overrun_wall_s,
        corrected_from: it.corrected_from,
        first_message: it.messages.map(|it| it.0.into()),
        last_message: it.messages.map(|it| it.1.into()),
        evidence_deleted: it.evidence_deleted,
        policy: it.policy.to_string(),
        row: it.row.to_string(),
        seal: seal(&it.policy, &it.calendar, book),
        calendar: it.calendar.to_string(),
        link: format!("/api/v1/tickets/{}/clocks", it.number),
        ticket: it.number,
    }
}
