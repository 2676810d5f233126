//! What befell many clients at once.

use chrono::{DateTime, Utc};
use domain::IncidentId;
use domain::incident::Nature;

/// An incident as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentRow {
    pub incident: IncidentId,
    /// From 1, as the desk counts them.
    pub number: u32,
    pub nature: Nature,
    pub title: String,
    pub declared_at: DateTime<Utc>,
    pub ended: bool,
    /// How many tickets are linked to it.
    pub tickets: u64,
}
