//! Rule set: what do a client's intake rules say? Published as immutable versions.

use super::small::Small;
use crate::calendar::Windows;
use crate::client::Zone;
use crate::zone::Release;
use crate::{Malformed, MediaKind, Slug};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The quiet time, in real seconds, where a file says nothing.
pub const QUIET_S_DEFAULT: u32 = 600;
/// The rule of a message that no rule of the set names.
pub const OTHERWISE: &str = "otherwise";
/// The rule of a message with neither words nor anything attached.
pub const NOTHING_IN_IT: &str = "nothing_in_it";

/// A version of a rule set: `standard@2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntakeRef {
    pub intake: Slug,
    pub version: u32,
}

impl FromStr for IntakeRef {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parts = text.split_once('@').and_then(|(intake, version)| {
            let version = version.parse().ok().filter(|it| *it > 0)?;
            Some(Self { intake: intake.parse().ok()?, version })
        });
        parts.ok_or(Malformed { expected: "a rule set's version such as standard@2" })
    }
}

impl fmt::Display for IntakeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.intake, self.version)
    }
}

/// What becomes of a message that looks like a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing: only commands, buttons and replies make tickets. It stays without an answer until somebody takes it up.
    Commands,
    /// Its author is shown, once in a quiet time, how to make it a ticket.
    #[default]
    Suggest,
    /// It is a ticket; what its author says next, while the quiet time is not over, is part of that.
    EveryMessage,
}

/// What a message looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    #[default]
    Request,
    /// Nobody need do anything about it.
    Talk,
}

/// A rule. It holds where all that it says of a message holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub name: Slug,
    pub then: Looks,
    /// Regular expressions, in any case; one of them is found in the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patterns: Vec<String>,
    /// The words are nothing but these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Small>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chars_min: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chars_max: Option<u32>,
    /// One of these is attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<MediaKind>,
    /// One of these is mentioned: names as Telegram has them, without the `@`, in small letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// It was written at these times of the day, in the set's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Windows>,
}

impl Rule {
    /// Whether it says nothing, and so holds for every message.
    pub fn is_bare(&self) -> bool {
        self.patterns.is_empty()
            && self.only.is_empty()
            && self.chars_min.is_none()
            && self.chars_max.is_none()
            && self.media.is_empty()
            && self.mentions.is_empty()
            && self.hours.is_none()
    }
}

/// By which rules a client's words are taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    pub mode: Mode,
    /// Real seconds after somebody's words in which their next ones belong together.
    pub quiet_s: u32,
    /// What a message is that no rule names.
    pub otherwise: Looks,
    /// The first that holds decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The IANA zone in which the times of the rules are meant, with the release of the zone's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tzdb: Option<Release>,
    /// How long words that nobody takes up may wait, in seconds of working time, before staff are alarmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered_s: Option<u32>,
}

/// A new version of a rule set. Nothing of it ever changes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// From 1, one after the other.
    pub version: u32,
    /// From when messages are taken in by it; never before it was published.
    pub effective_from: DateTime<Utc>,
    /// SHA-256 of the rules as they are written canonically, hex.
    pub content: String,
    #[serde(flatten)]
    pub set: RuleSet,
}

/// Something that happened to a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Published(Box<Published>),
}

/// What the events of one rule set add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    pub versions: BTreeMap<u32, Published>,
}

impl Intake {
    /// The rule set after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Published(it) => self.versions.insert(it.version, (**it).clone()),
        };
        self
    }

    /// The version that messages of an instant are taken in by. None before the first one.
    pub fn at(&self, instant: DateTime<Utc>) -> Option<&Published> {
        self.versions.values().rev().find(|it| it.effective_from <= instant)
    }

    pub fn last(&self) -> Option<&Published> {
        self.versions.values().next_back()
    }
}
