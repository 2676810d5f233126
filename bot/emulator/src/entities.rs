//! Entities: where does a text carry a meaning, and is it within Telegram's bounds?
//!
//! Offsets and lengths count UTF-16 units, as everywhere in the Bot API.

use crate::refusal::Refusal;
use serde_json::{Map, Value, json};

/// UTF-16 units of a text, after its markup has been taken out.
pub(crate) const TEXT_UNITS_MAX: usize = 4096;
/// UTF-16 units of a caption, after its markup has been taken out.
pub(crate) const CAPTION_UNITS_MAX: usize = 1024;
/// Entities of one message; Telegram passes over what comes after.
const ENTITIES_MAX: usize = 100;

const KINDS: [&str; 18] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
];

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entity {
    /// Telegram's word. Not an enum: Telegram invents new ones, and people use them.
    pub(crate) kind: String,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    /// `url`, `user`, `language` and whatever a new kind brings.
    pub(crate) more: Map<String, Value>,
}

impl Entity {
    pub(crate) fn new(kind: &str, offset: usize, length: usize) -> Self {
        Self { kind: kind.to_owned(), offset, length, more: Map::new() }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.more.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn json(&self) -> Value {
        let mut json = json!({"type": self.kind, "offset": self.offset, "length": self.length});
        for (key, value) in &self.more {
            json[key] = value.clone();
        }
        json
    }
}

impl Text {
    /// A text with the commands, names and links that Telegram finds by itself.
    pub(crate) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), entities: Vec::new() }.finished()
    }

    pub(crate) fn units(&self) -> usize {
        units(&self.text)
    }

    /// Blanks at both ends fall away, entities are put in order, and found ones are added.
    pub(crate) fn finished(mut self) -> Self {
        let lead = self.text.len() - self.text.trim_start().len();
        let dropped = units(&self.text[..lead]);
        self.text = self.text.trim().to_owned();
        let end = units(&self.text);
        for entity in &mut self.entities {
            let stop = (entity.offset + entity.length).saturating_sub(dropped).min(end);
            entity.offset = entity.offset.saturating_sub(dropped).min(end);
            entity.length = stop - entity.offset;
        }
        self.entities.retain(|it| it.length > 0);
        let found = crate::detect::entities(&self.text);
        let free = |it: &Entity| !self.entities.iter().any(|given| overlaps(given, it));
        let found: Vec<_> = found.into_iter().filter(free).collect();
        self.entities.extend(found);
        self.entities.sort_by_key(|it| (it.offset, std::cmp::Reverse(it.length)));
        self.entities.truncate(ENTITIES_MAX);
        self
    }
}

/// The length of a text in UTF-16 units.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The bytes of `text` that an entity covers; `None` if it cuts a character or goes beyond the end.
pub(crate) fn span(text: &str, offset: usize, length: usize) -> Option<std::ops::Range<usize>> {
    Some(byte_at(text, offset)?..byte_at(text, offset.checked_add(length)?)?)
}

fn byte_at(text: &str, unit: usize) -> Option<usize> {
    let mut seen = 0;
    for (byte, character) in text.char_indices() {
        if seen == unit {
            return Some(byte);
        }
        seen += character.len_utf16();
    }
    (seen == unit).then_some(text.len())
}

/// What a bot gives as `entities`.
pub(crate) fn given(text: &str, entities: &Value) -> Result<Vec<Entity>, Refusal> {
    let Value::Array(list) = entities else {
        return Err(Refusal::bad("can't parse entities: expected an Array of MessageEntity"));
    };
    list.iter().map(|it| one_given(text, it)).collect()
}

fn one_given(text: &str, entity: &Value) -> Result<Entity, Refusal> {
    let bad = |what: &str| Refusal::bad(format!("can't parse MessageEntity: {what}"));
    let number = |key: &str| {
        let number = entity[key].as_u64().and_then(|it| usize::try_from(it).ok());
        number.ok_or_else(|| bad(&format!("Field \"{key}\" must be of type Number")))
    };
    let kind = entity["type"].as_str().ok_or_else(|| bad("Can't find field \"type\""))?;
    if kind != "custom_emoji" && !KINDS.contains(&kind) {
        return Err(bad(&format!("Unsupported type \"{kind}\" specified")));
    }
    let mut made = Entity::new(kind, number("offset")?, number("length")?);
    if span(text, made.offset, made.length).is_none() {
        return Err(Refusal::bad("ENTITY_BOUNDS_INVALID"));
    }
    for key in ["url", "user", "language", "custom_emoji_id"] {
        if let Some(value) = entity.get(key).filter(|it| !it.is_null()) {
            made = made.with(key, value.clone());
        }
    }
    Ok(made)
}

fn overlaps(one: &Entity, other: &Entity) -> bool {
    let closed = ["code", "pre", "text_link", "text_mention", "mention", "bot_command", "url"];
    closed.contains(&one.kind.as_str())
        && one.offset < other.offset + other.length
        && other.offset < one.offset + one.length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_utf16_units() {
        assert_eq!(units("Привет"), 6);
        assert_eq!(units("🖨"), 2);
    }

    #[test]
    fn an_entity_may_not_cut_a_character() {
        assert_eq!(span("🖨 x", 0, 2), Some(0..4));
        assert_eq!(span("🖨 x", 1, 1), None);
        assert_eq!(span("🖨 x", 3, 9), None);
    }

    #[test]
    fn blanks_at_the_ends_fall_away_and_entities_move_along() {
        let text = Text { text: "  hot tea \n".to_owned(), entities: vec![bold(2, 4)] }.finished();
        assert_eq!(text.text, "hot tea");
        assert_eq!(text.entities, [bold(0, 4)]);
    }

    #[test]
    fn an_entity_out_of_bounds_is_refused() {
        let entities = json!([{"type": "bold", "offset": 2, "length": 5}]);
        let refusal = given("tea", &entities).unwrap_err();
        assert_eq!(refusal.description, "Bad Request: ENTITY_BOUNDS_INVALID");
    }

    #[test]
    fn an_entity_of_an_unknown_kind_is_refused() {
        let entities = json!([{"type": "date_time", "offset": 0, "length": 3}]);
        assert!(given("tea", &entities).is_err());
    }

    fn bold(offset: usize, length: usize) -> Entity {
        Entity::new("bold", offset, length)
    }
}
