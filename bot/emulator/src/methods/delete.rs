//! Delete: messages that nobody shall see any more.

use super::Desk;
use super::reach::Access;
use crate::ids::{ChatId, MessageId};
use crate::model::{Message, Right};
use crate::refusal::Refusal;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// A message may be deleted so long after it was sent.
const DELETABLE_HOURS_MAX: i64 = 48;
/// Messages of one `deleteMessages`.
const DELETED_MAX: usize = 100;

pub(crate) fn delete_message(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    let message = desk.message(chat, "message to delete")?;
    if !desk.may_delete(chat, message) {
        return Err(Refusal::bad("message can't be deleted"));
    }
    let id = message.id;
    desk.remove(chat, id);
    Ok(json!(true))
}

pub(crate) fn delete_messages(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let chat = desk.chat(Access::Write)?;
    for id in desk.message_ids("message identifiers", DELETED_MAX)? {
        if desk.world.message(chat, id).is_some_and(|it| desk.may_delete(chat, it)) {
            desk.remove(chat, id);
        }
    }
    Ok(json!(true))
}

impl Desk<'_> {
    fn may_delete(&self, chat: ChatId, message: &Message) -> bool {
        let place = self.place(chat);
        let young = message.date + TimeDelta::hours(DELETABLE_HOURS_MAX) > self.now;
        let own = message.from == self.world.bot.id;
        let right = place.standing(self.world.bot.id).may(Right::DeleteMessages);
        right || (young && (own || place.is_private()))
    }

    fn remove(&mut self, chat: ChatId, id: MessageId) {
        if let Some(place) = self.world.chats.get_mut(&chat) {
            place.messages.remove(&id);
            place.pinned.retain(|it| *it != id);
        }
    }

    /// `message_ids`: a list, rising, not longer than `most`.
    pub(crate) fn message_ids(&self, what: &str, most: usize) -> Result<Vec<MessageId>, Refusal> {
        let given = self.params.json("message_ids", what)?.unwrap_or_default();
        let list = given.as_array().map(Vec::as_slice).unwrap_or_default();
        let ids: Vec<_> = list.iter().filter_map(Value::as_i64).collect();
        if ids.is_empty() || ids.len() != list.len() {
            return Err(Refusal::bad(format!("{what} are not specified")));
        }
        if ids.len() > most {
            return Err(Refusal::bad(format!("too many {what} specified")));
        }
        if !ids.is_sorted_by(|a, b| a < b) {
            return Err(Refusal::bad(format!("{what} must be in a strictly increasing order")));
        }
        Ok(ids.into_iter().map(MessageId).collect())
    }
}
