//! People: what may the people around the bot do, and what is impossible even for them?

use crate::Emulator;
use crate::entities::{Entity, TEXT_UNITS_MAX, Text};
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{Chat, Content, Message, Person, Service, Shape, Standing};
use crate::picture;
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
    /// Only a basic group can become a supergroup.
    #[error("chat {0} is no basic group")]
    NoGroup(ChatId),
}

/// Who somebody is. `"Anna".into()` is enough for most.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
    is_bot: bool,
}

impl Profile {
    /// Somebody with a first name and nothing else.
    #[must_use]
    pub fn named(first_name: &str) -> Self {
        Self { first_name: first_name.to_owned(), ..Self::default() }
    }

    /// With a last name.
    #[must_use]
    pub fn last(self, name: &str) -> Self {
        Self { last_name: Some(name.to_owned()), ..self }
    }

    /// With a username, given without `@`.
    #[must_use]
    pub fn username(self, name: &str) -> Self {
        Self { username: Some(name.to_owned()), ..self }
    }

    /// With an application in this language.
    #[must_use]
    pub fn speaks(self, language: &str) -> Self {
        Self { language_code: Some(language.to_owned()), ..self }
    }

    /// Another bot than the one under test.
    #[must_use]
    pub fn bot(self) -> Self {
        Self { is_bot: true, ..self }
    }
}

impl From<&str> for Profile {
    fn from(first_name: &str) -> Self {
        Self::named(first_name)
    }
}

/// A file that somebody sends.
#[derive(Debug, Clone)]
pub struct Attachment {
    kind: Kind,
    bytes: Vec<u8>,
    size: u64,
}

#[derive(Debug, Clone)]
enum Kind {
    Photo,
    Document { name: String, mime: String },
}

impl Attachment {
    /// A tiny picture, another one for every seed.
    #[must_use]
    pub fn photo(seed: u64) -> Self {
        let bytes = picture::tiny(seed);
        Self { kind: Kind::Photo, size: 0, bytes }
    }

    /// A file with a name and a MIME type.
    #[must_use]
    pub fn document(name: &str, mime: &str, bytes: &[u8]) -> Self {
        let kind = Kind::Document { name: name.to_owned(), mime: mime.to_owned() };
        Self { kind, bytes: bytes.to_vec(), size: 0 }
    }

    /// The same file, said to be `size` bytes large, so that no test needs to hold them.
    #[must_use]
    pub fn of_size(self, size: u64) -> Self {
        Self { size, ..self }
    }
}

impl Emulator {
    /// Somebody new.
    pub fn add_user(&self, profile: impl Into<Profile>) -> UserId {
        let profile = profile.into();
        self.change(|world, _| {
            let known = i64::try_from(world.people.len()).expect("fewer than 2^63 people");
            let id = UserId(5_500_000_000 + known);
            let person = Person {
                id,
                first_name: profile.first_name,
                last_name: profile.last_name,
                username: profile.username,
                language_code: profile.language_code,
                is_bot: profile.is_bot,
            };
            world.people.insert(id, person);
            id
        })
    }

    /// Somebody's account.
    #[must_use]
    pub fn person(&self, id: UserId) -> Option<Person> {
        self.look(|world, _| world.people.get(&id).cloned())
    }

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

    /// Somebody sends a photo.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say`].
    pub fn send_photo(
        &self,
        who: UserId,
        chat: ChatId,
        caption: &str,
    ) -> Result<MessageId, Impossible> {
        let seed = self.quietly(|world, _| world.chance.draw());
        let photo = Attachment::photo(seed);
        let sent = self.send_files(who, chat, &[photo], caption, None)?;
        sent.first().copied().ok_or(Impossible::Empty)
    }

    /// Somebody sends files; several are an album, whose first item carries the caption.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`], and if there are no files.
    pub fn send_files(
        &self,
        who: UserId,
        chat: ChatId,
        files: &[Attachment],
        caption: &str,
        reply_to: Option<MessageId>,
    ) -> Result<Vec<MessageId>, Impossible> {
        if files.is_empty() {
            return Err(Impossible::Empty);
        }
        self.change(|world, now| {
            world.may_write(who, chat, reply_to)?;
            let album = (files.len() > 1).then(|| world.chance.below(1 << 53).to_string());
            let mut captions = std::iter::once(Text::plain(caption));
            let mut sent = Vec::new();
            for file in files {
                let content = world.file_content(file, captions.next().unwrap_or_default());
                let draft = Draft { album: album.clone(), reply_to, ..Draft::new(who, content) };
                sent.push(world.speak(now, chat, draft));
            }
            Ok(sent)
        })
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

    fn file_content(&mut self, file: &Attachment, caption: Text) -> Content {
        match &file.kind {
            Kind::Photo => Content::Photo { sizes: self.keep_photo(&file.bytes), caption },
            Kind::Document { name, mime } => {
                let own = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
                let (name, mime) = (Some(name.clone()), Some(mime.clone()));
                let shape = Shape::Document { name, mime };
                let file = self.keep(&file.bytes, own.max(file.size), shape);
                Content::Document { file, caption }
            }
        }
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
        let reaction = json!({
            "chat": self.chat_json(place),
            "message_id": message,
            "user": self.user_json(who),
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
