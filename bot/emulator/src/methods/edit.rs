//! Edit: other words or other buttons for a message that the bot has sent.

use super::Desk;
use super::reach::Access;
use crate::entities::Text;
use crate::ids::{ChatId, MessageId};
use crate::limits::Cost;
use crate::model::{Content, Keyboard, Message};
use crate::refusal::Refusal;
use serde_json::Value;

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply \
    markup are exactly the same as a current content and reply markup of the message";

/// What of a message is to be changed. A keyboard that is not given again falls away.
enum Change {
    Text(Text),
    Caption(Text),
    ButtonsOnly,
}

pub(crate) fn edit_message_text(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    // A long edit is refused by another part of Telegram, in other words.
    let text = desk.text("MESSAGE_TOO_LONG")?;
    desk.edit(Change::Text(text))
}

pub(crate) fn edit_message_caption(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let caption = desk.caption()?;
    desk.edit(Change::Caption(caption))
}

pub(crate) fn edit_message_reply_markup(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    desk.edit(Change::ButtonsOnly)
}

impl Desk<'_> {
    fn edit(&mut self, change: Change) -> Result<Value, Refusal> {
        let keyboard = self.inline_markup()?;
        let chat = self.chat(Access::Write)?;
        let id = self.editable(chat)?;
        self.charge(chat, Cost::Edit)?;

        let message = self.world.message_mut(chat, id).expect("the message was found");
        let fresh = changed(message, change, keyboard)?;
        if fresh.content == message.content && fresh.keyboard == message.keyboard {
            return Err(Refusal::bad(NOT_MODIFIED));
        }
        // New buttons alone do not show the message as edited.
        if fresh.content != message.content {
            message.edited = Some(self.now);
        }
        message.content = fresh.content;
        message.keyboard = fresh.keyboard;
        Ok(self.written(chat, id))
    }

    fn editable(&self, chat: ChatId) -> Result<MessageId, Refusal> {
        let message = self.message(chat, "message to edit")?;
        let is_service = message.content.words().is_none();
        if message.from != self.world.bot.id || message.forwarded.is_some() || is_service {
            return Err(Refusal::bad("message can't be edited"));
        }
        Ok(message.id)
    }
}

struct Fresh {
    content: Content,
    keyboard: Option<Keyboard>,
}

fn changed(
    message: &Message,
    change: Change,
    keyboard: Option<Keyboard>,
) -> Result<Fresh, Refusal> {
    let mut content = message.content.clone();
    match (change, &mut content) {
        (Change::Text(text), Content::Text(old)) => *old = text,
        (Change::Text(_), _) => {
            return Err(Refusal::bad("there is no text in the message to edit"));
        }
        (
            Change::Caption(new),
            Content::Photo { caption, .. }
            | Content::Document { caption, .. }
            | Content::Other { caption, .. },
        ) => {
            *caption = new;
        }
        (Change::Caption(_), _) => {
            return Err(Refusal::bad("there is no caption in the message to edit"));
        }
        (Change::ButtonsOnly, _) => (),
    }
    Ok(Fresh { content, keyboard })
}
