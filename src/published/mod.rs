//! Published: how do policies, calendars and rule sets come from files that people write, and how are they shown again?

#[cfg(test)]
mod all_at_once;
pub(crate) mod asked;
mod calendar_days;
pub(crate) mod calendar_file;
pub(crate) mod calendars;
mod diff;
pub(crate) mod faults;
mod intake_file;
pub(crate) mod intakes;
mod lookup;
mod messages;
pub(crate) mod opening;
mod outdated;
pub(crate) mod policies;
mod policy_chains;
pub(crate) mod policy_file;
mod policy_places;
mod policy_rows;
mod promised;
#[cfg(test)]
mod proposals;
mod rehearse;
mod section;
pub(crate) mod shelf;
mod write_calendar;
mod write_intake;
mod write_policy;

pub(crate) use outdated::outdated;

use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::Slug;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;

/// How many digits of a hash tell versions apart in a list.
const DIGITS_SHOWN: usize = 12;

/// What is told of a version that was published now.
fn published(
    name: &Slug,
    version: u32,
    (effective_from, asked): (DateTime<Utc>, Option<DateTime<Utc>>),
    content: &str,
) -> String {
    let since = instant(effective_from);
    let dated_back = match asked.filter(|it| *it < effective_from) {
        Some(asked) => format!(
            "\neffective_from = {} has passed: it holds from now on, and what was measured stays.",
            instant(asked)
        ),
        None => String::new(),
    };
    format!("{name}@{version} is published: effective from {since}, content {content}{dated_back}")
}

fn nothing_new(name: &Slug, version: u32) -> String {
    format!("{name}@{version} says just this: nothing was published.")
}

/// A version in a list.
fn line(name: &Slug, version: u32, effective_from: DateTime<Utc>, content: &str) -> String {
    let (which, since) = (format!("{name}@{version}"), instant(effective_from));
    let digits = content.get(..DIGITS_SHOWN).unwrap_or(content);
    format!("{which:<24}  from {since}  {digits}")
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A version with its name.
fn json_of(name: &Slug, it: &impl Serialize) -> Result<Value> {
    let mut value = serde_json::to_value(it)?;
    value["name"] = json!(name);
    Ok(value)
}

fn all_shown(all: &[(Slug, impl Serialize)]) -> Result<()> {
    let all: Result<Vec<_>> = all.iter().map(|(name, it)| json_of(name, it)).collect();
    shown(&all?.into())
}

fn shown(value: &Value) -> Result<()> {
    say(&serde_json::to_string_pretty(value)?)
}

fn say(text: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        // Whoever read us has gone: `| head`.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
