//! What can happen to a ticket.

use crate::chat::Undeliverable;
use crate::clock::{Binding, ClockRef};
use crate::file::Fate;
use crate::policy::{Pause, Whom};
use crate::zone::Release;
use crate::{
    Attachment, Awaits, Channel, ChatId, ClientId, EventRef, MessageRef, PersonId, Priority,
    RequestType, Side, Slug, TicketId, TicketNumber, Visibility,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Texts: body, sealed for the requester; names and places of files; of an imported one its outside number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    pub number: TicketNumber,
    pub client: ClientId,
    /// The client's chat that the ticket lives in.
    pub chat: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<i64>,
    /// The message that asks; none where the request came by phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<MessageRef>,
    pub requester: PersonId,
    pub registered_by: PersonId,
    pub channel: Channel,
    /// When the client asked: the date of the source, or the time staff gave for a call. Of an imported one, when it
    /// was imported: no clock may begin by a table.
    pub reported_at: DateTime<Utc>,
    /// When the client asked by the words of a table. Nothing is measured from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workplace: Option<Slug>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Texts: body, sealed for the author on the client's side, else for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageAdded {
    pub message: MessageRef,
    pub author: PersonId,
    pub side: Side,
    pub visibility: Visibility,
    pub awaits: Awaits,
    /// The rule that says whether it awaits an answer, or how it was bound to this ticket.
    pub rule: Slug,
    /// True where the message was not written in the client's chat and must be brought there.
    pub relayed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageRef>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A staff member's message reached the client's chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyDelivered {
    /// The message as its author wrote it.
    pub of: MessageRef,
    /// The copy that the client sees, and Telegram's date of it.
    pub delivered: MessageRef,
    pub at: DateTime<Utc>,
}

/// A staff member's message can not reach the client's chat, as things stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyFailed {
    /// The message as its author wrote it.
    pub of: MessageRef,
    pub why: Undeliverable,
}

/// A staff member's message that could not reach the client's chat is to be brought there after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRetried {
    pub of: MessageRef,
}

/// Texts: body, as it is now; what it was stays where it was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEdited {
    pub message: MessageRef,
    pub edited_at: DateTime<Utc>,
}

/// Texts: body, the new wording of the request. The fields are what holds from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsChanged {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Slug>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workplace: Option<Slug>,
}

/// What type and priority hold from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reclassified {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_type: Option<RequestType>,
    pub priority: Priority,
}

/// How an assignee came by a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    Taken,
    Given,
    /// With all that another agent had.
    HandedOver,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub agent: PersonId,
    pub how: Assignment,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unassigned {
    pub agent: PersonId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkStarted {}

/// The question itself is a message that was added before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingForClient {
    pub question: MessageRef,
}

/// Texts: reason, sealed for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnHold {
    pub why: Pause,
}

/// Why work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resumption {
    ClientAnswered,
    Staff,
    /// It has rested for as long as the policy lets it.
    PauseMax,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    pub why: Resumption,
}

/// Texts: body, what was done, sealed for the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The message that says so, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageRef>,
    /// True where the client's chat has not seen it yet.
    pub relayed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {}

/// Texts: reason, what is still wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// How many times it was reopened, this one included.
    pub times: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageRef>,
}

/// How a ticket came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    Confirmed,
    Staff,
    Merged,
    /// By itself: its client stayed silent for as long as the policy waits.
    Expired,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub how: Closure,
}

/// Texts: reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    pub other: TicketId,
    pub number: TicketNumber,
}

/// This ticket goes on in another one of the same client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    pub into: TicketId,
    pub number: TicketNumber,
}

/// One to five.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    pub stars: u8,
}

/// Texts: file name, where Telegram keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentAdded {
    pub message: MessageRef,
    pub attachment: Attachment,
}

/// What became of a file of this ticket. Texts, of one that is kept: its SHA-256, sealed as the file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSettled {
    /// The event of this ticket that brought it.
    pub of: EventRef,
    /// The how-manyeth attachment of that event it is, from 1.
    pub nth: u16,
    pub fate: Fate,
}

/// A message of this ticket is known to be gone from its chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceDeleted {
    pub message: MessageRef,
}

/// What a recorded event said wrongly. Texts: reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub of: EventRef,
}

/// The words of a person in this ticket are gone for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataErased {
    pub person: PersonId,
}

/// What a promise said when it was given: the hashes of its policy and calendar, and the release of its zone's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub policy: String,
    pub calendar: String,
    /// None of a calendar that has no zone of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tzdb: Option<Release>,
}

/// From now on, clocks of this ticket start under this policy and calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockBound {
    pub to: Binding,
    pub seal: Seal,
}

/// Why running clocks go on under another promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retargeting {
    /// Its type or priority changed.
    Reclassified,
    /// Its site changed.
    Moved,
    /// A new version of the policy takes over running clocks.
    Migrated,
}

/// Running clocks go on under another promise. Both stay visible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retargeted {
    pub from: Binding,
    pub to: Binding,
    pub seal: Seal,
    pub why: Retargeting,
}

/// The client's chat was told who has taken the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakingShown {
    pub message: MessageRef,
    pub at: DateTime<Utc>,
}

/// The client can work again, though the cause is not yet removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkaroundGiven {}

/// A share of a target is used up. It occurred at the computed instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdPassed {
    pub clock: ClockRef,
    /// From 1; each retarget of the clock is the next.
    pub target_version: u32,
    pub percent: u8,
    pub deadline: DateTime<Utc>,
}

/// A deadline passed. It occurred at the deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breached {
    pub clock: ClockRef,
    pub target_version: u32,
    pub deadline: DateTime<Utc>,
}

/// A level of an escalation chain was reached. It occurred at the scheduled instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    pub chain: Slug,
    pub clock: ClockRef,
    /// From 1, as levels are; an acknowledgement that timed out begins the next.
    pub round: u32,
    pub level: u32,
    /// Who is to be told, by the policy; whoever was on call by name.
    pub notify: Vec<Whom>,
}

/// The last level of the last round was reached, and nothing has happened since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationExhausted {
    pub chain: Slug,
    pub clock: ClockRef,
}

/// Somebody has seen the escalation and is on it. No clock stops for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscalationAcknowledged {
    pub by: PersonId,
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Met,
    Breached,
    /// Neither: what happened was not measured, or does not count.
    Excluded,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Breached => "breached",
            Self::Excluded => "excluded",
        }
    }
}

/// A recorded verdict does not hold. Both stay visible. Texts: reason, where people decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictCorrected {
    pub clock: ClockRef,
    pub from: Verdict,
    pub to: Verdict,
    /// The two who decided; none where a message that was dated in time came in late.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved_by: Vec<PersonId>,
}

/// In this time messages of the ticket's chat may have been lost to us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasurementGap {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Somebody of the client's side has said by a button that it is not solved. What is wrong is still to be told; by then
/// they are no longer silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disputed {
    pub by: PersonId,
}

/// Something that happened to a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Registered(Registered),
    MessageAdded(MessageAdded),
    ReplyDelivered(ReplyDelivered),
    MessageEdited(MessageEdited),
    DetailsChanged(DetailsChanged),
    Reclassified(Reclassified),
    Assigned(Assigned),
    Unassigned(Unassigned),
    WorkStarted(WorkStarted),
    WaitingForClient(WaitingForClient),
    OnHold(OnHold),
    Resumed(Resumed),
    Resolved(Resolved),
    Confirmed(Confirmed),
    Reopened(Reopened),
    Closed(Closed),
    Cancelled(Cancelled),
    Linked(Linked),
    Merged(Merged),
    Rated(Rated),
    AttachmentAdded(AttachmentAdded),
    FileSettled(FileSettled),
    EvidenceDeleted(EvidenceDeleted),
    Correction(Correction),
    DataErased(DataErased),
    ClockBound(ClockBound),
    Retargeted(Retargeted),
    TakingShown(TakingShown),
    WorkaroundGiven(WorkaroundGiven),
    ThresholdPassed(ThresholdPassed),
    Breached(Breached),
    Escalated(Escalated),
    EscalationExhausted(EscalationExhausted),
    EscalationAcknowledged(EscalationAcknowledged),
    VerdictCorrected(VerdictCorrected),
    MeasurementGap(MeasurementGap),
    ReplyFailed(ReplyFailed),
    ReplyRetried(ReplyRetried),
    Disputed(Disputed),
}
