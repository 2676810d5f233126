//! Fit: what makes a rule set that can be read unfit to be published?

use super::judge::{self, PATTERN_BYTES_MAX};
use super::rule_set::{NOTHING_IN_IT, OTHERWISE, Rule, RuleSet};
use crate::Slug;
use crate::client::Zone;
use crate::zone::{RELEASES, Release, rules};
use thiserror::Error;

/// The most rules of one set.
pub const RULES_MAX: usize = 60;
/// The most patterns, media, mentions or small words of one rule, each.
pub const OF_RULE_MAX: usize = 20;
/// The most characters of one pattern.
pub const PATTERN_CHARS_MAX: usize = 500;
/// The shortest and the longest quiet time, in seconds.
pub const QUIET_S_MIN: u32 = 60;
pub const QUIET_S_MAX: u32 = 24 * 3600;
/// The shortest and the longest time that words may wait, in seconds of working time.
pub const UNANSWERED_S_MIN: u32 = 60;
pub const UNANSWERED_S_MAX: u32 = 40 * 3600;

/// Why a rule set cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("there are {0} rules, and there may be {RULES_MAX}")]
    TooManyRules(usize),
    #[error("there is more than one rule {0}")]
    RuleTwice(Slug),
    #[error("a rule must not be called {0}: that is the rule of what no rule names")]
    Reserved(Slug),
    #[error("rule {0} says nothing of a message, so that no rule after it is ever reached")]
    Bare(Slug),
    #[error("rule {rule} has {count} {what}, and may have {OF_RULE_MAX}")]
    TooMany { rule: Slug, what: &'static str, count: usize },
    #[error("a pattern of rule {rule} has {chars} characters, and may have {PATTERN_CHARS_MAX}")]
    LongPattern { rule: Slug, place: usize, chars: usize },
    #[error("a pattern of rule {rule} is no regular expression: {why}")]
    BadPattern { rule: Slug, place: usize, why: String },
    #[error("a pattern of rule {rule} takes more than {PATTERN_BYTES_MAX} bytes once it is ready")]
    LargePattern { rule: Slug, place: usize },
    #[error("rule {rule} asks for at least {min} characters and at most {max}")]
    NoLength { rule: Slug, min: u32, max: u32 },
    #[error("rule {0} has hours, and the file has no zone")]
    NoZone(Slug),
    #[error("rule {0} is closed all day")]
    NoHours(Slug),
    #[error("{0} is no name as Telegram has them: 4 to 32 of a-z, 0-9 and _")]
    NoName(String),
    #[error("the quiet time is from {QUIET_S_MIN} s to {QUIET_S_MAX} s, and not {0} s")]
    Quiet(u32),
    #[error(
        "words may wait from {UNANSWERED_S_MIN} s to {UNANSWERED_S_MAX} s without an answer, and not {0} s"
    )]
    Unanswered(u32),
    #[error("release {0} of the time zone database is not at hand")]
    UnknownRelease(Release),
    #[error("release {tzdb} of the time zone database has no zone {}", zone.0)]
    UnknownZone { zone: Zone, tzdb: Release },
}

/// Everything that keeps a rule set from being published.
pub fn check(set: &RuleSet) -> Vec<Problem> {
    let mut problems = vec![];
    if set.rules.len() > RULES_MAX {
        problems.push(Problem::TooManyRules(set.rules.len()));
    }
    if !(QUIET_S_MIN..=QUIET_S_MAX).contains(&set.quiet_s) {
        problems.push(Problem::Quiet(set.quiet_s));
    }
    let unanswered_s =
        set.unanswered_s.filter(|it| !(UNANSWERED_S_MIN..=UNANSWERED_S_MAX).contains(it));
    problems.extend(unanswered_s.map(Problem::Unanswered));
    match (&set.zone, set.tzdb) {
        (Some(_), Some(tzdb)) if !RELEASES.contains(&tzdb) => {
            problems.push(Problem::UnknownRelease(tzdb));
        }
        (Some(zone), Some(tzdb)) if rules(tzdb, zone).is_none() => {
            problems.push(Problem::UnknownZone { zone: zone.clone(), tzdb });
        }
        (_, _) => (),
    }
    for (place, rule) in set.rules.iter().enumerate() {
        if set.rules[..place].iter().any(|it| it.name == rule.name) {
            problems.push(Problem::RuleTwice(rule.name.clone()));
        }
        of_rule(set, rule, &mut problems);
    }
    problems
}

fn of_rule(set: &RuleSet, rule: &Rule, problems: &mut Vec<Problem>) {
    let name = || rule.name.clone();
    if [OTHERWISE, NOTHING_IN_IT].contains(&rule.name.as_str()) {
        problems.push(Problem::Reserved(name()));
    }
    if rule.is_bare() {
        problems.push(Problem::Bare(name()));
    }
    let counts = [
        ("patterns", rule.patterns.len()),
        ("kinds of small words", rule.only.len()),
        ("media", rule.media.len()),
        ("mentions", rule.mentions.len()),
    ];
    for (what, count) in counts.into_iter().filter(|it| it.1 > OF_RULE_MAX) {
        problems.push(Problem::TooMany { rule: name(), what, count });
    }
    for (place, pattern) in rule.patterns.iter().enumerate().take(OF_RULE_MAX) {
        let chars = pattern.chars().count();
        if chars > PATTERN_CHARS_MAX {
            problems.push(Problem::LongPattern { rule: name(), place, chars });
        } else if let Err(error) = judge::expression(pattern, PATTERN_BYTES_MAX) {
            problems.push(match error {
                regex::Error::CompiledTooBig(_) => Problem::LargePattern { rule: name(), place },
                other => Problem::BadPattern { rule: name(), place, why: first_words(&other) },
            });
        }
    }
    if let (Some(min), Some(max)) = (rule.chars_min, rule.chars_max)
        && min > max
    {
        problems.push(Problem::NoLength { rule: name(), min, max });
    }
    if let Some(hours) = &rule.hours {
        if set.zone.is_none() || set.tzdb.is_none() {
            problems.push(Problem::NoZone(name()));
        }
        if hours.is_closed() {
            problems.push(Problem::NoHours(name()));
        }
    }
    let wrong = rule.mentions.iter().filter(|it| !is_name(it));
    problems.extend(wrong.map(|it| Problem::NoName(it.clone())));
}

/// What is wrong, without the picture of where.
fn first_words(error: &regex::Error) -> String {
    let told = error.to_string();
    let last = told.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

fn is_name(text: &str) -> bool {
    (4..=32).contains(&text.len())
        && text.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}
