//! The list behind a number of a statement: which clocks does it count?

use crate::asked::Fields;
use crate::pages::as_of::{self, AsOf};
use crate::pages::statement::{self, outcome_key};
use crate::pages::{Frame, Place, Reader, priority_key, promises, respond, timeline};
use crate::sla::behind::{self, AskedPage};
use crate::sla::outcome::Outcome;
use crate::wire::link_to;
use crate::words::Words;
use crate::{Problem, Shared};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::At;
use domain::civil::CivilTime;
use domain::compliance::Line;
use projections::rows::{ClockRow, Evidence};

#[derive(Template)]
#[template(path = "behind.html")]
struct BehindPage {
    frame: Frame,
    as_of: Option<AsOf>,
    period: String,
    about: String,
    count: String,
    clocks: Vec<Row>,
    cut: bool,
    back: String,
    next: Option<String>,
    json: String,
}

struct Row {
    number: String,
    clock: String,
    priority: String,
    outcome: String,
    css: &'static str,
    start: String,
    deadline: String,
    stop: String,
    elapsed: String,
    target: String,
    overrun: String,
    /// The first message of its life, and the last if it is another one.
    messages: Vec<Message>,
    rule: String,
}

struct Message {
    number: i64,
    link: Option<String>,
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
    let AskedPage { asked, outcome, after, limit } = &page;
    let path = |as_of| {
        let query = asked.query_of(asked.dates, as_of);
        format!("{}?outcome={}&{query}", statement::PATH, outcome.name())
    };
    let here = path(asked.as_of);
    let place = after.as_ref().map_or_else(String::new, |it| format!("&after={it}"));
    let parts = [
        asked.client.as_ref().map(crate::pages::filter::title),
        asked.kind.map(|it| words.text(promises::kind_key(it))),
        asked.priority.map(|it| words.text(priority_key(it))),
    ];
    let view = BehindPage {
        frame: Frame::new(
            words,
            Place::Sla,
            words.text(outcome_key(*outcome)),
            &format!("{here}{place}&limit={limit}"),
        ),
        as_of: as_of::of(words, asked.as_of, &asked.zone, &path(None)),
        period: timeline::period(words, asked.dates),
        about: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        count: words.with("clock-count", "count", found.count),
        clocks: found.clocks.iter().map(|it| row(words, it, &asked.civil_of(it.client))).collect(),
        cut: found.cut,
        back: format!("/sla?{}", asked.query()),
        next: found.next.map(|it| format!("{here}&after={it}&limit={limit}")),
        json: format!(
            "/api/v1/sla/compliance/tickets?outcome={}&{}",
            outcome.name(),
            asked.query()
        ),
    };
    respond(StatusCode::OK, &view, lang)
}

fn row(words: Words, it: &ClockRow, civil: &CivilTime) -> Row {
    let instant = |at: Option<At>| match at {
        Some(at) => words.instant_s_by(at, civil),
        None => words.text("percent-none"),
    };
    let message =
        |it: Evidence| Message { number: it.message.message.0, link: link_to(it.message) };
    let last = it.messages.filter(|it| it.0 != it.1).map(|it| it.1);
    let css = match it.line {
        Line::Met => "ok",
        Line::Breached => "late",
        _ => "rest",
    };
    let elapsed = words.worked(it.elapsed.seconds);
    Row {
        number: it.number.to_string(),
        clock: promises::clock(words, it.clock),
        priority: words.text(priority_key(it.priority)),
        outcome: words.text(outcome_key(Outcome::Line(it.line))),
        css,
        start: instant(Some(it.start)),
        deadline: instant(it.deadline),
        stop: instant(it.stop),
        elapsed: if it.elapsed.at_least { format!("≥ {elapsed}") } else { elapsed },
        target: promises::target(words, it.target),
        overrun: if it.overrun_wall_s > 0 { words.worked(it.overrun_s) } else { String::new() },
        messages: it.messages.map(|it| it.0).into_iter().chain(last).map(message).collect(),
        rule: format!("{}, {}, {}", it.policy, it.row, it.calendar),
    }
}
