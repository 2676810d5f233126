//! Send: a message with words.

use super::Desk;
use super::markup::Markup;
use super::reach::Access;
use crate::ids::{ChatId, MessageId};
use crate::limits::Cost;
use crate::model::{ChatKind, Content, MembersSend, Right, Standing};
use crate::refusal::Refusal;
use crate::world::Draft;
use serde_json::{Value, json};

pub(crate) fn send_message(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let text = desk.text("message is too long")?;
    desk.params.json("link_preview_options", "link preview options")?;
    desk.send(Content::Text(text))
}

impl Desk<'_> {
    /// One message with all that the sending methods have in common.
    pub(crate) fn send(&mut self, content: Content) -> Result<Value, Refusal> {
        let markup = self.markup()?;
        let chat = self.chat(Access::Write)?;
        self.thread(chat)?;
        self.medium(chat, &content)?;
        let reply_to = self.reply_to(chat)?;
        self.charge(chat, Cost::Send { messages: 1 })?;
        let draft = self.draft(content, markup, reply_to);
        let id = self.world.post(self.now, chat, draft);
        Ok(self.written(chat, id))
    }

    pub(crate) fn draft(
        &self,
        content: Content,
        markup: Markup,
        reply_to: Option<MessageId>,
    ) -> Draft {
        Draft {
            reply_to,
            keyboard: markup.keyboard,
            prompt: markup.prompt,
            topic: self.params.number("message_thread_id").map(MessageId),
            silent: self.params.flag("disable_notification"),
            ..Draft::new(self.world.bot.id, content)
        }
    }

    /// A message as the answer of a method.
    pub(crate) fn written(&self, chat: ChatId, id: MessageId) -> Value {
        let place = self.place(chat);
        place.messages.get(&id).map_or(json!(true), |it| self.world.message_json(place, it))
    }

    /// Whether the bot may send what is more than words.
    pub(crate) fn medium(&self, chat: ChatId, content: &Content) -> Result<(), Refusal> {
        let place = self.place(chat);
        let is_like_others = matches!(
            place.standing(self.world.bot.id),
            Standing::Member | Standing::Restricted { .. }
        );
        if place.members_send == MembersSend::All || !is_like_others || place.is_private() {
            return Ok(());
        }
        match content {
            Content::Text(_) => Ok(()),
            Content::Photo { .. } => {
                Err(Refusal::bad("not enough rights to send photos to the chat"))
            }
            _ => Err(Refusal::bad("not enough rights to send documents to the chat")),
        }
    }

    /// Whether the bot may write at all, and in the topic that it names.
    ///
    /// A topic of a forum; in another supergroup a message with replies is a thread.
    pub(crate) fn thread(&self, chat: ChatId) -> Result<(), Refusal> {
        let place = self.place(chat);
        let standing = place.standing(self.world.bot.id);
        let is_mute = match standing {
            Standing::Restricted { may_write } => {
                !may_write || place.members_send == MembersSend::Nothing
            }
            Standing::Member => place.members_send == MembersSend::Nothing,
            _ => false,
        };
        if (is_mute && !place.is_private()) || self.faults.is_shut(chat) {
            return Err(Refusal::no_rights());
        }
        let closed = || Err(Refusal::bad("TOPIC_CLOSED"));
        let is_shut_out = !standing.may(Right::ManageTopics);
        let replied = || {
            let replied = self.reply_to(chat).ok().flatten()?;
            Some(self.world.message(chat, replied)?.topic?.0)
        };
        let named = self.params.number("message_thread_id").filter(|&it| it != 0);
        let Some(id) = named.or_else(replied) else {
            return if place.is_general_hidden && is_shut_out { closed() } else { Ok(()) };
        };
        if place.closed.contains(&MessageId(id)) && is_shut_out {
            return closed();
        }
        let id = MessageId(id);
        let known = if place.is_forum {
            place.topics.contains(&id)
        } else {
            place.messages.contains_key(&id)
        };
        if known && place.kind == ChatKind::Supergroup {
            return Ok(());
        }
        Err(Refusal::bad("message thread not found"))
    }

    /// The message that is replied to, by `reply_parameters` or in the old way.
    pub(crate) fn reply_to(&self, chat: ChatId) -> Result<Option<MessageId>, Refusal> {
        let given = match self.params.json("reply_parameters", "reply parameters")? {
            Some(given) if !given.is_object() => {
                return Err(Refusal::bad("object expected as reply parameters"));
            }
            Some(given) => given,
            None => json!({
                "message_id": self.params.number("reply_to_message_id"),
                "allow_sending_without_reply": self.params.flag("allow_sending_without_reply"),
            }),
        };
        let Some(id) = given["message_id"].as_i64().filter(|&it| it != 0) else {
            return Ok(None);
        };
        if given["chat_id"].as_i64().is_some_and(|it| it != chat.0) {
            return Err(Refusal::bad("replies to other chats are not imitated by this server"));
        }
        let Some(replied) = self.world.message(chat, MessageId(id)) else {
            return match given["allow_sending_without_reply"].as_bool() {
                Some(true) => Ok(None),
                _ => Err(Refusal::bad("message to be replied not found")),
            };
        };
        let quote = given["quote"].as_str().unwrap_or_default();
        let text = replied.content.words().map(|it| it.text.as_str()).unwrap_or_default();
        if !text.contains(quote) {
            return Err(Refusal::bad("QUOTE_TEXT_INVALID"));
        }
        Ok(Some(replied.id))
    }
}
