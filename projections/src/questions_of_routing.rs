//! What can the views be asked about who answers for whom?

use crate::error::ViewError;
use crate::routing;
use crate::rows::{AgentRow, CalledUpon, RouteRow, TeamRow, ToldOf};
use crate::views::Views;
use chrono::{DateTime, Utc};
use domain::routing::Duty;
use domain::{ChatId, ClientId, PersonId};

/// Each question is answered as of one instant, and fails with [`ViewError::File`] if the file cannot be read.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
impl Views {
    /// Who answers for a client.
    pub fn route(&self, client: ClientId) -> Result<RouteRow, ViewError> {
        self.ask(|it| routing::route(it, client))
    }

    /// Who is mentioned where staff are told of a ticket at an instant: whoever has it, else whoever is called upon.
    pub fn mentioned(
        &self,
        ticket: (ClientId, Option<PersonId>),
        at: DateTime<Utc>,
    ) -> Result<Option<PersonId>, ViewError> {
        self.ask(|it| routing::mentioned(it, ticket, at))
    }

    /// Who is called upon about a client's tickets at an instant, whoever has them.
    pub fn called_upon(
        &self,
        client: ClientId,
        at: DateTime<Utc>,
    ) -> Result<CalledUpon, ViewError> {
        self.ask(|it| {
            let route = routing::route(it, client)?.route;
            routing::called_upon(it, &route, at)
        })
    }

    /// The teams, by name.
    pub fn teams(&self) -> Result<Vec<TeamRow>, ViewError> {
        self.ask(routing::teams)
    }

    /// Of which clients a staff group is told.
    pub fn told_of(&self, chat: ChatId) -> Result<ToldOf, ViewError> {
        self.ask(|it| routing::told_of(it, chat))
    }

    /// The turns of duty, in the order in which they were given out.
    pub fn duties(&self) -> Result<Vec<Duty>, ViewError> {
        self.ask(routing::duties)
    }

    /// Everybody of staff who can be written to, whether they are there or away.
    pub fn agents(&self) -> Result<Vec<AgentRow>, ViewError> {
        self.ask(routing::agents)
    }
}
