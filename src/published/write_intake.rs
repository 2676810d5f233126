//! Write intake: how does a published rule set look as a file that could be published again?

use super::write_calendar::head;
use super::write_policy::{time, word, words};
use domain::Slug;
use domain::intake::{Published, Rule};
use std::fmt::Write;

/// The file of a version, with what cannot be published again above it: version, hash and since when it holds.
pub(crate) fn intake_file(name: &Slug, it: &Published) -> String {
    let mut file = head(name, it.version, it.effective_from, &it.content);
    let set = &it.set;
    let settings = |file: &mut String| {
        writeln!(file, "mode = {}\nquiet = \"{}\"", word(&set.mode), time(set.quiet_s))?;
        writeln!(file, "otherwise = {}", word(&set.otherwise))?;
        if let Some(unanswered_s) = set.unanswered_s {
            writeln!(file, "unanswered = \"{}\"", time(unanswered_s))?;
        }
        if let Some((zone, tzdb)) = set.zone.as_ref().zip(set.tzdb) {
            writeln!(file, "zone = \"{}\"\ntzdb = \"{tzdb}\"", zone.0)?;
        }
        Ok(())
    };
    let written = settings(&mut file)
        .and_then(|()| set.rules.iter().try_for_each(|it| write_rule(&mut file, it)));
    written.expect("memory takes what is written");
    file
}

fn write_rule(file: &mut String, rule: &Rule) -> std::fmt::Result {
    writeln!(file, "\n[[rule]]\nname = \"{}\"\nthen = {}", rule.name, word(&rule.then))?;
    if !rule.patterns.is_empty() {
        let patterns: Vec<_> = rule.patterns.iter().map(|it| text(it)).collect();
        writeln!(file, "pattern = [{}]", patterns.join(", "))?;
    }
    if !rule.only.is_empty() {
        writeln!(file, "only = {}", words(&rule.only))?;
    }
    if let Some(chars) = rule.chars_min {
        writeln!(file, "chars_min = {chars}")?;
    }
    if let Some(chars) = rule.chars_max {
        writeln!(file, "chars_max = {chars}")?;
    }
    if !rule.media.is_empty() {
        writeln!(file, "media = {}", words(&rule.media))?;
    }
    if !rule.mentions.is_empty() {
        let names: Vec<_> = rule.mentions.iter().map(|it| format!("\"@{it}\"")).collect();
        writeln!(file, "mention = [{}]", names.join(", "))?;
    }
    if let Some(hours) = &rule.hours {
        writeln!(file, "hours = \"{hours}\"")?;
    }
    Ok(())
}

/// A text of people's own. What JSON escapes TOML does in the same way, and one character more.
fn text(it: &str) -> String {
    word(&it).replace('\u{7f}', "\\u007f")
}
