//! Policies: what the command line asks of them, done and told.

use super::asked::{Policy, Source, Which};
use super::diff::of_rules;
use super::lookup::{Found, Looked, Place, looked};
use super::opening::Opening;
use super::promised::{Openings, Promise};
use super::shelf::{Shelf, refused};
use super::write_policy::policy_file;
use super::{all_shown, json_of, say, shown};
use crate::cli::Configured;
use crate::setup::asked;
use crate::wall_clock::SystemClock;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use commands::calendar::find;
use commands::policy::publish;
use commands::transact::transact;
use domain::calendar::Hours;
use domain::policy::{Event, Policy as State, Rules};
use domain::{Actor, Slug};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use store::stream::Stream;
use store::world::WallClock;

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn policy(asked_for: Policy) -> Result<()> {
    match asked_for {
        Policy::Publish { file, configured } => publish_file(&file, &configured).await,
        Policy::Show { which, json, configured } => show(&which, json, &configured).await,
        Policy::List { json, configured } => list(json, &configured).await,
        Policy::Diff { from, to, json, configured } => {
            let mut shelf = Shelf::new(&configured);
            let from = rules(&mut shelf, &from).await?;
            let to = rules(&mut shelf, &to).await?;
            diff(&from, &to, json)
        }
        Policy::Test { file, calendar, now, json, configured } => {
            let now = now.unwrap_or_else(|| SystemClock.now());
            test(&file, &calendar, (now, json), &configured).await
        }
    }
}

async fn publish_file(path: &Path, configured: &Configured) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let file = shelf.policy_file(path).await?;
    let house = shelf.house().await?;
    // The file was held against the calendars that are there; none of them ever goes away.
    let known: BTreeSet<Slug> = publish::calendars(&file.rules).cloned().collect();
    let publish = publish::Publish { rules: file.rules, effective_from: file.effective_from };
    let (cause, at) = (asked(house, "policy"), house.present().await?);
    let decide = |it: &State| publish::decide(it, &publish, |it| known.contains(it), at);
    let stream = Stream::Policy(file.name.clone());
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await?;
    let Some(happened) = done.events.first() else {
        let last = shelf.policy(&Which { name: file.name.clone(), version: None }).await?;
        return say(&super::nothing_new(&file.name, last.version));
    };
    let Event::Published(it) = &happened.event;
    let since = (it.effective_from, publish.effective_from);
    say(&super::published(&file.name, it.version, since, &it.content))
}

async fn show(which: &Which, as_json: bool, configured: &Configured) -> Result<()> {
    let it = Shelf::new(configured).policy(which).await?;
    if as_json {
        return shown(&json_of(&which.name, &it)?);
    }
    say(policy_file(&which.name, &it).trim_end())
}

async fn list(as_json: bool, configured: &Configured) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let (names, _) = shelf.names().await?;
    let mut all = vec![];
    for name in names {
        let policy = publish::versions(shelf.house().await?, &name).await?;
        all.extend(policy.versions.into_values().map(|it| (name.clone(), it)));
    }
    if as_json {
        return all_shown(&all);
    }
    if all.is_empty() {
        return say("No policies yet: proofdesk policy publish FILE");
    }
    for (name, it) in &all {
        let rows = it.rules.rows.len();
        let line = super::line(name, it.version, it.effective_from, &it.content);
        say(&format!("{line}  {rows} row(s)"))?;
    }
    Ok(())
}

async fn rules(shelf: &mut Shelf<'_>, source: &Source) -> Result<Rules> {
    match source {
        // People are who they are in this house only, so that a file is read as one that is published.
        Source::File(path) => Ok(shelf.policy_file(path).await?.rules),
        Source::Published(which) => Ok(shelf.policy(which).await?.rules),
    }
}

fn diff(from: &Rules, to: &Rules, as_json: bool) -> Result<()> {
    let changes = of_rules(from, to);
    if as_json {
        return shown(&json!({ "changes": changes }));
    }
    for it in &changes {
        say(&it.to_string())?;
    }
    if changes.is_empty() { say("No difference.") } else { Ok(()) }
}

async fn test(
    path: &Path,
    calendars: &[Source],
    (now, as_json): (DateTime<Utc>, bool),
    configured: &Configured,
) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let mut openings = vec![];
    for source in calendars {
        let (name, hours) = shelf.hours(source).await?;
        openings.push((name, opening(&mut shelf, &hours).await?));
    }
    let given: Vec<&Slug> = openings.iter().map(|it| &it.0).collect();
    let Looked { policy: file, calendars: found, not_opened } =
        looked(&mut shelf, path, &given).await?;
    let publish = publish::Publish { rules: file.rules, effective_from: file.effective_from };
    if let Err(why) = publish::decide(&State::default(), &publish, |_| true, now) {
        return refused(path, &why);
    }
    let rules = publish.rules;
    // The first is the client's, so that there is none without it.
    if !openings.is_empty() {
        for it in &found {
            openings.push((it.name.clone(), opening(&mut shelf, &it.hours).await?));
        }
    }
    let openings = Openings(openings);
    let examples = openings.examples(now);
    let promises = openings.promises(&rules, &examples);
    let named: BTreeSet<&Slug> = publish::calendars(&rules).collect();
    let named: Vec<_> = named.into_iter().map(|it| (it, place(it, &found))).collect();
    let examples: Vec<String> = examples.iter().map(|it| openings.shown(*it)).collect();
    if as_json {
        let named = named.iter().map(|it| json!({"name": it.0, "found": it.1}));
        return shown(&json!({
            "name": file.name,
            "asked": examples,
            "promises": promises,
            "calendars": named.collect::<Vec<_>>(),
            "not_opened": not_opened,
        }));
    }
    say(&format!("{} is fit to be published.", file.name))?;
    match examples.as_slice() {
        [now, friday] => say(&format!("Due when asked now, {now}; and on {friday}:"))?,
        _ => say("With --calendar FILE|NAME each target is shown as a deadline.")?,
    }
    for it in &promises {
        tell(it)?;
    }
    if !named.is_empty() {
        say("\nCalendars that it names:")?;
    }
    for (name, place) in named {
        say(&format!("  {:<16} {place}", name.as_str()))?;
    }
    match not_opened {
        Some(why) => say(&format!("\nNot looked at: what is published ({why})")),
        None => Ok(()),
    }
}

async fn opening(shelf: &mut Shelf<'_>, hours: &Hours) -> Result<Opening> {
    let book = shelf.parts(find::parts(hours).collect()).await?;
    Opening::new(hours, &book).context("what a calendar is made of is not at hand")
}

/// Where a calendar is that a policy names.
fn place(name: &Slug, found: &[Found]) -> String {
    match found.iter().find(|it| it.name == *name).map(|it| &it.place) {
        None => "given by --calendar".to_owned(),
        Some(Place::Version(version)) => format!("published as {name}@{version}"),
        Some(Place::File(path)) => format!("in {}, to be published first", path.display()),
    }
}

fn tell(promise: &Promise) -> Result<()> {
    let Promise { ticket, row, calendar, answers } = promise;
    let row = row.as_ref().map_or_else(|| "no row".to_owned(), |it| format!("row {it}"));
    let calendar = calendar.as_ref().map(|it| format!(", by {it}")).unwrap_or_default();
    say(&format!("\n{ticket}: {row}{calendar}"))?;
    for it in answers {
        let due = it.due.join("; ");
        say(format!("  {:<16} {:<10} {due}", it.clock, it.target).trim_end())?;
    }
    Ok(())
}
