//! Intakes: what the command line asks of rule sets, done and told.

use super::asked::{Intake, Source, Which};
use super::diff::of_intakes;
use super::faults::Fault;
use super::intake_file::IntakeFile;
use super::messages;
use super::rehearse::{Rehearsed, rehearsed};
use super::shelf::{Shelf, told_of_all};
use super::write_intake::intake_file;
use super::{all_shown, intake_file as file, json_of, say, shown};
use crate::cli::Configured;
use crate::setup::asked;
use crate::wall_clock::SystemClock;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use commands::intake::publish;
use commands::transact::transact;
use domain::Actor;
use domain::intake::{Event, Intake as State, RuleSet};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use store::stream::Stream;
use store::world::WallClock;

/// The most bytes of a file with messages.
const MESSAGES_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most characters of a message that are shown.
const CHARS_SHOWN_MAX: usize = 60;

/// # Errors
///
/// A refusal in words, or a failure of the data folder.
pub(crate) async fn intake(asked_for: Intake) -> Result<()> {
    match asked_for {
        Intake::Publish { file, configured } => publish_file(&file, &configured).await,
        Intake::Show { which, json, configured } => {
            let it = Shelf::new(&configured).intake(&which).await?;
            if json {
                return shown(&json_of(&which.name, &it)?);
            }
            say(intake_file(&which.name, &it).trim_end())
        }
        Intake::List { json, configured } => list(json, &configured).await,
        Intake::Diff { from, to, json, configured } => {
            let mut shelf = Shelf::new(&configured);
            let (from, to) = (set(&mut shelf, &from).await?, set(&mut shelf, &to).await?);
            diff(&from, &to, json)
        }
        Intake::Test { file, messages, staff, bot, now, json } => {
            let now = now.unwrap_or_else(|| SystemClock.now());
            test((&file, &messages), &staff, (now, bot.as_deref()), json)
        }
    }
}

/// The rule set of a file, which must be fit to be published.
fn read(path: &Path) -> Result<IntakeFile> {
    file::read(super::shelf::read(path)?).or_else(|it| told_of_all(&[(path.to_owned(), it)]))
}

async fn publish_file(path: &Path, configured: &Configured) -> Result<()> {
    let file = read(path)?;
    let mut shelf = Shelf::new(configured);
    let house = shelf.house().await?;
    let publish = publish::Publish { set: file.set, effective_from: file.effective_from };
    let (cause, at) = (asked(house, "intake"), house.present().await?);
    let decide = |it: &State| publish::decide(it, &publish, at);
    let stream = Stream::Intake(file.name.clone());
    let done = transact(house, &stream, Actor::Operator, &cause, decide).await?;
    let Some(happened) = done.events.first() else {
        let last = shelf.intake(&Which { name: file.name.clone(), version: None }).await?;
        return say(&super::nothing_new(&file.name, last.version));
    };
    let Event::Published(it) = &happened.event;
    let since = (it.effective_from, publish.effective_from);
    say(&super::published(&file.name, it.version, since, &it.content))
}

async fn list(as_json: bool, configured: &Configured) -> Result<()> {
    let mut shelf = Shelf::new(configured);
    let mut all = vec![];
    for name in shelf.intakes().await? {
        let intake = publish::versions(shelf.house().await?, &name).await?;
        all.extend(intake.versions.into_values().map(|it| (name.clone(), it)));
    }
    if as_json {
        return all_shown(&all);
    }
    if all.is_empty() {
        return say("No rule sets yet: proofdesk intake publish FILE");
    }
    for (name, it) in &all {
        let line = super::line(name, it.version, it.effective_from, &it.content);
        let mode = serde_json::to_value(it.set.mode)?;
        let mode = mode.as_str().unwrap_or_default();
        say(&format!("{line}  {mode}, {} rule(s)", it.set.rules.len()))?;
    }
    Ok(())
}

async fn set(shelf: &mut Shelf<'_>, source: &Source) -> Result<RuleSet> {
    match source {
        Source::File(path) => Ok(read(path)?.set),
        Source::Published(which) => Ok(shelf.intake(which).await?.set),
    }
}

fn diff(from: &RuleSet, to: &RuleSet, as_json: bool) -> Result<()> {
    let changes = of_intakes(from, to);
    if as_json {
        return shown(&json!({ "changes": changes }));
    }
    for it in &changes {
        say(&it.to_string())?;
    }
    if changes.is_empty() { say("No difference.") } else { Ok(()) }
}

fn test(
    (path, of_messages): (&Path, &Path),
    staff: &[i64],
    read_as: (DateTime<Utc>, Option<&str>),
    as_json: bool,
) -> Result<()> {
    let file = read(path)?;
    let failed = || format!("failed to read {}", of_messages.display());
    let size = std::fs::metadata(of_messages).with_context(failed)?.len();
    if size > MESSAGES_BYTES_MAX {
        bail!("{} has {size} bytes, and may have {MESSAGES_BYTES_MAX}", of_messages.display());
    }
    let bytes = std::fs::read(of_messages).with_context(failed)?;
    let messages =
        messages::read(&bytes, staff).or_else(|it: Vec<Fault>| unreadable(of_messages, &it))?;
    let all = rehearsed((&file.name, &file.set), &messages, read_as)?;
    let (mut fates, mut rules) = (BTreeMap::new(), BTreeMap::new());
    for it in &all {
        *fates.entry(it.fate).or_insert(0_u64) += 1;
        *rules.entry(&it.rule).or_insert(0_u64) += 1;
    }
    if as_json {
        let fates: BTreeMap<_, _> = fates.iter().map(|it| (it.0.name(), it.1)).collect();
        let rules: BTreeMap<_, _> = rules.iter().map(|it| (it.0.to_string(), it.1)).collect();
        return shown(&json!({
            "name": file.name,
            "mode": file.set.mode,
            "messages": all,
            "fates": fates,
            "rules": rules,
        }));
    }
    all.iter().try_for_each(tell)?;
    say(&format!("\n{} message(s) by {}:", all.len(), file.name))?;
    for (fate, count) in fates {
        say(&format!("  {:<12} {count}", fate.name()))?;
    }
    say("By rule:")?;
    rules.into_iter().try_for_each(|(rule, count)| say(&format!("  {:<40} {count}", rule.as_str())))
}

fn unreadable<T>(path: &Path, faults: &[Fault]) -> Result<T> {
    let told: Vec<_> = faults.iter().map(|it| format!("{}:{it}", path.display())).collect();
    bail!("nothing was tried:\n{}", told.join("\n"))
}

fn tell(it: &Rehearsed) -> Result<()> {
    let ticket = it.ticket.map(|it| format!(" {it}")).unwrap_or_default();
    let fate = format!("{}{ticket}", it.fate.name());
    let words: String = it.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown: String = words.chars().take(CHARS_SHOWN_MAX).collect();
    if shown.len() < words.len() {
        shown.push('…');
    }
    let (place, rule) = (it.place, it.rule.as_str());
    say(format!("{place:>6}  {fate:<14} {rule:<24} {shown}").trim_end())
}
