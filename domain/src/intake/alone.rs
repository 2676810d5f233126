//! Alone: what becomes of words that somebody on a client's side writes to the bot alone?

use super::{Case, Decided, awaits, slug};
use crate::chat::{Decision, Step};
use crate::{Awaits, Channel, ClientId, TicketId};

/// The rule under which the author is asked what the words belong to.
pub const WHICH_RULE: &str = "private_which";

/// What must be known of somebody who is alone with the bot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alone {
    /// Their open private tickets.
    pub open: Vec<TicketId>,
    /// The clients in whose groups they are.
    pub clients: Vec<ClientId>,
}

impl Case<'_> {
    /// `/private` and words. Whose request it is goes without saying where there is one client; else it is asked.
    pub(super) fn private_request(&self, alone: &Alone, words: &str) -> Decided {
        let empty = words.is_empty() && self.message.attachments.is_empty();
        match alone.clients.as_slice() {
            _ if empty => self.skip("command.new_without_text"),
            [] => self.skip("private_of_nobody"),
            [only] => {
                let decided = self.register(*only, Channel::Command, words, None);
                Decided { rule: slug("command.private"), ..decided }
            }
            [_, _, ..] => self.which(words),
        }
    }

    /// Words that reply to nothing. They belong to the author's only open private ticket; else the author is asked.
    pub(super) fn words_alone(&self, alone: &Alone) -> Decided {
        let text = &self.message.text;
        let polite = awaits(text).0 == Awaits::Nothing;
        match alone.open.as_slice() {
            _ if self.is_sticker() => self.skip("sticker"),
            [only] => self.part(*only, Step::Say, "only_private", text),
            _ if polite => self.skip(awaits(text).1),
            [] if alone.clients.is_empty() => self.skip("private_of_nobody"),
            _ => self.which(text),
        }
    }

    /// The words are kept, and the author says by a button what they are.
    fn which(&self, words: &str) -> Decided {
        let skipped = self.skip(WHICH_RULE);
        Decided {
            decision: Decision::Which,
            awaits: Awaits::Answer,
            body: (self.message.author, words.to_owned()),
            ..skipped
        }
    }
}
