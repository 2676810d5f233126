//! Rules: how is what holds for a client said in one message?

use crate::texts::{MESSAGE_UNITS_MAX, Texts, cut, undirected, units};
use crate::times::Times;
use chrono::{Datelike, NaiveDate};
use domain::Language;
use domain::client_rules::{ClientRules, Said};
use domain::policy::Target;
use fluent_templates::fluent_bundle::FluentValue;

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
    for section in rules.sections() {
        lines.push(format!("\n{}", texts.text(section.title)));
        lines.extend(section.lines.iter().map(|it| format!("• {}", say(times, it))));
    }
    lines.extend(rules.versions().map(|it| format!("\n{}", say(times, &it))));
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

/// A line in the words of the chat.
fn say(times: &Times, it: &Said) -> String {
    let texts = Texts(times.language);
    match it {
        Said::Phrase(phrase, with) => {
            texts.with_all(phrase, with.iter().map(|(name, it)| (*name, value(times, it))))
        }
        Said::All(all, between) => {
            all.iter().map(|it| say(times, it)).collect::<Vec<_>>().join(between)
        }
        Said::Plain(it) => it.clone(),
        Said::Count(it) => it.to_string(),
        Said::Type(it) => texts.request_type(*it),
        Said::Priority(it) => texts.priority(*it),
        Said::Pause(it) => texts.pause(*it),
        Said::Target(Target::Seconds(seconds)) | Said::Worked(seconds) => worked(texts, *seconds),
        Said::Target(Target::EndOfBusinessDay(days)) => {
            texts.with("rules-business-day", [("days", (*days).into())])
        }
        Said::Weekday(it) => texts.with("rules-weekday", [("day", it.number_from_monday().into())]),
        Said::Day(it) => date(texts, *it),
        Said::Minute(it) => format!("{} {}", date(texts, it.date()), it.format("%H:%M")),
        Said::Zone(it) => Times::new(times.language, it, times.now).zone_name(times.now),
    }
}

/// Numbers stay numbers, so that words around them can agree.
fn value(times: &Times, it: &Said) -> FluentValue<'static> {
    match it {
        Said::Count(it) => (*it).into(),
        other => say(times, other).into(),
    }
}

/// Hours at most: a day of service is no day.
fn worked(texts: Texts, seconds: u32) -> String {
    if seconds < 60 {
        return texts.with("rules-worked-seconds", [("seconds", seconds.into())]);
    }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    texts.with("rules-worked", [("hours", hours.into()), ("minutes", minutes.into())])
}

fn date(texts: Texts, it: NaiveDate) -> String {
    match texts.0 {
        Language::Ru => it.format("%d.%m.%Y").to_string(),
        Language::En => format!("{} {}", it.day(), it.format("%b %Y")),
    }
}

#[cfg(test)]
mod tests;
