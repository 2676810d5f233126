//! The port: what the house asks of any event store.
//!
//! A stream is read in order, appended to with an expectation, and the whole log is read or followed
//! after a position. Adapters are native inside and share no code until a third wants it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use std::fmt;
use std::sync::Arc;
use thiserror::Error;
use uuid::Uuid;

/// The most events one [`EventStore::read`] or [`EventStore::read_all`] returns.
pub const PAGE_MAX: usize = 1_000;
/// The most events of one append.
pub const APPEND_EVENTS_MAX: usize = 64;
/// The most bytes of one event's facts, as an audit leaf must hold them.
pub const FACTS_BYTES_MAX: usize = 16 * 1024;
/// The most bytes of one event's sealed private part.
pub const PRIVATE_BYTES_MAX: usize = 256 * 1024;
/// The most characters of a stream's name.
pub const STREAM_NAME_CHARS_MAX: usize = 100;
/// The most characters of an event's kind.
pub const KIND_CHARS_MAX: usize = 60;
/// The most characters of an event's actor.
pub const ACTOR_CHARS_MAX: usize = 100;

/// A place in the whole log. Grows, may skip: compare, never count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

/// The place of an event in its stream: 0, 1, 2 ... without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);

/// What the writer believes of the stream. Nobody writes blind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expected {
    NoStream,
    At(Revision),
}

impl Expected {
    /// The revision that must be the stream's last; `None` if there must be no stream.
    pub fn revision(self) -> Option<Revision> {
        match self {
            Self::NoStream => None,
            Self::At(revision) => Some(revision),
        }
    }
}

/// The name of a stream, such as `ticket-0190...`: 1 to [`STREAM_NAME_CHARS_MAX`] of `a-z0-9-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamName(Arc<str>);

/// Why a text is no stream name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a stream name is 1 to {STREAM_NAME_CHARS_MAX} of a-z, 0-9, -, _ and .")]
pub struct BadStreamName;

impl StreamName {
    /// A checked name.
    ///
    /// # Errors
    ///
    /// [`BadStreamName`] for an empty or overlong name, or one with other characters.
    pub fn parse(name: &str) -> Result<Self, BadStreamName> {
        let fits = (1..=STREAM_NAME_CHARS_MAX).contains(&name.len())
            && name.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'));
        if fits { Ok(Self(name.into())) } else { Err(BadStreamName) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An event's identity: made from its cause, unique within its stream (domain's `cause`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub Uuid);

/// An event as it is written down: everything but its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: EventId,
    /// What happened, such as `ticket.resolved`: 1 to [`KIND_CHARS_MAX`] of `a-z`, `_` and `.`.
    pub kind: Arc<str>,
    /// How `facts` are written: 1, 2 ...
    pub form: u16,
    /// Canonical JSON without personal text (audit.md 2.2), at most [`FACTS_BYTES_MAX`].
    pub facts: Vec<u8>,
    /// Sealed private fields, empty if there are none, at most [`PRIVATE_BYTES_MAX`].
    pub private: Vec<u8>,
    /// Who did it, as the codec writes an actor: at most [`ACTOR_CHARS_MAX`], opaque here.
    pub actor: Arc<str>,
    /// The request that all began with, and what directly led to this event.
    pub correlation: Uuid,
    pub causation: Uuid,
    /// When it happened in the world, whole milliseconds.
    pub occurred_at: DateTime<Utc>,
}

/// An event with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub position: Position,
    pub stream: StreamName,
    pub revision: Revision,
    pub event: NewEvent,
    /// When we wrote it, whole milliseconds.
    pub recorded_at: DateTime<Utc>,
}

/// Why no stream may take an append, whatever stands there already; `None` if it keeps the limits.
///
/// Every adapter asks this first and answers [`AppendError::Refused`] with it.
pub fn refusal(recorded_at: DateTime<Utc>, events: &[NewEvent]) -> Option<&'static str> {
    if events.is_empty() {
        return Some("it has no events");
    }
    if events.len() > APPEND_EVENTS_MAX {
        return Some("it has too many events");
    }
    if !is_whole_milliseconds(recorded_at) {
        return Some("it is not recorded at a whole millisecond");
    }
    let repeats = |at: usize| events[..at].iter().any(|it| it.id == events[at].id);
    events.iter().enumerate().find_map(|(at, event)| {
        event.refusal().or_else(|| repeats(at).then_some("it has the same id twice"))
    })
}

impl NewEvent {
    fn refusal(&self) -> Option<&'static str> {
        let named = (1..=KIND_CHARS_MAX).contains(&self.kind.len())
            && self.kind.bytes().all(|it| matches!(it, b'a'..=b'z' | b'_' | b'.'));
        if !named {
            return Some("a kind is not 1 to 60 of a-z, _ and .");
        }
        if self.facts.len() > FACTS_BYTES_MAX {
            return Some("an event has too many bytes of facts");
        }
        if self.private.len() > PRIVATE_BYTES_MAX {
            return Some("an event has too many private bytes");
        }
        if self.actor.chars().count() > ACTOR_CHARS_MAX {
            return Some("an actor has too many characters");
        }
        if !is_whole_milliseconds(self.occurred_at) {
            return Some("an event did not occur at a whole millisecond");
        }
        None
    }
}

fn is_whole_milliseconds(instant: DateTime<Utc>) -> bool {
    DateTime::from_timestamp_millis(instant.timestamp_millis()) == Some(instant)
}

/// Where the events of one append stand: side by side, in the order they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The position of the last one; what was taken in up to there has all of them.
    pub position: Position,
    /// The revision of the last one.
    pub last: Revision,
    /// True if the same events stood there already and nothing was written now.
    pub repeated: bool,
}

/// Why an append wrote nothing. Nothing is ever half written.
#[derive(Debug, Error)]
pub enum AppendError {
    /// Somebody else wrote first. Read again, decide again.
    #[error("somebody else wrote to {stream} first")]
    Conflict { stream: StreamName, expected: Expected, actual: Option<Revision> },
    /// Some of the events stand in the stream already, but not just these in this order.
    #[error("an event of this append stands in {stream} already, beside other events")]
    Clash { stream: StreamName },
    /// The append breaks a limit of this port; asking again is of no use.
    #[error("the append to {stream} is refused: {reason}")]
    Refused { stream: StreamName, reason: &'static str },
    /// The world broke. The append may or may not be durable: ask again with the same ids.
    #[error("failed to append to {stream}")]
    Unavailable { stream: StreamName, source: Failure },
}

impl AppendError {
    /// Whether asking again, after reading again, may help.
    pub fn may_retry(&self) -> bool {
        match self {
            Self::Conflict { .. } | Self::Unavailable { .. } => true,
            Self::Clash { .. } | Self::Refused { .. } => false,
        }
    }
}

/// Why nothing could be read.
#[derive(Debug, Error)]
#[error("failed to read {what}")]
pub struct ReadError {
    pub what: String,
    pub source: Failure,
}

/// A failure of the world below an adapter.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Batches of recorded events in order of position, without gaps; never an empty batch.
///
/// Ends only with an error, after which the reader asks anew from its bookmark.
pub type Subscription = BoxStream<'static, Result<Vec<Recorded>, ReadError>>;

/// A log of events in streams.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// The events of one stream from a revision on, in order, at most `limit` (and [`PAGE_MAX`]).
    ///
    /// A stream that nobody wrote to is empty, as is one read from beyond its end.
    ///
    /// # Errors
    ///
    /// [`ReadError`] if the log cannot be read, or is damaged; nothing is skipped.
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError>;

    /// Appends events to one stream, all or none, durably before it answers.
    ///
    /// Where just these events (by id, in this order, side by side, at its end or before) stand in
    /// the stream already, nothing is written and the answer is where they stand, whatever was
    /// expected. An append of nothing is refused.
    ///
    /// # Errors
    ///
    /// See [`AppendError`], tested in the order: refused, repeated, clash, conflict.
    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError>;

    /// The events of the whole log after a position (from the first one if `None`), in order of
    /// position, at most `limit` (and [`PAGE_MAX`]). Empty at the end of the log.
    ///
    /// # Errors
    ///
    /// [`ReadError`] as in [`Self::read`].
    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError>;

    /// The last position of the log; `None` while it is empty.
    ///
    /// # Errors
    ///
    /// [`ReadError`] as in [`Self::read`].
    async fn head(&self) -> Result<Option<Position>, ReadError>;

    /// The last event of the log; `None` while it is empty.
    ///
    /// A store that cannot look at its end reads its way there, which may take long.
    ///
    /// # Errors
    ///
    /// [`ReadError`] as in [`Self::read`].
    async fn last(&self) -> Result<Option<Recorded>, ReadError> {
        let mut last: Option<Recorded> = None;
        loop {
            let after = last.as_ref().map(|it| it.position);
            let mut page = self.read_all(after, PAGE_MAX).await?;
            match page.pop() {
                Some(it) => last = Some(it),
                None => return Ok(last),
            }
        }
    }

    /// Everything after a position: first what is there, then what comes, as it becomes durable.
    ///
    /// # Errors
    ///
    /// [`ReadError`] as in [`Self::read`], also later from within the subscription.
    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError>;
}
