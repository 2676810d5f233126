//! Staffing: how does somebody become one of staff?

use crate::ChatId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// For how many days nobody is asked again about a person whom an admin has turned down.
pub const DECLINED_DAYS: i64 = 30;

/// Wrote or pressed in a staff chat without being of staff: an admin is asked there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationAsked {
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
}

/// An admin has said that this person is none of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationDeclined {
    /// Nobody is asked again before.
    pub until: DateTime<Utc>,
}

/// One of staff was seen in a staff chat for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffChatEntered {
    pub chat: ChatId,
}

/// One of staff, or whoever was asked about, is no longer in a staff chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffChatLeft {
    pub chat: ChatId,
}

/// How far it is with making somebody one of staff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Confirmation {
    #[default]
    NotAsked,
    /// Nobody has answered yet.
    Asked,
    Declined {
        until: DateTime<Utc>,
    },
}

impl Confirmation {
    /// Whether an admin is to be asked about a person who is seen in a staff chat.
    pub fn is_to_be_asked(self, at: DateTime<Utc>) -> bool {
        match self {
            Self::NotAsked => true,
            Self::Asked => false,
            Self::Declined { until } => at >= until,
        }
    }
}
