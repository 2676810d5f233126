//! What belongs to a person and is kept apart from facts: free text, names, handles, file names.

use crate::PersonId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most bytes of one private text; what Telegram delivers is always shorter.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;

/// Which private text of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What was said, or a file's caption.
    Body,
    /// The reason or note given with a decision.
    Reason,
    /// A person's name as Telegram shows it, or a client's or site's title.
    Name,
    Handle,
    TelegramId,
    Phone,
    FileName,
    /// Where Telegram keeps a file, and its hash once it is known.
    FileId,
    FileHash,
    /// An update that could not be understood, as it came.
    Raw,
    /// The name of a client's site, and of a workplace there, as a card bears them.
    Site,
    Workplace,
    /// A link that lets whoever has it into a group.
    Link,
    /// The number that a request had where it was kept before.
    OutsideNumber,
    /// What of another message is quoted.
    Quote,
    /// Where a forwarded message stood first.
    Origin,
    /// What is in a contact, a poll, a place and the like.
    Content,
}

impl Field {
    pub const ALL: [Self; 17] = [
        Self::Body,
        Self::Reason,
        Self::Name,
        Self::Handle,
        Self::TelegramId,
        Self::Phone,
        Self::FileName,
        Self::FileId,
        Self::FileHash,
        Self::Raw,
        Self::Site,
        Self::Workplace,
        Self::Link,
        Self::OutsideNumber,
        Self::Quote,
        Self::Origin,
        Self::Content,
    ];

    /// The name under which the facts hold its commitment.
    pub fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Reason => "reason",
            Self::Name => "name",
            Self::Handle => "handle",
            Self::TelegramId => "telegram_id",
            Self::Phone => "phone",
            Self::FileName => "file_name",
            Self::FileId => "file_id",
            Self::FileHash => "file_hash",
            Self::Raw => "raw",
            Self::Site => "site",
            Self::Workplace => "workplace",
            Self::Link => "link",
            Self::OutsideNumber => "outside_number",
            Self::Quote => "quote",
            Self::Origin => "origin",
            Self::Content => "content",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Whose key seals a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Person(PersonId),
    /// A client company: its title and those of its sites.
    Client,
    /// Nobody in particular: a raw update whose author is unknown.
    Desk,
}

/// One private text with its owner. `Debug` shows its length, never the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    pub field: Field,
    pub owner: Owner,
    pub value: String,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({:?} of {:?}, {} bytes)", self.field, self.owner, self.value.len())
    }
}

/// Private texts by field; what was erased is absent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<(Field, String)>);

impl Texts {
    /// The first text of a field, if it is there and was not erased.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.iter().find(|it| it.0 == field).map(|it| it.1.as_str())
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|it| it.0)).finish()
    }
}

/// An event that was decided and is not recorded yet: the fact, when it happened, and the texts that
/// belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft<E> {
    pub event: E,
    /// When it happened in the world: Telegram's date for anything said there.
    pub occurred_at: DateTime<Utc>,
    pub texts: Vec<Text>,
}

impl<E> Draft<E> {
    pub fn new(event: impl Into<E>, occurred_at: DateTime<Utc>) -> Self {
        Self { event: event.into(), occurred_at, texts: Vec::new() }
    }

    /// The draft with one more text; an empty one is left out.
    #[must_use]
    pub fn with(mut self, field: Field, owner: Owner, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.texts.push(Text { field, owner, value });
        }
        self
    }
}
