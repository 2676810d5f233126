//! What can the views be asked about promises and work?
//!
//! Every question that takes an instant is answered as recorded by then and as clocks read then: pass the present for
//! how it stands, a past instant for how it stood.

use crate::error::ViewError;
use crate::rows::{
    AtRisk, ClocksBehind, ComplianceQuery, Counted, Explained, HistoriesMark, HistoriesPage, Part,
    Report, ReportNumber, RequestsBehind, RiskFilter, Timeline, Workload, WorkloadQuery,
};
use crate::views::Views;
use crate::{agreed, clocks, compliance, people, workload};
use chrono::NaiveDate;
use domain::book::Book;
use domain::civil::Days;
use domain::clock::Measured;
use domain::compliance::Period;
use domain::policy::PolicyRef;
use domain::{At, ClientId, PersonId, Role, TicketId};
use std::sync::Arc;

/// Each question is answered as of one state of the rows, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// Everything that is published, with the instants at which it was.
    pub fn book(&self) -> Result<Arc<Book>, ViewError> {
        self.ask(|it| self.book.of(it))
    }

    /// The next instant at which a ticket must be looked at; `None` while nothing runs.
    pub fn next_wake(&self) -> Result<Option<At>, ViewError> {
        self.ask(clocks::next_wake)
    }

    /// The tickets that must be looked at by an instant, the earliest first, at most `limit`: time has brought something
    /// about that is not recorded, or a recorded breach turns out to be none.
    pub fn due(&self, watermark: At, limit: usize) -> Result<Vec<TicketId>, ViewError> {
        self.ask(|it| clocks::due(it, watermark, limit))
    }

    /// The tickets with clocks that run under versions of a policy before this one, in the order in which they were
    /// registered, at most `limit`.
    pub fn running_under_earlier(
        &self,
        than: &PolicyRef,
        limit: usize,
    ) -> Result<Vec<TicketId>, ViewError> {
        self.ask(|it| clocks::running_under(it, &than.policy, than.version, limit))
    }

    /// What a ticket's clocks read; `None` if no such ticket is known.
    pub fn clocks_of(&self, ticket: TicketId, at: At) -> Result<Option<Measured>, ViewError> {
        self.ask(|it| clocks::clocks_of(it, &self.book, ticket, at))
    }

    /// What became of each second of a ticket's clocks, and why; `None` if no such ticket is known.
    pub fn segments_of(&self, ticket: TicketId, at: At) -> Result<Option<Explained>, ViewError> {
        self.ask(|it| clocks::segments_of(it, &self.book, ticket, at))
    }

    /// What became of the clocks of a client's tickets in a period.
    pub fn timeline(
        &self,
        client: ClientId,
        period: Period,
        at: At,
    ) -> Result<Timeline, ViewError> {
        self.ask(|it| clocks::timeline(it, &self.book, client, period, at))
    }

    /// Running clocks: those that are overdue first, then the nearest deadline first.
    pub fn at_risk(&self, filter: &RiskFilter, at: At) -> Result<AtRisk, ViewError> {
        self.ask(|it| clocks::at_risk(it, &self.book, filter, at))
    }

    /// The stretch of time that whole days are, from the first to the day after the last, by the clocks of a client, or
    /// else of the desk. Once they are closed, nothing that is recorded later moves their ends.
    pub fn days(
        &self,
        client: Option<ClientId>,
        dates: (NaiveDate, NaiveDate),
        at: At,
    ) -> Result<Days, ViewError> {
        self.ask(|it| agreed::days(it, &self.book, client, dates, at))
    }

    /// The same of all clients: one entry if those that were known when the days were closed share their clocks, else
    /// one for each client, by code. Without clients, those of the desk.
    pub fn days_of_all(
        &self,
        dates: (NaiveDate, NaiveDate),
        at: At,
    ) -> Result<Vec<(Option<ClientId>, Days)>, ViewError> {
        self.ask(|it| agreed::days_of_all(it, &self.book, dates, at))
    }

    /// How many promises of a period were kept. Once a period is closed, its report never changes again; what comes to
    /// be known later is its addendum.
    pub fn compliance(&self, query: &ComplianceQuery, at: At) -> Result<Report, ViewError> {
        self.ask(|it| compliance::compliance(it, &self.book, query, at))
    }

    /// The clocks behind a number of a report: of what is asked, those on one line or those that were set right. For the
    /// number of one line of the report, the query names its client, kind and priority.
    pub fn clocks_behind(
        &self,
        query: &ComplianceQuery,
        number: impl Into<ReportNumber>,
        at: At,
    ) -> Result<ClocksBehind, ViewError> {
        self.ask(|it| compliance::clocks_behind(it, &self.book, query, number.into(), at))
    }

    /// The requests that a report counts, in the order in which they were registered. For the number of one client and
    /// priority, the query names both.
    pub fn requests_behind(
        &self,
        query: &ComplianceQuery,
        at: At,
    ) -> Result<RequestsBehind, ViewError> {
        self.ask(|it| compliance::requests_behind(it, &self.book, query, at))
    }

    /// How much there was to do, and who did it.
    pub fn workload(&self, query: &WorkloadQuery, at: At) -> Result<Workload, ViewError> {
        self.ask(|it| workload::workload(it, query, at))
    }

    /// The tickets behind a number of a workload, in the order in which they were registered.
    pub fn workload_behind(
        &self,
        query: &WorkloadQuery,
        part: Part,
        what: Counted,
        at: At,
    ) -> Result<Vec<TicketId>, ViewError> {
        self.ask(|it| workload::workload_behind(it, query, part, what, at))
    }

    /// What the clocks of tickets are measured by, of those with any life in a period: a page of at most `limit`, after
    /// where the one before has ended.
    pub fn histories(
        &self,
        client: Option<ClientId>,
        period: Period,
        after: Option<HistoriesMark>,
        limit: usize,
    ) -> Result<HistoriesPage, ViewError> {
        self.ask(|it| clocks::histories(it, client, period, after, limit))
    }

    /// Everybody who has a role and is known by a Telegram id, in the order in which they were first heard of.
    pub fn holders(&self, role: Role) -> Result<Vec<PersonId>, ViewError> {
        self.ask(|it| people::holders(it, role))
    }
}
