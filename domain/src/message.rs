//! What a message carries besides its words.

use serde::{Deserialize, Serialize};

/// The most attachments that one event names; Telegram's albums hold ten.
pub const ATTACHMENTS_MAX: usize = 10;

/// What kind of file or thing is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Photo,
    Document,
    Video,
    Voice,
    Audio,
    VideoNote,
    Animation,
    Sticker,
    Contact,
    Location,
    /// A kind that this version does not know.
    Other,
}

impl MediaKind {
    /// Whether it is a file that Telegram keeps, and not a thing that the message itself says.
    pub fn is_file(self) -> bool {
        match self {
            Self::Photo
            | Self::Document
            | Self::Video
            | Self::Voice
            | Self::Audio
            | Self::VideoNote
            | Self::Animation
            | Self::Sticker => true,
            Self::Contact | Self::Location | Self::Other => false,
        }
    }
}

/// What is attached to a message. Its name and where Telegram keeps it are private texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attachment {
    pub media: MediaKind,
    /// Bytes, where Telegram says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// By which way a ticket came to be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// `/new text`.
    Command,
    /// `/ticket` in reply to somebody's message.
    Reply,
    /// The button and its question.
    Button,
    /// By staff, on a client's behalf: a phone call, a visit.
    OnBehalf,
    /// Over HTTP.
    Api,
    /// Words in the chat that the client's intake rules took for a request.
    Message,
    /// Out of a table that the operator had before: who asked, and when, is what stands there.
    Import,
}

/// Whether a message wants an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Awaits {
    Answer,
    Nothing,
}

/// Who may read a message of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    /// Staff only.
    Internal,
}
