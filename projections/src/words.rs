//! How are the domain's words written in a row?
//!
//! As numbers: short, and ordered where an order is asked for. A change needs a new `VIEWS_NUMBER`.

use chrono::{DateTime, Utc};
use domain::chat::{Undeliverable, Visibility};
use domain::clock::{self, Cancelling, State};
use domain::conversation::Purpose;
use domain::notice::Kind;
use domain::policy::Pause;
use domain::routing::Delivery;
use domain::ticket::{Status, Verdict};
use domain::{
    At, Channel, ChatId, ClientId, Language, PersonId, Priority, RequestType, Role, Side, TicketId,
};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use uuid::Uuid;

/// A word of the domain as a row holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<T>(pub(crate) T);

/// A word of the domain that has a number.
pub(crate) trait Numbered: Sized {
    fn number(&self) -> i64;

    fn of_number(number: i64) -> Option<Self>;
}

macro_rules! words {
    ($($word:ty { $($variant:ident = $number:literal),+ $(,)? })+) => {$(
        impl Numbered for $word {
            fn number(&self) -> i64 {
                match self { $(<$word>::$variant => $number),+ }
            }

            fn of_number(number: i64) -> Option<Self> {
                match number {
                    $($number => Some(<$word>::$variant),)+
                    _ => None,
                }
            }
        }

        impl ToSql for Word<$word> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.number().into())
            }
        }

        impl FromSql for Word<$word> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let number = value.as_i64()?;
                Numbered::of_number(number).map(Self).ok_or(FromSqlError::OutOfRange(number))
            }
        }
    )+};
}

words! {
    Status {
        New = 1, InProgress = 2, WaitingForClient = 3, OnHold = 4, Resolved = 5, Closed = 6,
        Cancelled = 7,
    }
    RequestType { Fault = 1, Question = 2, Access = 3 }
    Priority { Low = 1, Normal = 2, Urgent = 3 }
    Channel { Command = 1, Reply = 2, Button = 3, OnBehalf = 4, Api = 5, Message = 6, Import = 7 }
    Language { Ru = 1, En = 2 }
    Side { Client = 1, Staff = 2 }
    Visibility { All = 1, Commands = 2, Nothing = 3 }
    Filed { Registered = 1, Part = 2, Skipped = 3, Unanswered = 4 }
    Place { Nowhere = 0, Client = 1, Staff = 2 }
    // What one event calls for is said in this order: the receipt before its card.
    Kind {
        Receipt = 1, Card = 2, StaffCard = 3, Answer = 4, Question = 5, Resolution = 6,
        ClientWords = 7, ReopenedWords = 8, ReopenOffer = 9, Prompt = 10, GroupCard = 11,
        LinkQuestion = 12, StaffWelcome = 13, WhichTicket = 14, StatusAnswer = 15, Hint = 16,
        Alarm = 17, Warning = 18, Breach = 19, Escalation = 20, Taken = 21,
        StaffQuestion = 22, StaffConfirmed = 23,
        Outcome = 24, RatingQuestion = 25, HandedOver = 27, Announcement = 30,
        StaffLeft = 28, AllHandedOver = 40, Unanswered = 41, Digest = 42,
        Undelivered = 54, InviteCard = 43, InviteEnded = 44, PrivateWhich = 49,
        TicketsImported = 45, TopicLost = 51, Waits = 52, ByColleague = 55,
    }
    Undeliverable { Forbidden = 1, ChatGone = 2, Refused = 3, Pointless = 4 }
    Delivery { Group = 1, Private = 2 }
    clock::Kind {
        FirstResponse = 1, NextResponse = 2, PeriodicUpdate = 3, Acceptance = 4, Workaround = 5,
        Resolution = 6,
    }
    Pause { ClientWaiting = 1, ClientHold = 2, ThirdParty = 3, Own = 4 }
    Cancelling { Withdrawn = 1, Merged = 2, Closed = 3 }
    Verdict { Met = 1, Breached = 2, Excluded = 3 }
    // A role's number is also its bit in a row of people.
    Role { Requester = 1, ClientLead = 2, Agent = 3, Manager = 4, Auditor = 5, Admin = 6 }
    Deed {
        Requested = 1, Assigned = 2, Unassigned = 3, Answered = 4, Resolved = 5, Reopened = 6,
        Closed = 7, Classified = 8,
    }
}

/// What somebody did to a ticket, as far as work is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Requested,
    Assigned,
    Unassigned,
    Answered,
    Resolved,
    Reopened,
    /// Closed or cancelled: open no more.
    Closed,
    /// Its type was set.
    Classified,
}

/// A state of a clock, with the reason where it has one, as a number.
impl Numbered for State {
    fn number(&self) -> i64 {
        match self {
            Self::Running => 1,
            Self::Met => 2,
            Self::Breached => 3,
            Self::Superseded => 4,
            Self::NotApplicable => 5,
            Self::Gap => 6,
            Self::Excluded => 7,
            Self::Paused(why) => PAUSED + why.number(),
            Self::Cancelled(why) => CANCELLED + why.number(),
        }
    }

    fn of_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::Running,
            2 => Self::Met,
            3 => Self::Breached,
            4 => Self::Superseded,
            5 => Self::NotApplicable,
            6 => Self::Gap,
            7 => Self::Excluded,
            CANCELLED.. => Self::Cancelled(Numbered::of_number(number - CANCELLED)?),
            other => Self::Paused(Numbered::of_number(other - PAUSED)?),
        })
    }
}

const PAUSED: i64 = 10;
const CANCELLED: i64 = 20;

impl ToSql for Word<State> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.number().into())
    }
}

impl FromSql for Word<State> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        Numbered::of_number(number).map(Self).ok_or(FromSqlError::OutOfRange(number))
    }
}

/// An instant in whole seconds, as clocks count.
impl ToSql for Word<At> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.0.into())
    }
}

impl FromSql for Word<At> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|it| Self(At(it)))
    }
}

/// How a message is accounted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filed {
    Registered,
    Part,
    Skipped,
    Unanswered,
}

/// Whose chat it is, without the particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Nowhere,
    Client,
    Staff,
}

/// The bytes of a person's identity.
const PERSON_BYTES: usize = 16;

/// What an answer is for, as a number, and the identity it names; of handing over, giver and receiver.
pub(crate) fn purpose_columns(purpose: &Purpose) -> (i64, Vec<u8>) {
    let of = |id: Uuid| id.as_bytes().to_vec();
    match purpose {
        Purpose::Request(client) => (1, of(client.0)),
        Purpose::Ask(ticket) => (2, of(ticket.0)),
        Purpose::Resolve(ticket) => (3, of(ticket.0)),
        Purpose::NotSolved(ticket) => (4, of(ticket.0)),
        Purpose::Note(ticket) => (5, of(ticket.0)),
        Purpose::Merge(ticket) => (6, of(ticket.0)),
        Purpose::Relate(ticket) => (7, of(ticket.0)),
        Purpose::HandOver { from, to } => (8, [from.0, to.0].concat()),
    }
}

pub(crate) fn purpose_of(number: i64, of: &[u8]) -> rusqlite::Result<Purpose> {
    if number == 8 {
        let (from, to) = of.split_at_checked(PERSON_BYTES).ok_or(FromSqlError::InvalidType)?;
        let person = |it: &[u8]| it.try_into().map(PersonId).map_err(|_| FromSqlError::InvalidType);
        return Ok(Purpose::HandOver { from: person(from)?, to: person(to)? });
    }
    let id = Uuid::from_slice(of).map_err(|_| FromSqlError::InvalidType)?;
    match number {
        1 => Ok(Purpose::Request(ClientId(id))),
        2 => Ok(Purpose::Ask(TicketId(id))),
        3 => Ok(Purpose::Resolve(TicketId(id))),
        4 => Ok(Purpose::NotSolved(TicketId(id))),
        5 => Ok(Purpose::Note(TicketId(id))),
        6 => Ok(Purpose::Merge(TicketId(id))),
        7 => Ok(Purpose::Relate(TicketId(id))),
        other => Err(FromSqlError::OutOfRange(other).into()),
    }
}

/// An instant in whole milliseconds, as the log keeps it.
impl ToSql for Word<DateTime<Utc>> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}

impl FromSql for Word<DateTime<Utc>> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let millis = value.as_i64()?;
        DateTime::from_timestamp_millis(millis).map(Self).ok_or(FromSqlError::OutOfRange(millis))
    }
}

impl ToSql for Word<Uuid> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Word<Uuid> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(Uuid::from_bytes(sixteen(value)?)))
    }
}

impl ToSql for Word<PersonId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0.0)))
    }
}

impl FromSql for Word<PersonId> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(PersonId(sixteen(value)?)))
    }
}

fn sixteen(value: ValueRef<'_>) -> FromSqlResult<[u8; 16]> {
    let bytes = value.as_blob()?;
    bytes
        .try_into()
        .map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 16, blob_size: bytes.len() })
}

impl ToSql for Word<ChatId> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

/// What is read from its text, as a chat and a client's code are.
#[derive(Debug, Clone)]
pub(crate) struct Parsed<T>(pub(crate) T);

impl<T: std::str::FromStr<Err = domain::Malformed>> FromSql for Parsed<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let parsed = value.as_str()?.parse();
        parsed.map(Self).map_err(|malformed| FromSqlError::Other(Box::new(malformed)))
    }
}

/// A count as SQLite keeps it. No log is long enough to overflow it.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).expect("counts and positions stay below 2^63")
}

/// A number that somebody asks with: beyond what SQLite keeps, there is nothing.
pub(crate) fn capped(asked: u64) -> i64 {
    i64::try_from(asked).unwrap_or(i64::MAX)
}

/// A count as it was kept.
pub(crate) fn counted(kept: i64) -> rusqlite::Result<u64> {
    u64::try_from(kept).map_err(|_| FromSqlError::OutOfRange(kept).into())
}
