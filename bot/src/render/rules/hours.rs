//! Hours: how are the days and times of service said?

use crate::texts::Texts;
use crate::times::Times;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use domain::Language;
use domain::calendar::Windows;
use domain::client_rules::{Exception, Open, Span, Terms};

/// The client's own hours, what comes next, and the hours that single promises have.
pub(super) fn all(times: &Times, terms: &Terms) -> Vec<String> {
    let texts = Texts(times.language);
    let mut lines = Vec::new();
    for (place, it) in terms.hours.iter().enumerate() {
        let hours = open(times, &it.open);
        if place == 0 {
            lines.push(hours);
        } else {
            let calendar = it.calendar.calendar.to_string();
            let arguments = [("calendar", calendar.into()), ("hours", hours.into())];
            lines.push(texts.with("rules-hours-other", arguments));
        }
        lines.extend(next(texts, &it.open));
    }
    lines
}

fn open(times: &Times, it: &Open) -> String {
    let texts = Texts(times.language);
    match it {
        Open::Always => texts.text("rules-always"),
        Open::Weekly { week, .. } if week.is_empty() => texts.text("rules-never"),
        Open::Weekly { zone, week, .. } => {
            let days = week.iter().map(|it| span(texts, it)).collect::<Vec<_>>().join(", ");
            let zone = Times::new(times.language, zone, times.now).zone_name(times.now);
            texts.with("rules-week", [("days", days.into()), ("zone", zone.into())])
        }
        Open::Both(parts) => {
            let parts = joined(times, parts, "rules-part-and");
            texts.with("rules-both", [("parts", parts.into())])
        }
        Open::Either(parts) => {
            let parts = joined(times, parts, "rules-part-or");
            texts.with("rules-either", [("parts", parts.into())])
        }
    }
}

fn joined(times: &Times, parts: &[Open], key: &str) -> String {
    let texts = Texts(times.language);
    let join = |one: String, other: String| {
        texts.with(key, [("one", one.into()), ("other", other.into())])
    };
    let parts = parts.iter().map(|it| open(times, it)).reduce(join);
    parts.unwrap_or_else(|| texts.text("rules-never"))
}

fn span(texts: Texts, it: &Span) -> String {
    let windows = ("windows", windows(texts, &it.open).into());
    if it.first == it.last {
        return texts.with("rules-day", [("day", weekday(texts, it.first).into()), windows]);
    }
    let (first, last) = (weekday(texts, it.first), weekday(texts, it.last));
    texts.with("rules-days", [("first", first.into()), ("last", last.into()), windows])
}

fn weekday(texts: Texts, day: Weekday) -> String {
    texts.with("rules-weekday", [("day", day.number_from_monday().into())])
}

fn windows(texts: Texts, it: &Windows) -> String {
    if it.is_closed() {
        return texts.text("rules-closed");
    }
    it.0.iter().map(|it| it.to_string().replace('-', "–")).collect::<Vec<_>>().join(", ")
}

/// The days ahead that differ, and the stretches without service.
fn next(texts: Texts, it: &Open) -> Vec<String> {
    match it {
        Open::Always => vec![],
        Open::Both(parts) | Open::Either(parts) => {
            parts.iter().flat_map(|it| next(texts, it)).collect()
        }
        Open::Weekly { exceptions, blackouts, .. } => {
            let mut lines = Vec::new();
            if !exceptions.is_empty() {
                let days = exceptions.iter().map(|it| exception(texts, it)).collect::<Vec<_>>();
                lines.push(format!("{}: {}", texts.text("rules-next"), days.join("; ")));
            }
            let time =
                |at: NaiveDateTime| format!("{} {}", date(texts, at.date()), at.format("%H:%M"));
            lines.extend(blackouts.iter().map(|it| {
                let ends = [("from", time(it.from).into()), ("to", time(it.to).into())];
                texts.with("rules-blackout", ends)
            }));
            lines
        }
    }
}

fn exception(texts: Texts, it: &Exception) -> String {
    let (first, last) = (date(texts, it.first), date(texts, it.last));
    let windows = ("windows", windows(texts, &it.open).into());
    if first == last {
        return texts.with("rules-exception", [("date", first.into()), windows]);
    }
    texts.with("rules-exceptions", [("first", first.into()), ("last", last.into()), windows])
}

fn date(texts: Texts, it: NaiveDate) -> String {
    match texts.0 {
        Language::Ru => it.format("%d.%m.%Y").to_string(),
        Language::En => format!("{} {}", it.day(), it.format("%b %Y")),
    }
}
