//! Canned: a reply that the desk keeps ready, as the words of whoever asks for it.

use super::{Case, Decided, Typed, slug};
use crate::chat::{Decision, Step};

/// What `/r` and a name stand for, with the words after the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Canned {
    /// No reply is named.
    #[default]
    Nothing,
    /// There is none of this name.
    Unknown,
    /// With the words after it, it is longer than the client could read.
    TooLong,
    /// What the client is to read.
    Text(String),
}

impl Case<'_> {
    /// `/r name`, and further words: the client is answered with what is kept under that name.
    pub(super) fn canned(&self, typed: &Typed) -> Decided {
        let decided = self.step(Step::Answer, typed);
        if !matches!(decided.decision, Decision::Part(_)) {
            return decided;
        }
        match &self.known.canned {
            Canned::Nothing => self.skip("command.reply_without_name"),
            Canned::Unknown => self.skip("command.no_such_reply"),
            Canned::TooLong => self.skip("command.reply_too_long"),
            Canned::Text(text) => {
                let body = (self.message.author, text.clone());
                Decided { body, rule: slug("command.canned"), ..decided }
            }
        }
    }

    /// The words that an edited message says now; none where a reply is named that is not kept.
    pub(super) fn words_now(&self) -> Option<&str> {
        let named = self.message.command.as_ref().is_some_and(|it| it.name == "r");
        match (&self.known.canned, named) {
            (Canned::Text(text), true) => Some(text),
            (Canned::Nothing | Canned::Unknown | Canned::TooLong, true) => None,
            (_, false) => Some(self.words()),
        }
    }
}
