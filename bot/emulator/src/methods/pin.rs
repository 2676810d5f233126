//! Pin: the messages that stay on top of a chat.

use super::Desk;
use super::reach::Access;
use crate::ids::{ChatId, MessageId};
use crate::model::{Right, Service};
use crate::refusal::Refusal;
use serde_json::{Value, json};

pub(crate) fn pin_chat_message(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    let message = desk.message(chat, "message to pin")?.id;
    desk.may_pin(chat)?;
    let bot = desk.world.bot.id;
    desk.world.pin(desk.now, chat, bot, message);
    Ok(json!(true))
}

pub(crate) fn unpin_chat_message(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    desk.may_pin(chat)?;
    let given = desk.params.number("message_id").map(MessageId);
    let Some(message) = given.or(desk.place(chat).pinned.last().copied()) else {
        return Err(Refusal::bad("message to unpin not found"));
    };
    if desk.world.message(chat, message).is_none() {
        return Err(Refusal::bad("message to unpin not found"));
    }
    if let Some(place) = desk.world.chats.get_mut(&chat) {
        place.pinned.retain(|it| *it != message);
    }
    Ok(json!(true))
}

impl Desk<'_> {
    fn may_pin(&self, chat: ChatId) -> Result<(), Refusal> {
        let place = self.place(chat);
        if place.is_private() || place.standing(self.world.bot.id).may(Right::PinMessages) {
            return Ok(());
        }
        Err(Refusal::bad("not enough rights to manage pinned messages in the chat"))
    }
}

impl crate::world::World {
    /// Pins a message on top of the others; one that is on top already stays there.
    pub(crate) fn pin(
        &mut self,
        now: chrono::DateTime<chrono::Utc>,
        chat: ChatId,
        by: crate::ids::UserId,
        message: MessageId,
    ) {
        let Some(place) = self.chats.get_mut(&chat) else { return };
        if place.pinned.contains(&message) {
            return;
        }
        place.pinned.push(message);
        self.announce(now, chat, by, Service::Pinned(message));
    }
}
