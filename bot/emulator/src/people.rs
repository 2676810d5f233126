//! People: what may the people around the bot do, and what is impossible even for them?

use crate::Emulator;
use crate::entities::{Entity, TEXT_UNITS_MAX, Text};
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{Chat, Content, Message, Service, Standing};
use crate::world::{Draft, World};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use thiserror::Error;

/// What nobody can do, because the application would not offer it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Impossible {
    /// No such account.
    #[error("there is no person {0}")]
    NoSuchPerson(UserId),
    /// No such chat.
    #[error("there is no chat {0}")]
    NoSuchChat(ChatId),
    /// No such message, or it was deleted.
    #[error("there is no message {message} in chat {chat}")]
    NoSuchMessage { chat: ChatId, message: MessageId },
    /// The person is not in the chat, or not any more.
    #[error("{person} is not in chat {chat}")]
    NotInside { person: UserId, chat: ChatId },
    /// The group became a supergroup; its people write there.
    #[error("chat {0} has become a supergroup")]
    Migrated(ChatId),
    /// Only one's own words can be changed.
    #[error("message {0} was written by somebody else")]
    NotTheirs(MessageId),
    /// The message has no such button that can be pressed.
    #[error("message {0} has no such button")]
    NoSuchButton(MessageId),
    /// Nothing was said.
    #[error("the message is empty")]
    Empty,
    /// More than 4096 UTF-16 units.
    #[error("the message is too long")]
    TooLong,
    /// No topic was opened by this message, or it was deleted.
    #[error("message {0} opens no topic")]
    NoTopic(MessageId),
    /// No group has such a link, or it was revoked.
    #[error("the link leads nowhere")]
    NoLink,
    /// Only a basic group can become a supergroup.
    #[error("chat {0} is no basic group")]
    NoGroup(ChatId),
}

impl Emulator {
    /// Somebody writes. Blanks at both ends fall away; commands and links are found.
    ///
    /// # Errors
    ///
    /// [`Impossible`] if the person is not in the chat or says nothing, or too much.
    pub fn say(&self, who: UserId, chat: ChatId, text: &str) -> Result<MessageId, Impossible> {
        self.utter(who, chat, Text::plain(text), None)
    }

    /// Somebody replies to a message.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say`], and if there is no such message.
    pub fn reply(
        &self,
        who: UserId,
        chat: ChatId,
        to: MessageId,
        text: &str,
    ) -> Result<MessageId, Impossible> {
        self.utter(who, chat, Text::plain(text), Some(to))
    }

    /// Somebody writes with entities of their own, as an array of `MessageEntity`.
    ///
    /// Kinds that no documentation knows yet are let through, as Telegram's own applications do.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say`].
    pub fn say_marked(
        &self,
        who: UserId,
        chat: ChatId,
        text: &str,
        entities: &Value,
    ) -> Result<MessageId, Impossible> {
        let list = entities.as_array().map(Vec::as_slice).unwrap_or_default();
        let entities = list.iter().filter_map(freely_marked).collect();
        self.utter(who, chat, Text { text: text.to_owned(), entities }.finished(), None)
    }

    /// Somebody changes the words of their own message.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`], and if somebody else wrote it.
    pub fn edit(
        &self,
        who: UserId,
        chat: ChatId,
        message: MessageId,
        text: &str,
    ) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(who, chat, Some(message))?;
            world.owned(who, chat, message)?;
            world.reword(now, chat, message, Text::plain(text));
            Ok(())
        })
    }

    /// Somebody deletes their own message. The bot is not told.
    ///
    /// # Errors
    ///
    /// As [`Emulator::edit`].
    pub fn delete(&self, who: UserId, chat: ChatId, message: MessageId) -> Result<(), Impossible> {
        self.change(|world, _| {
            world.may_write(who, chat, Some(message))?;
            world.owned(who, chat, message)?;
            if let Some(place) = world.chats.get_mut(&chat) {
                place.messages.remove(&message);
                place.pinned.retain(|it| *it != message);
            }
            Ok(())
        })
    }

    /// Somebody reacts with an emoji, or takes the reaction back with an empty one.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`].
    pub fn react(
        &self,
        who: UserId,
        chat: ChatId,
        message: MessageId,
        emoji: &str,
    ) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(who, chat, Some(message))?;
            world.set_reaction(now, who, chat, message, emoji);
            Ok(())
        })
    }

    fn utter(
        &self,
        who: UserId,
        chat: ChatId,
        text: Text,
        reply_to: Option<MessageId>,
    ) -> Result<MessageId, Impossible> {
        if text.text.is_empty() {
            return Err(Impossible::Empty);
        }
        if text.units() > TEXT_UNITS_MAX {
            return Err(Impossible::TooLong);
        }
        self.change(|world, now| {
            world.may_write(who, chat, reply_to)?;
            let draft = Draft { reply_to, ..Draft::new(who, Content::Text(text)) };
            Ok(world.speak(now, chat, draft))
        })
    }
}

impl World {
    pub(crate) fn chat_of(&self, chat: ChatId) -> Result<&Chat, Impossible> {
        self.chats.get(&chat).ok_or(Impossible::NoSuchChat(chat))
    }

    /// Whether somebody may write here; their private chat with the bot is made on the way.
    pub(crate) fn may_write(
        &mut self,
        who: UserId,
        chat: ChatId,
        reply_to: Option<MessageId>,
    ) -> Result<(), Impossible> {
        if !self.people.contains_key(&who) {
            return Err(Impossible::NoSuchPerson(who));
        }
        if chat == who.private() {
            self.private_chat(who);
        }
        let place = self.chat_of(chat)?;
        if let Some(to) = place.migrated_to {
            return Err(Impossible::Migrated(to));
        }
        if !place.standing(who).is_inside() {
            return Err(Impossible::NotInside { person: who, chat });
        }
        match reply_to {
            Some(message) if !place.messages.contains_key(&message) => {
                Err(Impossible::NoSuchMessage { chat, message })
            }
            _ => Ok(()),
        }
    }

    /// Puts a person's message into a chat, in the group's name if the person is anonymous there.
    pub(crate) fn speak(&mut self, now: DateTime<Utc>, chat: ChatId, draft: Draft) -> MessageId {
        let standing = self.chats.get(&chat).map(|it| it.standing(draft.from));
        let anonymous = matches!(standing, Some(Standing::Administrator { anonymous: true, .. }));
        let sender_chat = anonymous.then_some(chat);
        self.post(now, chat, Draft { sender_chat, ..draft })
    }

    fn owned(&self, who: UserId, chat: ChatId, id: MessageId) -> Result<&Message, Impossible> {
        let message = self.message(chat, id);
        let message = message.ok_or(Impossible::NoSuchMessage { chat, message: id })?;
        if message.from == who { Ok(message) } else { Err(Impossible::NotTheirs(id)) }
    }

    fn set_reaction(
        &mut self,
        now: DateTime<Utc>,
        who: UserId,
        chat: ChatId,
        message: MessageId,
        emoji: &str,
    ) {
        let new: Vec<_> = (!emoji.is_empty()).then(|| emoji.to_owned()).into_iter().collect();
        let Some(reacted) = self.message_mut(chat, message) else { return };
        let old = if new.is_empty() {
            reacted.reactions.remove(&who)
        } else {
            reacted.reactions.insert(who, new.clone())
        };
        let place = &self.chats[&chat];
        // Only administrators learn of reactions.
        if !place.standing(self.bot.id).is_administrator() {
            return;
        }
        let typed = |list: &[String]| -> Value {
            list.iter().map(|it| json!({"type": "emoji", "emoji": it})).collect()
        };
        let anonymous =
            matches!(place.standing(who), Standing::Administrator { anonymous: true, .. });
        // Whoever is anonymous here reacts in the group's name.
        let (whose, by) = if anonymous {
            ("actor_chat", self.chat_json(place))
        } else {
            ("user", self.user_json(who))
        };
        let reaction = json!({
            "chat": self.chat_json(place),
            "message_id": message,
            whose: by,
            "date": now.timestamp(),
            "old_reaction": typed(&old.unwrap_or_default()),
            "new_reaction": typed(&new),
        });
        self.tell(now, "message_reaction", reaction);
    }

    /// Posts "so-and-so was added" and changes their standing, in Telegram's order.
    pub(crate) fn bring_in(
        &mut self,
        now: DateTime<Utc>,
        chat: ChatId,
        by: UserId,
        whom: UserId,
        standing: Standing,
    ) {
        self.stand(now, chat, by, whom, standing);
        self.announce(now, chat, by, Service::Joined(vec![whom]));
    }
}

fn freely_marked(given: &Value) -> Option<Entity> {
    let number = |key: &str| given[key].as_u64().and_then(|it| usize::try_from(it).ok());
    let mut entity = Entity::new(given["type"].as_str()?, number("offset")?, number("length")?);
    for (key, value) in given.as_object()? {
        if !["type", "offset", "length"].contains(&key.as_str()) {
            entity = entity.with(key, value.clone());
        }
    }
    Some(entity)
}
