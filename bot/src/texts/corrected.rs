//! Corrected: what is said to whoever sets right what became of a client's message?

use super::Texts;
use commands::chat::correct::Rejection;
use domain::TicketNumber;

/// What became of it, in words short enough for an answer to a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Registered(TicketNumber),
    AddedTo(TicketNumber),
    NotARequest,
    /// This ticket was made by mistake, and is cancelled.
    NotATicket(TicketNumber),
    /// It belongs to that ticket already.
    PartOf(TicketNumber),
    /// To which ticket? The buttons follow.
    AddWhich,
    /// There is none to add it to.
    NoneOpen,
    /// We know nothing of the message.
    Unknown,
    /// Of the message that somebody reacted to in this client's group.
    UnknownReaction {
        name: String,
        client: String,
    },
    /// Somebody reacted in this client's group in the name of a chat.
    NamelessReaction {
        client: String,
    },
    Forgotten,
    NotClients,
    /// Such a command replies to the message that it is about.
    HowToAdd,
    HowToSkip,
}

impl Said {
    pub(crate) fn text(&self, texts: Texts) -> String {
        let of =
            |key, number: &TicketNumber| texts.with(key, [("number", texts.number(number).into())]);
        match self {
            Self::Registered(number) => of("toast-registered", number),
            Self::AddedTo(number) => of("corrected-added", number),
            Self::NotARequest => texts.text("corrected-not-request"),
            Self::NotATicket(number) => of("corrected-not-a-ticket", number),
            Self::PartOf(number) => of("corrected-part-of", number),
            Self::AddWhich => texts.text("corrected-add-which"),
            Self::NoneOpen => texts.text("corrected-none-open"),
            Self::Unknown => texts.text("corrected-unknown"),
            Self::UnknownReaction { name, client } => {
                let arguments =
                    [("name", name.as_str().into()), ("client", client.as_str().into())];
                texts.with("corrected-unknown-reaction", arguments)
            }
            Self::NamelessReaction { client } => {
                texts.with("corrected-nameless-reaction", [("client", client.as_str().into())])
            }
            Self::Forgotten => texts.text("corrected-forgotten"),
            Self::NotClients => texts.text("corrected-not-clients"),
            Self::HowToAdd => texts.text("corrected-how-to-add"),
            Self::HowToSkip => texts.text("corrected-how-to-skip"),
        }
    }

    /// Why nothing was set right, where this says it; the others are said as of any ticket.
    pub(crate) fn of(rejection: &Rejection) -> Option<Self> {
        match rejection {
            Rejection::Unknown => Some(Self::Unknown),
            Rejection::Forgotten => Some(Self::Forgotten),
            Rejection::NotClients => Some(Self::NotClients),
            Rejection::NotYours
            | Rejection::OnlyStaff
            | Rejection::PartOf(_)
            | Rejection::OtherClient
            | Rejection::Refused(_) => None,
        }
    }
}
