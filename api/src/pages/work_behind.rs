//! The list behind a number of a workload: which tickets does it count?

use crate::asked::Fields;
use crate::pages::as_of::{self, AsOf};
use crate::pages::workload::counted_key;
use crate::pages::{
    Frame, Place, Reader, filter, name_or_none, priority_key, respond, status_key, timeline,
    type_key,
};
use crate::words::Words;
use crate::workload::behind::{self, AskedPage};
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Weekday;
use domain::civil::CivilTime;
use projections::Views;
use projections::rows::{ClientRow, Part, TicketRow};

#[derive(Template)]
#[template(path = "work_behind.html")]
struct BehindPage {
    frame: Frame,
    as_of: Option<AsOf>,
    period: String,
    about: String,
    count: String,
    tickets: Vec<Row>,
    cut: bool,
    back: String,
    next: Option<String>,
    json: String,
}

struct Row {
    number: String,
    summary: String,
    status: (&'static str, String),
    client: String,
    request_type: String,
    priority: String,
    assignee: String,
    reported: String,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    let page = AskedPage::of(&app, &mut fields).await?;
    fields.end()?;
    let found = behind::read(&app, &page).await?;
    let clients = app.ask(Views::clients).await?;
    let AskedPage { asked, part, counted, after, limit } = &page;
    let links = |path| asked.links(path, &clients).to(*part, *counted);
    let here = links("/workload/tickets");
    let place = after.as_ref().map_or_else(String::new, |it| format!("&after={it}"));
    let code = asked.client.as_ref().map(|it| &it.code);
    let present = asked.links_now("/workload/tickets", &clients).to(*part, *counted);
    let client = code.map_or_else(String::new, |it| format!("&client={it}"));
    let view = BehindPage {
        frame: Frame::new(
            words,
            Place::Workload,
            words.text(counted_key(*counted)),
            &format!("{here}{place}&limit={limit}"),
        ),
        as_of: as_of::of(words, asked.as_of, &asked.zone, &present),
        period: timeline::period(words, asked.dates),
        about: about(words, *part, &found.tickets, &clients),
        count: words.with("ticket-count", "count", found.count),
        tickets: found
            .tickets
            .iter()
            .map(|it| row(words, it, &asked.days.civil, &clients))
            .collect(),
        cut: found.cut,
        back: format!("/workload?{}{client}{}", asked.dates, as_of::and(asked.as_of)),
        next: found.next.map(|it| format!("{here}&after={it}&limit={limit}")),
        json: links("/api/v1/workload/tickets"),
    };
    respond(StatusCode::OK, &view, lang)
}

/// Of which part of the workload they are.
fn about(words: Words, part: Part, tickets: &[TicketRow], clients: &[ClientRow]) -> String {
    match part {
        Part::Total => String::new(),
        Part::Agent(agent) => {
            // Whoever did the work may not have the ticket any more.
            let of = tickets.iter().find(|it| it.assignee == Some(agent));
            let name = of.and_then(|it| it.assignee_name.as_deref()).unwrap_or_default();
            name.to_owned()
        }
        Part::Nobody => words.text("unassigned"),
        Part::Hour(hour) => {
            let day =
                Weekday::try_from(hour / 24).map_or_else(|_| String::new(), |it| words.weekday(it));
            format!("{day} {:02}:00–{:02}:00", hour % 24, hour % 24 + 1)
        }
        Part::Type(it) => words.text(type_key(it)),
        Part::Client(it) => {
            clients.iter().find(|row| row.client == it).map_or_else(String::new, filter::title)
        }
    }
}

fn row(words: Words, it: &TicketRow, civil: &CivilTime, clients: &[ClientRow]) -> Row {
    let client = clients.iter().find(|client| client.client == it.client);
    Row {
        number: it.number.to_string(),
        summary: it.summary.clone(),
        status: (it.status.name(), words.text(status_key(it.status))),
        client: client.map_or_else(String::new, filter::title),
        request_type: words.text(type_key(it.request_type)),
        priority: words.text(priority_key(it.priority)),
        assignee: match it.assignee {
            None => words.text("unassigned"),
            Some(_) => name_or_none(words, it.assignee_name.as_deref().unwrap_or_default()),
        },
        reported: words.instant_by(it.reported_at.into(), civil),
    }
}
