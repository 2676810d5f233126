//! The ticket: what is stored, and what is decided before?

use serde::{Deserialize, Serialize};
use std::fmt;

/// What somebody said: the part that all events share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub author: String,
    pub site: String,
    pub chat: i64,
    pub message: u64,
    pub at: String,
    pub salt: String,
    pub commitment: String,
    pub text: String,
}

/// Something asked of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Register { client: String, said: Said },
    StartWork { agent: String, said: Said },
    AddMessage { awaits_answer: bool, said: Said },
    Resolve { agent: String, said: Said },
}

/// Something that happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Registered { client: String, said: Said },
    WorkStarted { agent: String, said: Said },
    MessageAdded { awaits_answer: bool, said: Said },
    Resolved { agent: String, said: Said },
}

impl Event {
    /// The name of the kind, as stores that index kinds want it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "ticket.registered",
            Self::WorkStarted { .. } => "ticket.work_started",
            Self::MessageAdded { .. } => "ticket.message_added",
            Self::Resolved { .. } => "ticket.resolved",
        }
    }
}

/// What the events of one ticket add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ticket {
    #[default]
    Unregistered,
    New {
        messages: u32,
    },
    InProgress {
        messages: u32,
    },
    Resolved {
        messages: u32,
    },
}

impl Ticket {
    /// The ticket after one more event. A fact is applied, never judged.
    #[must_use]
    pub fn evolve(self, event: &Event) -> Self {
        let messages = self.messages() + 1;
        match event {
            Event::Registered { .. } => Self::New { messages },
            Event::WorkStarted { .. } => Self::InProgress { messages },
            Event::Resolved { .. } => Self::Resolved { messages },
            Event::MessageAdded { .. } => match self {
                Self::Unregistered | Self::New { .. } => Self::New { messages },
                Self::InProgress { .. } => Self::InProgress { messages },
                Self::Resolved { .. } => Self::Resolved { messages },
            },
        }
    }

    fn messages(self) -> u32 {
        match self {
            Self::Unregistered => 0,
            Self::New { messages }
            | Self::InProgress { messages }
            | Self::Resolved { messages } => messages,
        }
    }
}

/// Why a command was refused. In a sample that means the store has lost or doubled something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    Unregistered,
    AlreadyRegistered,
    AlreadyInProgress,
    AlreadyResolved,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unregistered => "the ticket was never registered",
            Self::AlreadyRegistered => "the ticket is already registered",
            Self::AlreadyInProgress => "the ticket is already in progress",
            Self::AlreadyResolved => "the ticket is already resolved",
        })
    }
}

impl std::error::Error for Rejection {}

/// What a command makes of a ticket: always one event.
///
/// # Errors
///
/// [`Rejection`] if the ticket is not in a state for it.
pub fn decide(ticket: Ticket, command: Command) -> Result<Event, Rejection> {
    use Command::{AddMessage, Register, Resolve, StartWork};
    match (ticket, command) {
        (Ticket::Unregistered, Register { client, said }) => Ok(Event::Registered { client, said }),
        (Ticket::Unregistered, StartWork { .. } | AddMessage { .. } | Resolve { .. }) => {
            Err(Rejection::Unregistered)
        }
        (_, Register { .. }) => Err(Rejection::AlreadyRegistered),
        (Ticket::Resolved { .. }, _) => Err(Rejection::AlreadyResolved),
        (Ticket::InProgress { .. }, StartWork { .. }) => Err(Rejection::AlreadyInProgress),
        (Ticket::New { .. }, StartWork { agent, said }) => Ok(Event::WorkStarted { agent, said }),
        (Ticket::New { .. } | Ticket::InProgress { .. }, AddMessage { awaits_answer, said }) => {
            Ok(Event::MessageAdded { awaits_answer, said })
        }
        (Ticket::New { .. } | Ticket::InProgress { .. }, Resolve { agent, said }) => {
            Ok(Event::Resolved { agent, said })
        }
    }
}
