//! Pressed: which plain words are what the bot has just asked for?

use super::{Case, Decided, Sender, slug};
use crate::conversation::{Purpose, Started};
use crate::{ChatId, ConversationId, PersonId};
use chrono::{DateTime, TimeDelta, Utc};

/// For how many seconds after a press plain words are the answer to the question that it led to.
pub const PRESSED_S_MAX: i64 = 600;

/// A question to a person that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    pub conversation: ConversationId,
    pub started: Started,
    /// When the button was pressed.
    pub at: DateTime<Utc>,
}

impl Pressed {
    /// Whether plain words that somebody writes in a chat, and in its topic, are the answer without a reply.
    pub fn is_answered_by(
        &self,
        author: PersonId,
        place: (ChatId, Option<i64>),
        date: DateTime<Utc>,
    ) -> bool {
        let started = &self.started;
        matches!(started.purpose, Purpose::NotSolved(_))
            && started.owner == author
            && (started.chat, started.thread) == place
            && date - self.at <= TimeDelta::seconds(PRESSED_S_MAX)
    }
}

impl Case<'_> {
    /// On a phone many write without replying. What is still wrong is theirs to say, where they have just said that
    /// something is; other questions are answered by a reply.
    pub(super) fn words_after_press(&self) -> Option<&Pressed> {
        let (message, known) = (self.message, self.known);
        let replies = message.reply_to.is_some() || known.album.is_some();
        // Staff talk to many clients in one group.
        let theirs = message.sender == Sender::Person && !known.author.is_staff();
        let pressed = known.pressed.as_ref().filter(|_| theirs && !replies)?;
        let place = (message.at.chat, message.thread);
        pressed.is_answered_by(message.author, place, message.date).then_some(pressed)
    }

    pub(super) fn after_press(&self, pressed: &Pressed) -> Decided {
        let decided = self.answered(pressed.conversation, &pressed.started);
        let answers = decided.rule.as_str() == "answer_to_prompt";
        let rule = if answers { slug("words_after_press") } else { decided.rule.clone() };
        Decided { rule, ..decided }
    }
}
