//! Presses: what happens when somebody presses a button, and what do they see then?

use crate::Emulator;
use crate::ids::{CallbackId, ChatId, MessageId, UserId};
use crate::limits::{Meter, Spent};
use crate::model::{Action, Toast};
use crate::people::Impossible;
use crate::world::{Press, World};
use serde_json::json;
use std::time::Duration;

/// Presses that are remembered; beyond, the oldest are forgotten.
const PRESSES_KEPT_MAX: usize = 10_000;

impl Emulator {
    /// Somebody presses a button, named by its label or by its data.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`], and [`Impossible::NoSuchButton`].
    pub fn press(
        &self,
        who: UserId,
        chat: ChatId,
        message: MessageId,
        button: &str,
    ) -> Result<CallbackId, Impossible> {
        self.change(|world, now| {
            world.may_write(who, chat, Some(message))?;
            let data = world.button_data(chat, message, button)?;
            let id = CallbackId(world.chance.below(1 << 62).to_string());
            let press = Press { by: who, chat, at: now, answer: None };
            if world.presses.len() >= PRESSES_KEPT_MAX {
                let oldest = world.presses.iter().min_by_key(|(_, it)| it.at);
                let oldest = oldest.map(|(id, _)| id.clone());
                oldest.and_then(|it| world.presses.remove(&it));
            }
            world.presses.insert(id.clone(), press);

            let place = world.chat_of(chat)?;
            if place.standing(world.bot.id).is_inside() {
                let pressed = place.messages.get(&message);
                let query = json!({
                    "id": id,
                    "from": world.user_json(who),
                    "message": pressed.map(|it| world.message_json(place, it)),
                    "chat_instance": chat.0.wrapping_mul(0x5851_F42D).to_string(),
                    "data": data,
                });
                world.tell(now, "callback_query", query);
            }
            Ok(id)
        })
    }

    /// What the bot answered to a press; `None` as long as it has not.
    #[must_use]
    pub fn toast(&self, press: &CallbackId) -> Option<Toast> {
        self.look(|world, _| world.presses.get(press)?.answer.clone())
    }

    /// What the bot answers to a press within so much real time.
    pub async fn toast_within(&self, press: &CallbackId, wait: Duration) -> Option<Toast> {
        let mut changes = self.changes();
        let answered = async {
            loop {
                changes.mark_unchanged();
                if let Some(toast) = self.toast(press) {
                    return Some(toast);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(wait, answered).await.ok().flatten()
    }

    /// What the bot has said in a chat in the last minute, by the emulator's clock.
    #[must_use]
    pub fn budget(&self, chat: ChatId) -> Spent {
        self.look(|world, now| world.budget.spent(now, chat))
    }

    /// What the bot has ever said in a chat.
    #[must_use]
    pub fn meter(&self, chat: ChatId) -> Meter {
        self.look(|world, _| world.budget.meter(chat))
    }

    /// What the bot has ever said in all chats.
    #[must_use]
    pub fn meter_of_all(&self) -> Meter {
        self.look(|world, _| world.budget.meter_of_all())
    }
}

impl World {
    fn button_data(
        &self,
        chat: ChatId,
        message: MessageId,
        button: &str,
    ) -> Result<String, Impossible> {
        let keyboard = self.message(chat, message).and_then(|it| it.keyboard.as_ref());
        let buttons = keyboard.iter().flat_map(|it| &it.0).flatten();
        let mut data = buttons.filter_map(|it| match &it.action {
            Action::Data(data) if it.label == button || data == button => Some(data.clone()),
            Action::Data(_) | Action::Url(_) => None,
        });
        data.next().ok_or(Impossible::NoSuchButton(message))
    }
}
