//! Anything: how do people send what is neither words nor a photo or a document?

use crate::Emulator;
use crate::entities::{CAPTION_UNITS_MAX, TEXT_UNITS_MAX, Text};
use crate::ids::{ChatId, MessageId, UserId};
use crate::model::Content;
use crate::people::Impossible;
use crate::world::Draft;
use serde_json::{Map, Value};

/// The fields of a message that are not what it says, but where it comes from or what it speaks of.
const AROUND: [&str; 8] = [
    "quote",
    "external_reply",
    "forward_origin",
    "is_automatic_forward",
    "reply_to_story",
    "has_media_spoiler",
    "is_from_offline",
    "sender_tag",
];

impl Emulator {
    /// Somebody sends whatever there is: `what` holds fields of a message as they are published, such as
    /// `{"voice": {…}}` or `{"quote": {…}}`. The words are its caption, or its text where it is nothing else.
    ///
    /// # Errors
    ///
    /// As [`Emulator::reply`].
    pub fn send(
        &self,
        who: UserId,
        chat: ChatId,
        (what, words): (&Value, &str),
        reply_to: Option<MessageId>,
    ) -> Result<MessageId, Impossible> {
        let fields = what.as_object().cloned().unwrap_or_default();
        let (around, what): (Map<_, _>, Map<_, _>) =
            fields.into_iter().partition(|it| AROUND.contains(&it.0.as_str()));
        let words = Text::plain(words);
        let units_max = if what.is_empty() { TEXT_UNITS_MAX } else { CAPTION_UNITS_MAX };
        if words.units() > units_max {
            return Err(Impossible::TooLong);
        }
        if what.is_empty() && words.text.is_empty() {
            return Err(Impossible::Empty);
        }
        let content = if what.is_empty() {
            Content::Text(words)
        } else {
            Content::Other { what, caption: words }
        };
        self.change(|world, now| {
            world.may_write(who, chat, reply_to)?;
            let draft = Draft { reply_to, around, ..Draft::new(who, content) };
            Ok(world.speak(now, chat, draft))
        })
    }
}
