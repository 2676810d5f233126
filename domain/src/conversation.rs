//! A conversation: what was a person asked, and did they answer?

use crate::{ChatId, ClientId, MessageId, PersonId, TicketId};
use serde::{Deserialize, Serialize};

/// What the answer is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A new request.
    Request(ClientId),
    /// A question for the client.
    Ask(TicketId),
    /// What was done.
    Resolve(TicketId),
    /// What is still wrong.
    NotSolved(TicketId),
    /// Something to be kept among staff.
    Note(TicketId),
    /// The number of the ticket in which this one goes on.
    Merge(TicketId),
    /// The number of a ticket that this one has to do with.
    Relate(TicketId),
    /// What goes along with all that somebody has, to somebody else.
    HandOver { from: PersonId, to: PersonId },
}

impl Purpose {
    /// Whether the answer stays among staff. Then further replies to the question are answers to it, too: they must
    /// never be taken for words to the client.
    pub fn is_internal(&self) -> bool {
        match self {
            Self::Note(_) | Self::Merge(_) | Self::Relate(_) | Self::HandOver { .. } => true,
            Self::Request(_) | Self::Ask(_) | Self::Resolve(_) | Self::NotSolved(_) => false,
        }
    }

    pub fn ticket(&self) -> Option<TicketId> {
        match self {
            Self::Request(_) | Self::HandOver { .. } => None,
            Self::Ask(ticket)
            | Self::Resolve(ticket)
            | Self::NotSolved(ticket)
            | Self::Note(ticket)
            | Self::Merge(ticket)
            | Self::Relate(ticket) => Some(*ticket),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    pub owner: PersonId,
    pub purpose: Purpose,
    /// The message whose button was pressed.
    pub pressed: MessageId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub message: MessageId,
    /// The ticket that the answer began, or joined.
    pub ticket: TicketId,
}

/// Something that happened to a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Started(Started),
    Answered(Answered),
}

/// What the events of one conversation add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Conversation {
    #[default]
    Unstarted,
    Open(Started),
    Answered(Started, TicketId),
}

impl Conversation {
    /// The conversation after one more event.
    #[must_use]
    pub fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Started(it) => Self::Open(it.clone()),
            Event::Answered(answered) => match self {
                Self::Unstarted => Self::Unstarted,
                Self::Open(it) | Self::Answered(it, _) => Self::Answered(it, answered.ticket),
            },
        }
    }
}
