//! Judge: does a client's message look like a request, and by which rule of the client's set?
//!
//! The same message and version give the same answer: nothing else is looked at. Patterns take time in proportion to
//! the message's length, whatever they say.

use super::Incoming;
use super::rule_set::{IntakeRef, Looks, NOTHING_IN_IT, OTHERWISE, Rule, RuleSet};
use super::small::is_only;
use crate::zone::{ZoneRules, local_by, rules};
use crate::{Slug, TicketId};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most bytes that a pattern takes once it is ready, while it is asked whether it may be published.
pub const PATTERN_BYTES_MAX: usize = 256 * 1024;
/// The same while it is used: another release of the library may need a little more for what is published.
const PATTERN_BYTES_USED_MAX: usize = 4 * PATTERN_BYTES_MAX;
/// The most bytes that a search keeps beside the pattern.
const SEARCH_BYTES_MAX: usize = 1024 * 1024;
/// How deep a pattern may be nested.
const DEPTH_MAX: u32 = 50;

/// The rule set that held when a message was written, and what it made of it. The rule's name stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub set: IntakeRef,
    pub looks: Looks,
    /// The author is shown how to make it a ticket.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nudge: bool,
    /// Until when the author's next words are part of this, or are not asked about again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_until: Option<DateTime<Utc>>,
}

/// What somebody's words shortly before have led to, while the quiet time is not over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quiet {
    #[default]
    Over,
    Nudged,
    Ticket(TicketId),
}

/// A version of a rule set, ready to be asked.
#[derive(Clone)]
pub struct Judge {
    of: IntakeRef,
    set: RuleSet,
    /// Of each rule.
    patterns: Vec<Vec<Regex>>,
    zone: Option<Arc<dyn ZoneRules>>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Judge({})", self.of)
    }
}

impl Judge {
    /// # Errors
    ///
    /// A pattern is no regular expression, which none is that could be published.
    pub fn new(of: IntakeRef, set: RuleSet) -> Result<Self, regex::Error> {
        let ready = |it: &String| expression(it, PATTERN_BYTES_USED_MAX);
        let patterns = set.rules.iter().map(|it| it.patterns.iter().map(ready).collect());
        let patterns = patterns.collect::<Result<_, _>>()?;
        let zone = set.zone.as_ref().zip(set.tzdb).and_then(|(zone, tzdb)| rules(tzdb, zone));
        Ok(Self { of, set, patterns, zone })
    }

    pub fn of(&self) -> &IntakeRef {
        &self.of
    }

    pub fn set(&self) -> &RuleSet {
        &self.set
    }

    /// What a message looks like, and by which rule.
    pub fn looks(&self, message: &Incoming) -> (Looks, Slug) {
        if message.text.trim().is_empty() && message.attachments.is_empty() {
            return (Looks::Talk, super::slug(NOTHING_IN_IT));
        }
        let mut rules = self.set.rules.iter().zip(&self.patterns);
        match rules.find(|(rule, patterns)| self.holds(rule, patterns, message)) {
            Some((rule, _)) => (rule.then, rule.name.clone()),
            None => (self.set.otherwise, super::slug(OTHERWISE)),
        }
    }

    /// Until when the quiet time lasts that a message of an instant begins.
    pub(super) fn quiet_until(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        from.checked_add_signed(TimeDelta::seconds(self.set.quiet_s.into()))
    }

    fn holds(&self, rule: &Rule, patterns: &[Regex], message: &Incoming) -> bool {
        let text = message.text.as_str();
        let chars = u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX);
        let of = |media| message.attachments.iter().any(|it| it.media == media);
        // Whatever a rule does not speak of holds.
        let any = |no_word: bool, found: bool| no_word || found;
        rule.chars_min.is_none_or(|it| chars >= it)
            && rule.chars_max.is_none_or(|it| chars <= it)
            && any(rule.media.is_empty(), rule.media.iter().any(|it| of(*it)))
            && any(
                rule.only.is_empty(),
                message.attachments.is_empty() && is_only(&rule.only, text),
            )
            && any(rule.mentions.is_empty(), mentioned(text).any(|it| rule.mentions.contains(&it)))
            && any(patterns.is_empty(), patterns.iter().any(|it| it.is_match(text)))
            && self.in_hours(rule, message.date)
    }

    fn in_hours(&self, rule: &Rule, at: DateTime<Utc>) -> bool {
        let Some(hours) = &rule.hours else { return true };
        let time = local_by(self.zone.as_deref(), at).date_time.time();
        let minute = time.hour() * 60 + time.minute();
        hours.0.iter().any(|it| {
            let (from, until) = (u32::from(it.from()), u32::from(it.until()));
            // A window may go on after midnight.
            (from..until).contains(&minute) || (from..until).contains(&(minute + 24 * 60))
        })
    }
}

/// A pattern, ready to be asked.
pub(super) fn expression(pattern: &str, bytes_max: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(bytes_max)
        .dfa_size_limit(SEARCH_BYTES_MAX)
        .nest_limit(DEPTH_MAX)
        .build()
}

/// The names that a text mentions, in small letters.
fn mentioned(text: &str) -> impl Iterator<Item = String> {
    let mut before = None;
    let starts = text.char_indices().filter_map(move |(place, it)| {
        // What follows a letter is part of an address.
        let begins = it == '@' && !before.is_some_and(char::is_alphanumeric);
        before = Some(it);
        begins.then_some(place + 1)
    });
    starts.map(|it| {
        let name = text[it..].chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_');
        name.collect::<String>().to_ascii_lowercase()
    })
}
