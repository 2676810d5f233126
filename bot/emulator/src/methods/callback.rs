//! Callback: the answer to a press, once and in time.

use super::Desk;
use crate::ids::{CallbackId, MessageId};
use crate::model::{Popup, Toast};
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// Characters of an answer.
const ANSWER_CHARS_MAX: usize = 200;
/// Answers that a chat's transcript remembers.
const TOASTS_KEPT_MAX: usize = 1_000;

pub(crate) fn answer_callback_query(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let too_old =
        || Refusal::bad("query is too old and response timeout expired or query ID is invalid");
    let text = desk.params.text("text").unwrap_or_default();
    if text.chars().count() > ANSWER_CHARS_MAX {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let opens = desk.params.text("url").filter(|it| !it.is_empty());
    // Any other address is for games.
    let name = desk.world.bot.username.as_deref().unwrap_or_default();
    let ours = format!("t.me/{name}?start=");
    let bare = |it: &String| it.strip_prefix("https://").unwrap_or(it).starts_with(&ours);
    if opens.as_ref().is_some_and(|it| !bare(it)) {
        return Err(Refusal::bad("URL_INVALID"));
    }
    let toast = Toast { text, alert: desk.params.flag("show_alert"), opens };
    let id = CallbackId(desk.params.text("callback_query_id").unwrap_or_default());
    let within = desk.world.answer_within;
    let press = desk.world.presses.get_mut(&id).ok_or_else(too_old)?;
    if press.answer.is_some() || press.at + within <= desk.now {
        return Err(too_old());
    }
    press.answer = Some(toast.clone());
    let (to, chat) = (press.by, press.chat);
    if let Some(place) = desk.world.chats.get_mut(&chat) {
        let after = MessageId(place.last_message);
        let over = (place.toasts.len() + 1).saturating_sub(TOASTS_KEPT_MAX);
        place.toasts.drain(..over);
        place.toasts.push(Popup { to, after, toast });
    }
    Ok(json!(true))
}
