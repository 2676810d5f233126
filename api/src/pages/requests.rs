//! The list behind a number of requests: which were made in a period?

use crate::asked::Fields;
use crate::pages::as_of::{self, AsOf};
use crate::pages::{Frame, Place, Reader, filter, priority_key, respond, statement, timeline};
use crate::sla::requests::{self, AskedPage};
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::civil::CivilTime;
use projections::Views;
use projections::rows::{ClientRow, RequestRow};

#[derive(Template)]
#[template(path = "requests.html")]
struct RequestsPage {
    frame: Frame,
    as_of: Option<AsOf>,
    period: String,
    about: String,
    count: String,
    requests: Vec<Row>,
    cut: bool,
    back: String,
    next: Option<String>,
    json: String,
}

struct Row {
    number: String,
    client: String,
    priority: String,
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
    let found = requests::read(&app, &page).await?;
    let clients = app.ask(Views::clients).await?;
    let AskedPage { asked, after, limit } = &page;
    let path =
        |as_of| format!("{}?{}", statement::REQUESTS_PATH, asked.query_of(asked.dates, as_of));
    let here = path(asked.as_of);
    let place = after.as_ref().map_or_else(String::new, |it| format!("&after={it}"));
    let parts = [
        asked.client.as_ref().map(filter::title),
        asked.priority.map(|it| words.text(priority_key(it))),
    ];
    let view = RequestsPage {
        frame: Frame::new(
            words,
            Place::Sla,
            words.text("statement-requests"),
            &format!("{here}{place}&limit={limit}"),
        ),
        as_of: as_of::of(words, asked.as_of, &asked.zone, &path(None)),
        period: timeline::period(words, asked.dates),
        about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        count: words.with("ticket-count", "count", found.count),
        requests: found
            .requests
            .iter()
            .map(|it| row(words, it, &asked.civil_of(it.client), &clients))
            .collect(),
        cut: found.cut,
        back: format!("/sla?{}", asked.query()),
        next: found.next.map(|it| format!("{here}&after={it}&limit={limit}")),
        json: format!("/api/v1/sla/compliance/requests?{}", asked.query()),
    };
    respond(StatusCode::OK, &view, lang)
}

fn row(words: Words, it: &RequestRow, civil: &CivilTime, clients: &[ClientRow]) -> Row {
    let client = clients.iter().find(|client| client.client == it.client);
    Row {
        number: it.number.to_string(),
        client: client.map_or_else(String::new, filter::title),
        priority: words.text(priority_key(it.priority)),
        reported: words.instant_by(it.reported_at.into(), civil),
    }
}
