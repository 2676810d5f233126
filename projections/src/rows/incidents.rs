//! What befell many clients at once.

use chrono::{DateTime, Utc};
use domain::incident::Nature;
use domain::{ChatId, ClientId, IncidentId, PersonId};

/// An incident as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    pub incident: IncidentId,
    /// From 1, as the desk counts them.
    pub number: u32,
    pub nature: Nature,
    pub title: String,
    pub declared_at: DateTime<Utc>,
    pub declared_by: PersonId,
    /// When it was over, and who said so.
    pub ended: Option<(DateTime<Utc>, PersonId)>,
    /// How many tickets are linked to it.
    pub tickets: u64,
}

/// Words about an incident that went to groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedRow {
    /// The revision of the draft.
    pub draft: u64,
    /// Empty where they can no longer be opened.
    pub words: String,
    /// Whether they say that it is over.
    pub ends: bool,
    pub at: DateTime<Utc>,
    pub by: PersonId,
    pub to: Vec<ToldRow>,
}

/// A group to which they went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldRow {
    pub client: ClientId,
    pub chat: ChatId,
    /// How many of its tickets they are about.
    pub tickets: u64,
    pub delivery: Delivered,
}

/// Whether words have reached a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    NotYet,
    At(DateTime<Utc>),
    /// They never will.
    Failed(DateTime<Utc>),
}
