//! Choice: what does a button about private requests ask for, and how is that written?

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ClientId, MessageId, TicketId};
use std::fmt;
use uuid::Uuid;

/// What somebody wants who presses such a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// In a group: to ask for something that the group does not see.
    Begin,
    /// To ask this client's people for help.
    Of(ClientId),
    /// These words are a request of this client's.
    New { wrote: Words, client: ClientId },
    /// These words are part of this ticket.
    Add { wrote: Words, ticket: TicketId },
}

/// A message in the private chat in which the button stands, and the month in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub month: String,
    pub message: MessageId,
}

impl Words {
    fn parse(month: &str, message: &str) -> Option<Self> {
        let fits = month.len() == 6 && month.bytes().all(|it| it.is_ascii_digit());
        let message = MessageId(message.parse().ok()?);
        fits.then(|| Self { month: month.to_owned(), message })
    }
}

impl Choice {
    pub(crate) fn parse(parts: &[&str]) -> Option<Self> {
        match *parts {
            [] => Some(Self::Begin),
            ["c", client] => Some(Self::Of(ClientId(long(client)?))),
            ["n", month, message, client] => {
                let wrote = Words::parse(month, message)?;
                Some(Self::New { wrote, client: ClientId(long(client)?) })
            }
            ["a", month, message, ticket] => {
                let wrote = Words::parse(month, message)?;
                Some(Self::Add { wrote, ticket: TicketId(long(ticket)?) })
            }
            _ => None,
        }
    }
}

/// With a bar before each part, and nothing for the beginning.
impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begin => Ok(()),
            Self::Of(client) => write!(f, "|c|{}", short(client.0)),
            Self::New { wrote: Words { month, message }, client } => {
                write!(f, "|n|{month}|{}|{}", message.0, short(client.0))
            }
            Self::Add { wrote: Words { month, message }, ticket } => {
                write!(f, "|a|{month}|{}|{}", message.0, short(ticket.0))
            }
        }
    }
}

fn short(id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(id.as_bytes())
}

fn long(text: &str) -> Option<Uuid> {
    Uuid::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}
