//! The pages of incidents: what befell many clients at once, whom does it concern, and who was told what?
//!
//! They are for staff: a client must not learn who else is concerned.

use crate::asked::Fields;
use crate::incidents::{self, Numbered, Told};
use crate::pages::{Frame, Place, Reader, name_or_none, respond, status_key};
use crate::words::Words;
use crate::{App, Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::incident::{Nature, Stage};
use projections::rows::{AnnouncedRow, Delivered, IncidentRow, TicketRow};

/// The most open incidents that the board names.
const BANNERS_MAX: usize = 3;

#[derive(Template)]
#[template(path = "incidents.html")]
struct IncidentsPage {
    frame: Frame,
    incidents: Vec<Row>,
    cut: bool,
}

struct Row {
    number: u32,
    name: String,
    title: String,
    is_open: bool,
    state: String,
    /// Of works: from when until when.
    window: Option<String>,
    tickets: u64,
    declared: String,
}

#[derive(Template)]
#[template(path = "incident.html")]
struct IncidentPage {
    frame: Frame,
    number: u32,
    title: String,
    is_open: bool,
    state: String,
    facts: Vec<(String, String)>,
    tickets: Vec<Linked>,
    announcements: Vec<Announced>,
}

struct Linked {
    number: String,
    client: String,
    requester: String,
    status: (&'static str, String),
    summary: String,
}

struct Announced {
    name: String,
    words: String,
    at: String,
    by: String,
    groups: Vec<Group>,
    /// How many groups it has reached, of how many.
    reached: String,
}

struct Group {
    client: String,
    tickets: u64,
    /// Why it is not well, as a class, and how it stands.
    delivery: (&'static str, String),
}

/// An incident that goes on, as the board and the tickets lead to it.
pub(super) struct Link {
    pub(super) path: String,
    pub(super) text: String,
}

pub(crate) async fn list(
    State(app): State<Shared>,
    Reader(words): Reader,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    fields.end()?;
    let (rows, _, cut) = incidents::all(&app).await?;
    let zone = app.desk_zone().await?;
    let now = app.api.clock.now();
    let title = words.text("incidents-title");
    let view = IncidentsPage {
        frame: Frame::new(words, Place::Incidents, title, "/incidents"),
        incidents: rows.iter().map(|it| row(words, it, (&zone, now))).collect(),
        cut,
    };
    respond(StatusCode::OK, &view, lang)
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    Numbered(number): Numbered,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    fields.end()?;
    let told = incidents::one(&app, number).await?;
    let zone = app.desk_zone().await?;
    let view = IncidentPage {
        frame: Frame::new(
            words,
            Place::Incidents,
            name(words, &told.row),
            &format!("/incidents/{number}"),
        ),
        number,
        title: told.row.title.clone(),
        is_open: told.row.ended.is_none(),
        state: state(words, &told.row, app.api.clock.now()),
        facts: facts(words, &told, &zone),
        tickets: told.tickets.iter().map(|it| linked(words, it)).collect(),
        announcements: told
            .announcements
            .iter()
            .map(|it| announced(words, &zone, (it, &told)))
            .collect(),
    };
    respond(StatusCode::OK, &view, lang)
}

/// The newest of the incidents that go on.
pub(super) async fn open(app: &App, words: Words) -> Result<Vec<Link>, Problem> {
    let rows = app.ask(|views| views.open_incidents(BANNERS_MAX)).await?;
    Ok(rows.iter().map(|it| link(it, format!("{}: {}", name(words, it), it.title))).collect())
}

/// The incidents that a ticket has to do with: by number alone, since what staff call one may name others.
pub(super) async fn of_ticket(
    app: &App,
    words: Words,
    ticket: domain::TicketId,
) -> Result<Vec<Link>, Problem> {
    let rows = app.ask(move |views| views.incidents_of_ticket(ticket)).await?;
    Ok(rows.iter().map(|it| link(it, name(words, it))).collect())
}

fn link(it: &IncidentRow, text: String) -> Link {
    Link { path: format!("/incidents/{}", it.number), text }
}

fn row(words: Words, it: &IncidentRow, (zone, now): (&Zone, DateTime<Utc>)) -> Row {
    Row {
        number: it.number,
        name: name(words, it),
        title: it.title.clone(),
        is_open: it.ended.is_none(),
        state: state(words, it, now),
        window: window(words, it, zone),
        tickets: it.tickets,
        declared: words.instant(it.declared_at, zone),
    }
}

fn name(words: Words, it: &IncidentRow) -> String {
    let key = match it.nature {
        Nature::Outage => "incident-outage",
        Nature::Planned { .. } => "incident-planned",
    };
    words.with(key, "number", it.number.to_string())
}

fn state(words: Words, it: &IncidentRow, now: DateTime<Utc>) -> String {
    words.text(match (it.nature, it.nature.stage(it.ended.map(|it| it.0), now)) {
        (_, Stage::Planned) => "incident-stage-planned",
        (Nature::Outage, Stage::Running) => "incident-open",
        (Nature::Planned { .. }, Stage::Running) => "incident-stage-running",
        (_, Stage::TimeIsUp) => "incident-stage-time-is-up",
        (Nature::Outage, Stage::Over) => "incident-over",
        (Nature::Planned { .. }, Stage::Over) => "incident-stage-over",
        (_, Stage::Withdrawn) => "incident-stage-withdrawn",
    })
}

/// From when until when works last.
fn window(words: Words, it: &IncidentRow, zone: &Zone) -> Option<String> {
    match it.nature {
        Nature::Outage => None,
        Nature::Planned { from, until } => {
            let instants = [("from", from), ("until", until)];
            let instants = instants.map(|(name, at)| (name, words.instant(at, zone).into()));
            Some(words.with_all("incident-window", instants))
        }
    }
}

fn facts(words: Words, told: &Told, zone: &Zone) -> Vec<(String, String)> {
    let instant = |at| words.instant(at, zone);
    let person = |it| name_or_none(words, told.named.name(it));
    let mut facts = Vec::new();
    let mut fact = |key, value| facts.push((words.text(key), value));
    if let Nature::Planned { from, until } = told.row.nature {
        fact("incident-from", instant(from));
        fact("incident-until", instant(until));
    }
    fact("incident-declared", instant(told.row.declared_at));
    fact("incident-declared-by", person(told.row.declared_by));
    if let Some((at, by)) = told.row.ended {
        fact("incident-ended", instant(at));
        fact("incident-ended-by", person(by));
    }
    facts
}

fn linked(words: Words, it: &TicketRow) -> Linked {
    Linked {
        number: it.number.to_string(),
        client: it.client_title.clone(),
        requester: name_or_none(words, &it.requester_name),
        status: (it.status.name(), words.text(status_key(it.status))),
        summary: it.summary.clone(),
    }
}

fn announced(words: Words, zone: &Zone, (it, told): (&AnnouncedRow, &Told)) -> Announced {
    let client = |client| match told.named.clients.get(client) {
        Some(row) => format!("{} {}", row.code, row.title),
        None => words.text("incident-client-unknown"),
    };
    let groups = it.to.iter().map(|it| Group {
        client: client(&it.client),
        tickets: it.tickets,
        delivery: match it.delivery {
            Delivered::NotYet => ("quiet", words.text("incident-not-yet")),
            Delivered::At(at) => ("delivered", words.instant(at, zone)),
            Delivered::Failed(_) => ("undelivered", words.text("incident-undelivered")),
        },
    });
    let reached = it.to.iter().filter(|it| matches!(it.delivery, Delivered::At(_))).count();
    let counts = [("reached", reached.into()), ("all", it.to.len().into())];
    Announced {
        name: words.text(if it.ends { "incident-end-announced" } else { "incident-announced" }),
        words: it.words.clone(),
        at: words.instant(it.at, zone),
        by: name_or_none(words, told.named.name(it.by)),
        groups: groups.collect(),
        reached: words.with_all("incident-reached", counts),
    }
}
