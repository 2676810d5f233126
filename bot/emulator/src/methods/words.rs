//! Words: what text does the bot give, with its markup read and its length checked?

use super::Desk;
use crate::entities::{self, CAPTION_UNITS_MAX, TEXT_UNITS_MAX, Text};
use crate::html;
use crate::params::Params;
use crate::refusal::Refusal;
use serde_json::Value;

impl Desk<'_> {
    /// The `text` of a message; never empty, and refused with `too_long` if it is.
    pub(crate) fn text(&self, too_long: &str) -> Result<Text, Refusal> {
        let text = read(self.params, "text", "entities")?;
        if text.text.is_empty() {
            return Err(Refusal::bad("message text is empty"));
        }
        if text.units() > TEXT_UNITS_MAX {
            return Err(Refusal::bad(too_long));
        }
        Ok(text)
    }

    /// The `caption` of a file; may be empty.
    pub(crate) fn caption(&self) -> Result<Text, Refusal> {
        within(read(self.params, "caption", "caption_entities")?)
    }
}

/// The caption of one item of an album.
pub(crate) fn item_caption(item: &Value) -> Result<Text, Refusal> {
    let given = item["caption"].as_str().unwrap_or_default();
    let mode = item["parse_mode"].as_str();
    within(marked(given, mode, item.get("caption_entities"))?)
}

fn within(caption: Text) -> Result<Text, Refusal> {
    if caption.units() > CAPTION_UNITS_MAX {
        return Err(Refusal::bad("message caption is too long"));
    }
    Ok(caption)
}

fn read(params: &Params, text_key: &str, entities_key: &str) -> Result<Text, Refusal> {
    let given = params.text(text_key).unwrap_or_default();
    let mode = params.text("parse_mode");
    let entities = params.json(entities_key, "entities")?;
    marked(&given, mode.as_deref(), entities.as_ref())
}

fn marked(given: &str, mode: Option<&str>, entities: Option<&Value>) -> Result<Text, Refusal> {
    let mode = mode.filter(|it| !it.is_empty());
    let text = match (mode, entities) {
        (Some(mode), _) if mode.eq_ignore_ascii_case("html") => html::parse(given)?,
        (Some(_), _) => return Err(Refusal::bad("unsupported parse_mode")),
        (None, Some(entities)) if !entities.is_null() => {
            Text { text: given.to_owned(), entities: entities::given(given, entities)? }
        }
        (None, _) => Text { text: given.to_owned(), entities: Vec::new() },
    };
    Ok(text.finished())
}
