//! The rules of a client: how are they written on a page?

use crate::asked::Fields;
use crate::client::Coded;
use crate::pages::{Frame, Place, Reader, priority_key, promises, respond, type_key};
use crate::words::{Words, zone_name};
use crate::{Problem, Shared, rules};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::client_rules::{ClientRules, Said, Section as Written};
use domain::zone::local;

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    frame: Frame,
    at: String,
    sections: Vec<Section>,
    versions: String,
    timeline: String,
    timeline_title: String,
    json: String,
}

struct Section {
    title: String,
    lines: Vec<String>,
}

pub(crate) async fn page(
    State(app): State<Shared>,
    Reader(words): Reader,
    Coded(client): Coded,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let lang = fields.lang()?;
    fields.end()?;
    let now = app.api.clock.now();
    let rules = rules::read(&app, &client, now).await?;
    let code = client.code.as_str();
    let path = format!("/clients/{code}/rules");
    let title = words.with("rules-title", "client", crate::pages::filter::title(&client));
    let view = RulesPage {
        frame: Frame::new(words, Place::Elsewhere, title, &path),
        at: words.instant(now, &client.zone),
        sections: sections(words, &rules, now),
        versions: rules.versions().map(|it| say((words, now), &it)).unwrap_or_default(),
        timeline: format!("/clients/{code}/timeline"),
        timeline_title: words.text("clocks-timeline"),
        json: format!("/api/v1/clients/{code}/rules"),
    };
    respond(StatusCode::OK, &view, lang)
}

fn sections(words: Words, rules: &ClientRules, now: DateTime<Utc>) -> Vec<Section> {
    let lines = |all: &[Said]| all.iter().map(|it| say((words, now), it)).collect();
    let section = |it: Written| Section { title: words.text(it.title), lines: lines(&it.lines) };
    rules.sections().into_iter().map(section).collect()
}

/// A line in the words of the page.
fn say((words, now): (Words, DateTime<Utc>), it: &Said) -> String {
    match it {
        Said::Phrase(phrase, with) => {
            let value = |it: &Said| match it {
                // Numbers stay numbers, so that words around them can agree.
                Said::Count(it) => (*it).into(),
                other => say((words, now), other).into(),
            };
            words.with_these(phrase, with.iter().map(|(name, it)| (*name, value(it))))
        }
        Said::All(all, between) => {
            all.iter().map(|it| say((words, now), it)).collect::<Vec<_>>().join(between)
        }
        Said::Plain(it) => it.clone(),
        Said::Count(it) => it.to_string(),
        Said::Type(it) => words.text(type_key(Some(*it))),
        Said::Priority(it) => words.text(priority_key(*it)),
        Said::Pause(it) => words.text(promises::pause_key(*it)),
        Said::Target(it) => promises::target(words, *it),
        Said::Worked(seconds) => words.worked((*seconds).into()),
        Said::Weekday(it) => words.weekday(*it),
        Said::Day(it) => words.day(*it),
        Said::Minute(it) => format!("{} {}", words.day(it.date()), it.format("%H:%M")),
        Said::Zone(it) => zone_name(&local(now, it), words.0),
    }
}
