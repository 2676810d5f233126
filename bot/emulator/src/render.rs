//! Render: how does the Bot API write a person, a chat, a member and a message?

use crate::entities::{Entity, Text};
use crate::ids::{MessageId, UserId};
use crate::model::{
    Action, Chat, ChatKind, Content, Keyboard, Message, Origin, Right, Service, Shape, Standing,
};
use crate::world::{ANONYMOUS, World};
use serde_json::{Value, json};

/// What may be taken from somebody who is restricted.
const RESTRICTED: [&str; 16] = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

impl World {
    pub(crate) fn user_json(&self, user: UserId) -> Value {
        let Some(person) = self.people.get(&user) else {
            return json!({"id": user, "is_bot": false, "first_name": ""});
        };
        let mut json = json!({
            "id": person.id,
            "is_bot": person.is_bot,
            "first_name": person.first_name,
        });
        put(&mut json, "last_name", person.last_name.as_deref());
        put(&mut json, "username", person.username.as_deref());
        put(&mut json, "language_code", person.language_code.as_deref());
        json
    }

    pub(crate) fn chat_json(&self, chat: &Chat) -> Value {
        let mut json = json!({"id": chat.id, "type": chat.kind});
        if chat.kind == ChatKind::Private {
            if let Some(person) = self.people.get(&UserId(chat.id.0)) {
                json["first_name"] = json!(person.first_name);
                put(&mut json, "last_name", person.last_name.as_deref());
                put(&mut json, "username", person.username.as_deref());
            }
        } else {
            json["title"] = json!(chat.title);
        }
        if chat.is_forum {
            json["is_forum"] = json!(true);
        }
        json
    }

    pub(crate) fn member_json(&self, user: UserId, standing: &Standing) -> Value {
        let user_json = self.user_json(user);
        match standing {
            Standing::Creator => {
                json!({"status": "creator", "user": user_json, "is_anonymous": false})
            }
            Standing::Administrator { rights, anonymous } => {
                let mut json = json!({
                    "status": "administrator",
                    "user": user_json,
                    "can_be_edited": false,
                    "is_anonymous": anonymous,
                });
                for (right, name) in Right::ALL {
                    json[name] = json!(rights.contains(&right));
                }
                json
            }
            Standing::Member => json!({"status": "member", "user": user_json}),
            Standing::Restricted { may_write } => {
                let mut json = json!({
                    "status": "restricted", "user": user_json, "is_member": true, "until_date": 0,
                });
                for name in RESTRICTED {
                    json[name] = json!(may_write);
                }
                json
            }
            Standing::Left => json!({"status": "left", "user": user_json}),
            Standing::Kicked => json!({"status": "kicked", "user": user_json, "until_date": 0}),
        }
    }

    /// A message with what it replies to, one level deep.
    pub(crate) fn message_json(&self, chat: &Chat, message: &Message) -> Value {
        let mut json = self.bare_message_json(chat, message);
        // In a topic, what replies to nothing replies to its opening.
        let replied = message.reply_to.or(message.topic).filter(|it| *it != message.id);
        if let Some(replied) = replied.and_then(|it| chat.messages.get(&it)) {
            json["reply_to_message"] = self.bare_message_json(chat, replied);
        }
        json
    }

    fn bare_message_json(&self, chat: &Chat, message: &Message) -> Value {
        let mut json = json!({
            "message_id": message.id,
            "from": self.user_json(message.from),
            "chat": self.chat_json(chat),
            "date": message.date.timestamp(),
        });
        if let Some(sender) = message.sender_chat.and_then(|it| self.chats.get(&it)) {
            json["from"] = self.user_json(ANONYMOUS);
            json["sender_chat"] = self.chat_json(sender);
        }
        if let Some(edited) = message.edited {
            json["edit_date"] = json!(edited.timestamp());
        }
        if let Some(origin) = &message.forwarded {
            json["forward_origin"] = self.origin_json(origin);
        }
        if let Some(bot) = message.via_bot {
            json["via_bot"] = self.user_json(bot);
        }
        if let Some(topic) = message.topic {
            json["message_thread_id"] = json!(topic);
            json["is_topic_message"] = json!(true);
        } else if let Some(root) = thread(chat, message) {
            json["message_thread_id"] = json!(root);
        }
        for (name, value) in &message.around {
            json[name] = value.clone();
        }
        put(&mut json, "media_group_id", message.album.as_deref());
        if let Some(keyboard) = &message.keyboard {
            json["reply_markup"] = keyboard_json(keyboard);
        }
        self.put_content(&mut json, chat, &message.content);
        json
    }

    fn put_content(&self, json: &mut Value, chat: &Chat, content: &Content) {
        match content {
            Content::Text(text) => self.put_words(json, text, "text", "entities"),
            Content::Photo { sizes, caption } => {
                json["photo"] = sizes.iter().filter_map(|it| self.file_json(it)).collect();
                self.put_words(json, caption, "caption", "caption_entities");
            }
            Content::Document { file, caption } => {
                json["document"] = self.file_json(file).unwrap_or_default();
                self.put_words(json, caption, "caption", "caption_entities");
            }
            Content::Other { what, caption } => {
                for (name, value) in what {
                    json[name] = value.clone();
                }
                self.put_words(json, caption, "caption", "caption_entities");
            }
            Content::Service(service) => self.put_service(json, chat, service),
        }
    }

    fn put_words(&self, json: &mut Value, words: &Text, text_key: &str, entities_key: &str) {
        if words.text.is_empty() {
            return;
        }
        json[text_key] = json!(words.text);
        let entities = words.entities.iter().filter_map(|it| self.entity_json(it));
        let entities: Vec<_> = entities.collect();
        if !entities.is_empty() {
            json[entities_key] = json!(entities);
        }
    }

    /// A mention of somebody whom the bot never met is no mention.
    fn entity_json(&self, entity: &Entity) -> Option<Value> {
        let mut json = entity.json();
        if entity.kind == "text_mention" {
            let user = UserId(entity.more.get("user")?["id"].as_i64()?);
            self.people.get(&user)?;
            json["user"] = self.user_json(user);
        }
        Some(json)
    }

    fn put_service(&self, json: &mut Value, chat: &Chat, service: &Service) {
        match service {
            Service::GroupCreated => json["group_chat_created"] = json!(true),
            Service::Joined(people) => {
                json["new_chat_members"] = people.iter().map(|&it| self.user_json(it)).collect();
            }
            Service::Left(person) => json["left_chat_member"] = self.user_json(*person),
            Service::TopicOpened(name) => {
                json["forum_topic_created"] = json!({"name": name, "icon_color": 7_322_096});
            }
            Service::TopicClosed => json["forum_topic_closed"] = json!({}),
            Service::TopicReopened => json["forum_topic_reopened"] = json!({}),
            Service::GeneralHidden => json["general_forum_topic_hidden"] = json!({}),
            Service::GeneralShown => json["general_forum_topic_unhidden"] = json!({}),
            Service::Titled(title) => json["new_chat_title"] = json!(title),
            Service::Pinned(message) => {
                json["pinned_message"] = match chat.messages.get(message) {
                    Some(pinned) => self.bare_message_json(chat, pinned),
                    None => {
                        json!({"chat": self.chat_json(chat), "message_id": message, "date": 0})
                    }
                };
            }
            Service::MigratedTo(to) => json["migrate_to_chat_id"] = json!(to),
            Service::MigratedFrom(from) => json["migrate_from_chat_id"] = json!(from),
        }
    }

    fn origin_json(&self, origin: &Origin) -> Value {
        match *origin {
            Origin::User { user, date } => json!({
                "type": "user",
                "date": date.timestamp(),
                "sender_user": self.user_json(user),
            }),
            Origin::Chat { chat, date } => json!({
                "type": "chat",
                "date": date.timestamp(),
                "sender_chat": self.chats.get(&chat).map(|it| self.chat_json(it)),
            }),
        }
    }

    /// A photo size or a document; `None` if nobody ever sent it.
    pub(crate) fn file_json(&self, id: &str) -> Option<Value> {
        let file = self.files.get(id)?;
        let mut json = json!({
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": file.size,
        });
        match &file.shape {
            Shape::Photo { width, height } => {
                json["width"] = json!(width);
                json["height"] = json!(height);
            }
            Shape::Document { name, mime } => {
                put(&mut json, "file_name", name.as_deref());
                put(&mut json, "mime_type", mime.as_deref());
            }
        }
        Some(json)
    }
}

/// The first message of a chain of replies; only supergroups tell it.
fn thread(chat: &Chat, message: &Message) -> Option<MessageId> {
    if chat.kind != ChatKind::Supergroup || chat.is_forum {
        return None;
    }
    let mut root = message.reply_to?;
    // A reply is younger than what it replies to, so this ends.
    while let Some(above) = chat.messages.get(&root).and_then(|it| it.reply_to) {
        root = above;
    }
    Some(root)
}

pub(crate) fn keyboard_json(keyboard: &Keyboard) -> Value {
    let rows = keyboard.0.iter().map(|row| {
        row.iter()
            .map(|button| match &button.action {
                Action::Data(data) => json!({"text": button.label, "callback_data": data}),
                Action::Url(url) => json!({"text": button.label, "url": url}),
            })
            .collect::<Value>()
    });
    json!({"inline_keyboard": rows.collect::<Value>()})
}

fn put(json: &mut Value, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        json[key] = json!(value);
    }
}
