//! A month of a chat: what was seen in it, what was decided of it, and what we said.

mod waiting;

pub use waiting::{
    Answers, TOGETHER_S, UNANSWERED_S_DEFAULT, Unanswered, WAITING_MAX, Waiting, WaitingWords,
    answers,
};

use crate::calendar::CalendarRef;
use crate::conversation::Purpose;
use crate::group_rights::GroupRights;
use crate::incident::AnnouncementRef;
use crate::intake::{Judged, Quiet};
use crate::invite::InviteRef;
use crate::{
    Attachment, Awaits, Channel, ChatId, ClientId, ConversationId, MessageId, MessageRef, NoticeId,
    PersonId, Side, Slug, TicketId, notice,
};
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most people of whom it is kept that they have left.
const GONE_MAX: usize = 256;
/// The most topics of a month of which it is remembered whether something can be said there; the oldest makes room.
pub const TOPICS_MAX: usize = 1_000;
/// The most albums of a month that are remembered as parts of one message.
pub const ALBUMS_MAX: usize = 200;
/// The most staff messages of a month whose ticket is still asked for; the oldest makes room.
pub const ASKED_MAX: usize = 1_000;
/// The most people of a month whose quiet time is remembered; the one that ends first makes room.
pub const QUIET_MAX: usize = 1_000;
/// The most messages of a month of which it is remembered what they were corrected to; the oldest makes room.
pub const CORRECTED_MAX: usize = 1_000;
/// The most messages of one album, by Telegram.
const ALBUM_PARTS_MAX: usize = 10;

/// A calendar month, UTC, as stream names carry it: `202611`.
pub fn month_of(at: DateTime<Utc>) -> String {
    format!("{:04}{:02}", at.year(), at.month())
}

/// What becomes a ticket, and whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub ticket: TicketId,
    pub client: ClientId,
    /// The client's chat.
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<MessageRef>,
    pub requester: PersonId,
    pub registered_by: PersonId,
    pub channel: Channel,
    pub reported_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The older ticket that this one goes on from: it was done too long ago to be opened again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<TicketId>,
}

/// What a message does to the ticket it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Words from the client's side.
    Say,
    /// Words of staff for the client.
    Answer,
    /// Words of staff among themselves.
    Note,
    /// A question to the client.
    Ask,
    Resolve,
    /// Not solved, and why.
    Reopen,
    Take,
    Unassign,
    /// For a reason of our own.
    Hold,
    /// The client asks to wait.
    HoldForClient,
    /// Somebody else must act first.
    HoldForThirdParty,
    /// The client can work again, though the cause is not yet removed.
    Workaround,
    Resume,
    Cancel,
    /// The end of a resolved ticket that nobody confirms.
    Close,
    /// Other words for a message that is part of the ticket already.
    Edit,
    /// The ticket goes on in this one.
    MergeInto(TicketId),
    /// It has to do with this one.
    LinkWith(TicketId),
}

impl Step {
    /// The other ticket of a step that concerns two.
    pub fn other(self) -> Option<TicketId> {
        match self {
            Self::MergeInto(it) | Self::LinkWith(it) => Some(it),
            Self::Say
            | Self::Answer
            | Self::Note
            | Self::Ask
            | Self::Resolve
            | Self::Reopen
            | Self::Take
            | Self::Unassign
            | Self::Hold
            | Self::HoldForClient
            | Self::HoldForThirdParty
            | Self::Workaround
            | Self::Resume
            | Self::Cancel
            | Self::Close
            | Self::Edit => None,
        }
    }
}

/// What is to become of a message. A retry follows what is recorded here and never decides again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Register(Registration),
    /// Part of a ticket.
    Part(Part),
    /// Nothing is to be done, for the reason the rule names.
    Skipped,
    /// A client's words that nobody has answered or registered yet.
    Unanswered,
    /// A staff member's words that may belong to several tickets: the author is asked.
    Which,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub ticket: TicketId,
    pub step: Step,
    /// True where it was written outside the client's chat, which must be told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub relayed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

/// A message was seen and decided upon. Texts: body, reason, file names, where files are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageAccounted {
    pub message: MessageId,
    pub author: PersonId,
    pub side: Side,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    pub decision: Decision,
    /// The rule that decided, and the version of the rules it stands in.
    pub rule: Slug,
    pub rules: u32,
    pub awaits: Awaits,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// By how many seconds Telegram's date lay ahead of our clock, where that was too much to be believed: it occurred
    /// so much before its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_ahead_s: Option<u64>,
    /// What the client's rule set said, where it was asked: then the rule is one of that set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake: Option<Judged>,
    /// What its author is asked for upon it: the question follows from this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<Purpose>,
}

/// How much of a group's talk the bot is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    All,
    /// Commands and replies to the bot only.
    Commands,
    /// The bot is not in the group.
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisibilityChanged {
    pub sees: Visibility,
}

/// What Telegram lets the bot do in the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsChanged {
    pub rights: GroupRights,
}

/// A time in which messages may have been lost to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageGap {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migrated {
    pub from: ChatId,
    pub to: ChatId,
}

/// A notice was said: Telegram has it, under this number, since this date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDelivered {
    pub notice: NoticeId,
    pub kind: notice::Kind,
    pub message: MessageId,
    pub at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The staff member's message that this one brings to the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<MessageRef>,
    /// Of an announcement: which one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<AnnouncementRef>,
    /// Of a card: the state of the ticket that it shows, as a count of its events.
    pub shown: u64,
    /// True where an earlier message was edited instead of a new one sent.
    pub edited: bool,
}

/// Why a notice can never be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undeliverable {
    /// The bot is not in the chat, or may not write there.
    Forbidden,
    ChatGone,
    /// Telegram refuses the message itself.
    Refused,
    /// What it would say was erased, or is out of date.
    Pointless,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFailed {
    pub notice: NoticeId,
    pub kind: notice::Kind,
    pub why: Undeliverable,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<MessageRef>,
    pub shown: u64,
}

/// An update of this chat could not be understood. Texts: raw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateParked {
    pub update: i64,
}

/// Words were bound to a ticket, or to none, after they had been seen: a staff member's with a tap, other parts of an
/// album with the one that became the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageBound {
    pub message: MessageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
}

/// What a message had become before somebody set it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It became this ticket.
    Ticket(TicketId),
    /// It is part of this ticket.
    Part(TicketId),
    Skipped,
    /// Its author was told how to make it a ticket.
    Suggested,
    Unanswered,
}

/// What had become of a client's message was set right by a person: to a ticket, to a part of one, or to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionCorrected {
    pub message: MessageId,
    pub from: Outcome,
    /// Never unanswered, and never asked about.
    pub to: Decision,
    pub by: PersonId,
    /// By which way it was set right.
    pub rule: Slug,
}

/// Nobody took up a client's words in time. It occurred when they fell due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnansweredNoted {
    pub message: MessageId,
    pub author: PersonId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    /// What the same person has said besides, which is told of together with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<MessageId>,
    /// How long words may wait, in seconds of working time.
    pub within_s: u32,
    /// By which calendar; by the desk's usual hours where the client has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarRef>,
}

/// Telegram says that somebody came into a client's group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberJoined {
    pub person: PersonId,
    /// By which card; none of whoever came by another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<InviteRef>,
}

/// Telegram says that somebody left a client's group, or was thrown out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLeft {
    pub person: PersonId,
}

/// Nothing can be said in a topic any more: it is closed, or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicLost {
    /// None of the general one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
}

/// Something can be said in a topic again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicFound {
    /// None of the general one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
}

/// The group has another name. Texts: name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {}

/// Something that happened in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    MessageAccounted(MessageAccounted),
    MessageBound(MessageBound),
    VisibilityChanged(VisibilityChanged),
    CoverageGap(CoverageGap),
    Migrated(Migrated),
    NoticeDelivered(NoticeDelivered),
    NoticeFailed(NoticeFailed),
    UpdateParked(UpdateParked),
    DecisionCorrected(DecisionCorrected),
    UnansweredNoted(UnansweredNoted),
    RightsChanged(RightsChanged),
    MemberJoined(MemberJoined),
    MemberLeft(MemberLeft),
    TopicLost(TopicLost),
    TopicFound(TopicFound),
    Renamed(Renamed),
}

/// What somebody has said a short time ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Talk {
    /// The end of the quiet time.
    pub until: DateTime<Utc>,
    /// What it became. None where its author was only told how to make it one.
    pub ticket: Option<TicketId>,
}

/// What later decisions ask of a chat's month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChatMonth {
    pub sees: Option<Visibility>,
    pub rights: Option<GroupRights>,
    /// Since when the bot may write again that might not before, as far as it was told.
    pub speaks_again: Option<DateTime<Utc>>,
    /// Which ticket the messages of an album belong to.
    pub albums: BTreeMap<Slug, TicketId>,
    /// Which messages of an album nobody has taken up yet.
    pub loose: BTreeMap<Slug, Vec<MessageId>>,
    /// Staff messages whose ticket is asked for: author and what the message said stay with it.
    pub asked: BTreeMap<MessageId, PersonId>,
    pub migrated_to: Option<ChatId>,
    /// Who has said something a short time ago, in which topic.
    pub talking: BTreeMap<(PersonId, Option<i64>), Talk>,
    /// What messages were corrected to last.
    pub corrected: BTreeMap<MessageId, Outcome>,
    /// Clients' words that nobody has taken up, or had not for a while.
    pub waiting: WaitingWords,
    /// Who has left, and when: until they come back or say something.
    pub gone: BTreeMap<PersonId, DateTime<Utc>>,
    /// Whether something can be said in a topic, where that has changed.
    pub topics: BTreeMap<Option<i64>, bool>,
}

impl ChatMonth {
    /// What somebody's earlier words have led to, as it holds at an instant.
    pub fn quiet(&self, author: PersonId, thread: Option<i64>, at: DateTime<Utc>) -> Quiet {
        match self.talking.get(&(author, thread)) {
            Some(it) if at < it.until => it.ticket.map_or(Quiet::Nudged, Quiet::Ticket),
            Some(_) | None => Quiet::Over,
        }
    }

    fn talked(&mut self, it: &MessageAccounted, ticket: Option<TicketId>) {
        let Some(until) = it.intake.as_ref().and_then(|it| it.quiet_until) else { return };
        let key = (it.author, it.thread);
        if self.talking.len() >= QUIET_MAX && !self.talking.contains_key(&key) {
            let first = self.talking.iter().min_by_key(|it| it.1.until).map(|it| *it.0);
            if let Some(first) = first {
                self.talking.remove(&first);
            }
        }
        self.talking.insert(key, Talk { until, ticket });
    }

    /// The month after one more event, that occurred at an instant.
    #[must_use]
    pub fn evolve_at(mut self, event: &Event, at: DateTime<Utc>) -> Self {
        self.waiting.take_in(event, at);
        if let Event::RightsChanged(it) = event
            && it.rights.write != self.rights.is_some_and(|it| it.write)
        {
            self.speaks_again = self.rights.filter(|_| it.rights.write).map(|_| at);
        }
        if let Event::MemberLeft(it) = event {
            self.leaves(it.person, at);
        }
        self.evolve(event)
    }

    /// The month after one more event, but for who waits.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::MessageAccounted(it) => self.accounted(it),
            Event::MessageBound(it) => {
                self.asked.remove(&it.message);
                self.loose.values_mut().for_each(|parts| parts.retain(|part| *part != it.message));
            }
            Event::VisibilityChanged(it) => self.sees = Some(it.sees),
            Event::RightsChanged(it) => {
                self.rights = Some(it.rights);
                if it.rights.topics {
                    self.topics.clear();
                }
            }
            Event::TopicLost(it) => self.topic(it.thread, false),
            Event::TopicFound(it) => self.topic(it.thread, true),
            Event::MemberJoined(it) => drop(self.gone.remove(&it.person)),
            Event::Migrated(it) => self.migrated_to = Some(it.to),
            Event::DecisionCorrected(it) => self.corrected(it),
            // What we said, and what we may have missed, decides nothing here.
            Event::CoverageGap(_)
            | Event::NoticeDelivered(_)
            | Event::NoticeFailed(_)
            | Event::UpdateParked(_)
            | Event::UnansweredNoted(_)
            | Event::MemberLeft(_)
            | Event::Renamed(_) => (),
        }
        self
    }

    fn leaves(&mut self, person: PersonId, at: DateTime<Utc>) {
        if self.gone.len() >= GONE_MAX && !self.gone.contains_key(&person) {
            let first = self.gone.iter().min_by_key(|it| it.1).map(|it| *it.0);
            if let Some(first) = first {
                self.gone.remove(&first);
            }
        }
        self.gone.insert(person, at);
    }

    fn topic(&mut self, thread: Option<i64>, found: bool) {
        if self.topics.len() >= TOPICS_MAX && !self.topics.contains_key(&thread) {
            self.topics.pop_first();
        }
        self.topics.insert(thread, found);
    }

    fn corrected(&mut self, it: &DecisionCorrected) {
        let outcome = match &it.to {
            Decision::Register(it) => Outcome::Ticket(it.ticket),
            Decision::Part(it) => Outcome::Part(it.ticket),
            Decision::Skipped => Outcome::Skipped,
            Decision::Unanswered | Decision::Which => Outcome::Unanswered,
        };
        if self.corrected.len() >= CORRECTED_MAX && !self.corrected.contains_key(&it.message) {
            self.corrected.pop_first();
        }
        self.corrected.insert(it.message, outcome);
        self.asked.remove(&it.message);
        self.loose.values_mut().for_each(|parts| parts.retain(|part| *part != it.message));
    }

    fn accounted(&mut self, it: &MessageAccounted) {
        self.gone.remove(&it.author);
        let ticket = match &it.decision {
            Decision::Register(registration) => Some(registration.ticket),
            Decision::Part(part) => Some(part.ticket),
            Decision::Which => {
                if self.asked.len() >= ASKED_MAX {
                    self.asked.pop_first();
                }
                self.asked.insert(it.message, it.author);
                None
            }
            Decision::Skipped | Decision::Unanswered => None,
        };
        self.talked(it, ticket);
        if let (Some(album), Decision::Unanswered) = (&it.album, &it.decision) {
            if self.loose.len() >= ALBUMS_MAX {
                self.loose.pop_first();
            }
            let parts = self.loose.entry(album.clone()).or_default();
            if parts.len() < ALBUM_PARTS_MAX && !parts.contains(&it.message) {
                parts.push(it.message);
            }
        }
        if let (Some(album), Some(ticket)) = (&it.album, ticket) {
            if self.albums.len() >= ALBUMS_MAX {
                self.albums.pop_first();
            }
            self.albums.insert(album.clone(), ticket);
        }
    }
}
