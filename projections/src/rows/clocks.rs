//! The shapes in which answers about clocks are given.

use domain::clock::segments::{During, Sums};
use domain::clock::{Binding, Clock, ClockRef, History, State};
use domain::policy::PolicyRef;
use domain::{At, ClientId, PersonId, Priority, RequestType, Slug, TicketId, TicketNumber};
use std::fmt;

/// The most tickets of one timeline.
pub const TIMELINE_TICKETS_MAX: usize = 200;
/// The most clocks at risk that are listed.
pub const AT_RISK_MAX: usize = 500;
/// The most histories of one page.
pub const HISTORIES_PAGE_MAX: usize = 5_000;

/// Everything that happened to the clocks of a ticket, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    pub ticket: TicketId,
    pub number: TicketNumber,
    /// As recorded by then, and measured then.
    pub at: At,
    /// By the instant at which the clocks started, then by kind.
    pub ledgers: Vec<Ledger>,
}

/// A clock with each of its seconds accounted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    pub clock: Clock,
    /// In order and without a gap.
    pub lines: Vec<LedgerLine>,
    /// The check line: elapsed + paused + idle = all business seconds from start to stop.
    pub sums: Sums,
}

/// A stretch of a clock's time, half-open, with the event and the rule that explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    pub from: At,
    pub to: At,
    pub what: During,
    /// The event that began it, in the ticket's stream: its revision, and its kind such as `ticket.on_hold`.
    pub cause: (u64, &'static str),
    pub rule: Rule,
    /// Business seconds in it, whether they count against the target or not.
    pub business_s: i64,
}

/// Which row of which policy, by which calendar, makes a stretch what it is. Displayed as a sentence for auditors:
/// `policy standard@2 row fault-urgent: pauses client_waiting`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub policy: PolicyRef,
    pub row: Slug,
    pub calendar: domain::calendar::CalendarRef,
    pub what: During,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { policy, row, calendar, what } = self;
        match what {
            During::OutsideHours => write!(f, "calendar {calendar}: no service"),
            During::Running => write!(f, "policy {policy} row {row}, calendar {calendar}: counts"),
            During::AfterBreach => {
                write!(f, "policy {policy} row {row}, calendar {calendar}: counts as overrun")
            }
            During::Paused(why) => write!(f, "policy {policy} row {row}: pauses {}", why.name()),
            During::ResolvedIdle => {
                write!(f, "policy {policy} row {row}: does not count while resolved")
            }
        }
    }
}

/// What became of the clocks of a client's tickets between two instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    pub client: ClientId,
    pub from: At,
    pub to: At,
    /// As recorded by then, and measured then or at `to`, whichever is earlier.
    pub at: At,
    /// By number; at most [`TIMELINE_TICKETS_MAX`].
    pub lanes: Vec<Lane>,
    /// True if there are more.
    pub cut: bool,
}

/// A ticket on a timeline. Its ledgers hold only what lies within the timeline; the clocks in them are whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    pub ledgers: Vec<Ledger>,
}

/// Which clocks are to be listed as at risk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RiskFilter {
    pub client: Option<ClientId>,
    pub assignee: Option<PersonId>,
    /// Real seconds until the deadline, at most. Those that have passed are always within.
    pub within_s: Option<i64>,
}

/// Clocks that run: those whose deadline has passed first, then the others, the nearest deadline first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRisk {
    /// As recorded by then, and measured then.
    pub at: At,
    /// At most [`AT_RISK_MAX`].
    pub clocks: Vec<RiskRow>,
    /// True if there are more.
    pub cut: bool,
}

/// A clock that runs, with what is left of its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskRow {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    pub client_title: String,
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    pub assignee: Option<PersonId>,
    pub assignee_name: Option<String>,
    pub clock: ClockRef,
    /// Running, or breached and still not stopped.
    pub state: State,
    pub binding: Binding,
    pub start: At,
    pub deadline: At,
    /// Business seconds left; 0 once used up. `None` of a target by days.
    pub remaining_s: Option<i64>,
    /// The share of the target that is used up, in whole percent; above 100 after a breach. `None` of a target by days.
    pub used_percent: Option<u32>,
    /// Business and real seconds after the deadline.
    pub overrun_s: i64,
    pub overrun_wall_s: i64,
}

/// What a ticket's clocks are measured by, for whoever supposes other rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    pub history: History,
}

/// Where a page of histories ends; the next one begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HistoriesMark(pub(crate) i64);

/// Some of the histories asked for, in the order in which their tickets were registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoriesPage {
    pub histories: Vec<HistoryRow>,
    /// Where to go on; `None` if there are no more.
    pub next: Option<HistoriesMark>,
}
