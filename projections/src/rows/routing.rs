//! Routing: who answers for whom, and who is there?

use super::PersonRow;
use domain::routing::{Away, Delivery, Route};
use domain::{ChatId, ClientId, Slug};

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

/// Somebody of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRow {
    pub person: PersonRow,
    /// The last absence, also one that is over.
    pub away: Option<Away>,
    pub delivery: Delivery,
}
