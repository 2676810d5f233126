//! What led to an event, and the ids that follow from it: the same on every redelivery.

use crate::{ChatId, EventRef, MessageId, NoticeId, TicketId};
use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How far the date of an update may lie ahead of our clock: either of the two may be a little off.
pub const AHEAD_MAX: TimeDelta = TimeDelta::seconds(5);

/// A date as it counts, given our clock: one that lies more than [`AHEAD_MAX`] ahead is the present, in whole seconds.
pub fn not_ahead(date: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if date - now > AHEAD_MAX { now.trunc_subsecs(0) } else { date }
}

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
    /// The file of an event, by its place there from 1, that was fetched or could not be.
    File { of: EventRef, nth: u16 },
    /// A notice that was, or could not be, delivered; `shown` tells edits of one card apart.
    Notice { notice: NoticeId, shown: u64 },
    /// A request over HTTP or the command line, by the key its sender chose.
    Request { key: String },
    /// Time itself: something on a ticket fell due. `fact` names what, once and for all.
    Time { ticket: TicketId, fact: String },
    /// Time itself: words of a client fell due that nobody has taken up.
    Waiting { chat: ChatId, message: MessageId },
    /// Time itself: a digest of a day fell due at the desk.
    Digest { date: NaiveDate, which: &'static str },
}

/// A trigger with its instant: the update's date; the present for a press, of which Telegram does not tell when it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// When it occurred, as far as our clock can believe.
    pub at: DateTime<Utc>,
    /// The date that came with it, from which ids are made.
    dated: DateTime<Utc>,
    identity: String,
    id: Uuid,
    correlation: Uuid,
}

impl Cause {
    pub fn new(trigger: Trigger, at: DateTime<Utc>) -> Self {
        let identity = trigger.identity();
        let id = derive(at, &[&identity]);
        Self { at, dated: at, identity, id, correlation: id }
    }

    /// A cause whose date may lie ahead of our clock: it occurred at present then, and its ids are those of its date, so
    /// that they are the same on every redelivery.
    pub fn heard(trigger: Trigger, date: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { at: not_ahead(date, now), ..Self::new(trigger, date) }
    }

    /// A cause whose date says nothing of when it occurred, as that of a pressed message, which may be days old: it occurs
    /// when it is taken in, and its ids are those of its date, so that they are the same on every redelivery.
    pub fn taken_in(trigger: Trigger, date: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self { at: now, ..Self::new(trigger, date) }
    }

    /// A further cause that comes along with this one, of the same instant.
    #[must_use]
    pub fn also(&self, trigger: Trigger) -> Self {
        Self { at: self.at, ..Self::new(trigger, self.dated) }
    }

    /// The cause that an event is of what follows from it.
    pub fn of_event(event: EventRef, at: DateTime<Utc>, correlation: Uuid) -> Self {
        Self { correlation, ..Self::new(Trigger::Event(event), at) }
    }

    /// The cause that one file of an event is of what became of it.
    pub fn of_file((of, nth): (EventRef, u16), at: DateTime<Utc>, correlation: Uuid) -> Self {
        Self { correlation, ..Self::new(Trigger::File { of, nth }, at) }
    }

    /// The date that came with it: what must be the same on every redelivery goes by it.
    pub fn dated(&self) -> DateTime<Utc> {
        self.dated
    }

    /// By how many seconds its date lay ahead of our clock, if that was too much to be believed.
    pub fn ahead_s(&self) -> Option<u64> {
        let ahead = Some(self.dated - self.at).filter(|it| *it > AHEAD_MAX)?;
        u64::try_from(ahead.num_seconds()).ok()
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
        derive(self.dated, &[&self.identity, stream, kind, &ordinal.to_string()])
    }

    /// The id of a thing that this cause brings into being, such as a ticket.
    pub fn new_id(&self, what: &str) -> Uuid {
        derive(self.dated, &[&self.identity, "new", what])
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
            Self::File { of, nth } => format!("file {of} {nth}"),
            Self::Notice { notice, shown } => format!("notice {notice} {shown}"),
            Self::Request { key } => format!("request {key}"),
            Self::Time { ticket, fact } => format!("time {ticket} {fact}"),
            Self::Waiting { chat, message } => format!("waiting {chat} {}", message.0),
            Self::Digest { date, which } => format!("digest {date} {which}"),
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
    fn a_date_too_far_ahead_counts_as_the_present_and_gives_the_ids_of_its_own() {
        let now = DateTime::from_timestamp(100, 250_000_000).unwrap();
        let heard = |second| {
            let trigger = Trigger::Update { bot: 1, update: 7 };
            let date = DateTime::from_timestamp(second, 0).unwrap();
            (Cause::heard(trigger.clone(), date, now), Cause::new(trigger, date))
        };
        for (second, occurred, ahead_s) in
            [(90, 90, None), (105, 105, None), (106, 100, Some(6)), (700, 100, Some(600))]
        {
            let (heard, own) = heard(second);
            assert_eq!((heard.at.timestamp(), heard.ahead_s()), (occurred, ahead_s), "{second}");
            assert_eq!(heard.at.timestamp_subsec_millis(), 0);
            assert_eq!(heard.id(), own.id());
            assert_eq!(heard.event_id("s", "k", 0), own.event_id("s", "k", 0));
            assert_eq!(heard.new_id("ticket"), own.new_id("ticket"));
            let also = heard.also(Trigger::Request { key: "seen".to_owned() });
            assert_eq!((also.at, also.dated()), (heard.at, own.at));
        }
    }

    #[test]
    fn a_press_occurs_when_it_is_taken_in_and_has_the_ids_of_its_messages_date() {
        let date = DateTime::from_timestamp(100, 0).unwrap();
        let trigger = Trigger::Button { bot: 1, callback: "7".to_owned() };
        let taken_in = |second| {
            let now = DateTime::from_timestamp(second, 0).unwrap();
            Cause::taken_in(trigger.clone(), date, now)
        };
        let own = Cause::new(trigger.clone(), date);
        for (second, ahead_s) in [(95, None), (94, Some(6)), (100, None), (400_000, None)] {
            let it = taken_in(second);
            assert_eq!((it.at.timestamp(), it.ahead_s()), (second, ahead_s));
            assert_eq!((it.id(), it.dated()), (own.id(), date));
            assert_eq!(it.event_id("s", "k", 0), own.event_id("s", "k", 0));
            let also = it.also(Trigger::Request { key: "seen".to_owned() });
            assert_eq!((also.at, also.dated()), (it.at, date));
        }
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
