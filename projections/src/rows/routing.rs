//! Routing: who answers for whom, and who is there?

use super::PersonRow;
use domain::routing::{Away, Delivery, Route};
use domain::{ChatId, ClientId, PersonId, Slug};
use std::collections::BTreeSet;

/// A team of the desk, and the chats that are its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamRow {
    pub team: Slug,
    pub title: String,
    pub chats: Vec<ChatId>,
}

/// Who answers for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRow {
    pub client: ClientId,
    pub route: Route,
}

/// Who is called upon about a client's tickets at an instant, whoever has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CalledUpon {
    /// Or the deputy, while they are not there.
    pub responsible: Option<PersonId>,
    /// For the client's team, or for the desk.
    pub duty: Option<PersonId>,
}

/// Somebody of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    pub person: PersonRow,
    /// The last absence, also one that is over.
    pub away: Option<Away>,
    pub delivery: Delivery,
}

/// Of which clients a staff group is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ToldOf {
    /// A group that is everybody's hears of all, so that nothing is heard of nowhere.
    #[default]
    Everybody,
    /// A team's group hears of the clients that the team answers for, and of those that have no other group.
    Clients(BTreeSet<ClientId>),
}

impl ToldOf {
    pub fn includes(&self, client: ClientId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Clients(clients) => clients.contains(&client),
        }
    }
}
