//! Behind: which tickets does a number of a workload count?

use super::{Asked, COUNTED, NOBODY, TYPES, counted_name, type_name};
use crate::asked::{Fields, bad};
use crate::client;
use crate::refused::Why;
use crate::wire::{LIMIT, LIMIT_MAX, NO_CACHE, TicketJson};
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::{ClientCode, Malformed, TicketNumber};
use projections::Views;
use projections::rows::{BEHIND_MAX, Counted, Part, TicketRow, WEEK_HOURS};
use serde::Serialize;
use std::str::FromStr;

/// Which list is asked for, and which part of it.
pub(crate) struct AskedPage {
    pub(crate) asked: Asked,
    pub(crate) part: Part,
    pub(crate) counted: Counted,
    /// The ticket that the page begins after.
    pub(crate) after: Option<TicketNumber>,
    pub(crate) limit: usize,
}

/// Some of the tickets behind a number, as they stand now.
pub(crate) struct Page {
    pub(crate) tickets: Vec<TicketRow>,
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
    /// As they stand now.
    tickets: Vec<TicketJson<'a>>,
    /// True if there are more than can be listed.
    cut: bool,
    /// The path of the next page; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

pub(crate) async fn tickets(
    State(app): State<Shared>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let page = AskedPage::of(&app, &mut fields).await?;
    fields.end()?;
    let found = read(&app, &page).await?;
    let clients = app.ask(Views::clients).await?;
    let next = found.next.map(|it| {
        let here = page.asked.links("/api/v1/workload/tickets", &clients);
        format!("{}&after={it}&limit={}", here.to(page.part, page.counted), page.limit)
    });
    let tickets = found.tickets.iter().map(Into::into).collect();
    let body = PageJson { count: found.count, tickets, cut: found.cut, next };
    Ok((NO_CACHE, Json(body)).into_response())
}

impl AskedPage {
    /// Reads which number it is, `after` and `limit`, beside what a workload is asked for.
    pub(crate) async fn of(app: &App, fields: &mut Fields) -> Result<Self, Problem> {
        let (part, counted) = part_of(app, fields).await?;
        let after = fields.parse::<TicketNumber>("after")?;
        let limit = fields.limit(LIMIT, LIMIT_MAX)?;
        let asked = Asked::of(app, fields).await?;
        Ok(Self { asked, part, counted, after, limit })
    }
}

pub(crate) async fn read(app: &App, page: &AskedPage) -> Result<Page, Problem> {
    let (query, at) = (page.asked.query(), page.asked.at());
    let (part, counted, limit) = (page.part, page.counted, page.limit);
    let after = page.after.clone();
    let found = app.ask(move |views| {
        let behind = views.workload_behind(&query, part, counted, at)?;
        let (count, cut) = (behind.len(), behind.len() >= BEHIND_MAX);
        let skipped = match after {
            None => 0,
            Some(after) => {
                let last = views.ticket_by_number(&after)?.map(|it| it.ticket);
                behind.iter().position(|it| Some(*it) == last).map_or(count, |it| it + 1)
            }
        };
        let rows = behind[skipped..].iter().take(limit).map(|it| views.ticket(*it));
        let tickets = rows.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?;
        let is_cut = skipped + tickets.len() < count;
        Ok((tickets, count, is_cut, cut))
    });
    let (tickets, count, is_cut, cut) = found.await?;
    let next = tickets.last().filter(|_| is_cut).map(|it| it.number.clone());
    Ok(Page { tickets, count, next, cut })
}

/// Whose work it is: a person's, or that of nobody yet.
struct Who(Part);

impl FromStr for Who {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let expected = "a person's id, or none for the tickets that nobody has";
        match text {
            NOBODY => Ok(Self(Part::Nobody)),
            _ => text.parse().map(|it| Self(Part::Agent(it))).map_err(|_| Malformed { expected }),
        }
    }
}

/// Reads which number is asked for: `count`, and at most one of `agent`, `hour`, `type` and `of`.
async fn part_of(app: &App, fields: &mut Fields) -> Result<(Part, Counted), Problem> {
    let counted = fields.one_of("count", COUNTED, counted_name)?;
    let counted = counted.ok_or_else(|| bad("count", Why::Missing))?;
    let agent = fields.parse::<Who>("agent")?.map(|it| it.0);
    let hour = fields.parse::<usize>("hour")?;
    let hour = hour
        .map(|it| {
            if it < WEEK_HOURS {
                Ok(super::hour(it))
            } else {
                Err(bad("hour", Why::Between(0, WEEK_HOURS - 1)))
            }
        })
        .transpose()?;
    let of_type = fields.one_of("type", TYPES, type_name)?.map(Part::Type);
    let of = match fields.parse::<ClientCode>("of")? {
        None => None,
        Some(code) => Some(Part::Client(client::known(app, "of", code).await?.client)),
    };
    let mut parts = [agent, hour, of_type, of].into_iter().flatten();
    let part = parts.next().unwrap_or(Part::Total);
    if parts.next().is_some() {
        return Err(bad("count", Why::ManyParts));
    }
    if !is_counted(part, counted) {
        return Err(bad("count", Why::NotCounted(counted_name(counted))));
    }
    Ok((part, counted))
}

/// Whether a part has such a number.
fn is_counted(part: Part, counted: Counted) -> bool {
    use Counted::{Answered, Closed, Open, Requested, Resolved, Taken};
    match part {
        Part::Total | Part::Type(_) | Part::Client(_) => {
            matches!(counted, Requested | Open | Closed)
        }
        Part::Agent(_) => matches!(counted, Open | Taken | Answered | Resolved),
        Part::Nobody => counted == Open,
        Part::Hour(_) => matches!(counted, Requested | Taken | Answered | Resolved),
    }
}
