//! The shapes in which answers are given.

mod clocks;
mod compliance;
mod incidents;
mod invites;
mod readiness;
mod replies;
mod routing;
mod words;
mod workload;

pub use clocks::*;
pub use compliance::*;
pub use incidents::*;
pub use invites::*;
pub use readiness::*;
pub use replies::*;
pub use routing::*;
pub use words::*;
pub use workload::*;

use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::conversation::Started;
use domain::group_rights::GroupRights;
use domain::link::TokenHash;
use domain::people::Side;
use domain::ticket::Status;
use domain::ticket::privacy::is_told_in;
use domain::{
    At, Channel, ChatId, ClientCode, ClientId, ConversationId, Language, MessageId, MessageRef,
    NoticeId, PersonId, Priority, RequestType, Slug, TicketId, TicketNumber, chat, clock, notice,
};
use store::port::{Position, Revision, StreamName};

/// A ticket as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    pub client_title: String,
    pub chat: ChatId,
    pub thread: Option<i64>,
    pub source: Option<MessageRef>,
    pub requester: PersonId,
    pub requester_name: String,
    pub registered_by: PersonId,
    pub registered_by_name: String,
    pub channel: Channel,
    pub status: Status,
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    pub assignee: Option<PersonId>,
    pub assignee_name: Option<String>,
    pub assigned_at: Option<DateTime<Utc>>,
    /// The request, shortened to [`SUMMARY_CHARS_MAX`]; empty once erased.
    pub summary: String,
    pub attachments: u64,
    pub messages: u64,
    pub reopened: u64,
    pub reported_at: DateTime<Utc>,
    pub registered_at: DateTime<Utc>,
    /// When anything last happened to it.
    pub updated_at: DateTime<Utc>,
    /// The first public words of staff that the client saw, and when.
    pub answered_at: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// True while the last word that awaits an answer is the client's.
    pub awaits_answer: bool,
    /// The number of events in the ticket's stream, and the position of the last one.
    pub events: u64,
    pub position: Position,
}

impl TicketRow {
    /// Whether only its author and staff may know of it.
    pub fn is_private(&self) -> bool {
        self.chat.is_private()
    }

    /// Whether it may be spoken of in a chat of its client's.
    pub fn is_told_in(&self, chat: ChatId) -> bool {
        is_told_in(self.chat, chat)
    }
}

/// What was said of a ticket in the table that it comes out of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// When it was reported by the operator's words; nothing is measured from it.
    pub claimed_at: Option<DateTime<Utc>>,
    /// The number that it had there; none once erased.
    pub number: Option<String>,
}

/// The most characters of a ticket's summary.
pub const SUMMARY_CHARS_MAX: usize = 200;

/// Which tickets a board shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardFilter {
    pub client: Option<ClientId>,
    pub status: Option<Status>,
    pub assignee: Option<PersonId>,
}

/// All open tickets (not closed or cancelled), oldest first, as of a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub position: Option<Position>,
    pub tickets: Vec<TicketRow>,
    /// True if there are more than [`BOARD_TICKETS_MAX`].
    pub cut: bool,
}

/// The most tickets one board shows.
pub const BOARD_TICKETS_MAX: usize = 2_000;

/// Some of the tickets that were asked for, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    pub tickets: Vec<ListedRow>,
    pub count: usize,
}

/// A ticket in an agent's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    pub ticket: TicketRow,
    /// The clock that is to be stopped next, and by when.
    pub next: Option<(clock::Kind, At)>,
}

/// One line of a client's register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    pub number: TicketNumber,
    pub ticket: TicketId,
    pub reported_at: DateTime<Utc>,
    pub registered_at: DateTime<Utc>,
    pub status: Status,
}

/// Where a linked chat belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRow {
    pub chat: ChatId,
    pub place: ChatPlace,
    pub language: Language,
    pub zone: Zone,
    pub sees: Option<chat::Visibility>,
    /// Whether its open tickets are shown on one board, and not by a card each.
    pub board: bool,
}

/// Whose chat it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatPlace {
    Client { client: ClientId, code: ClientCode, title: String },
    Staff,
}

/// A client in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    pub client: ClientId,
    pub code: ClientCode,
    pub title: String,
    pub language: Language,
    pub zone: Zone,
    /// What is promised, by when; none while nothing is.
    pub policy: Option<Slug>,
    pub calendar: Option<Slug>,
    /// The rule set; none while only commands, buttons and replies make tickets.
    pub intake: Option<Slug>,
    pub chats: Vec<ChatId>,
}

/// How a linked group stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// As Telegram told it last; empty where it never did.
    pub title: String,
    pub chat: ChatId,
    pub sees: Option<chat::Visibility>,
    /// None while Telegram has not told.
    pub rights: Option<GroupRights>,
    /// The date of the last message that we were shown.
    pub seen_at: Option<DateTime<Utc>>,
}

/// A group that waits to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUpRow {
    pub chat: ChatId,
    pub by: PersonId,
    /// The group's title when it was asked for.
    pub title: String,
    pub asked_at: DateTime<Utc>,
}

/// Who offered a link by a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offerer {
    Client(ClientId),
    Desk,
}

/// An offered link that was not claimed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRow {
    pub token: TokenHash,
    pub offerer: Offerer,
    pub expires_at: DateTime<Utc>,
}

/// What we know of a person, as far as it was not erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub person: PersonId,
    pub name: String,
    pub handle: Option<String>,
    pub telegram_id: Option<i64>,
}

/// What a message in a chat is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    pub at: MessageRef,
    /// Who wrote it; none for our own.
    pub author: Option<PersonId>,
    pub side: Option<Side>,
    pub belongs: MessageBelongs,
    /// The rule that decided of it; none for our own.
    pub rule: Option<String>,
    /// What it was when it is our own.
    pub notice: Option<notice::Kind>,
    /// Whether it is a note of a ticket, which is for staff alone.
    pub internal: bool,
}

/// What a message is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageBelongs {
    Nothing,
    Ticket(TicketId),
    /// Our own question to a person.
    Conversation(ConversationId, Started),
}

/// What the bot asked of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRow {
    pub conversation: ConversationId,
    pub started: Started,
    pub at: DateTime<Utc>,
}

/// How the messages of a chat are accounted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accounting {
    pub registered: u64,
    pub part_of_ticket: u64,
    pub skipped: u64,
    pub unanswered: u64,
}

/// Something that must still be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingNotice {
    pub notice: NoticeId,
    pub kind: notice::Kind,
    pub chat: ChatId,
    pub thread: Option<i64>,
    pub ticket: Option<TicketId>,
    pub conversation: Option<ConversationId>,
    /// The event that calls for it, by its stream and revision.
    pub subject: (StreamName, Revision),
    /// The message to reply to.
    pub reply_to: Option<MessageId>,
    /// The staff member's message that it brings to the client.
    pub of: Option<MessageRef>,
    /// Of a card: the state of the ticket to show, as a count of its events; else 0.
    pub want: u64,
    /// Of a card: the message that shows an earlier state and is to be edited.
    pub message: Option<MessageId>,
    /// Of a ticket's card: nothing is to be done about the ticket any more.
    pub over: bool,
    /// The position of the event that calls for it, for its order within the chat.
    pub position: Position,
}
