//! Measured: what do a ticket's clocks read at an instant?

use super::{Binding, Cancelling, ClockRef, FactKey};
use crate::At;
use crate::policy::{Pause, Target, Whom};
use crate::ticket::Verdict;

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It runs, and its deadline has not passed. Outside service hours nothing is counted.
    Running,
    /// It rests; there is no deadline until it goes on.
    Paused(Pause),
    /// Stopped in time.
    Met,
    /// The deadline passed first. Latched: nothing that happens later takes it back.
    Breached,
    /// Another clock took its place before its deadline.
    Superseded,
    Cancelled(Cancelling),
    /// Nothing was to be measured: staff spoke first.
    NotApplicable,
    /// Its deadline passed unanswered after messages may have been lost, one of which may have been in time; nobody has
    /// ruled.
    Gap,
    /// People decided that it does not count.
    Excluded,
}

/// One clock of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub clock: ClockRef,
    /// What it is measured against by now.
    pub binding: Binding,
    pub state: State,
    pub start: At,
    /// The revision of the event that started it.
    pub started_by: u64,
    pub target: Target,
    /// From 1; each retarget is the next.
    pub target_version: u32,
    /// The last instant in time: once it has passed, for good. `None` while it is paused, or where its target is never
    /// used up.
    pub deadline: Option<At>,
    /// When it was stopped, superseded or cancelled; `None` while it runs or rests.
    pub stop: Option<At>,
    /// The revision of the event that did.
    pub stopped_by: Option<u64>,
    /// Whether a resolution stopped a clock of response.
    pub by_resolution: bool,
    /// Business seconds, to the stop or to the instant of measuring.
    pub elapsed_s: i64,
    /// Business seconds left; 0 once used up. `None` of a target by days.
    pub remaining_s: Option<i64>,
    /// Business and real seconds that it ran after the deadline.
    pub overrun_s: i64,
    pub overrun_wall_s: i64,
    /// Shares of the target that were reached: percent, target version, instant.
    pub thresholds: Vec<(u8, u32, At)>,
    /// When the verdict fell: at the stop if met, at the deadline if breached or if messages may have been lost. Where
    /// people have ruled, when it would have fallen. Else `None`.
    pub verdict_at: Option<At>,
    /// How people or late messages have set its verdict right, in order: each is of what was last said.
    pub corrections: Vec<Corrected>,
    /// Whether a message that started or stopped it is known to be gone.
    pub evidence_deleted: bool,
    /// What became of each of its seconds, from start to stop or to the instant of measuring.
    pub steps: Vec<Step>,
}

impl Clock {
    /// What was said before the last correction, where people or a late message have set it right.
    pub fn corrected_from(&self) -> Option<Verdict> {
        self.corrections.last().map(|it| it.from)
    }
}

/// One verdict that was set right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    pub from: Verdict,
    pub to: Verdict,
    pub at: At,
    /// The revision of the event in the ticket's stream.
    pub revision: u64,
    pub by_people: bool,
}

/// What a stretch of a clock's time was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// On duty: it runs within service hours and stands still outside them.
    Running,
    Paused(Pause),
    /// Resolved, withdrawn or merged, until it was opened again.
    ResolvedIdle,
}

/// A stretch of a clock's time, half-open, and the event that began it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub from: At,
    pub to: At,
    pub phase: Phase,
    /// The revision of the event in the ticket's stream.
    pub cause: u64,
    /// The calendar that counts in it.
    pub calendar: crate::Slug,
}

/// What time brings about, with its true instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub key: FactKey,
    pub at: At,
    /// Of a threshold or breach: the deadline. Else the instant itself.
    pub deadline: At,
    /// Of a level: who is to be told.
    pub notify: Vec<Whom>,
}

/// What a history adds up to by an instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measured {
    /// By the instant at which they started, then by kind.
    pub clocks: Vec<Clock>,
    /// Everything that time has brought about by then, recorded or not, in order.
    pub facts: Vec<Fact>,
    /// The next instant at which time alone brings something about.
    pub wake: Option<At>,
    /// When the ticket closes by itself, if its client stays silent.
    pub closes: Option<At>,
}

impl Measured {
    /// The clock of that name.
    pub fn clock(&self, clock: ClockRef) -> Option<&Clock> {
        self.clocks.iter().find(|it| it.clock == clock)
    }
}
