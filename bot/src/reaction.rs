//! Reaction: staff react to a client's message with a chosen emoji, and it becomes a ticket.

use crate::reception::{Effect, Failure, Reception, Somebody};
use crate::texts::Texts;
use crate::texts::corrected::Said;
use crate::{correct, updates, wire};
use commands::chat::correct::{Correction, To, Way};
use commands::people::find;
use domain::intake::Sender;
use domain::{ChatId, MessageId, MessageRef, Trigger};
use projections::rows::{ChatPlace, ChatRow};
use std::str::FromStr;
use thiserror::Error;

/// What everybody may react with.
///
/// # Source
///
/// Telegram, Bot API, `ReactionTypeEmoji`.
pub const EMOJI: [&str; 73] = [
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤‍🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨‍💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷‍♂",
    "🤷",
    "🤷‍♀",
    "😡",
];
/// What makes a message a ticket where nothing else is chosen.
const DEFAULT: &str = "✍";
/// Says that the sign before it is to be shown as a picture; Telegram sends some emoji without it.
const AS_PICTURE: char = '\u{fe0f}';

/// The reaction of staff's that makes a message a ticket: one of [`EMOJI`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketReaction(&'static str);

/// Not every emoji is a reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not one of the emoji that everybody in Telegram may react with")]
pub struct NoReaction;

impl Default for TicketReaction {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl FromStr for TicketReaction {
    type Err = NoReaction;

    fn from_str(text: &str) -> Result<Self, NoReaction> {
        EMOJI.into_iter().find(|it| is_same(it, text.trim())).map(Self).ok_or(NoReaction)
    }
}

impl std::fmt::Display for TicketReaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl TicketReaction {
    fn is_among(self, reactions: &[wire::ReactionType]) -> bool {
        reactions.iter().filter_map(|it| it.emoji.as_deref()).any(|it| is_same(it, self.0))
    }
}

fn is_same(one: &str, other: &str) -> bool {
    let signs = |it: &str| it.chars().filter(|it| *it != AS_PICTURE).collect::<String>();
    signs(one) == signs(other)
}

/// Follows a change of somebody's reactions. Only the chosen one counts, only when it is put there, and only by a member
/// of staff who can be told by name: nobody knows who an anonymous administrator is.
///
/// # Errors
///
/// [`Failure`].
pub(crate) async fn reacted(
    reception: &Reception,
    it: &wire::Reaction,
    update: i64,
) -> Result<Vec<Effect>, Failure> {
    let Some(chat) = reception.chat(it.chat.id).await? else {
        reception.count_stranger();
        return Ok(vec![]);
    };
    let ChatPlace::Client { client, title, .. } = &chat.place else { return Ok(vec![]) };
    let chosen = reception.ticket_reaction;
    if !chosen.is_among(&it.new_reaction) || chosen.is_among(&it.old_reaction) {
        return Ok(vec![]);
    }
    let Some(author) = it.user.as_ref().map(updates::user) else {
        // Whoever reacts in the name of a chat may be of staff, and is told how to do it where staff read it.
        let untold = reception.is_to_be_told_unknown(it.chat.id, MessageId(it.message_id));
        let said = Said::NamelessReaction { client: title.clone() };
        return if untold { tell_staff(reception, &said) } else { Ok(vec![]) };
    };
    if author.sender != Sender::Person {
        return Ok(vec![]);
    }
    let (id, known) = find::by_telegram_id(&reception.house, author.id).await?;
    if !known.is_staff() {
        return Ok(vec![]);
    }
    let by = Somebody { id, known };
    let trigger = Trigger::Update { bot: reception.me.id, update };
    let cause = reception.heard(trigger, updates::instant(it.date), it.chat.id);
    let message = MessageId(it.message_id);
    let at = MessageRef { chat: ChatId::Group(it.chat.id), message };
    // Our own messages are nobody's request.
    if reception.views.message(at)?.is_some_and(|it| it.notice.is_some()) {
        return Ok(vec![]);
    }
    let correction = Correction {
        chat: at.chat,
        message,
        month: None,
        client: *client,
        to: To::Ticket,
        way: Way::Reaction,
    };
    match correct::correct(reception, it.chat.id, &correction, &by, &cause).await? {
        Ok(Said::Unknown) if reception.is_to_be_told_unknown(it.chat.id, message) => {
            let said = Said::UnknownReaction { name: author.name, client: title.clone() };
            tell_staff(reception, &said)
        }
        // Of a ticket the group hears, and the same emoji may mean anything elsewhere.
        Ok(_) | Err(_) => Ok(vec![]),
    }
}

fn tell_staff(reception: &Reception, said: &Said) -> Result<Vec<Effect>, Failure> {
    let staff = reception.views.staff_chats()?.into_iter().next();
    let Some(ChatRow { chat: ChatId::Group(chat), language, .. }) = staff else {
        return Ok(vec![]);
    };
    Ok(vec![Effect::Tell { chat, text: said.text(Texts(language)) }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_one_that_everybody_may_put_there() {
        assert_eq!(DEFAULT.parse(), Ok(TicketReaction::default()));
        assert_eq!("✍\u{fe0f}".parse(), Ok(TicketReaction::default()));
        assert_eq!(" 👌 ".parse::<TicketReaction>().map(|it| it.to_string()), Ok("👌".to_owned()));
        for text in ["", "🎫", "ok", "👌👌"] {
            assert_eq!(text.parse::<TicketReaction>(), Err(NoReaction), "{text}");
        }
    }
}
