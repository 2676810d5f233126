//! Replies: what is said to whoever typed a command that could not be followed?

use super::{Line, MESSAGE_UNITS_MAX, Reader, Texts, already_held, already_taken, cut, list};
use domain::policy::Pause;
use domain::ticket::Status;
use domain::{Language, TicketNumber};

/// A short reply to a command that was typed. Not recorded, and not repeated if it is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    NotNow {
        number: Option<TicketNumber>,
        status: Status,
    },
    NotYours,
    OnlyStaff,
    AlreadyTaken {
        name: String,
        time: Option<String>,
    },
    /// It rests for a reason already.
    AlreadyHeld {
        number: TicketNumber,
        why: Pause,
    },
    /// It goes on already.
    NotHeld(TicketNumber),
    /// Whoever takes it has it.
    AlreadyYours(TicketNumber),
    /// Nobody has it.
    Nobodys(TicketNumber),
    AlreadyCancelled(TicketNumber),
    /// It was not done yet.
    NotOver(TicketNumber),
    NoSuchTicket,
    /// Two tickets are of two clients.
    OtherClient,
    /// One of them is private, and the other is not its author's own.
    OtherPrivate,
    /// Both numbers are of one ticket.
    Itself,
    /// Nothing goes on in a ticket that is over.
    OtherOver(Status),
    /// The window has closed in which the client may reopen.
    TooLate,
    Unverifiable,
    /// The group belongs to nobody yet.
    NotLinked,
    LinkUsed,
    LinkExpired,
    /// What can be done in a private chat.
    PrivateHelp,
    MyRequests(Vec<Line>),
    Failed(String),
}

impl Reply {
    /// The words, without any markup, at most [`MESSAGE_UNITS_MAX`] UTF-16 units.
    pub fn text(&self, language: Language, reader: Reader) -> String {
        let texts = Texts(language);
        let text = match self {
            Self::NotNow { number, status } => {
                let state = texts.status(*status, reader);
                match number {
                    Some(number) => {
                        let number = texts.number(number);
                        let arguments = [("number", number.into()), ("state", state.into())];
                        texts.with("reply-not-now", arguments)
                    }
                    None => texts.with("reply-not-now-bare", [("state", state.into())]),
                }
            }
            Self::NotYours => texts.text("toast-only-author-or-staff"),
            Self::OnlyStaff => texts.text("hint-staff-only"),
            Self::AlreadyTaken { name, time } => already_taken(texts, name, time.as_deref()),
            Self::AlreadyHeld { number, why } => already_held(texts, number, *why),
            Self::NotHeld(number) => of(texts, "not-held", number),
            Self::AlreadyYours(number) => of(texts, "already-yours", number),
            Self::Nobodys(number) => of(texts, "already-nobodys", number),
            Self::AlreadyCancelled(number) => of(texts, "already-cancelled", number),
            Self::NotOver(number) => of(texts, "already-open", number),
            Self::TooLate => texts.text("reply-too-late"),
            Self::NoSuchTicket => texts.text("reply-no-such-ticket"),
            Self::OtherClient => texts.text("reply-other-client"),
            Self::OtherPrivate => texts.text("private-other"),
            Self::Itself => texts.text("reply-itself"),
            Self::OtherOver(status) => {
                let state = texts.status(*status, reader);
                texts.with("reply-other-over", [("state", state.into())])
            }
            Self::Unverifiable => texts.text("reply-unverifiable"),
            Self::NotLinked => texts.text("reply-not-linked"),
            Self::LinkUsed => texts.text("reply-link-used"),
            Self::LinkExpired => texts.text("reply-link-expired"),
            Self::PrivateHelp => texts.text("reply-private"),
            Self::MyRequests(lines) if lines.is_empty() => texts.text("status-none"),
            Self::MyRequests(lines) => list(texts, reader, lines, MESSAGE_UNITS_MAX),
            Self::Failed(id) => texts.with("toast-failed", [("id", id.as_str().into())]),
        };
        cut(&text, MESSAGE_UNITS_MAX)
    }
}

/// A text about a ticket.
fn of(texts: Texts, key: &str, number: &TicketNumber) -> String {
    texts.with(key, [("number", texts.number(number).into())])
}
