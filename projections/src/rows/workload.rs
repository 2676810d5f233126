//! The shapes in which answers about work are given.

use chrono::{DateTime, Utc};
use domain::civil::CivilTime;
use domain::{At, ClientId, PersonId, RequestType, TicketId, TicketNumber};

/// Hours of a week.
pub const WEEK_HOURS: usize = 168;
/// The most tickets that are listed behind one number.
pub const BEHIND_MAX: usize = 10_000;

/// Whose work, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadQuery {
    pub client: Option<ClientId>,
    /// Half-open.
    pub from: At,
    pub to: At,
    /// By which the hours of the week are told.
    pub civil: CivilTime,
}

/// How much there was to do, and who did it. Each number counts tickets, each of them once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// As recorded by then.
    pub at: At,
    pub total: Work,
    /// Open, and nobody has them: with those that agents have, all that are open.
    pub unassigned: u64,
    /// By person.
    pub agents: Vec<AgentWork>,
    /// From Monday 00:00 to Sunday 23:00 by its clocks.
    pub hours: Vec<HourWork>,
    pub types: Vec<TypeWork>,
    pub clients: Vec<ClientWork>,
    /// The ticket that is open since longest.
    pub oldest_open: Option<OpenTicket>,
}

/// Tickets, each counted once in each number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Requests that were made in the time.
    pub requested: u64,
    /// Open at its end, or at the instant it is told as of.
    pub open: u64,
    /// Closed, resolved by then or not.
    pub closed: u64,
}

/// What an agent did, and has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentWork {
    pub agent: PersonId,
    /// Empty once erased.
    pub name: String,
    /// Assigned to them and open at the end of the time.
    pub open: u64,
    /// Assigned to them in the time.
    pub taken: u64,
    /// Answered by them: the client saw their words in the time.
    pub answered: u64,
    /// Resolved by them.
    pub resolved: u64,
}

/// What happened in one hour of the week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HourWork {
    pub requested: u64,
    pub taken: u64,
    pub answered: u64,
    pub resolved: u64,
}

/// The work of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeWork {
    pub request_type: Option<RequestType>,
    pub work: Work,
}

/// The work for one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientWork {
    pub client: ClientId,
    pub title: String,
    pub work: Work,
}

/// A ticket that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTicket {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub reported_at: DateTime<Utc>,
}

/// Which tickets a number of a workload counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    Requested,
    Open,
    Closed,
    /// Assigned to somebody.
    Taken,
    Answered,
    Resolved,
}

/// Of which part of a workload a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Total,
    Agent(PersonId),
    /// What nobody has.
    Nobody,
    /// An hour of the week, 0 on Monday at midnight to 167.
    Hour(u8),
    Type(Option<RequestType>),
    Client(ClientId),
}
