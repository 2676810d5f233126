//! Who and what is meant: identities that cannot be mixed up.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
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
    /// A dialogue of one person with the bot, opened by a button.
    ConversationId
);
uuid_id!(
    /// Something the bot must say, once.
    NoticeId
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

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl FromStr for PersonId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { expected: "a person: 32 lower-case hex digits" };
        let digits =
            text.len() == 32 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        if !digits {
            return Err(malformed);
        }
        u128::from_str_radix(text, 16).map(|it| Self(it.to_be_bytes())).map_err(|_| malformed)
    }
}

/// A Telegram chat: a group by its number, a private chat by its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatId {
    Group(i64),
    Private(PersonId),
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
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

written_as_text!(PersonId, ChatId, crate::TicketNumber, crate::ClientCode, crate::Slug);

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
