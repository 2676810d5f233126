//! Clocks: what does each promise on a ticket measure?

mod contradict;
mod escalate;
mod history;
mod measure;
mod measured;
mod notify;
mod parts;
mod read_out;
mod reading;
mod rebound;
mod rest;
mod retarget;
mod run;
pub mod segments;
mod terms;
mod walk;

pub use contradict::{Correction, contradicted};
pub use history::{Cancelling, FactKey, History, MOMENTS_KEPT_MAX, MOMENTS_MAX, Moment, What};
pub use measure::measure;
pub use measured::{Clock, Corrected, Fact, Measured, Phase, State, Step};
pub use notify::to_tell;
pub use parts::Rest;
pub use reading::Placed;
pub use terms::closes;

use crate::calendar::CalendarRef;
use crate::policy::PolicyRef;
use crate::{Malformed, Slug};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// From the client's first message to the first words of a human.
    FirstResponse,
    /// From the oldest unanswered message to the next words of a human.
    NextResponse,
    /// From one public message of the contractor to the next.
    PeriodicUpdate,
    /// From the client's first message until a named person takes the ticket.
    Acceptance,
    /// Until the client can work again.
    Workaround,
    /// Until the ticket is resolved.
    Resolution,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::FirstResponse,
        Self::NextResponse,
        Self::PeriodicUpdate,
        Self::Acceptance,
        Self::Workaround,
        Self::Resolution,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::FirstResponse => "first_response",
            Self::NextResponse => "next_response",
            Self::PeriodicUpdate => "periodic_update",
            Self::Acceptance => "acceptance",
            Self::Workaround => "workaround",
            Self::Resolution => "resolution",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// One clock of a ticket: the kind, and which of that kind, from 1. Written `next_response.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockRef {
    pub kind: Kind,
    pub n: u32,
}

impl FromStr for ClockRef {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parts = text.split_once('.').and_then(|(kind, n)| {
            let n = n.parse().ok().filter(|it| *it > 0)?;
            Some(Self { kind: Kind::parse(kind)?, n })
        });
        parts.ok_or(Malformed { expected: "a clock such as next_response.2" })
    }
}

impl fmt::Display for ClockRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind.name(), self.n)
    }
}

/// What the clocks of a ticket are measured against.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Binding {
    pub policy: PolicyRef,
    /// The row of the policy that holds for the ticket.
    pub row: Slug,
    pub calendar: CalendarRef,
}
