//! Requests: which of them does a report count?

use crate::asked::Fields;
use crate::sla::compliance::Asked;
use crate::sla::report::REQUESTS_PATH;
use crate::wire::{LIMIT, LIMIT_MAX, NO_CACHE, priority_name};
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::{ClientCode, TicketNumber};
use projections::rows::RequestRow;
use serde::Serialize;

/// Which list is asked for, and which part of it.
pub(crate) struct AskedPage {
    pub(crate) asked: Asked,
    /// The ticket that the page begins after.
    pub(crate) after: Option<TicketNumber>,
    pub(crate) limit: usize,
}

/// Some of the requests that a report counts, by number.
pub(crate) struct Page {
    pub(crate) requests: Vec<RequestRow>,
    /// How many there are in all.
    pub(crate) count: usize,
    /// What the next page begins after; `None` at the end.
    pub(crate) next: Option<TicketNumber>,
    /// True if there are more than can be listed.
    pub(crate) cut: bool,
}

#[derive(Serialize)]
struct PageJson<'a> {
    /// How many there are in all.
    count: usize,
    requests: Vec<RowJson<'a>>,
    /// True if there are more than can be listed.
    cut: bool,
    /// The path of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    ticket: &'a TicketNumber,
    client: &'a ClientCode,
    /// As it was last set by the cut-off.
    priority: &'static str,
    reported_at: DateTime<Utc>,
    link: String,
}

pub(crate) async fn requests(
    State(app): State<Shared>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let page = AskedPage::of(&app, &mut fields).await?;
    fields.end()?;
    let found = read(&app, &page).await?;
    let next = found.next.map(|it| {
        format!("{REQUESTS_PATH}?{}&after={it}&limit={}", page.asked.query(), page.limit)
    });
    let requests = found.requests.iter().map(row_json).collect();
    let body = PageJson { count: found.count, requests, cut: found.cut, next };
    Ok((NO_CACHE, Json(body)).into_response())
}

impl AskedPage {
    /// Reads `after` and `limit` beside what a report is asked for.
    pub(crate) async fn of(app: &App, fields: &mut Fields) -> Result<Self, Problem> {
        let after = fields.parse::<TicketNumber>("after")?;
        let limit = fields.limit(LIMIT, LIMIT_MAX)?;
        let asked = Asked::of(app, fields).await?;
        Ok(Self { asked, after, limit })
    }
}

pub(crate) async fn read(app: &App, page: &AskedPage) -> Result<Page, Problem> {
    let (queries, at) = (page.asked.queries(), page.asked.at());
    let found = app.ask(move |views| {
        let (mut requests, mut cut) = (Vec::new(), false);
        for (_, query) in &queries {
            let behind = views.requests_behind(query, at)?;
            cut |= behind.cut;
            requests.extend(behind.requests);
        }
        Ok((requests, cut))
    });
    let (mut requests, cut) = found.await?;
    requests.sort_by(|a, b| a.number.cmp(&b.number));
    let count = requests.len();
    if let Some(after) = &page.after {
        requests.retain(|it| it.number > *after);
    }
    let is_cut = requests.len() > page.limit;
    requests.truncate(page.limit);
    let next = requests.last().filter(|_| is_cut).map(|it| it.number.clone());
    Ok(Page { requests, count, next, cut })
}

fn row_json(it: &RequestRow) -> RowJson<'_> {
    RowJson {
        ticket: &it.number,
        client: &it.number.code,
        priority: priority_name(it.priority),
        reported_at: it.reported_at,
        link: format!("/api/v1/tickets/{}", it.number),
    }
}
