//! The rules of a client: how are they written on a page?

use crate::asked::Fields;
use crate::client::Coded;
use crate::pages::{Frame, Place, Reader, priority_key, promises, respond, rules_hours, type_key};
use crate::words::Words;
use crate::{Problem, Shared, rules};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::client_rules::{Called, ClientRules, Promise, Promised, Step, Terms};
use domain::clock::Kind;
use domain::intake::Mode;
use domain::policy::{
    Anchor, Condition, Counted, ResolutionStarts, ResolutionStops, Responds, TypeMatch,
};

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
        versions: versions(words, &rules).unwrap_or_default(),
        timeline: format!("/clients/{code}/timeline"),
        timeline_title: words.text("clocks-timeline"),
        json: format!("/api/v1/clients/{code}/rules"),
    };
    respond(StatusCode::OK, &view, lang)
}

fn sections(words: Words, rules: &ClientRules, now: DateTime<Utc>) -> Vec<Section> {
    let section = |title: &str, lines| Section { title: words.text(title), lines };
    let write = section("rules-write", write(words, rules));
    let Some(terms) = &rules.terms else {
        return vec![write, section("rules-terms", vec![words.text("rules-terms-none")])];
    };
    vec![
        write,
        section("rules-terms", deadlines(words, terms)),
        section("rules-hours", rules_hours::all((words, now), terms)),
        section("rules-escalation", escalation(words, terms)),
        section("rules-reaction", reaction(words, terms)),
    ]
}

fn write(words: Words, rules: &ClientRules) -> Vec<String> {
    let mode = rules.intake.as_ref().map_or(Mode::Commands, |it| it.mode);
    let first = match mode {
        Mode::Commands => "rules-write-commands",
        Mode::Suggest => "rules-write-suggest",
        Mode::EveryMessage => "rules-write-every",
    };
    let all = [
        first,
        "rules-write-new",
        "rules-write-ticket",
        "rules-write-add",
        "rules-write-status",
        "rules-write-what",
    ];
    all.map(|it| words.text(it)).into()
}

fn deadlines(words: Words, terms: &Terms) -> Vec<String> {
    if !terms.deadlines_shown {
        return vec![words.text("rules-terms-hidden")];
    }
    let mut lines = vec![words.text("rules-terms-first")];
    let only = terms.promises.len() == 1;
    lines.extend(terms.promises.iter().map(|it| promise(words, it, only)));
    if terms.people_apart {
        lines.push(words.text("rules-terms-people"));
    }
    lines
}

fn promise(words: Words, it: &Promise, only: bool) -> String {
    let which = ("which", which(words, it, only).into());
    let targets = it.targets.iter().map(|it| target(words, it)).collect::<Vec<_>>().join(", ");
    let targets = ("targets", targets.into());
    match &it.calendar {
        None => words.with_all("rules-promise", [which, targets]),
        Some(calendar) => words
            .with_all("rules-promise-in", [which, targets, ("hours", calendar.to_string().into())]),
    }
}

/// Which tickets it is about: types, priorities and sites.
fn which(words: Words, it: &Promise, only: bool) -> String {
    let kind = |it: &TypeMatch| match it.request_type() {
        Some(it) => words.text(type_key(Some(it))),
        None => words.text("rules-type-none"),
    };
    let types = it.types.iter().map(kind).collect::<Vec<_>>().join(", ");
    let priorities = it.priorities.iter().map(|it| words.text(priority_key(*it)));
    let priorities = priorities
        .map(|it| words.with_all("rules-priority", [("priority", it.into())]))
        .collect::<Vec<_>>()
        .join(", ");
    let sites =
        it.sites.iter().map(|it| words.with_all("rules-site", [("site", it.as_str().into())]));
    let sites = sites.collect::<Vec<_>>().join(", ");
    let asked: Vec<_> =
        [types, priorities, sites].into_iter().filter(|it| !it.is_empty()).collect();
    match (asked.as_slice(), only) {
        ([], true) => words.text("rules-all"),
        ([], false) => words.text("rules-rest"),
        (asked, _) => asked.join("; "),
    }
}

fn target(words: Words, it: &Promised) -> String {
    let clock = clock(words, it.clock);
    let target = promises::target(words, it.target);
    words.with_all("rules-target", [("clock", clock.into()), ("target", target.into())])
}

fn clock(words: Words, kind: Kind) -> String {
    words.text(match kind {
        Kind::FirstResponse => "rules-clock-first-response",
        Kind::NextResponse => "rules-clock-next-response",
        Kind::PeriodicUpdate => "rules-clock-periodic-update",
        Kind::Acceptance => "rules-clock-acceptance",
        Kind::Workaround => "rules-clock-workaround",
        Kind::Resolution => "rules-clock-resolution",
    })
}

fn escalation(words: Words, terms: &Terms) -> Vec<String> {
    if terms.escalation.is_empty() {
        return vec![words.text("rules-escalation-none")];
    }
    terms.escalation.iter().map(|it| step(words, it)).collect()
}

fn step(words: Words, it: &Step) -> String {
    let after = match (it.after_s, it.counted) {
        (0, _) => String::new(),
        (seconds, counted) => {
            let key = match counted {
                Counted::Business => "rules-after-business",
                Counted::Wall => "rules-after",
            };
            words.with_all(key, [("time", words.worked(seconds.into()).into())])
        }
    };
    let condition = it.condition.map(|it| {
        words.text(match it {
            Condition::Unassigned => "rules-if-unassigned",
            Condition::Unacknowledged => "rules-if-unacknowledged",
            Condition::Unanswered => "rules-if-unanswered",
            Condition::Unresolved => "rules-if-unresolved",
        })
    });
    let called: Vec<_> = it.called.iter().map(|it| words.text(called(*it))).collect();
    let (after, condition) =
        (("after", after.into()), ("condition", condition.unwrap_or_default().into()));
    let called = ("called", called.join(", ").into());
    if it.level > 1 {
        return words.with_all("rules-step-next", [after, condition, called]);
    }
    let from = match (it.from, it.percent) {
        (Anchor::Start, _) => words.text("rules-from-start"),
        (Anchor::Threshold, percent) => words
            .with_all("rules-from-threshold", [("percent", percent.unwrap_or_default().into())]),
        (Anchor::Breach, _) => words.text("rules-from-breach"),
    };
    let clock = match it.clock {
        // As the subject of a line it has no "every".
        Kind::PeriodicUpdate => words.text("clock-periodic-update"),
        kind => clock(words, kind),
    };
    let arguments = [("clock", clock.into()), ("from", from.into()), after, condition, called];
    words.with_all("rules-step", arguments)
}

fn called(it: Called) -> &'static str {
    match it {
        Called::Assignee => "rules-called-assignee",
        Called::Responsible => "rules-called-responsible",
        Called::Agents => "rules-called-agents",
        Called::Team => "rules-called-team",
        Called::OnDuty => "rules-called-on-duty",
        Called::Somebody => "rules-called-somebody",
        Called::Managers => "rules-called-managers",
        Called::Admins => "rules-called-admins",
    }
}

fn reaction(words: Words, terms: &Terms) -> Vec<String> {
    let responds = match terms.first_response {
        Responds::Reply => "rules-reaction-reply",
        Responds::Taken => "rules-reaction-taken",
        Responds::Either => "rules-reaction-either",
    };
    let starts = match terms.resolution_starts {
        ResolutionStarts::Report => "rules-starts-report",
        ResolutionStarts::Acceptance => "rules-starts-acceptance",
    };
    let stops = match terms.resolution_stops {
        ResolutionStops::Resolved => "rules-stops-resolved",
        ResolutionStops::Confirmed => "rules-stops-confirmed",
    };
    let why: Vec<_> = terms.pauses.iter().map(|it| words.text(promises::pause_key(*it))).collect();
    let pauses = if why.is_empty() {
        words.text("rules-pauses-none")
    } else {
        words.with_all("rules-pauses", [("why", why.join(", ").into())])
    };
    vec![words.text(responds), words.text(starts), words.text(stops), pauses]
}

/// The versions that all this was read from. None where there are none.
fn versions(words: Words, rules: &ClientRules) -> Option<String> {
    let one = |key: &str, version: String| words.with_all(key, [("version", version.into())]);
    let mut all = Vec::new();
    if let Some(terms) = &rules.terms {
        all.push(one("rules-version-policy", terms.policy.to_string()));
        let calendars = terms.hours.iter().map(|it| it.calendar.to_string());
        all.extend(calendars.map(|it| one("rules-version-calendar", it)));
    }
    all.extend(rules.intake.iter().map(|it| one("rules-version-intake", it.version.to_string())));
    (!all.is_empty())
        .then(|| words.with_all("rules-versions", [("versions", all.join(", ").into())]))
}
