//! Model: what are people, chats, members and messages made of?

use crate::entities::Text;
use crate::ids::{ChatId, MessageId, UserId};
use crate::invites::InviteLink;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A person or a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Telegram's number of the account.
    pub id: UserId,
    /// Always there, never empty.
    pub first_name: String,
    /// Many people have none.
    pub last_name: Option<String>,
    /// Without `@`. Many people have none; every bot has one.
    pub username: Option<String>,
    /// Of the person's Telegram application, and often absent.
    pub language_code: Option<String>,
    /// Another bot than the one under test.
    pub is_bot: bool,
}

impl Person {
    /// First and last name, as the chat shows them.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }
}

/// What sort of chat it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChatKind {
    /// One person and the bot.
    Private,
    /// A basic group.
    Group,
    /// A group with a number that begins with -100.
    Supergroup,
}

/// One right of an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are Telegram's own")]
pub enum Right {
    ManageChat,
    DeleteMessages,
    ManageVideoChats,
    RestrictMembers,
    PromoteMembers,
    ChangeInfo,
    InviteUsers,
    PostStories,
    EditStories,
    DeleteStories,
    PinMessages,
    ManageTopics,
    SendWelcomeMessages,
}

impl Right {
    /// Every right there is, in the order of Telegram's answer.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::ManageChat, "can_manage_chat"),
        (Self::DeleteMessages, "can_delete_messages"),
        (Self::ManageVideoChats, "can_manage_video_chats"),
        (Self::RestrictMembers, "can_restrict_members"),
        (Self::PromoteMembers, "can_promote_members"),
        (Self::ChangeInfo, "can_change_info"),
        (Self::InviteUsers, "can_invite_users"),
        (Self::PostStories, "can_post_stories"),
        (Self::EditStories, "can_edit_stories"),
        (Self::DeleteStories, "can_delete_stories"),
        (Self::PinMessages, "can_pin_messages"),
        (Self::ManageTopics, "can_manage_topics"),
        (Self::SendWelcomeMessages, "can_send_welcome_messages"),
    ];
}

/// What somebody is in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Made the group.
    Creator,
    /// May do more than a member. Every administrator has [`Right::ManageChat`].
    Administrator {
        /// What else.
        rights: BTreeSet<Right>,
        /// Writes in the name of the group.
        anonymous: bool,
    },
    /// Writes and reads.
    Member,
    /// Is in the group, and may write there or not.
    Restricted {
        /// Whether they may send anything.
        may_write: bool,
    },
    /// Went by themselves, or was never there.
    Left,
    /// Was thrown out, and may not come back by themselves.
    Kicked,
}

impl Standing {
    /// An administrator with these rights, under their own name.
    #[must_use]
    pub fn administrator(rights: impl IntoIterator<Item = Right>) -> Self {
        let mut rights: BTreeSet<_> = rights.into_iter().collect();
        rights.insert(Right::ManageChat);
        Self::Administrator { rights, anonymous: false }
    }

    pub(crate) fn is_inside(&self) -> bool {
        matches!(
            self,
            Self::Creator | Self::Administrator { .. } | Self::Member | Self::Restricted { .. }
        )
    }

    pub(crate) fn is_administrator(&self) -> bool {
        matches!(self, Self::Creator | Self::Administrator { .. })
    }

    pub(crate) fn may(&self, right: Right) -> bool {
        match self {
            Self::Creator => true,
            Self::Administrator { rights, .. } => rights.contains(&right),
            Self::Member | Self::Restricted { .. } | Self::Left | Self::Kicked => false,
        }
    }
}

/// What those members of a group may send who are not its administrators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MembersSend {
    All,
    Words,
    Nothing,
}

#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) id: ChatId,
    pub(crate) kind: ChatKind,
    /// The group's name; empty for a private chat, which bears its person's.
    pub(crate) title: String,
    pub(crate) members: BTreeMap<UserId, Standing>,
    pub(crate) messages: BTreeMap<MessageId, Message>,
    pub(crate) last_message: i64,
    /// The messages that opened the topics; a forum is a group that ever had one.
    pub(crate) topics: BTreeSet<MessageId>,
    pub(crate) is_forum: bool,
    /// Topics in which only those write who may manage them.
    pub(crate) closed: BTreeSet<MessageId>,
    /// The same of the general topic, which is hidden then.
    pub(crate) is_general_hidden: bool,
    pub(crate) members_send: MembersSend,
    /// Newest last.
    pub(crate) pinned: Vec<MessageId>,
    /// Where the group went when it became a supergroup.
    pub(crate) migrated_to: Option<ChatId>,
    /// The bot that posted last, of all bots.
    pub(crate) last_bot: Option<UserId>,
    pub(crate) toasts: Vec<Popup>,
    /// The bot's links into it, oldest first.
    pub(crate) invites: Vec<InviteLink>,
}

impl Chat {
    pub(crate) fn new(id: ChatId, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            members: BTreeMap::new(),
            messages: BTreeMap::new(),
            last_message: 0,
            topics: BTreeSet::new(),
            is_forum: false,
            closed: BTreeSet::new(),
            is_general_hidden: false,
            members_send: MembersSend::All,
            pinned: Vec::new(),
            migrated_to: None,
            last_bot: None,
            toasts: Vec::new(),
            invites: Vec::new(),
        }
    }

    pub(crate) fn standing(&self, user: UserId) -> &Standing {
        self.members.get(&user).unwrap_or(&Standing::Left)
    }

    pub(crate) fn is_private(&self) -> bool {
        self.kind == ChatKind::Private
    }
}

/// What one person saw pop up after a press, and after which message it happened.
#[derive(Debug, Clone)]
pub(crate) struct Popup {
    pub(crate) to: UserId,
    pub(crate) after: MessageId,
    pub(crate) toast: Toast,
}

/// The bot's answer to a press.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Toast {
    /// Empty when the bot only stopped the spinning of the button.
    pub text: String,
    /// A window that must be closed, instead of a line that fades away.
    pub alert: bool,
    /// The private chat with the bot that opened instead, by its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) from: UserId,
    /// The group itself, for an anonymous administrator.
    pub(crate) sender_chat: Option<ChatId>,
    pub(crate) date: DateTime<Utc>,
    pub(crate) edited: Option<DateTime<Utc>>,
    pub(crate) reply_to: Option<MessageId>,
    pub(crate) content: Content,
    pub(crate) album: Option<String>,
    pub(crate) keyboard: Option<Keyboard>,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) forwarded: Option<Origin>,
    pub(crate) via_bot: Option<UserId>,
    /// The message that opened the topic it is in; none in the general one.
    pub(crate) topic: Option<MessageId>,
    /// Published fields that the content does not make: what is quoted, where it was before.
    pub(crate) around: Map<String, Value>,
    pub(crate) silent: bool,
    pub(crate) reactions: BTreeMap<UserId, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Text(Text),
    Photo {
        sizes: Vec<String>,
        caption: Text,
    },
    Document {
        file: String,
        caption: Text,
    },
    /// Of any other kind, as published.
    Other {
        what: Map<String, Value>,
        caption: Text,
    },
    Service(Service),
}

impl Content {
    pub(crate) fn words(&self) -> Option<&Text> {
        match self {
            Self::Text(text)
            | Self::Photo { caption: text, .. }
            | Self::Document { caption: text, .. }
            | Self::Other { caption: text, .. } => Some(text),
            Self::Service(_) => None,
        }
    }

    pub(crate) fn words_mut(&mut self) -> Option<&mut Text> {
        match self {
            Self::Text(text)
            | Self::Photo { caption: text, .. }
            | Self::Document { caption: text, .. }
            | Self::Other { caption: text, .. } => Some(text),
            Self::Service(_) => None,
        }
    }
}

/// What the chat itself tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Service {
    GroupCreated,
    Joined(Vec<UserId>),
    Left(UserId),
    Titled(String),
    Pinned(MessageId),
    TopicOpened(String),
    TopicClosed,
    TopicReopened,
    GeneralHidden,
    GeneralShown,
    MigratedTo(ChatId),
    MigratedFrom(ChatId),
}

/// Where a forwarded message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    User { user: UserId, date: DateTime<Utc> },
    Chat { chat: ChatId, date: DateTime<Utc> },
}

/// Rows of buttons under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keyboard(pub(crate) Vec<Vec<Button>>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Button {
    pub(crate) label: String,
    pub(crate) action: Action,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Data(String),
    Url(String),
}

/// A message that opens the reply field of those who see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prompt {
    /// Only for those who are mentioned or replied to.
    pub(crate) selective: bool,
    pub(crate) placeholder: Option<String>,
}

/// A file that Telegram keeps.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    pub(crate) id: String,
    /// The same for the same bytes, whoever sends them.
    pub(crate) unique_id: String,
    /// Bytes. May be more than are kept: a big file is only said to be big.
    pub(crate) size: u64,
    pub(crate) bytes: std::sync::Arc<[u8]>,
    pub(crate) path: String,
    pub(crate) shape: Shape,
}

#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Photo { width: u32, height: u32 },
    Document { name: Option<String>, mime: Option<String> },
}
