//! Calendars: what the command line asks of them, done and told.

use super::asked::{Calendar, Source, Which};
use super::diff::of_hours;
use super::opening::{Day, Month, Opening, length};
use super::shelf::{Shelf, refused};
use super::{all_shown, json_of, say, shown};
use crate::cli::Configured;
use crate::published::write_calendar;
use crate::setup::asked;
use crate::wall_clock::SystemClock;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use commands::calendar::{find, publish};
use commands::transact::transact;
use domain::Actor;
use domain::calendar::{Calendar as State, Event, Hours};
use domain::zone::newest;
use serde_json::json;
use std::path::Path;
use store::stream::Stream;
use store::world::WallClock;

/// How many days a test shows one by one.
const DAYS_SHOWN: u64 = 28;
/// How many months a test counts.
const MONTHS_SHOWN: u32 = 12;
/// The most months that a difference is looked for in.
const MONTHS_MAX: u32 = 120;

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn calendar(asked_for: Calendar) -> Result<()> {
    match asked_for {
        Calendar::Publish { file, configured } => publish_file(&file, &configured).await,
        Calendar::Show { which, json, configured } => show(&which, json, &configured).await,
        Calendar::List { json, configured } => list(json, &configured).await,
        Calendar::Diff { from, to, now, json, configured } => {
            let now = now.unwrap_or_else(|| SystemClock.now());
            diff((&from, &to), now, json, &configured).await
        }
        Calendar::Test { file, now, json, configured } => {
            let now = now.unwrap_or_else(|| SystemClock.now());
            test(&file, now, json, &configured).await
        }
    }
}

async fn publish_file(path: &Path, configured: &Configured) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let file = shelf.calendar_file(path).await?;
    let book = shelf.parts(find::parts(&file.hours).collect()).await?;
    let house = shelf.house().await?;
    let publish = publish::Publish { hours: file.hours, effective_from: file.effective_from };
    let (cause, at) = (asked(house, "calendar"), house.present().await?);
    let decide = |it: &State| publish::decide(it, &publish, &book, at);
    let stream = Stream::Calendar(file.name.clone());
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await?;
    let Some(happened) = done.events.first() else {
        let last = shelf.calendar(&Which { name: file.name.clone(), version: None }).await?;
        return say(&super::nothing_new(&file.name, last.version));
    };
    let Event::Published(it) = &happened.event;
    say(&super::published(
        &file.name,
        it.version,
        (it.effective_from, publish.effective_from),
        &it.content,
    ))?;
    for it in &file.notes.unconfirmed {
        say(&format!("Not confirmed: {it}"))?;
    }
    Ok(())
}

async fn show(which: &Which, as_json: bool, configured: &Configured) -> Result<()> {
    let it = Shelf::new(configured).calendar(which).await?;
    if as_json {
        return shown(&json_of(&which.name, &it)?);
    }
    say(write_calendar::calendar_file(&which.name, &it).trim_end())
}

async fn list(as_json: bool, configured: &Configured) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let (_, names) = shelf.names().await?;
    let mut all = vec![];
    for name in names {
        let calendar = find::versions(shelf.house().await?, &name).await?;
        all.extend(calendar.versions.into_values().map(|it| (name.clone(), it)));
    }
    if as_json {
        return all_shown(&all);
    }
    if all.is_empty() {
        return say("No calendars yet: proofdesk calendar publish FILE");
    }
    for (name, it) in &all {
        let hours = match &it.hours {
            Hours::Always {} => "always".to_owned(),
            Hours::Weekly(week) => format!("{} (tzdb {})", week.zone.0, week.tzdb),
            Hours::Both(parts) => format!("both of {} calendars", parts.len()),
            Hours::Either(parts) => format!("either of {} calendars", parts.len()),
        };
        say(&format!(
            "{}  {hours}",
            super::line(name, it.version, it.effective_from, &it.content)
        ))?;
    }
    Ok(())
}

async fn diff(
    (from, to): (&Source, &Source),
    now: DateTime<Utc>,
    as_json: bool,
    configured: &Configured,
) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let (_, one) = shelf.hours(from).await?;
    let (_, other) = shelf.hours(to).await?;
    let changes = of_hours(&one, &other);
    let book = shelf.parts(find::parts(&one).chain(find::parts(&other)).collect()).await?;
    let opening = |it: &Hours| Opening::new(it, &book).context("what it is made of is not at hand");
    let (before, after) = (opening(&one)?, opening(&other)?);
    let months = months_that_differ((&one, &before), (&other, &after), now);
    if as_json {
        let months: Vec<_> = months
            .iter()
            .map(|(was, is)| json!({"month": month(was), "from": was, "to": is}))
            .collect();
        return shown(&json!({"changes": changes, "months": months}));
    }
    for it in &changes {
        say(&it.to_string())?;
    }
    for (was, is) in &months {
        let (difference, month) = (is.open_s - was.open_s, month(was));
        let sign = if difference > 0 { "+" } else { "" };
        say(&format!(
            "{month}: {} -> {} ({sign}{})",
            length(was.open_s),
            length(is.open_s),
            length(difference)
        ))?;
    }
    if changes.is_empty() { say("No difference.") } else { Ok(()) }
}

/// The months whose open seconds differ: of the coming year, and as far ahead as one of them names dates.
fn months_that_differ(
    (one, before): (&Hours, &Opening),
    (other, after): (&Hours, &Opening),
    now: DateTime<Utc>,
) -> Vec<(Month, Month)> {
    let today = before.local(now.into()).date();
    let a_year = today + Months::new(MONTHS_SHOWN - 1);
    let last = dates(one).into_iter().chain(dates(other)).fold(a_year, NaiveDate::max);
    let since = |it: NaiveDate| it.year() * 12 + it.month0().cast_signed();
    let count = u32::try_from(since(last) - since(today) + 1).unwrap_or(0).min(MONTHS_MAX);
    let months = before.months(today, count).into_iter().zip(after.months(today, count));
    months.filter(|(was, is)| was.open_s != is.open_s).collect()
}

/// The dates that hours name.
fn dates(hours: &Hours) -> Vec<NaiveDate> {
    let Hours::Weekly(it) = hours else { return vec![] };
    let blackouts = it.blackouts.iter().flat_map(|it| [it.from.date(), it.to.date()]);
    it.overrides.iter().map(|it| it.date).chain(blackouts).collect()
}

async fn test(
    path: &Path,
    now: DateTime<Utc>,
    as_json: bool,
    configured: &Configured,
) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let file = shelf.calendar_file(path).await?;
    let book = shelf.parts(find::parts(&file.hours).collect()).await?;
    let hours = file.hours.clone();
    let publish = publish::Publish { hours, effective_from: file.effective_from };
    if let Err(why) = publish::decide(&State::default(), &publish, &book, now) {
        return refused(path, &why);
    }
    let Some(opening) = Opening::new(&file.hours, &book) else {
        bail!("what {} is made of is not at hand", file.name)
    };
    let today = opening.local(now.into()).date();
    let days = opening.days(today, DAYS_SHOWN);
    let after = today + chrono::Days::new(DAYS_SHOWN);
    let changes = opening.changes(after, 365 - DAYS_SHOWN);
    let months = opening.months(today, MONTHS_SHOWN);
    let notes = &file.notes;
    if as_json {
        let months: Vec<_> = months
            .iter()
            .map(|it| json!({"month": month(it), "days": it.days, "open_s": it.open_s}))
            .collect();
        return shown(&json!({
            "name": file.name,
            "zone": opening.zone,
            "source": notes.source,
            "unconfirmed": notes.unconfirmed,
            "days": days,
            "clock_changes": changes,
            "months": months,
        }));
    }
    say(&format!("{} is fit to be published.", file.name))?;
    say(&format!("Times are of {} ({}).", opening.zone.0, opening.time_name(now.into())))?;
    for (heading, all) in [("Source", &notes.source), ("Not confirmed", &notes.unconfirmed)] {
        for it in all {
            say(&format!("{heading}: {it}"))?;
        }
    }
    if let Hours::Weekly(it) = &file.hours
        && it.tzdb < newest()
    {
        say(&format!("It keeps to tzdb {}; the newest here is {}.", it.tzdb, newest()))?;
    }
    say("")?;
    let named = dates(&file.hours);
    for day in &days {
        say(&line_of(day, &named, notes.why.get(&day.date)))?;
    }
    if !changes.is_empty() {
        say("\nLater the clocks change:")?;
    }
    for day in &changes {
        say(&line_of(day, &named, notes.why.get(&day.date)))?;
    }
    say("\nOpen in each month:")?;
    for it in &months {
        say(&format!("{}  {:>2} days  {:>12}", month(it), it.days, length(it.open_s)))?;
    }
    Ok(())
}

fn line_of(day: &Day, named: &[NaiveDate], why: Option<&String>) -> String {
    let open = if day.open.is_empty() { "closed".to_owned() } else { day.open.join(" ") };
    let mut line = format!("{}  {open}", day.date.format("%a %Y-%m-%d"));
    if why.is_some() || named.contains(&day.date) {
        line += &why.map_or_else(|| "  (a date of its own)".to_owned(), |it| format!("  ({it})"));
    }
    if let Some(seconds) = day.clocks_s {
        let way = if seconds > 0 { "forward" } else { "back" };
        line += &["  clocks go ", way, " ", &length(seconds.abs().into())].concat();
    }
    line
}

fn month(it: &Month) -> String {
    it.first.format("%Y-%m").to_string()
}
