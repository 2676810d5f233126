//! Delivery: how is it told whether a staff member's words reached the client?

use chrono::{DateTime, Utc};
use domain::chat::Undeliverable;
use projections::rows::DeliveryState;
use serde::Serialize;

/// What became of words as of now, in JSON.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum DeliveryJson {
    Waiting,
    /// By Telegram's date of the copy.
    Delivered {
        at: DateTime<Utc>,
    },
    NotDelivered {
        why: Undeliverable,
        at: DateTime<Utc>,
    },
}

impl From<DeliveryState> for DeliveryJson {
    fn from(state: DeliveryState) -> Self {
        match state {
            DeliveryState::Waiting => Self::Waiting,
            DeliveryState::Delivered { at } => Self::Delivered { at },
            DeliveryState::Failed { why, at } => Self::NotDelivered { why, at },
        }
    }
}

/// The words for a reason.
pub(crate) fn why_key(why: Undeliverable) -> &'static str {
    match why {
        Undeliverable::Forbidden => "failed-forbidden",
        Undeliverable::ChatGone => "failed-chat-gone",
        Undeliverable::Refused => "failed-refused",
        Undeliverable::Pointless => "failed-pointless",
    }
}
