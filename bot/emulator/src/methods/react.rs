//! React: the bot's own emoji on somebody's message.

use super::Desk;
use super::reach::Access;
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// Reactions that one bot may set on one message.
const OWN_REACTIONS_MAX: usize = 1;

/// The emoji that Telegram takes as a reaction.
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

pub(crate) fn set_message_reaction(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let given = desk.params.json("reaction", "reaction types")?.unwrap_or_else(|| json!([]));
    let list = given.as_array().ok_or_else(|| Refusal::bad("expected an Array of ReactionType"))?;
    let emoji = list.iter().map(emoji).collect::<Result<Vec<_>, _>>()?;
    if emoji.len() > OWN_REACTIONS_MAX {
        return Err(Refusal::bad("REACTIONS_TOO_MANY"));
    }
    let chat = desk.chat(Access::Write)?;
    let message = desk.message(chat, "message to react")?.id;
    let bot = desk.world.bot.id;
    let message = desk.world.message_mut(chat, message).expect("the message was found");
    if emoji.is_empty() {
        message.reactions.remove(&bot);
    } else {
        message.reactions.insert(bot, emoji);
    }
    Ok(json!(true))
}

fn emoji(reaction: &Value) -> Result<String, Refusal> {
    match (reaction["type"].as_str(), reaction["emoji"].as_str()) {
        (Some("emoji"), Some(emoji)) if EMOJI.contains(&emoji) => Ok(emoji.to_owned()),
        (Some("emoji"), _) => Err(Refusal::bad("REACTION_INVALID")),
        _ => Err(Refusal::bad("can't parse reaction type: type must be \"emoji\"")),
    }
}
