//! Rich: which words are in a message that is laid out as a page?

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// How deep pages are read: lists in quotations in lists.
const DEPTH_MAX: usize = 16;

/// The words of a `RichMessage`, one line a block; none where it holds none.
pub(super) fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let Some(page) = Option::<Value>::deserialize(from)? else { return Ok(None) };
    let mut lines = Vec::new();
    blocks(&page["blocks"], DEPTH_MAX, &mut lines);
    lines.retain(|it| !it.trim().is_empty());
    Ok((!lines.is_empty()).then(|| lines.join("\n")))
}

/// A block has words of its own, or other blocks, under whatever name: kinds that are not known yet are read, too.
fn blocks(value: &Value, depth: usize, lines: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|it| blocks(it, depth - 1, lines)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "text" | "summary" | "credit" | "caption" if !value["text"].is_object() => {
                        let mut line = String::new();
                        inline(value, depth - 1, &mut line);
                        lines.push(line);
                    }
                    _ => blocks(value, depth - 1, lines),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

/// A `RichText` is words, a list of such, or such in some shape.
fn inline(value: &Value, depth: usize, line: &mut String) {
    if depth == 0 {
        return;
    }
    match value {
        Value::String(words) => line.push_str(words),
        Value::Array(items) => items.iter().for_each(|it| inline(it, depth - 1, line)),
        Value::Object(fields) => {
            inline(fields.get("text").unwrap_or(&Value::Null), depth - 1, line);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::Message;

    #[track_caller]
    fn check(page: &str, then: Option<&str>) {
        let raw = format!(
            r#"{{"message_id":7,"date":1,"chat":{{"id":-5,"type":"group"}},"rich_message":{page}}}"#
        );
        let message: Message = serde_json::from_str(&raw).unwrap();
        assert_eq!(message.rich_message.as_deref(), then);
    }

    #[test]
    fn all_words_of_a_page_are_read_in_their_order() {
        check(
            r#"{"blocks":[{"type":"heading","text":"Не печатает"},
                {"type":"paragraph","text":["Принтер ",{"type":"bold","text":"HP"},{"type":"italic","text":[" 10","20"]}]},
                {"type":"list","items":[{"blocks":[{"type":"paragraph","text":"мигает"}]}]},
                {"type":"divider"}]}"#,
            Some("Не печатает\nПринтер HP 1020\nмигает"),
        );
    }

    #[test]
    fn a_page_without_words_or_of_another_form_has_none() {
        for page in [r#"{"blocks":[{"type":"divider"}]}"#, "{}", "null", "7", r#"{"blocks":"x"}"#] {
            check(page, None);
        }
        let deep = format!("{}{}", r#"{"blocks":["#.repeat(40), "]}".repeat(40));
        check(&deep, None);
    }
}
