//! Who and what is meant: identities that cannot be mixed up.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// A client: the company that asks.
    ClientId
);
uuid_id!(
    /// A ticket: one request of one client.
    TicketId
);
uuid_id!(
    /// Something that befell many clients at once.
    IncidentId
);
uuid_id!(
    /// A dialogue of one person with the bot, opened by a button.
    ConversationId
);
uuid_id!(
    /// Something the bot must say, once.
    NoticeId
);
uuid_id!(
    /// A reply that the desk keeps ready: made of its name.
    ReplyId
);
uuid_id!(
    /// A recorded event, as other events refer to it.
    EventRef
);

/// A text that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not {expected}")]
pub struct Malformed {
    pub expected: &'static str,
}

/// A person: a keyed hash of (Telegram user id, generation), 16 bytes, written as 32 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub [u8; 16]);

impl PersonId {
    fn digits(self) -> [u8; 32] {
        let mut digits = [0; 32];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [byte >> 4, byte & 15].map(|it| DIGITS[usize::from(it)]);
        }
        digits
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).expect("digits are text"))
    }
}

impl FromStr for PersonId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { expected: "a person: 32 lower-case hex digits" };
        let Ok(digits) = <&[u8; 32]>::try_from(text.as_bytes()) else { return Err(malformed) };
        let mut bytes = [0; 16];
        let mut strange = 0;
        for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
            let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
            strange |= high | low;
            *byte = high << 4 | low;
        }
        if strange > 15 { Err(malformed) } else { Ok(Self(bytes)) }
    }
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// What each byte is worth as a digit; beyond 15 if it is none.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        values[DIGITS[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// A Telegram chat: a group by its number, a private chat by its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatId {
    Group(i64),
    Private(PersonId),
}

impl ChatId {
    /// Whether one person is alone with the bot in it.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Private(_))
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(number) => write!(f, "{number}"),
            Self::Private(person) => write!(f, "p{person}"),
        }
    }
}

impl FromStr for ChatId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { expected: "a chat: a number, or p and a person" };
        match text.strip_prefix('p') {
            Some(person) => person.parse().map(Self::Private).map_err(|_| malformed),
            None => text.parse().map(Self::Group).map_err(|_| malformed),
        }
    }
}

/// The number of a message in its chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub i64);

/// A message, wherever it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageRef {
    pub chat: ChatId,
    pub message: MessageId,
}

macro_rules! written_as_text {
    ($($name:ty),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(AsText(PhantomData))
            }
        }
    )+};
}

/// Reads a text where it lies, without a copy of it.
struct AsText<T>(PhantomData<T>);

impl<T: FromStr<Err = Malformed>> de::Visitor<'_> for AsText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

written_as_text!(
    PersonId,
    ChatId,
    crate::TicketNumber,
    crate::ClientCode,
    crate::Slug,
    crate::calendar::Window,
    crate::calendar::Windows,
    crate::calendar::Override,
    crate::calendar::Blackout,
    crate::calendar::CalendarRef,
    crate::clock::ClockRef,
    crate::desk::Minute,
    crate::intake::IntakeRef,
    crate::policy::PolicyRef,
    crate::policy::Target,
    crate::policy::Whom,
    crate::zone::Release
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_chat_is_written_with_its_person_and_never_with_a_number() {
        let person = PersonId([7; 16]);
        let chat = ChatId::Private(person);
        assert_eq!(chat.to_string(), format!("p{person}"));
        assert_eq!(chat.to_string().parse(), Ok(chat));
    }

    #[test]
    fn a_group_is_written_with_its_number() {
        assert_eq!("-1001234567890".parse(), Ok(ChatId::Group(-1_001_234_567_890)));
        assert!("-100x".parse::<ChatId>().is_err());
    }

    #[test]
    fn a_person_is_thirty_two_lower_case_hex_digits_and_nothing_else() {
        let text = "00ff00ff00ff00ff00ff00ff00ff00ff";
        assert_eq!(text.parse::<PersonId>().map(|it| it.to_string()).as_deref(), Ok(text));
        for bad in ["", "0", "00FF00FF00FF00FF00FF00FF00FF00FF", "+0ff00ff00ff00ff00ff00ff00ff00ff"]
        {
            assert!(bad.parse::<PersonId>().is_err(), "{bad}");
        }
    }
}
