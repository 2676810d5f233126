//! Write policy: how does a published policy look as a file that could be published again?

use super::write_calendar::head;
use domain::clock::Kind;
use domain::policy::{Anchor, Chain, Level, Published, Retarget, Rota, Row, Rules, Target, Whom};
use domain::{PersonId, Slug};
use serde::Serialize;
use std::fmt::{Display, Write};

/// The file of a version, with what cannot be published again above it: version, hash and since when it holds. Nothing
/// is left to what holds where a file says nothing, except what there is none of.
pub(crate) fn policy_file(name: &Slug, it: &Published) -> String {
    let mut file = head(name, it.version, it.effective_from, &it.content);
    let rules = &it.rules;
    let written = write_settings(&mut file, rules)
        .and_then(|()| rules.rows.iter().try_for_each(|it| write_row(&mut file, it)))
        .and_then(|()| {
            let mut chains = rules.chains.iter();
            chains.try_for_each(|it| write_chain(&mut file, it, rules))
        })
        .and_then(|()| write_people(&mut file, rules));
    written.expect("memory takes what is written");
    file
}

fn write_settings(file: &mut String, rules: &Rules) -> std::fmt::Result {
    writeln!(file, "first_response_stops = {}", word(&rules.first_response))?;
    writeln!(file, "resolution_starts = {}", word(&rules.resolution_starts))?;
    writeln!(file, "resolution_stops = {}", word(&rules.resolution_stops))?;
    writeln!(file, "clients_may_raise = {}", rules.clients_may_raise)?;
    writeln!(file, "deadlines_shown = {}", rules.deadlines_shown)?;
    writeln!(file, "pauses = {}", words(&rules.pauses))?;
    if !rules.update_pauses.is_empty() {
        writeln!(file, "update_pauses = {}", words(&rules.update_pauses))?;
    }
    if let Some(seconds) = rules.pause_max_s {
        writeln!(file, "pause_max = \"{}\"", time(seconds))?;
    }
    writeln!(file, "thresholds = {:?}", rules.thresholds)?;
    writeln!(file, "grace = \"{}\"", time(rules.grace_s))?;
    writeln!(file, "reopen = {}", word(&rules.reopen))?;
    if let Some(seconds) = rules.reopen_window_s {
        writeln!(file, "reopen_window = \"{}\"", time(seconds))?;
    }
    if let Some(seconds) = rules.close_after_s {
        writeln!(file, "close_after = \"{}\"", time(seconds))?;
    }
    writeln!(file, "migrate_running = {}", rules.migrate_running)?;
    if let Some(calendar) = &rules.told_in {
        writeln!(file, "told_in = \"{calendar}\"")?;
    }
    write_retarget(file, "raise", rules.raise)?;
    write_retarget(file, "lower", rules.lower)
}

fn write_retarget(file: &mut String, heading: &str, it: Retarget) -> std::fmt::Result {
    let min_grace = time(it.min_grace_s);
    writeln!(file, "\n[{heading}]\nmode = {}\nmin_grace = \"{min_grace}\"", word(&it.mode))
}

fn write_row(file: &mut String, row: &Row) -> std::fmt::Result {
    writeln!(file, "\n[[row]]\nname = \"{}\"", row.name)?;
    if !row.types.is_empty() {
        writeln!(file, "type = {}", words(&row.types))?;
    }
    if !row.priorities.is_empty() {
        writeln!(file, "priority = {}", words(&row.priorities))?;
    }
    if !row.requesters.is_empty() {
        writeln!(file, "person = {}", people(&row.requesters))?;
    }
    if !row.sites.is_empty() {
        writeln!(file, "site = {}", quoted(&row.sites))?;
    }
    if let Some(calendar) = &row.calendar {
        writeln!(file, "calendar = \"{calendar}\"")?;
    }
    for kind in Kind::ALL {
        if let Some(target) = row.target(kind) {
            writeln!(file, "{} = \"{target}\"", kind.name())?;
        }
    }
    Ok(())
}

fn write_chain(file: &mut String, chain: &Chain, rules: &Rules) -> std::fmt::Result {
    let Chain { name, clock, rounds, .. } = chain;
    let from = match (chain.anchor, chain.percent) {
        (Anchor::Threshold, Some(percent)) => format!("{percent}%"),
        (Anchor::Start | Anchor::Threshold, _) => "start".to_owned(),
        (Anchor::Breach, _) => "breach".to_owned(),
    };
    let clock = clock.name();
    writeln!(file, "\n[[chain]]\nname = \"{name}\"\nclock = \"{clock}\"\nfrom = \"{from}\"")?;
    writeln!(file, "rounds = {rounds}")?;
    if let Some(seconds) = chain.ack_timeout_s {
        writeln!(file, "ack_timeout = \"{}\"", time(seconds))?;
    }
    rules.levels_of(name).try_for_each(|it| write_level(file, it))
}

fn write_level(file: &mut String, level: &Level) -> std::fmt::Result {
    let after = time(level.after_s);
    writeln!(file, "\n[[chain.level]]\nafter = \"{after}\"\ncounted = {}", word(&level.counted))?;
    if let Some(condition) = level.condition {
        writeln!(file, "condition = {}", word(&condition))?;
    }
    writeln!(file, "notify = {}", quoted(&level.notify))
}

fn write_people(file: &mut String, rules: &Rules) -> std::fmt::Result {
    for team in &rules.teams {
        let people = people(&team.people);
        writeln!(file, "\n[[team]]\nname = \"{}\"\npeople = {people}", team.name)?;
    }
    for rota in &rules.rotas {
        let Rota { name, zone, tzdb, turn_days, .. } = rota;
        let (people, from) = (people(&rota.people), rota.from.format("%Y-%m-%dT%H:%M:%S"));
        writeln!(file, "\n[[rota]]\nname = \"{name}\"\npeople = {people}")?;
        writeln!(file, "zone = \"{}\"\ntzdb = \"{tzdb}\"\nfrom = {from}", zone.0)?;
        writeln!(file, "turn_days = {turn_days}")?;
        if let Some(calendar) = &rota.hours {
            writeln!(file, "hours = \"{calendar}\"")?;
        }
    }
    Ok(())
}

/// Seconds as a file writes them.
pub(super) fn time(seconds: u32) -> String {
    if seconds == 0 { "0m".to_owned() } else { Target::Seconds(seconds).to_string() }
}

/// A word of a closed list, in quotes.
pub(super) fn word(it: &impl Serialize) -> String {
    serde_json::to_string(it).expect("a word is a text")
}

pub(super) fn words(all: &[impl Serialize]) -> String {
    format!("[{}]", all.iter().map(word).collect::<Vec<_>>().join(", "))
}

fn quoted(all: &[impl Display]) -> String {
    let all: Vec<_> = all.iter().map(|it| format!("\"{it}\"")).collect();
    format!("[{}]", all.join(", "))
}

fn people(all: &[PersonId]) -> String {
    quoted(&all.iter().copied().map(Whom::Person).collect::<Vec<_>>())
}
