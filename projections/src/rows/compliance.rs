//! The shapes in which answers about kept promises are given.

use chrono::{DateTime, Utc};
pub use domain::civil::CLOSING_S;
use domain::clock::{ClockRef, Kind, State};
use domain::compliance::{Line, Period, Tally};
use domain::policy::{PolicyRef, Target};
use domain::ticket::Verdict;
use domain::{
    At, ClientCode, ClientId, MessageRef, Priority, RequestType, Slug, TicketId, TicketNumber,
    calendar,
};
use store::port::Position;

/// By which rules clocks are measured and reports are made. A new number may make other figures of the same log.
pub const RULES_NUMBER: u32 = 1;
/// The most lines of an addendum.
pub const ADDENDUM_MAX: usize = 1_000;

/// Which promises a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComplianceQuery {
    /// In the contract's zone, which the caller knows.
    pub period: Period,
    pub client: Option<ClientId>,
    pub kind: Option<Kind>,
    pub priority: Option<Priority>,
}

/// A report on a period, and what came to be known since it was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub compliance: Compliance,
    /// What was recorded after the closing and would change the report; both numbers stay.
    pub addendum: Vec<AddendumLine>,
    /// True if there are more than [`ADDENDUM_MAX`].
    pub addendum_cut: bool,
}

/// How many promises were kept. Once its period is closed, it never changes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compliance {
    pub header: ComplianceHeader,
    /// By client's code, kind and priority; none without any clock.
    pub lines: Vec<ComplianceLine>,
    /// By kind, over all clients and priorities.
    pub totals: Vec<ComplianceTotal>,
    /// Requests made in the period, by client's code and priority.
    pub workload: Vec<PriorityLine>,
}

/// What a report rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplianceHeader {
    pub query: ComplianceQuery,
    /// What was recorded later is not in it; clocks that run are measured then.
    pub cut_off: At,
    /// True until [`CLOSING_S`] after the period's end.
    pub preliminary: bool,
    /// The last position of the log that was recorded before the quarter of an hour in which the cut-off lies; `None` if
    /// nothing was.
    pub position: Option<Position>,
    pub rules: u32,
}

/// The promises of one kind to one client for one priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplianceLine {
    pub client: ClientId,
    pub code: ClientCode,
    pub kind: Kind,
    /// The ticket's when the verdict fell, or at the cut-off.
    pub priority: Priority,
    pub figures: Figures,
}

/// The promises of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplianceTotal {
    pub kind: Kind,
    pub figures: Figures,
}

/// What a line says of its clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    pub tally: Tally,
    /// Verdicts in it that people or a late message have set right.
    pub corrected: u64,
    /// Business seconds of those with a verdict.
    pub elapsed: Percentiles,
}

/// Values that occurred, by nearest rank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Percentiles {
    /// Of how many.
    pub n: u64,
    pub p50: Option<Elapsed>,
    pub p90: Option<Elapsed>,
    pub p95: Option<Elapsed>,
    pub max: Option<Elapsed>,
}

/// Business seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed {
    pub seconds: i64,
    /// True of a clock that had not been stopped by the cut-off: it took at least that long.
    pub at_least: bool,
}

/// How many requests were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityLine {
    pub client: ClientId,
    pub code: ClientCode,
    /// As it was last set by the cut-off.
    pub priority: Priority,
    pub tickets: u64,
}

/// A clock that would stand elsewhere in a closed report by what is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddendumLine {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub clock: ClockRef,
    /// `None` where it does not stand at all. With its business seconds.
    pub old: Option<(Line, i64)>,
    pub new: Option<(Line, i64)>,
}

/// Which clocks of a report a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportNumber {
    /// Those that stand on a line.
    Line(Line),
    /// Those of any line whose verdict people or a late message have set right.
    Corrected,
}

impl From<Line> for ReportNumber {
    fn from(it: Line) -> Self {
        Self::Line(it)
    }
}

/// The clocks behind a number, by ticket in the order of registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClocksBehind {
    /// At most [`BEHIND_MAX`](super::BEHIND_MAX).
    pub clocks: Vec<ClockRow>,
    /// True if there are more.
    pub cut: bool,
}

/// One clock of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    pub clock: ClockRef,
    /// On which it stands.
    pub line: Line,
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    pub state: State,
    pub start: At,
    pub target: Target,
    pub deadline: Option<At>,
    pub stop: Option<At>,
    pub verdict_at: Option<At>,
    pub elapsed: Elapsed,
    pub overrun_s: i64,
    pub overrun_wall_s: i64,
    pub corrected_from: Option<Verdict>,
    /// The first and the last message of its life, as the client's chat has them; the same if there is only one.
    pub messages: Option<(Evidence, Evidence)>,
    pub evidence_deleted: bool,
    pub policy: PolicyRef,
    pub row: Slug,
    pub calendar: calendar::CalendarRef,
}

/// A message that shows what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub message: MessageRef,
    /// Telegram's date of it.
    pub at: At,
}

/// The requests behind a number, in the order in which they were registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestsBehind {
    /// At most [`BEHIND_MAX`](super::BEHIND_MAX).
    pub requests: Vec<RequestRow>,
    /// True if there are more.
    pub cut: bool,
}

/// One request of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    /// As it was last set by the cut-off.
    pub priority: Priority,
    pub reported_at: DateTime<Utc>,
}
