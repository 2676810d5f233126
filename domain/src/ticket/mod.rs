//! A ticket: what its events add up to.

mod event;
pub mod privacy;
pub mod rights;

pub use event::*;

use crate::clock::{History, Placed};
use crate::file::Fate;
use crate::policy::Pause;
use crate::{
    At, Channel, ChatId, ClientId, EventRef, MessageRef, PersonId, Priority, RequestType, Side,
    Slug, TicketId, TicketNumber,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    New,
    InProgress,
    WaitingForClient,
    OnHold,
    Resolved,
    Closed,
    Cancelled,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::InProgress,
        Self::WaitingForClient,
        Self::OnHold,
        Self::Resolved,
        Self::Closed,
        Self::Cancelled,
    ];

    /// Whether work, or a confirmation, is still to come.
    pub fn is_open(self) -> bool {
        match self {
            Self::New
            | Self::InProgress
            | Self::WaitingForClient
            | Self::OnHold
            | Self::Resolved => true,
            Self::Closed | Self::Cancelled => false,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::WaitingForClient => "waiting_for_client",
            Self::OnHold => "on_hold",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// What the events of one ticket add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Ticket {
    #[default]
    Unregistered,
    Registered(Box<Life>),
}

/// Why work rests, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    pub why: Pause,
    /// `None` where the events' places in time were not told.
    pub since: Option<At>,
}

/// A registered ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub number: TicketNumber,
    pub client: ClientId,
    pub chat: ChatId,
    pub requester: PersonId,
    pub registered_by: PersonId,
    pub channel: Channel,
    pub status: Status,
    /// Why work rests: of a ticket that waits for its client, or is on hold.
    pub rest: Option<Rest>,
    pub request_type: Option<RequestType>,
    pub priority: Priority,
    pub site: Option<Slug>,
    pub workplace: Option<Slug>,
    pub assignee: Option<PersonId>,
    /// Every message of this ticket with its side; the source is one.
    pub messages: BTreeMap<MessageRef, Side>,
    /// What became of its files, by the event that brought each and its place there, from 1.
    pub files: BTreeMap<(EventRef, u16), Fate>,
    /// Staff messages that the client's chat has not seen yet.
    pub undelivered: BTreeSet<MessageRef>,
    /// Those of them that could not be brought there, in the order in which that became known.
    pub failed: Vec<MessageRef>,
    pub reopened: u32,
    /// When it was resolved or withdrawn last, whether the client has been told or not.
    pub done_at: Option<At>,
    /// Whether its client has said that it is not solved, and has not opened it again since.
    pub disputed: bool,
    /// Whether a level of escalation was recorded that nobody has acknowledged since.
    pub escalated: bool,
    pub linked: BTreeSet<TicketId>,
    pub merged_into: Option<TicketId>,
    pub stars: Option<u8>,
    pub erased: BTreeSet<PersonId>,
    /// What its clocks are measured by.
    pub history: History,
}

impl Ticket {
    /// The ticket after one more event. A fact is applied, never judged.
    #[must_use]
    pub fn evolve(self, event: &Event) -> Self {
        self.after(event, None)
    }

    fn after(self, event: &Event, at: Option<At>) -> Self {
        match self {
            Self::Registered(mut life) => {
                life.take_in(event, at);
                Self::Registered(life)
            }
            Self::Unregistered => match event {
                Event::Registered(it) => Self::Registered(Box::new(Life::begin(it))),
                // A ticket's stream begins with its registration: nothing has a meaning before it.
                Event::MessageAdded(_)
                | Event::ReplyDelivered(_)
                | Event::MessageEdited(_)
                | Event::DetailsChanged(_)
                | Event::Reclassified(_)
                | Event::Assigned(_)
                | Event::Unassigned(_)
                | Event::WorkStarted(_)
                | Event::WaitingForClient(_)
                | Event::OnHold(_)
                | Event::Resumed(_)
                | Event::Resolved(_)
                | Event::Confirmed(_)
                | Event::Reopened(_)
                | Event::Closed(_)
                | Event::Cancelled(_)
                | Event::Linked(_)
                | Event::Merged(_)
                | Event::Rated(_)
                | Event::AttachmentAdded(_)
                | Event::FileSettled(_)
                | Event::EvidenceDeleted(_)
                | Event::Correction(_)
                | Event::DataErased(_)
                | Event::ClockBound(_)
                | Event::Retargeted(_)
                | Event::TakingShown(_)
                | Event::WorkaroundGiven(_)
                | Event::ThresholdPassed(_)
                | Event::Breached(_)
                | Event::Escalated(_)
                | Event::EscalationExhausted(_)
                | Event::EscalationAcknowledged(_)
                | Event::VerdictCorrected(_)
                | Event::MeasurementGap(_)
                | Event::ReplyFailed(_)
                | Event::ReplyRetried(_)
                | Event::Disputed(_) => Self::Unregistered,
            },
        }
    }

    /// The ticket after one more event whose place in time is known, so that its clocks can be measured.
    #[must_use]
    pub fn evolve_at(self, event: &Event, placed: Placed) -> Self {
        match self.after(event, Some(placed.occurred_at.into())) {
            Self::Unregistered => Self::Unregistered,
            Self::Registered(mut life) => {
                life.history.read(event, placed);
                Self::Registered(life)
            }
        }
    }

    /// The registered ticket, if it is one.
    pub fn life(&self) -> Option<&Life> {
        match self {
            Self::Unregistered => None,
            Self::Registered(life) => Some(life),
        }
    }
}

impl Life {
    fn begin(it: &Registered) -> Self {
        Self {
            number: it.number.clone(),
            client: it.client,
            chat: it.chat,
            requester: it.requester,
            registered_by: it.registered_by,
            channel: it.channel,
            status: Status::New,
            rest: None,
            request_type: it.request_type,
            priority: it.priority,
            site: it.site.clone(),
            workplace: it.workplace.clone(),
            assignee: None,
            messages: it.source.iter().map(|it| (*it, Side::Client)).collect(),
            files: BTreeMap::new(),
            undelivered: BTreeSet::new(),
            failed: Vec::new(),
            reopened: 0,
            done_at: None,
            disputed: false,
            escalated: false,
            linked: BTreeSet::new(),
            merged_into: None,
            stars: None,
            erased: BTreeSet::new(),
            history: History::default(),
        }
    }

    fn take_in(&mut self, event: &Event, at: Option<At>) {
        match event {
            Event::Registered(it) => *self = Self::begin(it),
            Event::MessageAdded(it) => {
                self.messages.insert(it.message, it.side);
                if it.relayed {
                    self.undelivered.insert(it.message);
                }
            }
            Event::ReplyDelivered(it) => {
                self.undelivered.remove(&it.of);
                self.failed.retain(|other| *other != it.of);
                self.messages.insert(it.delivered, Side::Staff);
            }
            Event::ReplyFailed(it) => {
                self.failed.retain(|other| *other != it.of);
                self.failed.push(it.of);
            }
            Event::ReplyRetried(it) => self.failed.retain(|other| *other != it.of),
            Event::DetailsChanged(it) => {
                self.site.clone_from(&it.site);
                self.workplace.clone_from(&it.workplace);
            }
            Event::Reclassified(it) => {
                self.request_type = it.request_type;
                self.priority = it.priority;
            }
            Event::Assigned(it) => self.assignee = Some(it.agent),
            Event::Unassigned(_) => self.assignee = None,
            Event::Resumed(it) if it.why == Resumption::PauseMax && !self.rests_before(at) => (),
            Event::WorkStarted(_) | Event::Resumed(_) => self.stand(Status::InProgress),
            Event::WaitingForClient(_) => {
                self.stand(Status::WaitingForClient);
                self.rest = Some(Rest { why: Pause::ClientWaiting, since: at });
            }
            Event::OnHold(it) => {
                self.stand(Status::OnHold);
                self.rest = Some(Rest { why: it.why, since: at });
            }
            Event::Resolved(it) => {
                self.stand(Status::Resolved);
                self.done_at = at;
                if let Some(message) = it.message {
                    self.messages.insert(message, Side::Staff);
                    if it.relayed {
                        self.undelivered.insert(message);
                    }
                }
            }
            Event::Reopened(it) => {
                let taken = self.assignee.is_some();
                self.stand(if taken { Status::InProgress } else { Status::New });
                self.reopened = it.times;
                if let Some(message) = it.message {
                    self.messages.insert(message, Side::Client);
                }
            }
            Event::Closed(_) => self.stand(Status::Closed),
            Event::Cancelled(_) => {
                self.stand(Status::Cancelled);
                self.done_at = at;
            }
            Event::Disputed(_) => self.disputed = true,
            Event::Escalated(_) => self.escalated = true,
            Event::EscalationAcknowledged(_) => self.escalated = false,
            Event::Linked(it) => {
                self.linked.insert(it.other);
            }
            Event::Merged(it) => self.merged_into = Some(it.into),
            Event::Rated(it) => self.stars = Some(it.stars),
            Event::AttachmentAdded(it) => {
                self.messages.entry(it.message).or_insert(Side::Client);
            }
            Event::FileSettled(it) => {
                self.files.insert((it.of, it.nth), it.fate);
            }
            Event::TakingShown(it) => {
                self.messages.insert(it.message, Side::Staff);
            }
            Event::DataErased(it) => {
                self.erased.insert(it.person);
            }
            // These change what is known of a ticket, and nothing that a later command asks.
            Event::MessageEdited(_)
            | Event::Confirmed(_)
            | Event::EvidenceDeleted(_)
            | Event::Correction(_)
            // What clocks ask is kept in the history.
            | Event::ClockBound(_)
            | Event::Retargeted(_)
            | Event::WorkaroundGiven(_)
            | Event::ThresholdPassed(_)
            | Event::Breached(_)
            | Event::EscalationExhausted(_)
            | Event::VerdictCorrected(_)
            | Event::MeasurementGap(_) => (),
        }
    }

    fn stand(&mut self, status: Status) {
        (self.status, self.rest) = (status, None);
        self.disputed = false;
    }

    /// Whether it rests since before an instant: that a pause has lasted long enough may be noted after people have gone
    /// on, or have begun another pause.
    fn rests_before(&self, at: Option<At>) -> bool {
        self.rest.is_some_and(|it| it.since.zip(at).is_none_or(|(since, at)| since < at))
    }
}
