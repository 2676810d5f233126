//! Wire: the part of Telegram's updates that we read, tolerant of all the rest.
//!
//! Read by our own types, since the closed enums of a client library give up the text of a message that carries an
//! entity or a kind they do not know.

pub(crate) mod along;
mod member;
mod outline;
mod rich;

pub(crate) use member::{MemberChanged, Move};
pub(crate) use outline::{Outline, Pressed};

use crate::rights::Flags;
use along::{ExternalReply, Lenient, MessageOrigin, TextQuote, Things};
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Update {
    pub(crate) update_id: i64,
    pub(crate) message: Option<Message>,
    pub(crate) edited_message: Option<Message>,
    pub(crate) callback_query: Option<CallbackQuery>,
    pub(crate) my_chat_member: Option<ChatMemberUpdated>,
    pub(crate) chat_member: Option<MemberChanged>,
    pub(crate) message_reaction: Option<Reaction>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Message {
    pub(crate) message_id: i64,
    pub(crate) date: i64,
    pub(crate) edit_date: Option<i64>,
    pub(crate) chat: Chat,
    pub(crate) from: Option<User>,
    pub(crate) sender_chat: Option<Chat>,
    pub(crate) text: Option<String>,
    pub(crate) caption: Option<String>,
    /// The words of a message that is laid out as a page.
    #[serde(default, deserialize_with = "rich::words")]
    pub(crate) rich_message: Option<String>,
    pub(crate) reply_to_message: Option<Box<Message>>,
    pub(crate) message_thread_id: Option<i64>,
    #[serde(default)]
    pub(crate) is_topic_message: bool,
    #[serde(default)]
    pub(crate) is_automatic_forward: bool,
    pub(crate) media_group_id: Option<String>,
    pub(crate) migrate_to_chat_id: Option<i64>,
    pub(crate) migrate_from_chat_id: Option<i64>,
    pub(crate) forum_topic_created: Option<IgnoredAny>,
    #[serde(default)]
    pub(crate) photo: Vec<File>,
    pub(crate) document: Option<File>,
    pub(crate) video: Option<File>,
    pub(crate) voice: Option<File>,
    pub(crate) audio: Option<File>,
    pub(crate) video_note: Option<File>,
    pub(crate) animation: Option<File>,
    pub(crate) sticker: Option<File>,
    pub(crate) quote: Option<Lenient<TextQuote>>,
    pub(crate) external_reply: Option<Lenient<ExternalReply>>,
    pub(crate) forward_origin: Option<Lenient<MessageOrigin>>,
    contact: Option<Lenient<along::Contact>>,
    location: Option<Lenient<along::Location>>,
    venue: Option<Lenient<along::Venue>>,
    poll: Option<Lenient<along::Poll>>,
    dice: Option<Lenient<along::Dice>>,
    checklist: Option<Lenient<along::Checklist>>,
    story: Option<Lenient<along::Story>>,
    game: Option<Lenient<along::Described>>,
    invoice: Option<Lenient<along::Described>>,
    giveaway: Option<Lenient<along::Giveaway>>,
    new_chat_members: Option<IgnoredAny>,
    pub(crate) left_chat_member: Option<User>,
    pub(crate) new_chat_title: Option<String>,
    new_chat_photo: Option<IgnoredAny>,
    delete_chat_photo: Option<IgnoredAny>,
    pinned_message: Option<IgnoredAny>,
    group_chat_created: Option<IgnoredAny>,
    supergroup_chat_created: Option<IgnoredAny>,
    message_auto_delete_timer_changed: Option<IgnoredAny>,
    write_access_allowed: Option<IgnoredAny>,
    proximity_alert_triggered: Option<IgnoredAny>,
    boost_added: Option<IgnoredAny>,
    chat_background_set: Option<IgnoredAny>,
    checklist_tasks_done: Option<IgnoredAny>,
    checklist_tasks_added: Option<IgnoredAny>,
    forum_topic_edited: Option<IgnoredAny>,
    forum_topic_closed: Option<IgnoredAny>,
    forum_topic_reopened: Option<IgnoredAny>,
    general_forum_topic_hidden: Option<IgnoredAny>,
    general_forum_topic_unhidden: Option<IgnoredAny>,
    giveaway_created: Option<IgnoredAny>,
    giveaway_completed: Option<IgnoredAny>,
    paid_message_price_changed: Option<IgnoredAny>,
    video_chat_scheduled: Option<IgnoredAny>,
    video_chat_started: Option<IgnoredAny>,
    video_chat_ended: Option<IgnoredAny>,
    video_chat_participants_invited: Option<IgnoredAny>,
    chat_owner_left: Option<IgnoredAny>,
    chat_owner_changed: Option<IgnoredAny>,
    channel_chat_created: Option<IgnoredAny>,
    successful_payment: Option<IgnoredAny>,
    refunded_payment: Option<IgnoredAny>,
    users_shared: Option<IgnoredAny>,
    chat_shared: Option<IgnoredAny>,
    gift: Option<IgnoredAny>,
    unique_gift: Option<IgnoredAny>,
    gift_upgrade_sent: Option<IgnoredAny>,
    connected_website: Option<IgnoredAny>,
    passport_data: Option<IgnoredAny>,
    community_chat_added: Option<IgnoredAny>,
    community_chat_joined: Option<IgnoredAny>,
    community_chat_removed: Option<IgnoredAny>,
    direct_message_price_changed: Option<IgnoredAny>,
    managed_bot_created: Option<IgnoredAny>,
    poll_option_added: Option<IgnoredAny>,
    poll_option_deleted: Option<IgnoredAny>,
    suggested_post_approved: Option<IgnoredAny>,
    suggested_post_approval_failed: Option<IgnoredAny>,
    suggested_post_declined: Option<IgnoredAny>,
    suggested_post_paid: Option<IgnoredAny>,
    suggested_post_refunded: Option<IgnoredAny>,
    web_app_data: Option<IgnoredAny>,
}

/// A topic in which something can be said again.
pub(crate) struct Opened {
    /// None: the general one.
    pub(crate) thread: Option<i64>,
}

impl Message {
    /// What it holds that is neither words nor a file.
    pub(crate) fn things(&self) -> Things {
        Things {
            contact: self.contact.clone(),
            location: self.location.clone(),
            venue: self.venue.clone(),
            poll: self.poll.clone(),
            dice: self.dice.clone(),
            checklist: self.checklist.clone(),
            story: self.story.clone(),
            game: self.game.clone(),
            invoice: self.invoice.clone(),
            giveaway: self.giveaway.clone(),
        }
    }

    /// The topic in which something can be said again, by what Telegram tells.
    pub(crate) fn opens_topic(&self) -> Option<Opened> {
        if self.forum_topic_reopened.is_some() {
            return Some(Opened { thread: self.message_thread_id });
        }
        self.general_forum_topic_unhidden.map(|_| Opened { thread: None })
    }

    /// Whether Telegram itself says something about the chat, and nobody else. Where there are words, somebody said them.
    pub(crate) fn is_service(&self) -> bool {
        if self.text.is_some() || self.caption.is_some() {
            return false;
        }
        let told = [
            self.forum_topic_created,
            self.new_chat_members,
            self.left_chat_member.as_ref().map(|_| IgnoredAny),
            self.new_chat_title.as_ref().map(|_| IgnoredAny),
            self.new_chat_photo,
            self.delete_chat_photo,
            self.pinned_message,
            self.group_chat_created,
            self.supergroup_chat_created,
            self.message_auto_delete_timer_changed,
            self.write_access_allowed,
            self.proximity_alert_triggered,
            self.boost_added,
            self.chat_background_set,
            self.checklist_tasks_done,
            self.checklist_tasks_added,
            self.forum_topic_edited,
            self.forum_topic_closed,
            self.forum_topic_reopened,
            self.general_forum_topic_hidden,
            self.general_forum_topic_unhidden,
            self.giveaway_created,
            self.giveaway_completed,
            self.paid_message_price_changed,
            self.video_chat_scheduled,
            self.video_chat_started,
            self.video_chat_ended,
            self.video_chat_participants_invited,
            self.chat_owner_left,
            self.chat_owner_changed,
            self.channel_chat_created,
            self.successful_payment,
            self.refunded_payment,
            self.users_shared,
            self.chat_shared,
            self.gift,
            self.unique_gift,
            self.gift_upgrade_sent,
            self.connected_website,
            self.passport_data,
            self.community_chat_added,
            self.community_chat_joined,
            self.community_chat_removed,
            self.direct_message_price_changed,
            self.managed_bot_created,
            self.poll_option_added,
            self.poll_option_deleted,
            self.suggested_post_approved,
            self.suggested_post_approval_failed,
            self.suggested_post_declined,
            self.suggested_post_paid,
            self.suggested_post_refunded,
            self.web_app_data,
        ];
        let moved = self.migrate_to_chat_id.is_some() || self.migrate_from_chat_id.is_some();
        moved || told.iter().any(Option::is_some)
    }
}

/// Without texts and names, which belong in no log line.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({} in {})", self.message_id, self.chat.id)
    }
}

#[derive(Clone, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chat({})", self.id)
    }
}

impl Chat {
    pub(crate) fn is_private(&self) -> bool {
        self.kind == "private"
    }
}

#[derive(Clone, Deserialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    #[serde(default)]
    pub(crate) is_bot: bool,
    #[serde(default)]
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("User(..)")
    }
}

#[derive(Clone, Deserialize)]
pub(crate) struct File {
    pub(crate) file_id: String,
    pub(crate) file_name: Option<String>,
    pub(crate) file_size: Option<u64>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("File(..)")
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CallbackQuery {
    pub(crate) id: String,
    pub(crate) from: User,
    pub(crate) message: Option<Message>,
    pub(crate) data: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ChatMemberUpdated {
    pub(crate) chat: Chat,
    pub(crate) date: i64,
    pub(crate) new_chat_member: ChatMember,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ChatMember {
    pub(crate) status: String,
    #[serde(flatten)]
    pub(crate) flags: Flags,
}

/// Somebody has changed their reactions to a message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Reaction {
    pub(crate) chat: Chat,
    pub(crate) message_id: i64,
    pub(crate) date: i64,
    /// None of an anonymous administrator, and of a channel.
    pub(crate) user: Option<User>,
    #[serde(default)]
    pub(crate) old_reaction: Vec<ReactionType>,
    #[serde(default)]
    pub(crate) new_reaction: Vec<ReactionType>,
}

/// One reaction; none of the emoji that everybody has, where it is another kind.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ReactionType {
    pub(crate) emoji: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_survives_entities_and_fields_that_nobody_knows() {
        let raw = r#"{"update_id":5,"message":{"message_id":7,"date":1700000000,
            "chat":{"id":-5,"type":"group","title":"Г","is_new":true},
            "from":{"id":1,"is_bot":false,"first_name":"А"},"text":"завтра в 9",
            "entities":[{"type":"date_time","offset":0,"length":6,"unix_time":1}],"new_thing":{}}}"#;
        let update: Update = serde_json::from_str(raw).unwrap();
        assert_eq!(update.message.unwrap().text.as_deref(), Some("завтра в 9"));
    }

    #[test]
    fn every_field_of_a_message_is_known_as_what_telegram_tells_or_as_what_people_say() {
        let of_people = [
            "animation",
            "audio",
            "caption",
            "checklist",
            "contact",
            "dice",
            "document",
            "game",
            "giveaway",
            "giveaway_winners",
            "invoice",
            "live_photo",
            "location",
            "paid_media",
            "photo",
            "poll",
            "rich_message",
            "sticker",
            "story",
            "text",
            "venue",
            "video",
            "video_note",
            "voice",
        ];
        let around = [
            "author_signature",
            "business_connection_id",
            "caption_entities",
            "chat",
            "date",
            "direct_messages_topic",
            "edit_date",
            "effect_id",
            "entities",
            "ephemeral_message_id",
            "external_reply",
            "forward_origin",
            "from",
            "guest_bot_caller_chat",
            "guest_bot_caller_user",
            "guest_query_id",
            "has_media_spoiler",
            "has_protected_content",
            "is_automatic_forward",
            "is_from_offline",
            "is_paid_post",
            "is_topic_message",
            "link_preview_options",
            "media_group_id",
            "message_id",
            "message_thread_id",
            "paid_star_count",
            "quote",
            "receiver_user",
            "reply_markup",
            "reply_to_checklist_task_id",
            "reply_to_message",
            "reply_to_poll_option_id",
            "reply_to_story",
            "sender_boost_count",
            "sender_business_bot",
            "sender_chat",
            "sender_tag",
            "show_caption_above_media",
            "suggested_post_info",
            "via_bot",
        ];
        for field in emulator::api::description().fields("Message") {
            let value = match field.holds {
                "Integer" => "5",
                "String" => "\"a\"",
                "User" => r#"{"id":5,"is_bot":false,"first_name":"A"}"#,
                _ => "true",
            };
            let raw = format!(
                r#"{{"message_id":7,"date":1,"chat":{{"id":-5,"type":"group"}},"{}":{value}}}"#,
                field.name
            );
            let told = serde_json::from_str::<Message>(&raw).is_ok_and(|it| it.is_service());
            let said = of_people.contains(&field.name) || around.contains(&field.name);
            assert_eq!(told, !said, "{}", field.name);
        }
    }

    #[test]
    fn words_are_never_taken_for_what_telegram_tells() {
        let raw = r#"{"message_id":7,"date":1,"chat":{"id":-5,"type":"group"},"text":"Не печатает",
            "pinned_message":{}}"#;
        assert!(!serde_json::from_str::<Message>(raw).unwrap().is_service());
    }

    #[test]
    fn debug_shows_no_names_and_no_texts() {
        let raw = r#"{"update_id":5,"message":{"message_id":7,"date":1,"text":"секрет",
            "chat":{"id":-5,"type":"group","title":"Фирма"},"from":{"id":1,"first_name":"Анна"}}}"#;
        let shown = format!("{:?}", serde_json::from_str::<Update>(raw).unwrap());
        for secret in ["секрет", "Фирма", "Анна"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
