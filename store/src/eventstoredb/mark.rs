//! Mark: by what does the next start know this log again?

use super::anchor::Anchor;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is known of a log before it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing, for this is the first time: a log may be begun.
    New,
    /// That there must be one: nothing is begun, neither the log nor its keyring.
    There,
    /// Which one it is, and how far it had come at least.
    Mark(LogMark),
}

/// A log, and the last event of it that was known. To be kept beside what follows the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogMark {
    pub(super) identity: Uuid,
    pub(super) last: Anchor,
}

impl LogMark {
    /// What tells the log from any other.
    pub fn identity(&self) -> Uuid {
        self.identity
    }
}
