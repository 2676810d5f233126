//! Topics: how do people part a supergroup into topics, and what is left when one is deleted?

use crate::Emulator;
use crate::entities::Text;
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{ChatKind, Content, Service};
use crate::people::Impossible;
use crate::world::Draft;

impl Emulator {
    /// Somebody opens a topic in a supergroup, which is a forum from then on. What opens it is a message, and its number
    /// is the topic's.
    ///
    /// # Errors
    ///
    /// [`Impossible`] if the person is not in the chat, or it is no supergroup.
    pub fn open_topic(
        &self,
        by: UserId,
        chat: ChatId,
        name: &str,
    ) -> Result<MessageId, Impossible> {
        self.change(|world, now| {
            world.may_write(by, chat, None)?;
            let place = world.chats.get_mut(&chat).ok_or(Impossible::NoSuchChat(chat))?;
            if place.kind != ChatKind::Supergroup {
                return Err(Impossible::NoGroup(chat));
            }
            let topic = MessageId(place.last_message + 1);
            place.is_forum = true;
            place.topics.insert(topic);
            let opened = Content::Service(Service::TopicOpened(name.to_owned()));
            let draft = Draft { topic: Some(topic), ..Draft::new(by, opened) };
            Ok(world.post(now, chat, draft))
        })
    }

    /// Somebody writes in a topic, in reply to nothing.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say`], and if there is no such topic.
    pub fn say_in_topic(
        &self,
        who: UserId,
        chat: ChatId,
        topic: MessageId,
        text: &str,
    ) -> Result<MessageId, Impossible> {
        self.change(|world, now| {
            world.may_write(who, chat, None)?;
            if !world.chat_of(chat)?.topics.contains(&topic) {
                return Err(Impossible::NoTopic(topic));
            }
            let content = Content::Text(Text::plain(text));
            let draft = Draft { topic: Some(topic), ..Draft::new(who, content) };
            Ok(world.speak(now, chat, draft))
        })
    }

    /// Somebody deletes a topic with all that was said in it. The bot is not told.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say_in_topic`].
    pub fn delete_topic(
        &self,
        by: UserId,
        chat: ChatId,
        topic: MessageId,
    ) -> Result<(), Impossible> {
        self.change(|world, _| {
            world.may_write(by, chat, None)?;
            let place = world.chats.get_mut(&chat).ok_or(Impossible::NoSuchChat(chat))?;
            if !place.topics.remove(&topic) {
                return Err(Impossible::NoTopic(topic));
            }
            place.messages.retain(|_, it| it.topic != Some(topic));
            Ok(())
        })
    }

    /// Somebody closes a topic: only those write in it from now on who may manage topics.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say_in_topic`].
    pub fn close_topic(
        &self,
        by: UserId,
        chat: ChatId,
        topic: MessageId,
    ) -> Result<(), Impossible> {
        self.turn_topic(by, chat, topic, Service::TopicClosed)
    }

    /// Somebody opens a closed topic again.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say_in_topic`].
    pub fn reopen_topic(
        &self,
        by: UserId,
        chat: ChatId,
        topic: MessageId,
    ) -> Result<(), Impossible> {
        self.turn_topic(by, chat, topic, Service::TopicReopened)
    }

    /// Somebody hides the general topic, which closes it, or shows it again.
    ///
    /// # Errors
    ///
    /// As [`Emulator::say`].
    pub fn hide_general(&self, by: UserId, chat: ChatId, hidden: bool) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, chat, None)?;
            let place = world.chats.get_mut(&chat).ok_or(Impossible::NoSuchChat(chat))?;
            place.is_general_hidden = hidden;
            let told = if hidden { Service::GeneralHidden } else { Service::GeneralShown };
            world.announce(now, chat, by, told);
            Ok(())
        })
    }

    fn turn_topic(
        &self,
        by: UserId,
        chat: ChatId,
        topic: MessageId,
        told: Service,
    ) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, chat, None)?;
            let place = world.chats.get_mut(&chat).ok_or(Impossible::NoSuchChat(chat))?;
            if !place.topics.contains(&topic) {
                return Err(Impossible::NoTopic(topic));
            }
            if told == Service::TopicClosed {
                place.closed.insert(topic);
            } else {
                place.closed.remove(&topic);
            }
            let draft = Draft { topic: Some(topic), ..Draft::new(by, Content::Service(told)) };
            world.post(now, chat, draft);
            Ok(())
        })
    }
}
