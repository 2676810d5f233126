//! Reach: which chat or message is meant, and may the bot act there?

use super::Desk;
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::{Chat, ChatKind, Message, Standing};
use crate::refusal::Refusal;

/// What the bot wants to do in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Look; an upgraded group may still be looked at.
    Read,
    /// Send, edit, pin.
    Write,
}

impl Desk<'_> {
    /// The chat of `chat_id`, if the bot may act there.
    pub(crate) fn chat(&self, access: Access) -> Result<ChatId, Refusal> {
        self.chat_of("chat_id", access)
    }

    pub(crate) fn chat_of(&self, key: &str, access: Access) -> Result<ChatId, Refusal> {
        let given = self.params.text(key).filter(|it| !it.is_empty());
        let given = given.ok_or_else(|| Refusal::bad(format!("{key} is empty")))?;
        // No chat of ours has a public name.
        let id = given.trim().parse().map(ChatId).map_err(|_| not_found())?;
        self.admitted(id, access)?;
        Ok(id)
    }

    pub(crate) fn admitted(&self, id: ChatId, access: Access) -> Result<(), Refusal> {
        let Some(chat) = self.world.chats.get(&id) else {
            return Err(self.stranger(id));
        };
        if access == Access::Write
            && let Some(to) = chat.migrated_to
        {
            return Err(Refusal::migrated(to));
        }
        let bot = self.world.bot.id;
        let kind = match chat.kind {
            ChatKind::Private if *chat.standing(bot) == Standing::Kicked => {
                return Err(Refusal::forbidden("bot was blocked by the user"));
            }
            ChatKind::Private => return Ok(()),
            ChatKind::Group => "group",
            ChatKind::Supergroup => "supergroup",
        };
        match chat.members.get(&bot) {
            None => Err(not_found()),
            Some(Standing::Kicked) => {
                Err(Refusal::forbidden(format!("bot was kicked from the {kind} chat")))
            }
            Some(Standing::Left) => {
                Err(Refusal::forbidden(format!("bot is not a member of the {kind} chat")))
            }
            Some(_) => Ok(()),
        }
    }

    /// A bot never writes first to a person.
    fn stranger(&self, id: ChatId) -> Refusal {
        match self.world.people.get(&UserId(id.0)) {
            None => not_found(),
            Some(person) if person.is_bot => Refusal::forbidden("bot can't send messages to bots"),
            Some(_) => Refusal::forbidden("bot can't initiate conversation with a user"),
        }
    }

    pub(crate) fn place(&self, chat: ChatId) -> &Chat {
        &self.world.chats[&chat]
    }

    /// The message of `message_id`; `what` for is part of Telegram's "… not found".
    pub(crate) fn message(&self, chat: ChatId, what: &str) -> Result<&Message, Refusal> {
        let id = self.params.number("message_id").unwrap_or(0);
        if id <= 0 {
            return Err(Refusal::bad("message identifier is not specified"));
        }
        let found = self.world.message(chat, MessageId(id));
        found.ok_or_else(|| Refusal::bad(format!("{what} not found")))
    }

    /// The person of `user_id`.
    pub(crate) fn user(&self) -> Result<UserId, Refusal> {
        let id = self.params.number("user_id").filter(|&it| it > 0);
        let id = UserId(id.ok_or_else(|| Refusal::bad("invalid user_id specified"))?);
        if self.world.people.contains_key(&id) {
            Ok(id)
        } else {
            Err(Refusal::bad("user not found"))
        }
    }
}

fn not_found() -> Refusal {
    Refusal::bad("chat not found")
}
