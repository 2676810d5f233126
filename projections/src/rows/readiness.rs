//! How ready a client is: is anything missing before its requests are taken in, measured and answered?

use super::{ClientRow, GroupRow};
use domain::group_rights::Lack;

/// A client with its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadinessRow {
    pub client: ClientRow,
    pub groups: Vec<GroupRow>,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// No group is linked.
    Group,
    /// Nothing is promised.
    Terms,
    /// Only commands, buttons and replies make tickets.
    Intake,
    /// Telegram has not told yet what the bot may do.
    RightsUnknown,
    Right(Lack),
}

impl Missing {
    pub fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Terms => "terms",
            Self::Intake => "intake",
            Self::RightsUnknown => "rights_unknown",
            Self::Right(lack) => lack.name(),
        }
    }
}

impl ReadinessRow {
    /// What is missing, what weighs most first, and each once, in however many groups.
    pub fn missing(&self) -> Vec<Missing> {
        let ClientRow { policy, calendar, intake, .. } = &self.client;
        let mut missing = Vec::new();
        if self.groups.is_empty() {
            missing.push(Missing::Group);
        }
        if policy.is_none() || calendar.is_none() {
            missing.push(Missing::Terms);
        }
        if intake.is_none() {
            missing.push(Missing::Intake);
        }
        for group in &self.groups {
            match group.rights {
                None => missing.push(Missing::RightsUnknown),
                Some(rights) => {
                    missing.extend(rights.lacks(group.sees).into_iter().map(Missing::Right));
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Whether requests are taken in, measured and answered: what is missing beyond that is comfort.
    pub fn is_ready(&self) -> bool {
        self.missing().into_iter().all(|it| match it {
            Missing::Group | Missing::Terms | Missing::RightsUnknown => false,
            Missing::Right(lack) => !lack.is_grave(),
            Missing::Intake => true,
        })
    }
}
