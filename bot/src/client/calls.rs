//! Calls: what does each method of Telegram that we use ask for, and what does it answer?
//!
//! Our own payloads where teloxide's would cut ids to 32 bits or read more of an answer than we need.

use crate::rights::Flags;
use chrono::{DateTime, Utc};
use domain::MessageId;
use serde::{Deserialize, Serialize};
use teloxide::requests::Payload;
use teloxide::types::{ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ParseMode};

/// What a message of ours is answered under.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Markup {
    Buttons(InlineKeyboardMarkup),
    Reply(ForceReply),
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReplyParameters {
    pub(crate) message_id: i64,
}

/// No preview, ever: our links lead to messages, and clients' links are theirs to open.
pub(crate) const NO_PREVIEW: LinkPreviewOptions = LinkPreviewOptions {
    is_disabled: true,
    url: None,
    prefer_small_media: false,
    prefer_large_media: false,
    show_above_text: false,
};

macro_rules! payload {
    ($name:ident, $method:literal, $output:ty) => {
        impl Payload for $name {
            type Output = $output;
            const NAME: &'static str = $method;
        }
    };
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct SendMessage {
    pub(crate) chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_thread_id: Option<i64>,
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parse_mode: Option<ParseMode>,
    pub(crate) link_preview_options: LinkPreviewOptions,
    pub(crate) disable_notification: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply_parameters: Option<ReplyParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply_markup: Option<Markup>,
}
payload!(SendMessage, "sendMessage", Sent);

#[derive(Debug, Clone, Serialize)]
pub(crate) struct EditMessageText {
    pub(crate) chat_id: i64,
    pub(crate) message_id: i64,
    pub(crate) text: String,
    pub(crate) parse_mode: ParseMode,
    pub(crate) link_preview_options: LinkPreviewOptions,
    /// Always given: without it Telegram's servers would be free to keep the old buttons.
    pub(crate) reply_markup: InlineKeyboardMarkup,
}
payload!(EditMessageText, "editMessageText", Edited);

#[derive(Debug, Clone, Serialize)]
pub(crate) struct EditMessageReplyMarkup {
    pub(crate) chat_id: i64,
    pub(crate) message_id: i64,
    pub(crate) reply_markup: InlineKeyboardMarkup,
}
payload!(EditMessageReplyMarkup, "editMessageReplyMarkup", Edited);

#[derive(Debug, Clone, Serialize)]
pub(crate) struct CopyMessage {
    pub(crate) chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_thread_id: Option<i64>,
    pub(crate) from_chat_id: i64,
    pub(crate) message_id: i64,
    /// Never that of the original: empty where the words were sent before.
    pub(crate) caption: String,
    pub(crate) parse_mode: ParseMode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply_parameters: Option<ReplyParameters>,
}
payload!(CopyMessage, "copyMessage", Copied);

#[derive(Debug, Clone, Serialize)]
pub(crate) struct PinChatMessage {
    pub(crate) chat_id: i64,
    pub(crate) message_id: i64,
    pub(crate) disable_notification: bool,
}
payload!(PinChatMessage, "pinChatMessage", bool);

#[derive(Debug, Clone, Serialize)]
pub(crate) struct SetMessageReaction {
    pub(crate) chat_id: i64,
    pub(crate) message_id: i64,
    pub(crate) reaction: [ReactionEmoji; 1],
}
payload!(SetMessageReaction, "setMessageReaction", bool);

#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct ReactionEmoji {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) emoji: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct AnswerCallbackQuery<'a> {
    pub(crate) callback_query_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) text: &'a str,
    pub(crate) show_alert: bool,
    /// Opens instead of the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<&'a str>,
}

impl Payload for AnswerCallbackQuery<'_> {
    type Output = bool;
    const NAME: &'static str = "answerCallbackQuery";
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct GetMe {}
payload!(GetMe, "getMe", Me);

/// The bot as Telegram knows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    pub id: i64,
    pub username: String,
    /// True if privacy mode is off.
    #[serde(default)]
    pub can_read_all_group_messages: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct GetChat {
    pub(crate) chat_id: i64,
}
payload!(GetChat, "getChat", Chat);

/// A chat, as far as what its members may do.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Chat {
    pub(crate) permissions: Option<Permissions>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Permissions {
    pub(crate) can_send_messages: Option<bool>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct GetChatMember {
    pub(crate) chat_id: i64,
    pub(crate) user_id: i64,
}
payload!(GetChatMember, "getChatMember", Member);

/// What somebody is in a chat.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// `creator`, `administrator`, `member`, `restricted`, `left` or `kicked`.
    pub status: String,
    #[serde(flatten)]
    pub flags: Flags,
}

impl Member {
    pub fn is_administrator(&self) -> bool {
        matches!(self.status.as_str(), "creator" | "administrator")
    }
}

/// A message that Telegram has taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Sent {
    #[serde(rename = "message_id")]
    pub message: MessageId,
    /// Telegram's own date.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub date: DateTime<Utc>,
}

/// A message that Telegram has changed. An edit's date is no evidence, but dates the record of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Edited {
    #[serde(rename = "message_id")]
    pub message: MessageId,
    #[serde(default, with = "chrono::serde::ts_seconds_option")]
    pub edit_date: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Copied {
    #[serde(rename = "message_id")]
    pub message: MessageId,
}
