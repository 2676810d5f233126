//! World: who is there, what was said, and what does the bot learn of it?
//!
//! A pure model: the present time comes in with every call.

use crate::chance::Chance;
use crate::entities::Text;
use crate::files::Files;
use crate::hook::Hook;
use crate::ids::{CallbackId, ChatId, MessageId, UserId};
use crate::invites::InviteLink;
use crate::limits::{Budget, Limits};
use crate::model::{
    Chat, ChatKind, Content, Keyboard, Message, Origin, Person, Prompt, Service, Standing, Toast,
};
use crate::privacy::{self, Shown, Sight, Tie};
use crate::updates::Queue;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The account that Telegram names as the author of an anonymous administrator's message.
pub(crate) const ANONYMOUS: UserId = UserId(1_087_968_824);

/// Messages that one chat keeps; the oldest go first.
const MESSAGES_KEPT_MAX: usize = 20_000;

/// Whether privacy mode is on, as `BotFather` sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// The bot sees what is meant for it, unless it is an administrator.
    #[default]
    On,
    /// The bot sees all that people write.
    Off,
}

/// What the world goes by from the beginning.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) privacy: Privacy,
    pub(crate) limits: Limits,
    pub(crate) answer_within: TimeDelta,
    pub(crate) seed: u64,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) bot: Person,
    pub(crate) privacy_off: bool,
    pub(crate) people: BTreeMap<UserId, Person>,
    pub(crate) chats: BTreeMap<ChatId, Chat>,
    pub(crate) updates: Queue,
    pub(crate) hook: Option<Hook>,
    /// How many times a web hook was set.
    pub(crate) hooks_set: u64,
    pub(crate) budget: Budget,
    pub(crate) presses: BTreeMap<CallbackId, Press>,
    pub(crate) files: Files,
    pub(crate) commands: BTreeMap<(String, String), Value>,
    pub(crate) chance: Chance,
    /// How long a press waits for its answer.
    pub(crate) answer_within: TimeDelta,
}

/// A press that waits for its answer, or has it.
#[derive(Debug)]
pub(crate) struct Press {
    pub(crate) by: UserId,
    pub(crate) chat: ChatId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) answer: Option<Toast>,
}

/// A message before it has a number.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) from: UserId,
    pub(crate) sender_chat: Option<ChatId>,
    pub(crate) content: Content,
    pub(crate) reply_to: Option<MessageId>,
    pub(crate) album: Option<String>,
    pub(crate) keyboard: Option<Keyboard>,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) forwarded: Option<Origin>,
    pub(crate) topic: Option<MessageId>,
    pub(crate) around: Map<String, Value>,
    pub(crate) silent: bool,
}

impl Draft {
    pub(crate) fn new(from: UserId, content: Content) -> Self {
        Self {
            from,
            sender_chat: None,
            content,
            reply_to: None,
            album: None,
            keyboard: None,
            prompt: None,
            forwarded: None,
            topic: None,
            around: Map::new(),
            silent: false,
        }
    }
}

impl World {
    pub(crate) fn new(bot: Person, rules: &Rules) -> Self {
        let mut chance = Chance::seeded(rules.seed);
        let first = 100_000_000 + i64::try_from(chance.below(800_000_000)).expect("below 2^63");
        let anonymous = Person {
            id: ANONYMOUS,
            first_name: "Group".to_owned(),
            last_name: None,
            username: Some("GroupAnonymousBot".to_owned()),
            language_code: None,
            is_bot: true,
        };
        Self {
            people: BTreeMap::from([(bot.id, bot.clone()), (ANONYMOUS, anonymous)]),
            bot,
            privacy_off: rules.privacy == Privacy::Off,
            chats: BTreeMap::new(),
            updates: Queue::new(first),
            hook: None,
            hooks_set: 0,
            budget: Budget::new(rules.limits),
            presses: BTreeMap::new(),
            files: Files::default(),
            commands: BTreeMap::new(),
            chance,
            answer_within: rules.answer_within,
        }
    }

    pub(crate) fn message(&self, chat: ChatId, message: MessageId) -> Option<&Message> {
        self.chats.get(&chat)?.messages.get(&message)
    }

    pub(crate) fn message_mut(&mut self, chat: ChatId, message: MessageId) -> Option<&mut Message> {
        self.chats.get_mut(&chat)?.messages.get_mut(&message)
    }

    /// Puts a message into a chat that exists, and tells the bot if the bot may see it.
    pub(crate) fn post(&mut self, now: DateTime<Utc>, chat: ChatId, draft: Draft) -> MessageId {
        let is_bot = self.people.get(&draft.from).is_some_and(|it| it.is_bot);
        let place = self.chats.get_mut(&chat).expect("a draft is for a chat that exists");
        place.last_message += 1;
        let id = MessageId(place.last_message);
        let is_service = matches!(draft.content, Content::Service(_));
        if is_bot && draft.sender_chat.is_none() && !is_service {
            place.last_bot = Some(draft.from);
        }
        // What replies goes where that is; what opens a topic is in it.
        let above = draft.reply_to.and_then(|it| place.messages.get(&it)?.topic);
        let topic = draft.topic.or(above).filter(|it| place.topics.contains(it) || *it == id);
        let message = Message {
            id,
            from: draft.from,
            sender_chat: draft.sender_chat,
            date: now,
            edited: None,
            reply_to: draft.reply_to,
            content: draft.content,
            album: draft.album,
            keyboard: draft.keyboard,
            prompt: draft.prompt,
            forwarded: draft.forwarded,
            via_bot: None,
            topic,
            around: draft.around,
            silent: draft.silent,
            reactions: BTreeMap::new(),
        };
        place.messages.insert(id, message);
        if place.messages.len() > MESSAGES_KEPT_MAX {
            place.messages.pop_first();
        }
        self.tell_of_message(now, "message", chat, id);
        id
    }

    /// The chat itself tells something, in somebody's name.
    pub(crate) fn announce(
        &mut self,
        now: DateTime<Utc>,
        chat: ChatId,
        by: UserId,
        service: Service,
    ) -> MessageId {
        self.post(now, chat, Draft::new(by, Content::Service(service)))
    }

    /// Changes the words of a message and tells the bot, if it is not the bot's own.
    pub(crate) fn reword(
        &mut self,
        now: DateTime<Utc>,
        chat: ChatId,
        id: MessageId,
        text: Text,
    ) -> bool {
        let Some(message) = self.message_mut(chat, id) else { return false };
        let Some(words) = message.content.words_mut() else { return false };
        *words = text;
        message.edited = Some(now);
        self.tell_of_message(now, "edited_message", chat, id);
        true
    }

    /// Tells the bot of a message, if the bot may see it.
    fn tell_of_message(&mut self, now: DateTime<Utc>, kind: &str, chat: ChatId, id: MessageId) {
        let Some(place) = self.chats.get(&chat) else { return };
        let Some(message) = place.messages.get(&id) else { return };
        if self.bot_sees(place, message) {
            let json = self.message_json(place, message);
            self.tell(now, kind, json);
        }
    }

    pub(crate) fn tell(&mut self, now: DateTime<Utc>, kind: &str, payload: Value) {
        self.updates.push(now, kind, payload, &mut self.chance);
    }

    fn bot_sees(&self, chat: &Chat, message: &Message) -> bool {
        let pins = matches!(message.content, Content::Service(Service::Pinned(_)));
        if message.from == self.bot.id {
            // Of what it does itself the bot hears only that a message is pinned.
            return pins;
        }
        if chat.is_private() {
            return true;
        }
        let standing = chat.standing(self.bot.id);
        if !standing.is_inside() {
            return false;
        }
        let sight = if self.privacy_off || standing.is_administrator() {
            Sight::Everything
        } else {
            Sight::MeantForIt { posted_last: chat.last_bot == Some(self.bot.id) }
        };
        let username = self.bot.username.as_deref().unwrap_or_default();
        privacy::shows(sight, username, self.shown(chat, message))
    }

    fn shown<'a>(&self, chat: &Chat, message: &'a Message) -> Shown<'a> {
        let Some(words) = message.content.words() else { return Shown::Service };
        let is_bot = |user: UserId| self.people.get(&user).is_some_and(|it| it.is_bot);
        if message.sender_chat.is_none() && is_bot(message.from) {
            return Shown::FromOtherBot;
        }
        let replied = message.reply_to.and_then(|it| chat.messages.get(&it));
        let tie = match replied {
            _ if message.via_bot == Some(self.bot.id) => Tie::ViaBot,
            Some(it) if it.from == self.bot.id => Tie::ReplyToBot,
            Some(it) if it.sender_chat.is_none() && is_bot(it.from) => Tie::ReplyToOtherBot,
            _ => Tie::Nothing,
        };
        Shown::Words { text: &words.text, tie }
    }

    /// Gives somebody another standing and tells the bot what it may know of that.
    pub(crate) fn stand(
        &mut self,
        now: DateTime<Utc>,
        chat: ChatId,
        by: UserId,
        whom: UserId,
        standing: Standing,
    ) {
        self.stand_by(now, (chat, by), whom, standing, None);
    }

    /// The same of somebody who may have come by a link.
    pub(crate) fn stand_by(
        &mut self,
        now: DateTime<Utc>,
        (chat, by): (ChatId, UserId),
        whom: UserId,
        standing: Standing,
        link: Option<&InviteLink>,
    ) {
        let Some(place) = self.chats.get_mut(&chat) else { return };
        let old = place.members.insert(whom, standing).unwrap_or(Standing::Left);
        let place = &self.chats[&chat];
        let new = place.standing(whom);
        let bot_is_admin = place.standing(self.bot.id).is_administrator();
        let mut change = json!({
            "chat": self.chat_json(place),
            "from": self.user_json(by),
            "date": now.timestamp(),
            "old_chat_member": self.member_json(whom, &old),
            "new_chat_member": self.member_json(whom, new),
        });
        if let Some(link) = link {
            change["invite_link"] = self.invite_json(link);
        }
        if whom == self.bot.id {
            self.tell(now, "my_chat_member", change);
        } else if bot_is_admin {
            self.tell(now, "chat_member", change);
        }
    }

    /// The person's private chat with the bot, made when it is first needed.
    pub(crate) fn private_chat(&mut self, person: UserId) -> ChatId {
        let id = person.private();
        let bot = self.bot.id;
        self.chats.entry(id).or_insert_with(|| {
            let mut chat = Chat::new(id, ChatKind::Private, "");
            chat.members.insert(person, Standing::Member);
            chat.members.insert(bot, Standing::Member);
            chat
        });
        id
    }
}
