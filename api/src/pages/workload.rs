//! The page of work: who did how much, at which hours, and what has waited longest?

use crate::asked::Fields;
use crate::pages::as_of::{self, AsOf};
use crate::pages::filter::{self, Choice};
use crate::pages::{Frame, Place, Reader, name_or_none, respond, timeline, type_key};
use crate::words::Words;
use crate::workload::{self, Asked, Links, counted_name, hour};
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Weekday;
use domain::civil::CivilTime;
use projections::Views;
use projections::rows::{ClientRow, Counted, HourWork, Part, Work, Workload};

/// What the hours of the week may be coloured by.
const HEATS: [Counted; 4] =
    [Counted::Requested, Counted::Taken, Counted::Answered, Counted::Resolved];
/// How many shades there are.
const SHADES: u64 = 4;
const DAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

#[derive(Template)]
#[template(path = "workload.html")]
struct WorkloadPage {
    frame: Frame,
    position: u64,
    as_of: Option<AsOf>,
    period: String,
    zone: String,
    clients: Vec<Choice>,
    from: String,
    to: String,
    as_of_field: String,
    heats: Vec<Choice>,
    total: [Number; 3],
    oldest: Option<Oldest>,
    agents: Vec<AgentLine>,
    /// Open tickets that nobody has, so that the column adds up to the total.
    unassigned: Number,
    heat_title: String,
    heat: Vec<Day>,
    types: Vec<WorkLine>,
    by_client: Vec<WorkLine>,
    json: String,
}

/// A number that opens into the tickets behind it.
struct Number {
    title: String,
    count: u64,
    link: String,
}

struct Oldest {
    number: String,
    reported: String,
    age: String,
}

struct AgentLine {
    name: String,
    open: Number,
    taken: Number,
    answered: Number,
    resolved: Number,
}

struct WorkLine {
    name: String,
    numbers: [Number; 3],
}

struct Day {
    name: String,
    hours: Vec<Hour>,
}

struct Hour {
    /// 0 is nothing.
    shade: u64,
    number: Number,
}

/// Who reads, and where the numbers lead.
struct Numbers<'a> {
    words: Words,
    links: &'a Links,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    let heat = fields.one_of("heat", HEATS, counted_name)?.unwrap_or(Counted::Requested);
    let asked = Asked::of(&app, &mut fields).await?;
    fields.end()?;
    let position = app.position();
    let found = workload::read(&app, &asked).await?;
    let all_clients = app.ask(Views::clients).await?;
    let links = asked.links("/workload/tickets", &all_clients);
    let numbers = Numbers { words, links: &links };
    let code = asked.client.as_ref().map(|it| &it.code);
    let client = code.map_or_else(String::new, |it| format!("&client={it}"));
    let path = |as_of: &str| {
        format!("/workload?{}{client}&heat={}{as_of}", asked.dates, counted_name(heat))
    };
    let and_as_of = as_of::and(asked.as_of);
    let heats = HEATS.map(|it| (counted_name(it).to_owned(), words.text(counted_key(it))));
    let page = WorkloadPage {
        frame: Frame::new(words, Place::Workload, words.text("workload-title"), &path(&and_as_of)),
        position,
        as_of: as_of::of(words, asked.as_of, &asked.zone, &path("")),
        period: timeline::period(words, asked.dates),
        zone: words.with("period-zone", "zone", asked.days.civil.zone.0.clone()),
        clients: filter::clients(&all_clients, code),
        from: asked.dates.from.to_string(),
        to: asked.dates.to.to_string(),
        as_of_field: as_of::field(asked.as_of, &asked.zone),
        heats: filter::choices(heats.into_iter(), counted_name(heat)),
        total: numbers.of_work(Part::Total, found.total),
        oldest: oldest(words, &found, &asked.days.civil),
        agents: found.agents.iter().map(|it| numbers.agent(it)).collect(),
        unassigned: numbers.number(Part::Nobody, Counted::Open, found.unassigned),
        heat_title: words.text(counted_key(heat)),
        heat: numbers.heat(&found.hours, heat),
        types: found
            .types
            .iter()
            .map(|it| WorkLine {
                name: words.text(type_key(it.request_type)),
                numbers: numbers.of_work(Part::Type(it.request_type), it.work),
            })
            .collect(),
        by_client: found
            .clients
            .iter()
            .map(|it| WorkLine {
                name: client_name(&all_clients, it),
                numbers: numbers.of_work(Part::Client(it.client), it.work),
            })
            .collect(),
        json: format!("/api/v1/workload?{}{client}{and_as_of}", asked.dates),
    };
    respond(StatusCode::OK, &page, lang)
}

fn client_name(all: &[ClientRow], it: &projections::rows::ClientWork) -> String {
    all.iter().find(|client| client.client == it.client).map_or_else(String::new, filter::title)
}

fn oldest(words: Words, found: &Workload, civil: &CivilTime) -> Option<Oldest> {
    let it = found.oldest_open.as_ref()?;
    Some(Oldest {
        number: it.number.to_string(),
        reported: words.instant_by(it.reported_at.into(), civil),
        age: words.span(found.at.utc() - it.reported_at),
    })
}

pub(super) fn counted_key(it: Counted) -> &'static str {
    match it {
        Counted::Requested => "work-requested",
        Counted::Open => "work-open",
        Counted::Closed => "work-closed",
        Counted::Taken => "work-taken",
        Counted::Answered => "work-answered",
        Counted::Resolved => "work-resolved",
    }
}

impl Numbers<'_> {
    fn number(&self, part: Part, counted: Counted, count: u64) -> Number {
        let title = self.words.text(counted_key(counted));
        Number { title, count, link: self.links.to(part, counted) }
    }

    fn of_work(&self, part: Part, it: Work) -> [Number; 3] {
        [
            self.number(part, Counted::Requested, it.requested),
            self.number(part, Counted::Open, it.open),
            self.number(part, Counted::Closed, it.closed),
        ]
    }

    fn agent(&self, it: &projections::rows::AgentWork) -> AgentLine {
        let part = Part::Agent(it.agent);
        AgentLine {
            name: name_or_none(self.words, &it.name),
            open: self.number(part, Counted::Open, it.open),
            taken: self.number(part, Counted::Taken, it.taken),
            answered: self.number(part, Counted::Answered, it.answered),
            resolved: self.number(part, Counted::Resolved, it.resolved),
        }
    }

    fn heat(&self, hours: &[HourWork], counted: Counted) -> Vec<Day> {
        let count = |it: &HourWork| match counted {
            Counted::Taken => it.taken,
            Counted::Answered => it.answered,
            Counted::Resolved => it.resolved,
            Counted::Requested | Counted::Open | Counted::Closed => it.requested,
        };
        let most = hours.iter().map(count).max().unwrap_or(0).max(SHADES);
        let days = DAYS.iter().zip(hours.chunks(24)).enumerate();
        days.map(|(day, (weekday, hours))| {
            let hours = hours.iter().enumerate().map(|(n, it)| {
                let count = count(it);
                let number = self.number(hour(day * 24 + n), counted, count);
                Hour { shade: (count * SHADES).div_ceil(most), number }
            });
            Day { name: self.words.weekday(*weekday), hours: hours.collect() }
        })
        .collect()
    }
}
