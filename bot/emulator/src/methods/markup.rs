//! Markup: which buttons or reply field does the bot want under its message?

use super::Desk;
use crate::model::{Action, Button, Keyboard, Prompt};
use crate::refusal::Refusal;
use serde_json::Value;

/// Bytes of `callback_data`.
pub(crate) const DATA_BYTES_MAX: usize = 64;
/// Buttons under one message.
const BUTTONS_MAX: usize = 100;
/// Characters of the hint in the reply field.
const PLACEHOLDER_MAX: usize = 64;

/// What may stand under a message.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    pub(crate) keyboard: Option<Keyboard>,
    pub(crate) prompt: Option<Prompt>,
}

impl Desk<'_> {
    /// `reply_markup` of a new message.
    pub(crate) fn markup(&self) -> Result<Markup, Refusal> {
        let Some(given) = self.params.json("reply_markup", "reply keyboard markup")? else {
            return Ok(Markup::default());
        };
        if !given.is_object() {
            return Err(Refusal::bad("object expected as reply markup"));
        }
        if let Some(rows) = given.get("inline_keyboard") {
            return Ok(Markup { keyboard: keyboard(rows)?, prompt: None });
        }
        if given["force_reply"].as_bool() == Some(true) {
            return Ok(Markup { keyboard: None, prompt: Some(prompt(&given)?) });
        }
        if given["remove_keyboard"].as_bool() == Some(true)
            || given.as_object().is_some_and(serde_json::Map::is_empty)
        {
            return Ok(Markup::default());
        }
        Err(Refusal::bad("reply keyboards are not imitated by this server"))
    }

    /// `reply_markup` of an edit: an inline keyboard, or none, which takes the old one away.
    pub(crate) fn inline_markup(&self) -> Result<Option<Keyboard>, Refusal> {
        let markup = self.markup()?;
        if markup.prompt.is_some() {
            return Err(Refusal::bad("inline keyboard expected"));
        }
        Ok(markup.keyboard)
    }
}

fn keyboard(rows: &Value) -> Result<Option<Keyboard>, Refusal> {
    let bad = |what: &str| Refusal::bad(format!("can't parse inline keyboard button: {what}"));
    let rows =
        rows.as_array().ok_or_else(|| bad("Field \"inline_keyboard\" must be of type Array"))?;
    let mut made = Vec::new();
    for row in rows {
        let row = row.as_array().ok_or_else(|| bad("expected an Array of InlineKeyboardButton"))?;
        let row = row.iter().map(button).collect::<Result<Vec<_>, _>>()?;
        if !row.is_empty() {
            made.push(row);
        }
    }
    if made.iter().map(Vec::len).sum::<usize>() > BUTTONS_MAX {
        return Err(Refusal::bad("REPLY_MARKUP_TOO_LONG"));
    }
    Ok((!made.is_empty()).then_some(Keyboard(made)))
}

fn button(given: &Value) -> Result<Button, Refusal> {
    let bad = |what: &str| Refusal::bad(format!("can't parse inline keyboard button: {what}"));
    let label = given["text"].as_str().ok_or_else(|| bad("Can't find field \"text\""))?.trim();
    if label.is_empty() {
        return Err(Refusal::bad("BUTTON_TEXT_INVALID"));
    }
    let action = match (given["callback_data"].as_str(), given["url"].as_str()) {
        (Some(data), _) if data.is_empty() || data.len() > DATA_BYTES_MAX => {
            return Err(Refusal::bad("BUTTON_DATA_INVALID"));
        }
        (Some(data), _) => Action::Data(data.to_owned()),
        (None, Some(url)) if is_address(url) => Action::Url(url.to_owned()),
        (None, Some(_)) => return Err(Refusal::bad("BUTTON_URL_INVALID")),
        (None, None) => {
            return Err(bad("Text buttons are unallowed in the inline keyboard"));
        }
    };
    Ok(Button { label: label.to_owned(), action })
}

fn is_address(url: &str) -> bool {
    ["http://", "https://", "tg://"].iter().any(|it| url.len() > it.len() && url.starts_with(it))
}

fn prompt(given: &Value) -> Result<Prompt, Refusal> {
    let placeholder = given["input_field_placeholder"].as_str().filter(|it| !it.is_empty());
    if placeholder.is_some_and(|it| it.chars().count() > PLACEHOLDER_MAX) {
        return Err(Refusal::bad("INPUT_FIELD_PLACEHOLDER_INVALID"));
    }
    let selective = given["selective"].as_bool().unwrap_or(false);
    Ok(Prompt { selective, placeholder: placeholder.map(str::to_owned) })
}
