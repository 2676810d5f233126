//! Groups: how do people make groups, bring the bot in, change it and throw it out?

use crate::Emulator;
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{Chat, ChatKind, Content, MembersSend, Service, Standing};
use crate::people::Impossible;
use crate::world::{Draft, World};
use chrono::{DateTime, Utc};
use serde_json::Value;

impl Emulator {
    /// A basic group, made by somebody.
    ///
    /// # Errors
    ///
    /// [`Impossible::NoSuchPerson`].
    pub fn add_group(&self, by: UserId, title: &str) -> Result<ChatId, Impossible> {
        self.found(by, title, ChatKind::Group)
    }

    /// A supergroup, made by somebody.
    ///
    /// # Errors
    ///
    /// [`Impossible::NoSuchPerson`].
    pub fn add_supergroup(&self, by: UserId, title: &str) -> Result<ChatId, Impossible> {
        self.found(by, title, ChatKind::Supergroup)
    }

    /// A member brings somebody in: a person, or the bot.
    ///
    /// # Errors
    ///
    /// [`Impossible`] if there is no such person or group, or `by` is not in it.
    pub fn invite(&self, by: UserId, group: ChatId, whom: UserId) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, group, None)?;
            if !world.people.contains_key(&whom) {
                return Err(Impossible::NoSuchPerson(whom));
            }
            if !world.chat_of(group)?.standing(whom).is_inside() {
                world.bring_in(now, group, by, whom, Standing::Member);
            }
            Ok(())
        })
    }

    /// A member brings the bot in.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`].
    pub fn add_bot(&self, by: UserId, group: ChatId) -> Result<(), Impossible> {
        self.invite(by, group, self.bot())
    }

    /// Somebody follows a `startgroup` link: the bot comes in, and `/start@bot TOKEN` is posted.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`].
    pub fn start_group(
        &self,
        by: UserId,
        group: ChatId,
        payload: &str,
    ) -> Result<MessageId, Impossible> {
        self.add_bot(by, group)?;
        let username = self.look(|world, _| world.bot.username.clone()).unwrap_or_default();
        self.say(by, group, &format!("/start@{username} {payload}"))
    }

    /// Somebody opens the private chat, with the payload of a `start` link or with none.
    ///
    /// # Errors
    ///
    /// [`Impossible::NoSuchPerson`].
    pub fn start(&self, who: UserId, payload: &str) -> Result<MessageId, Impossible> {
        self.say(who, who.private(), &format!("/start {payload}"))
    }

    /// Somebody is given another standing: made an administrator, or an ordinary member again.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`], and if `whom` is not in the group.
    pub fn promote(
        &self,
        by: UserId,
        group: ChatId,
        whom: UserId,
        standing: Standing,
    ) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, group, None)?;
            world.must_be_inside(group, whom)?;
            world.stand(now, group, by, whom, standing);
            Ok(())
        })
    }

    /// Somebody lets no member of the group write, or lets them again. The bot is not told.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`].
    pub fn hush(&self, by: UserId, group: ChatId, hushed: bool) -> Result<(), Impossible> {
        self.change(|world, _| {
            world.may_write(by, group, None)?;
            let place = world.chats.get_mut(&group).ok_or(Impossible::NoSuchChat(group))?;
            place.members_send = if hushed { MembersSend::Nothing } else { MembersSend::All };
            Ok(())
        })
    }

    /// Somebody lets no member of the group send anything but words, or lets them again. The bot is not told.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`].
    pub fn bar_files(&self, by: UserId, group: ChatId, barred: bool) -> Result<(), Impossible> {
        self.change(|world, _| {
            world.may_write(by, group, None)?;
            let place = world.chats.get_mut(&group).ok_or(Impossible::NoSuchChat(group))?;
            place.members_send = if barred { MembersSend::Words } else { MembersSend::All };
            Ok(())
        })
    }

    /// Somebody is thrown out: a person, or the bot.
    ///
    /// # Errors
    ///
    /// As [`Emulator::promote`].
    pub fn kick(&self, by: UserId, group: ChatId, whom: UserId) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, group, None)?;
            world.must_be_inside(group, whom)?;
            world.announce_departure(now, group, by, whom);
            world.stand(now, group, by, whom, Standing::Kicked);
            Ok(())
        })
    }

    /// Somebody leaves.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`].
    pub fn leave(&self, who: UserId, group: ChatId) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(who, group, None)?;
            world.announce_departure(now, group, who, who);
            world.stand(now, group, who, who, Standing::Left);
            Ok(())
        })
    }

    /// Somebody blocks the bot in their private chat; writing to it again needs [`Emulator::unblock_bot`].
    ///
    /// # Errors
    ///
    /// [`Impossible::NoSuchPerson`].
    pub fn block_bot(&self, who: UserId) -> Result<(), Impossible> {
        self.stand_privately(who, Standing::Kicked)
    }

    /// Somebody takes the block back.
    ///
    /// # Errors
    ///
    /// [`Impossible::NoSuchPerson`].
    pub fn unblock_bot(&self, who: UserId) -> Result<(), Impossible> {
        self.stand_privately(who, Standing::Member)
    }

    /// Somebody gives the group another name.
    ///
    /// # Errors
    ///
    /// As [`Emulator::invite`].
    pub fn retitle(&self, by: UserId, group: ChatId, title: &str) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, group, None)?;
            if let Some(place) = world.chats.get_mut(&group) {
                title.clone_into(&mut place.title);
            }
            world.announce(now, group, by, Service::Titled(title.to_owned()));
            Ok(())
        })
    }

    /// Somebody pins a message.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`].
    pub fn pin(&self, by: UserId, chat: ChatId, message: MessageId) -> Result<(), Impossible> {
        self.change(|world, now| {
            world.may_write(by, chat, Some(message))?;
            world.pin(now, chat, by, message);
            Ok(())
        })
    }

    /// The group becomes a supergroup: another id, and message numbers from 1.
    ///
    /// # Errors
    ///
    /// [`Impossible::NoGroup`] if it is none, [`Impossible::Migrated`] if it has become one.
    pub fn migrate(&self, group: ChatId) -> Result<ChatId, Impossible> {
        self.change(|world, now| {
            let old = world.chat_of(group)?;
            if let Some(to) = old.migrated_to {
                return Err(Impossible::Migrated(to));
            }
            if old.kind != ChatKind::Group {
                return Err(Impossible::NoGroup(group));
            }
            let creator = old.members.iter().find(|(_, it)| **it == Standing::Creator);
            let by = creator.map_or(world.bot.id, |(&user, _)| user);
            let to = world.free_chat_id(ChatKind::Supergroup);
            let mut fresh = Chat::new(to, ChatKind::Supergroup, &old.title);
            fresh.members.clone_from(&old.members);
            fresh.invites.clone_from(&old.invites);
            world.chats.insert(to, fresh);

            world.announce(now, group, by, Service::MigratedTo(to));
            if let Some(old) = world.chats.get_mut(&group) {
                old.migrated_to = Some(to);
            }
            // In the new chat it is the group itself that tells.
            let told = Content::Service(Service::MigratedFrom(group));
            world.post(now, to, Draft { sender_chat: Some(to), ..Draft::new(by, told) });
            Ok(to)
        })
    }

    /// Gives the bot an update of any kind and content, asked for or not.
    pub fn inject_update(&self, kind: &str, payload: Value) {
        self.change(|world, now| {
            let World { updates, chance, .. } = world;
            updates.push_unasked(now, kind, payload, chance);
        });
    }

    fn found(&self, by: UserId, title: &str, kind: ChatKind) -> Result<ChatId, Impossible> {
        self.change(|world, now| {
            if !world.people.contains_key(&by) {
                return Err(Impossible::NoSuchPerson(by));
            }
            let id = world.free_chat_id(kind);
            let mut chat = Chat::new(id, kind, title);
            chat.members.insert(by, Standing::Creator);
            world.chats.insert(id, chat);
            world.announce(now, id, by, Service::GroupCreated);
            Ok(id)
        })
    }

    fn stand_privately(&self, who: UserId, standing: Standing) -> Result<(), Impossible> {
        self.change(|world, now| {
            if !world.people.contains_key(&who) {
                return Err(Impossible::NoSuchPerson(who));
            }
            let chat = world.private_chat(who);
            let bot = world.bot.id;
            world.stand(now, chat, who, bot, standing);
            Ok(())
        })
    }
}

impl World {
    fn must_be_inside(&self, chat: ChatId, person: UserId) -> Result<(), Impossible> {
        if self.chat_of(chat)?.standing(person).is_inside() {
            Ok(())
        } else {
            Err(Impossible::NotInside { person, chat })
        }
    }

    /// A basic group tells the bot of its own leaving; a supergroup has shut it out by then.
    fn announce_departure(&mut self, now: DateTime<Utc>, chat: ChatId, by: UserId, whom: UserId) {
        let is_basic = self.chats.get(&chat).is_some_and(|it| it.kind == ChatKind::Group);
        if is_basic || whom != self.bot.id {
            self.announce(now, chat, by, Service::Left(whom));
        }
    }

    fn free_chat_id(&self, kind: ChatKind) -> ChatId {
        let known = i64::try_from(self.chats.len()).expect("fewer than 2^63 chats");
        match kind {
            ChatKind::Private | ChatKind::Group => ChatId(-4_700_000_001 - known),
            ChatKind::Supergroup => ChatId(-1_002_600_000_001 - known),
        }
    }
}
