//! The shapes in which answers about what staff say to clients are given.

use chrono::{DateTime, Utc};
use domain::chat::Undeliverable;
use domain::notice::Kind;
use domain::{Language, MessageRef, PersonId, ReplyId};
use store::port::Revision;

/// A reply that the desk keeps ready, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRow {
    pub reply: ReplyId,
    pub language: Language,
    /// Where in the desk's stream it got these words.
    pub revision: Revision,
    pub name: String,
    pub text: String,
}

/// Words of staff that were not written in their client's chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The message as its author wrote it.
    pub of: MessageRef,
    pub author: Option<PersonId>,
    /// An answer, a question or a resolution.
    pub kind: Kind,
    pub said: DateTime<Utc>,
    /// Whether they could not be brought there at first, whatever became of them since.
    pub has_failed: bool,
    pub state: DeliveryState,
}

/// What has become of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    Waiting,
    /// By Telegram's date of the copy.
    Delivered {
        at: DateTime<Utc>,
    },
    Failed {
        why: Undeliverable,
        at: DateTime<Utc>,
    },
}
