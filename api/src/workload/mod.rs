//! Work as JSON: who did how much, when, and which tickets stand behind each number?

pub(crate) mod behind;
mod links;

pub(crate) use links::Links;

use crate::asked::{Dates, Fields};
use crate::client;
use crate::wire::NO_CACHE;
use crate::{App, Problem, Shared};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::civil::Days;
use domain::client::Zone;
use domain::zone::local;
use domain::{At, ClientCode, PersonId, RequestType, TicketNumber};
use projections::Views;
use projections::rows::{ClientRow, Counted, HourWork, Part, Work, Workload, WorkloadQuery};
use serde::Serialize;

/// Whose work is asked for, in which days, as recorded by when.
pub(crate) struct Asked {
    pub(crate) client: Option<ClientRow>,
    pub(crate) dates: Dates,
    /// The stretch of time that they are, by the clocks of the client or else of the desk.
    pub(crate) days: Days,
    /// The client's, or else the desk's, at present: for reading instants.
    pub(crate) zone: Zone,
    pub(crate) as_of: Option<DateTime<Utc>>,
    pub(crate) now: DateTime<Utc>,
}

#[derive(Serialize)]
struct WorkloadJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<&'a ClientCode>,
    zone: &'a str,
    /// The release of the zone's rules.
    tzdb: String,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// As recorded by then.
    as_of: DateTime<Utc>,
    total: WorkJson,
    /// Open, and nobody has them.
    unassigned: NumberJson,
    agents: Vec<AgentJson<'a>>,
    /// Hours of the week in the zone, from Monday 00:00, each with what happened in it.
    hours: Vec<HourJson>,
    types: Vec<TypeJson>,
    clients: Vec<ClientJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_open: Option<OldestJson<'a>>,
}

/// A number, and where the tickets behind it are.
#[derive(Serialize)]
struct NumberJson {
    tickets: u64,
    link: String,
}

#[derive(Serialize)]
struct WorkJson {
    requested: NumberJson,
    open: NumberJson,
    closed: NumberJson,
}

#[derive(Serialize)]
struct AgentJson<'a> {
    person: PersonId,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    open: NumberJson,
    taken: NumberJson,
    answered: NumberJson,
    resolved: NumberJson,
}

#[derive(Serialize)]
struct HourJson {
    /// 1 is Monday.
    day: usize,
    hour: usize,
    requested: NumberJson,
    taken: NumberJson,
    answered: NumberJson,
    resolved: NumberJson,
}

#[derive(Serialize)]
struct TypeJson {
    /// Absent of tickets that nobody has classified.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_type: Option<RequestType>,
    #[serde(flatten)]
    work: WorkJson,
}

#[derive(Serialize)]
struct ClientJson<'a> {
    code: &'a ClientCode,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(flatten)]
    work: WorkJson,
}

#[derive(Serialize)]
struct OldestJson<'a> {
    ticket: &'a TicketNumber,
    reported_at: DateTime<Utc>,
}

pub(crate) async fn workload(
    State(app): State<Shared>,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let asked = Asked::of(&app, &mut fields).await?;
    fields.end()?;
    let found = read(&app, &asked).await?;
    let clients = app.ask(Views::clients).await?;
    let links = asked.links("/api/v1/workload/tickets", &clients);
    let query = asked.query();
    let body = WorkloadJson {
        client: asked.client.as_ref().map(|it| &it.code),
        zone: &asked.days.civil.zone.0,
        tzdb: asked.days.civil.tzdb.to_string(),
        from: query.from.utc(),
        to: query.to.utc(),
        as_of: asked.as_of.unwrap_or(asked.now),
        total: work_json(&links, Part::Total, found.total),
        unassigned: number(&links, Part::Nobody, Counted::Open, found.unassigned),
        agents: found.agents.iter().map(|it| agent_json(&links, it)).collect(),
        hours: found.hours.iter().enumerate().map(|(n, it)| hour_json(&links, n, it)).collect(),
        types: found
            .types
            .iter()
            .map(|it| TypeJson {
                request_type: it.request_type,
                work: work_json(&links, Part::Type(it.request_type), it.work),
            })
            .collect(),
        clients: found
            .clients
            .iter()
            .filter_map(|it| {
                let client = clients.iter().find(|client| client.client == it.client)?;
                let work = work_json(&links, Part::Client(it.client), it.work);
                Some(ClientJson { code: &client.code, title: &client.title, work })
            })
            .collect(),
        oldest_open: found
            .oldest_open
            .as_ref()
            .map(|it| OldestJson { ticket: &it.number, reported_at: it.reported_at }),
    };
    Ok((NO_CACHE, Json(body)).into_response())
}

impl Asked {
    /// Reads `client`, `month` or `from` and `to`, and `as_of`. Without days it is the week of the instant asked for.
    pub(crate) async fn of(app: &App, fields: &mut Fields) -> Result<Self, Problem> {
        let client = client::chosen(app, fields).await?;
        let zone = match &client {
            Some(client) => client.zone.clone(),
            None => app.desk_zone().await?,
        };
        let now = app.api.clock.now();
        let as_of = fields.as_of(now, &zone)?;
        let today = local(as_of.unwrap_or(now), &zone).date_time.date();
        let dates = fields.dates()?.unwrap_or_else(|| crate::sla::timeline::week_of(today));
        let (ends, at) = ((dates.from, dates.to), as_of.unwrap_or(now).into());
        let of = client.as_ref().map(|it| it.client);
        let days = app.ask(move |views| views.days(of, ends, at)).await?;
        Ok(Self { client, dates, days, zone, as_of, now })
    }

    pub(crate) fn query(&self) -> WorkloadQuery {
        let Days { civil, period } = self.days.clone();
        WorkloadQuery {
            client: self.client.as_ref().map(|it| it.client),
            from: period.from,
            to: period.to,
            civil,
        }
    }

    /// The instant as of which it is told.
    pub(crate) fn at(&self) -> At {
        self.as_of.unwrap_or(self.now).into()
    }

    pub(crate) fn links(&self, path: &'static str, clients: &[ClientRow]) -> Links {
        let code = self.client.as_ref().map(|it| &it.code);
        Links::new(path, code, self.dates, self.as_of, clients)
    }

    /// The same of the present.
    pub(crate) fn links_now(&self, path: &'static str, clients: &[ClientRow]) -> Links {
        let code = self.client.as_ref().map(|it| &it.code);
        Links::new(path, code, self.dates, None, clients)
    }
}

pub(crate) async fn read(app: &App, asked: &Asked) -> Result<Workload, Problem> {
    let (query, at) = (asked.query(), asked.at());
    app.ask(move |views| views.workload(&query, at)).await
}

fn number(links: &Links, part: Part, counted: Counted, tickets: u64) -> NumberJson {
    NumberJson { tickets, link: links.to(part, counted) }
}

fn work_json(links: &Links, part: Part, it: Work) -> WorkJson {
    WorkJson {
        requested: number(links, part, Counted::Requested, it.requested),
        open: number(links, part, Counted::Open, it.open),
        closed: number(links, part, Counted::Closed, it.closed),
    }
}

fn agent_json<'a>(links: &Links, it: &'a projections::rows::AgentWork) -> AgentJson<'a> {
    let part = Part::Agent(it.agent);
    AgentJson {
        person: it.agent,
        name: &it.name,
        open: number(links, part, Counted::Open, it.open),
        taken: number(links, part, Counted::Taken, it.taken),
        answered: number(links, part, Counted::Answered, it.answered),
        resolved: number(links, part, Counted::Resolved, it.resolved),
    }
}

fn hour_json(links: &Links, n: usize, it: &HourWork) -> HourJson {
    let part = hour(n);
    HourJson {
        day: n / 24 + 1,
        hour: n % 24,
        requested: number(links, part, Counted::Requested, it.requested),
        taken: number(links, part, Counted::Taken, it.taken),
        answered: number(links, part, Counted::Answered, it.answered),
        resolved: number(links, part, Counted::Resolved, it.resolved),
    }
}

/// An hour of the week by its place in the list.
pub(crate) fn hour(n: usize) -> Part {
    Part::Hour(u8::try_from(n).expect("a week has 168 hours"))
}

const COUNTED: [Counted; 6] = [
    Counted::Requested,
    Counted::Open,
    Counted::Closed,
    Counted::Taken,
    Counted::Answered,
    Counted::Resolved,
];

/// In the place of a person: the tickets that nobody has.
const NOBODY: &str = "none";

const TYPES: [Option<RequestType>; 4] =
    [None, Some(RequestType::Fault), Some(RequestType::Question), Some(RequestType::Access)];

pub(crate) fn counted_name(it: Counted) -> &'static str {
    match it {
        Counted::Requested => "requested",
        Counted::Open => "open",
        Counted::Closed => "closed",
        Counted::Taken => "taken",
        Counted::Answered => "answered",
        Counted::Resolved => "resolved",
    }
}

pub(crate) fn type_name(it: Option<RequestType>) -> &'static str {
    match it {
        None => "unclassified",
        Some(RequestType::Fault) => "fault",
        Some(RequestType::Question) => "question",
        Some(RequestType::Access) => "access",
    }
}
