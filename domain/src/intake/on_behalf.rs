//! On behalf: what do staff register for a client, and when was it reported?

use super::{Case, Decided, Typed, slug};
use crate::chat::{Decision, Registration};
use crate::client::Zone;
use crate::dates::{self, Wall};
use crate::{Awaits, Channel, ChatId, ClientCode, ClientId};

/// The client whose code `/new ROM 14:20 text` names in the staff chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub client: ClientId,
    /// All the client's chats, the oldest first. The ticket will live in that one.
    pub chats: Vec<ChatId>,
    /// Where the time that was told is meant.
    pub zone: Zone,
}

/// The code that a command begins with, and what follows it. None if it begins with no code.
pub fn code_first(typed: &Typed) -> Option<(ClientCode, &str)> {
    let (code, rest) = first_word(&typed.rest);
    Some((code.to_uppercase().parse().ok()?, rest))
}

impl Case<'_> {
    pub(super) fn on_behalf(&self, typed: &Typed) -> Decided {
        if !self.known.author.is_staff() {
            return self.skip("command.staff_only");
        }
        let Some((_, words)) = code_first(typed) else {
            return self.skip("command.on_behalf_wrong");
        };
        let Some(caller) = &self.known.caller else {
            return self.skip("command.no_such_client");
        };
        let Some(chat) = caller.chats.first() else {
            return self.skip("command.client_without_chat");
        };
        let said_at = self.message.edited_at.unwrap_or(self.message.date);
        let told = dates::past(words, Wall { now: said_at, zone: &caller.zone });
        let Some((reported_at, text)) = told.ok().filter(|(_, text)| !text.is_empty()) else {
            return self.skip("command.on_behalf_wrong");
        };
        let registration = Registration {
            ticket: self.known.fresh,
            client: caller.client,
            chat: *chat,
            thread: None,
            source: None,
            requester: self.message.author,
            registered_by: self.message.author,
            channel: Channel::OnBehalf,
            reported_at,
            conversation: None,
            continues: None,
        };
        Decided {
            decision: Decision::Register(registration),
            rule: slug("command.on_behalf"),
            awaits: Awaits::Answer,
            body: (self.message.author, text.to_owned()),
            remark: None,
            attachments: self.message.attachments.clone(),
            judged: None,
            asks: None,
        }
    }
}

fn first_word(words: &str) -> (&str, &str) {
    let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    (first, rest.trim())
}
