//! What led to an event, and the ids that follow from it: the same on every redelivery.

use crate::{ChatId, EventRef, MessageId, NoticeId, TicketId};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What somebody or something did that asks for a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A message, or its edit, seen by a bot.
    Message { bot: i64, chat: ChatId, message: MessageId, edited: Option<i64> },
    /// A press of a button, by the callback query's id.
    Button { bot: i64, callback: String },
    /// Any other update.
    Update { bot: i64, update: i64 },
    /// An event that another stream must answer to.
    Event(EventRef),
    /// A notice that was, or could not be, delivered; `shown` tells edits of one card apart.
    Notice { notice: NoticeId, shown: u64 },
    /// A request over HTTP or the command line, by the key its sender chose.
    Request { key: String },
    /// Time itself: something on a ticket fell due. `fact` names what, once and for all.
    Time { ticket: TicketId, fact: String },
}

/// A trigger with its instant: the update's date, else the pressed message's date, else the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub at: DateTime<Utc>,
    identity: String,
    id: Uuid,
    correlation: Uuid,
}

impl Cause {
    pub fn new(trigger: Trigger, at: DateTime<Utc>) -> Self {
        let identity = trigger.identity();
        let id = derive(at, &[&identity]);
        Self { at, identity, id, correlation: id }
    }

    /// The cause that an event is of what follows from it.
    pub fn of_event(event: EventRef, at: DateTime<Utc>, correlation: Uuid) -> Self {
        Self { correlation, ..Self::new(Trigger::Event(event), at) }
    }

    /// The identity of this cause: what events record as their causation.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The identity of what all began with.
    pub fn correlation(&self) -> Uuid {
        self.correlation
    }

    /// The id of an event of this cause: unique within its stream, growing with time.
    pub fn event_id(&self, stream: &str, kind: &str, ordinal: usize) -> Uuid {
        derive(self.at, &[&self.identity, stream, kind, &ordinal.to_string()])
    }

    /// The id of a thing that this cause brings into being, such as a ticket.
    pub fn new_id(&self, what: &str) -> Uuid {
        derive(self.at, &[&self.identity, "new", what])
    }
}

impl Trigger {
    fn identity(self) -> String {
        match self {
            Self::Message { bot, chat, message, edited } => {
                format!("message {bot} {chat} {} {}", message.0, edited.unwrap_or(0))
            }
            Self::Button { bot, callback } => format!("button {bot} {callback}"),
            Self::Update { bot, update } => format!("update {bot} {update}"),
            Self::Event(event) => format!("event {event}"),
            Self::Notice { notice, shown } => format!("notice {notice} {shown}"),
            Self::Request { key } => format!("request {key}"),
            Self::Time { ticket, fact } => format!("time {ticket} {fact}"),
        }
    }
}

/// A UUID of version 8: the instant's milliseconds in the first 48 bits, a hash of the parts in the rest.
///
/// # Source
///
/// RFC 9562, section 5.8.
pub fn derive(at: DateTime<Utc>, parts: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(message: i64, second: i64) -> Cause {
        let trigger = Trigger::Message {
            bot: 1,
            chat: ChatId::Group(-5),
            message: MessageId(message),
            edited: None,
        };
        Cause::new(trigger, DateTime::from_timestamp(second, 0).unwrap())
    }

    #[test]
    fn the_same_cause_gives_the_same_ids() {
        assert_eq!(cause(1, 9).event_id("s", "k", 0), cause(1, 9).event_id("s", "k", 0));
    }

    #[test]
    fn another_message_stream_kind_or_ordinal_gives_another_id() {
        let ids = [
            cause(1, 9).event_id("s", "k", 0),
            cause(2, 9).event_id("s", "k", 0),
            cause(1, 9).event_id("t", "k", 0),
            cause(1, 9).event_id("s", "l", 0),
            cause(1, 9).event_id("s", "k", 1),
            cause(1, 9).event_id("sk", "", 0),
        ];
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id));
        }
    }

    #[test]
    fn ids_grow_with_time_and_are_of_version_eight() {
        let (early, late) = (cause(9, 1_700_000_000).id(), cause(1, 1_700_000_001).id());
        assert!(early < late);
        assert_eq!(early.get_version_num(), 8);
    }
}
