//! Hours: how are the days and times of service written on a page?

use crate::words::{Words, zone_name};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::calendar::Windows;
use domain::client_rules::{Exception, Open, Span, Terms};
use domain::zone::local;

/// The client's own hours, what comes next, and the hours that single promises have.
pub(super) fn all((words, now): (Words, DateTime<Utc>), terms: &Terms) -> Vec<String> {
    let mut lines = Vec::new();
    for (place, it) in terms.hours.iter().enumerate() {
        let hours = open((words, now), &it.open);
        if place == 0 {
            lines.push(hours);
        } else {
            let calendar = it.calendar.calendar.to_string();
            let arguments = [("calendar", calendar.into()), ("hours", hours.into())];
            lines.push(words.with_all("rules-hours-other", arguments));
        }
        lines.extend(next(words, &it.open));
    }
    lines
}

fn open((words, now): (Words, DateTime<Utc>), it: &Open) -> String {
    match it {
        Open::Always => words.text("rules-always"),
        Open::Weekly { week, .. } if week.is_empty() => words.text("rules-never"),
        Open::Weekly { zone, week, .. } => {
            let days = week.iter().map(|it| span(words, it)).collect::<Vec<_>>().join(", ");
            let zone = zone_name(&local(now, zone), words.0);
            words.with_all("rules-week", [("days", days.into()), ("zone", zone.into())])
        }
        Open::Both(parts) => {
            let parts = joined((words, now), parts, "rules-part-and");
            words.with_all("rules-both", [("parts", parts.into())])
        }
        Open::Either(parts) => {
            let parts = joined((words, now), parts, "rules-part-or");
            words.with_all("rules-either", [("parts", parts.into())])
        }
    }
}

fn joined((words, now): (Words, DateTime<Utc>), parts: &[Open], key: &str) -> String {
    let join = |one: String, other: String| {
        words.with_all(key, [("one", one.into()), ("other", other.into())])
    };
    let parts = parts.iter().map(|it| open((words, now), it)).reduce(join);
    parts.unwrap_or_else(|| words.text("rules-never"))
}

fn span(words: Words, it: &Span) -> String {
    let windows = ("windows", windows(words, &it.open).into());
    if it.first == it.last {
        return words.with_all("rules-day", [("day", words.weekday(it.first).into()), windows]);
    }
    let (first, last) = (words.weekday(it.first), words.weekday(it.last));
    words.with_all("rules-days", [("first", first.into()), ("last", last.into()), windows])
}

fn windows(words: Words, it: &Windows) -> String {
    if it.is_closed() {
        return words.text("rules-closed");
    }
    it.0.iter().map(|it| it.to_string().replace('-', "–")).collect::<Vec<_>>().join(", ")
}

/// The days ahead that differ, and the stretches without service.
fn next(words: Words, it: &Open) -> Vec<String> {
    match it {
        Open::Always => vec![],
        Open::Both(parts) | Open::Either(parts) => {
            parts.iter().flat_map(|it| next(words, it)).collect()
        }
        Open::Weekly { exceptions, blackouts, .. } => {
            let mut lines = Vec::new();
            if !exceptions.is_empty() {
                let days = exceptions.iter().map(|it| exception(words, it)).collect::<Vec<_>>();
                lines.push(format!("{}: {}", words.text("rules-next"), days.join("; ")));
            }
            let time =
                |at: NaiveDateTime| format!("{} {}", words.day(at.date()), at.format("%H:%M"));
            lines.extend(blackouts.iter().map(|it| {
                let ends = [("from", time(it.from).into()), ("to", time(it.to).into())];
                words.with_all("rules-blackout", ends)
            }));
            lines
        }
    }
}

fn exception(words: Words, it: &Exception) -> String {
    let (first, last) = (words.day(it.first), words.day(it.last));
    let windows = ("windows", windows(words, &it.open).into());
    if first == last {
        return words.with_all("rules-exception", [("date", first.into()), windows]);
    }
    words.with_all("rules-exceptions", [("first", first.into()), ("last", last.into()), windows])
}
