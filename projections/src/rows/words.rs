//! The shapes in which answers about words are given that nobody has taken up.

use chrono::{DateTime, Utc};
use domain::{At, ClientId, MessageId, MessageRef, PersonId};
use store::port::{Position, Revision, StreamName};

/// Words of a client that belonged to nothing when they were said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    pub position: Position,
    pub at: MessageRef,
    /// The month of the chat in whose stream they stand.
    pub month: String,
    pub said: DateTime<Utc>,
    /// When they were taken up.
    pub ended: Option<At>,
    pub client: ClientId,
}

/// One of the messages of an author that staff are told of in one alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TogetherRow {
    pub message: MessageId,
    /// The month of the chat in whose stream it stands.
    pub month: String,
    /// Whether nobody has taken it up.
    pub waits: bool,
    /// Where it stands.
    pub subject: (StreamName, Revision),
}

/// What nobody has taken up though it was told of: a group of words of one person counts once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missed {
    pub count: u64,
    /// The oldest of them.
    pub words: Vec<MissedWords>,
}

/// The first words of a group that still wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedWords {
    pub at: MessageRef,
    pub thread: Option<i64>,
    pub author: PersonId,
    /// Empty once erased.
    pub author_name: String,
    pub client_title: String,
    pub said: At,
    /// How many messages of the group wait.
    pub count: u64,
}
