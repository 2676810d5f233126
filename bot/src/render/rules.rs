//! Rules: how is what holds for a client said in one message?

mod hours;

use crate::texts::{MESSAGE_UNITS_MAX, Texts, cut, undirected, units};
use crate::times::Times;
use domain::client_rules::{Called, ClientRules, Promise, Promised, Step, Terms};
use domain::clock::Kind;
use domain::intake::Mode;
use domain::policy::{
    Anchor, Condition, Counted, ResolutionStarts, ResolutionStops, Responds, Target, TypeMatch,
};

/// The most UTF-16 units of a client's title.
const TITLE_UNITS_MAX: usize = 200;

/// One message without markup, at most [`MESSAGE_UNITS_MAX`] UTF-16 units: as many lines as fit, and how many did not.
pub fn rules(times: &Times, title: &str, rules: &ClientRules) -> String {
    fitting(Texts(times.language), &lines(times, title, rules), MESSAGE_UNITS_MAX)
}

fn lines(times: &Times, title: &str, rules: &ClientRules) -> Vec<String> {
    let texts = Texts(times.language);
    let title = undirected(&cut(title, TITLE_UNITS_MAX));
    let mut lines = vec![texts.with("rules-title", [("client", title.into())])];
    let mut section = |title: &str, of: Vec<String>| {
        lines.push(format!("\n{}", texts.text(title)));
        lines.extend(of.iter().map(|it| format!("• {it}")));
    };
    section("rules-write", write(texts, rules));
    match &rules.terms {
        None => section("rules-terms", vec![texts.text("rules-terms-none")]),
        Some(terms) => {
            section("rules-terms", promises(texts, terms));
            section("rules-hours", hours::all(times, terms));
            section("rules-escalation", escalation(texts, terms));
            section("rules-reaction", reaction(texts, terms));
        }
    }
    lines.extend(versions(texts, rules).map(|it| format!("\n{it}")));
    lines
}

/// As many lines as fit, and how many did not.
fn fitting(texts: Texts, lines: &[String], units_max: usize) -> String {
    let with_rest = |shown: usize| {
        let rest = texts.with("rules-more", [("count", (lines.len() - shown).into())]);
        let rest = Some(rest).filter(|_| shown < lines.len());
        lines[..shown].iter().cloned().chain(rest).collect::<Vec<_>>().join("\n")
    };
    let fits = |shown: &usize| units(&with_rest(*shown)) <= units_max;
    with_rest((1..=lines.len()).rev().find(fits).unwrap_or(0))
}

fn write(texts: Texts, rules: &ClientRules) -> Vec<String> {
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
    all.map(|it| texts.text(it)).into()
}

fn promises(texts: Texts, terms: &Terms) -> Vec<String> {
    if !terms.deadlines_shown {
        return vec![texts.text("rules-terms-hidden")];
    }
    let mut lines = vec![texts.text("rules-terms-first")];
    let only = terms.promises.len() == 1;
    lines.extend(terms.promises.iter().map(|it| promise(texts, it, only)));
    if terms.people_apart {
        lines.push(texts.text("rules-terms-people"));
    }
    lines
}

fn promise(texts: Texts, it: &Promise, only: bool) -> String {
    let which = ("which", which(texts, it, only).into());
    let targets = it.targets.iter().map(|it| target(texts, it)).collect::<Vec<_>>().join(", ");
    let targets = ("targets", targets.into());
    match &it.calendar {
        None => texts.with("rules-promise", [which, targets]),
        Some(calendar) => {
            texts.with("rules-promise-in", [which, targets, ("hours", calendar.to_string().into())])
        }
    }
}

/// Which tickets it is about: types, priorities and sites.
fn which(texts: Texts, it: &Promise, only: bool) -> String {
    let kind = |it: &TypeMatch| match it.request_type() {
        Some(it) => texts.request_type(it),
        None => texts.text("rules-type-none"),
    };
    let types = it.types.iter().map(kind).collect::<Vec<_>>().join(", ");
    let priorities = it.priorities.iter().map(|it| texts.priority(*it));
    let priorities = priorities
        .map(|it| texts.with("rules-priority", [("priority", it.into())]))
        .collect::<Vec<_>>()
        .join(", ");
    let sites = it.sites.iter().map(|it| texts.with("rules-site", [("site", it.as_str().into())]));
    let sites = sites.collect::<Vec<_>>().join(", ");
    let asked: Vec<_> =
        [types, priorities, sites].into_iter().filter(|it| !it.is_empty()).collect();
    match (asked.as_slice(), only) {
        ([], true) => texts.text("rules-all"),
        ([], false) => texts.text("rules-rest"),
        (asked, _) => asked.join("; "),
    }
}

fn target(texts: Texts, it: &Promised) -> String {
    let clock = clock(texts, it.clock);
    let target = match it.target {
        Target::Seconds(seconds) => worked(texts, seconds),
        Target::EndOfBusinessDay(days) => texts.with("rules-business-day", [("days", days.into())]),
    };
    texts.with("rules-target", [("clock", clock.into()), ("target", target.into())])
}

fn clock(texts: Texts, kind: Kind) -> String {
    texts.text(match kind {
        Kind::FirstResponse => "rules-clock-first-response",
        Kind::NextResponse => "rules-clock-next-response",
        Kind::PeriodicUpdate => "rules-clock-periodic-update",
        Kind::Acceptance => "rules-clock-acceptance",
        Kind::Workaround => "rules-clock-workaround",
        Kind::Resolution => "rules-clock-resolution",
    })
}

/// Hours at most: a day of service is no day.
fn worked(texts: Texts, seconds: u32) -> String {
    if seconds < 60 {
        return texts.with("rules-worked-seconds", [("seconds", seconds.into())]);
    }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    texts.with("rules-worked", [("hours", hours.into()), ("minutes", minutes.into())])
}

fn escalation(texts: Texts, terms: &Terms) -> Vec<String> {
    if terms.escalation.is_empty() {
        return vec![texts.text("rules-escalation-none")];
    }
    terms.escalation.iter().map(|it| step(texts, it)).collect()
}

fn step(texts: Texts, it: &Step) -> String {
    let after = match (it.after_s, it.counted) {
        (0, _) => String::new(),
        (seconds, counted) => {
            let key = match counted {
                Counted::Business => "rules-after-business",
                Counted::Wall => "rules-after",
            };
            texts.with(key, [("time", worked(texts, seconds).into())])
        }
    };
    let condition = it.condition.map(|it| {
        texts.text(match it {
            Condition::Unassigned => "rules-if-unassigned",
            Condition::Unacknowledged => "rules-if-unacknowledged",
            Condition::Unanswered => "rules-if-unanswered",
            Condition::Unresolved => "rules-if-unresolved",
        })
    });
    let called: Vec<_> = it.called.iter().map(|it| texts.text(called(*it))).collect();
    let (after, condition) =
        (("after", after.into()), ("condition", condition.unwrap_or_default().into()));
    let called = ("called", called.join(", ").into());
    if it.level > 1 {
        return texts.with("rules-step-next", [after, condition, called]);
    }
    let from = match (it.from, it.percent) {
        (Anchor::Start, _) => texts.text("rules-from-start"),
        (Anchor::Threshold, percent) => {
            texts.with("rules-from-threshold", [("percent", percent.unwrap_or_default().into())])
        }
        (Anchor::Breach, _) => texts.text("rules-from-breach"),
    };
    let clock = match it.clock {
        // As the subject of a line it has no "every".
        Kind::PeriodicUpdate => texts.text("clock-update"),
        kind => clock(texts, kind),
    };
    let arguments = [("clock", clock.into()), ("from", from.into()), after, condition, called];
    texts.with("rules-step", arguments)
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

fn reaction(texts: Texts, terms: &Terms) -> Vec<String> {
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
    let why: Vec<_> = terms.pauses.iter().map(|it| texts.pause(*it)).collect();
    let pauses = if why.is_empty() {
        texts.text("rules-pauses-none")
    } else {
        texts.with("rules-pauses", [("why", why.join(", ").into())])
    };
    vec![texts.text(responds), texts.text(starts), texts.text(stops), pauses]
}

/// The versions that all this was read from. None where there are none.
fn versions(texts: Texts, rules: &ClientRules) -> Option<String> {
    let one = |key: &str, version: String| texts.with(key, [("version", version.into())]);
    let mut all = Vec::new();
    if let Some(terms) = &rules.terms {
        all.push(one("rules-version-policy", terms.policy.to_string()));
        let calendars = terms.hours.iter().map(|it| it.calendar.to_string());
        all.extend(calendars.map(|it| one("rules-version-calendar", it)));
    }
    all.extend(rules.intake.iter().map(|it| one("rules-version-intake", it.version.to_string())));
    (!all.is_empty()).then(|| texts.with("rules-versions", [("versions", all.join(", ").into())]))
}

#[cfg(test)]
mod tests;
