//! Along: what a message brings along, as Telegram writes it.
//!
//! A part that does not read is none, and the message goes on without it.

use super::User;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

/// Something that is there, and read if it can be.
#[derive(Clone)]
pub(crate) struct Lenient<T>(pub(crate) Option<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(serde_json::from_value(Value::deserialize(deserializer)?).ok()))
    }
}

/// Words that somebody has chosen out of the message that they reply to.
#[derive(Clone, Deserialize)]
pub(crate) struct TextQuote {
    pub(crate) text: String,
}

/// Where a message stood first.
#[derive(Clone, Deserialize)]
pub(crate) struct MessageOrigin {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) date: i64,
    pub(crate) sender_user: Option<User>,
    pub(crate) sender_user_name: Option<String>,
    pub(crate) sender_chat: Option<Titled>,
    pub(crate) chat: Option<Titled>,
    pub(crate) author_signature: Option<String>,
}

/// A message of another chat that is replied to.
#[derive(Clone, Deserialize)]
pub(crate) struct ExternalReply {
    pub(crate) origin: MessageOrigin,
    #[serde(flatten)]
    pub(crate) things: Things,
}

/// A chat by how it looks.
#[derive(Clone, Deserialize)]
pub(crate) struct Titled {
    pub(crate) title: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
}

/// What is neither words nor a file.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Things {
    pub(crate) contact: Option<Lenient<Contact>>,
    pub(crate) location: Option<Lenient<Location>>,
    pub(crate) venue: Option<Lenient<Venue>>,
    pub(crate) poll: Option<Lenient<Poll>>,
    pub(crate) dice: Option<Lenient<Dice>>,
    pub(crate) checklist: Option<Lenient<Checklist>>,
    pub(crate) story: Option<Lenient<Story>>,
    pub(crate) game: Option<Lenient<Described>>,
    pub(crate) invoice: Option<Lenient<Described>>,
    pub(crate) giveaway: Option<Lenient<Giveaway>>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Contact {
    pub(crate) phone_number: String,
    #[serde(default)]
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Location {
    pub(crate) latitude: Number,
    pub(crate) longitude: Number,
    pub(crate) live_period: Option<i64>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Venue {
    pub(crate) location: Location,
    pub(crate) title: String,
    pub(crate) address: String,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Poll {
    pub(crate) question: String,
    #[serde(default)]
    pub(crate) options: Vec<Line>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// Of a checklist: zero or absent while it is not done.
    #[serde(default)]
    pub(crate) completion_date: i64,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Dice {
    pub(crate) emoji: String,
    pub(crate) value: i64,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Checklist {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) tasks: Vec<Line>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Story {
    pub(crate) chat: Titled,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Described {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) description: String,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Giveaway {
    pub(crate) prize_description: Option<String>,
}
