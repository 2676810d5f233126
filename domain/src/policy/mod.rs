//! Policies: what is promised for which request? Published as immutable versions.

mod check;
mod row;
mod whom;

pub use check::{GROUPS_MAX, NAMED_MAX, Plenty, Problem, THRESHOLDS_MAX, check};
pub use row::{Row, Target, Traits, TypeMatch};
pub use whom::{MEMBERS_MAX, Rota, Team, Whom};

use crate::clock::Kind;
use crate::{Malformed, Priority, Slug};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The most rows of one policy.
pub const ROWS_MAX: usize = 60;
/// The most escalation levels of one policy, over all its chains.
pub const LEVELS_MAX: usize = 40;
/// The most rounds of one chain.
pub const ROUNDS_MAX: u32 = 9;
/// Seconds after a deadline before a breach is spoken of, where a policy says nothing.
pub const GRACE_DEFAULT: u32 = 60;
/// The shares of a target that are told of, in percent, where a policy says nothing.
pub const THRESHOLDS_DEFAULT: [u8; 3] = [50, 75, 90];

/// A version of a policy: `standard@2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyRef {
    pub policy: Slug,
    pub version: u32,
}

impl FromStr for PolicyRef {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parts = text.split_once('@').and_then(|(policy, version)| {
            let version = version.parse().ok().filter(|it| *it > 0)?;
            Some(Self { policy: policy.parse().ok()?, version })
        });
        parts.ok_or(Malformed { expected: "a policy's version such as standard@2" })
    }
}

impl fmt::Display for PolicyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.policy, self.version)
    }
}

/// What stops the clock of the first response, besides a resolution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responds {
    /// A staff member's words, seen by the client.
    #[default]
    Reply,
    /// The message that tells the client who has taken the ticket.
    Taken,
    /// Whichever comes first.
    Either,
}

/// When the clocks of resolution and workaround start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolutionStarts {
    #[default]
    Report,
    /// When a named person takes the ticket.
    Acceptance,
}

/// What stops the clock of resolution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolutionStops {
    #[default]
    Resolved,
    /// The client's confirmation; a ticket that staff close counts as confirmed when it is closed.
    Confirmed,
}

/// Why a ticket rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pause {
    /// The client was asked a question.
    ClientWaiting,
    /// The client asked to wait.
    ClientHold,
    /// Somebody else must act first: a supplier, an authority.
    ThirdParty,
    /// For a reason of the contractor's own.
    Own,
}

impl Pause {
    pub const ALL: [Self; 4] = [Self::ClientWaiting, Self::ClientHold, Self::ThirdParty, Self::Own];

    pub fn name(self) -> &'static str {
        match self {
            Self::ClientWaiting => "client_waiting",
            Self::ClientHold => "client_hold",
            Self::ThirdParty => "third_party",
            Self::Own => "own",
        }
    }
}

/// What becomes of a stopped clock of resolution when the ticket is opened again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenMode {
    /// It goes on; the time between is not counted.
    #[default]
    Continue,
    /// A new one starts, with the whole target; the earlier verdict stands.
    NewCycle,
    /// It goes on as if it had never stopped: the time between counts as work.
    RetroCount,
}

/// What becomes of a running clock when its target or calendar changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetargetMode {
    /// What is used stays used; the rest is counted anew, and never ends in the past.
    #[default]
    Carry,
    /// As if the new row had held since the start, with the pauses that there were.
    Retro,
    /// It is superseded, and a new one starts with the whole target.
    Restart,
}

/// How a retarget is done in one direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Retarget {
    pub mode: RetargetMode,
    /// The least time, in real seconds, that a carried clock has left.
    pub min_grace_s: u32,
}

/// How the seconds of a level's delay are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// In the calendar of the clock.
    #[default]
    Business,
    Wall,
}

/// What must still be so for a level to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Nobody has the ticket.
    Unassigned,
    /// Nobody has acknowledged the escalation.
    Unacknowledged,
    /// The clock of the response is not stopped.
    Unanswered,
    /// The ticket is not resolved.
    Unresolved,
}

/// What begins a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The start of a clock.
    Start,
    /// The first share of the target at or above `percent`.
    Threshold,
    Breach,
}

/// An escalation chain, without its levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub name: Slug,
    pub clock: Kind,
    pub anchor: Anchor,
    /// Of a threshold: which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// How many times its levels are gone through; 1 to [`ROUNDS_MAX`].
    pub rounds: u32,
    /// An acknowledgement holds for so many real seconds; without progress the chain then begins again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_timeout_s: Option<u32>,
}

/// A level of a chain. They stand in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    pub chain: Slug,
    /// Seconds after the scheduled instant of the level before; of the first, after the anchor.
    pub after_s: u32,
    pub counted: Counted,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    pub notify: Vec<Whom>,
}

/// What is promised, and by which rules it is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The first that matches a ticket holds.
    pub rows: Vec<Row>,
    pub first_response: Responds,
    pub resolution_starts: ResolutionStarts,
    pub resolution_stops: ResolutionStops,
    /// Whether clients may raise the priority of their tickets.
    pub clients_may_raise: bool,
    /// Whether clients are shown the deadlines.
    pub deadlines_shown: bool,
    /// Which reasons pause the clocks of resolution and workaround.
    pub pauses: Vec<Pause>,
    /// Which reasons pause the clock of the periodic update.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub update_pauses: Vec<Pause>,
    /// The most real seconds that one pause may last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_max_s: Option<u32>,
    /// Percent of a target, growing, 1 to 99.
    pub thresholds: Vec<u8>,
    pub grace_s: u32,
    pub reopen: ReopenMode,
    /// Business seconds after a resolution in which a client's words reopen the ticket; later ones make a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_window_s: Option<u32>,
    /// Business seconds of a client's silence after they were told of a resolution, upon which the ticket closes by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_after_s: Option<u32>,
    /// When a deadline comes nearer.
    pub raise: Retarget,
    /// When it goes farther away.
    pub lower: Retarget,
    /// Whether running clocks of earlier versions are carried over once this one is effective.
    pub migrate_running: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<Chain>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<Team>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rotas: Vec<Rota>,
    /// The calendar outside which nobody is told of thresholds, breaches and levels; they are recorded all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_in: Option<Slug>,
}

impl Rules {
    /// The first row that holds for a ticket with these traits.
    pub fn row_for(&self, traits: &Traits) -> Option<&Row> {
        self.rows.iter().find(|it| it.holds_for(traits))
    }

    pub fn row(&self, name: &Slug) -> Option<&Row> {
        self.rows.iter().find(|it| it.name == *name)
    }

    /// The levels of a chain, in their order.
    pub fn levels_of<'a>(&'a self, chain: &'a Slug) -> impl Iterator<Item = &'a Level> {
        self.levels.iter().filter(move |it| it.chain == *chain)
    }

    /// The priorities for which an unclassified ticket of anybody, anywhere, finds no row.
    pub fn unpromised(&self) -> Vec<Priority> {
        let unclassified = |priority| Traits { priority, ..Traits::default() };
        let missing = |it: &Priority| self.row_for(&unclassified(*it)).is_none();
        Priority::ALL.into_iter().filter(missing).collect()
    }
}

/// A new version of a policy. Nothing of it ever changes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// From 1, one after the other.
    pub version: u32,
    /// From when clocks start under it; never before it was published.
    pub effective_from: DateTime<Utc>,
    /// SHA-256 of the rules as they are written canonically, hex.
    pub content: String,
    #[serde(flatten)]
    pub rules: Rules,
}

/// Something that happened to a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Published(Box<Published>),
}

/// What the events of one policy add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    pub versions: BTreeMap<u32, Published>,
}

impl Policy {
    /// The policy after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Published(it) => self.versions.insert(it.version, (**it).clone()),
        };
        self
    }
}
