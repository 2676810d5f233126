//! Address: where is the cluster, and how is it spoken to?

use super::names::ClientSettings;
use std::time::Duration;

/// Where a cluster is, how it is spoken to, and which of its streams are ours.
#[derive(Clone)]
pub struct Address {
    settings: ClientSettings,
    deadline: Duration,
    prefix: String,
}

impl Address {
    pub(crate) fn settings(&self) -> &ClientSettings {
        &self.settings
    }

    /// The time that the server has to answer.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// What the names of our streams begin with on the server, without the dot.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}
