//! Outline: what can be said of an update that does not read?

use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Its number, and the chat it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outline {
    pub(crate) update_id: i64,
    pub(crate) chat: Option<i64>,
    pub(crate) date: Option<i64>,
}

impl Outline {
    /// The outline of any JSON object that has an update's number. What else is in it need not be of any use: letters that
    /// are none, depths, the same key twice.
    pub(crate) fn of(raw: &str) -> Option<Self> {
        let fields = fields(raw)?;
        let update_id = number(fields.get("update_id")?)?;
        let inner = || fields.0.iter().filter(|it| it.0 != "update_id").map(|it| it.1);
        let (chat, date) = (&["chat", "id"], &["date"]);
        let chat = inner().find_map(|it| number_at(it, chat));
        let date = inner().find_map(|it| number_at(it, date));
        Some(Self { update_id, chat, date })
    }
}

/// A press that waits for its answer: by which id it is answered, and how whoever pressed is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pressed {
    pub(crate) callback: String,
    pub(crate) language: Option<String>,
}

impl Pressed {
    /// The press in an update, of which nothing else need be of any use; none in any other.
    pub(crate) fn of(raw: &str) -> Option<Self> {
        let it = fields(raw)?.get("callback_query")?;
        let text = |path: &[&str]| serde_json::from_str(at(it, path)?.get()).ok();
        Some(Self { callback: text(&["id"])?, language: text(&["from", "language_code"]) })
    }
}

/// The number at a path within something that happened, or within the message it happened to.
fn number_at(it: &RawValue, path: &[&str]) -> Option<i64> {
    let of_message = || at(fields(it.get())?.get("message")?, path);
    number(at(it, path).or_else(of_message)?)
}

fn at<'a>(it: &'a RawValue, path: &[&str]) -> Option<&'a RawValue> {
    path.iter().try_fold(it, |it, key| fields(it.get())?.get(key))
}

fn number(it: &RawValue) -> Option<i64> {
    it.get().parse().ok()
}

/// The fields of an object, unread.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().rfind(|it| it.0 == key).map(|it| it.1)
    }
}

fn fields(raw: &str) -> Option<Fields<'_>> {
    serde_json::Deserializer::from_str(raw).deserialize_map(Unread).ok()
}

struct Unread;

impl<'de> Visitor<'de> for Unread {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = map.next_key::<&RawValue>()? {
            // A key that is no text names nothing that we look for.
            match serde_json::from_str::<String>(key.get()) {
                Ok(key) => fields.push((key, map.next_value::<&RawValue>()?)),
                Err(_) => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, then: Option<(i64, Option<i64>, Option<i64>)>) {
        let found = Outline::of(raw).map(|it| (it.update_id, it.chat, it.date));
        assert_eq!(found, then);
    }

    #[test]
    fn an_update_of_an_unknown_kind_still_has_a_number_and_a_chat() {
        check(
            r#"{"update_id":5,"guest_message":{"date":9,"chat":{"id":-5}}}"#,
            Some((5, Some(-5), Some(9))),
        );
        check(
            r#"{"update_id":6,"odd":{"message":{"date":9,"chat":{"id":-5}}}}"#,
            Some((6, Some(-5), Some(9))),
        );
        check("{}", None);
        check("[]", None);
        check(r#"{"update_id":"5"}"#, None);
    }

    #[test]
    fn half_a_letter_hides_neither_number_nor_chat() {
        let raw = r#"{"update_id":5,"message":{"te\ud800xt":1,"text":"\ud83d","chat":{"id":-5,"title":"\udc00"}}}"#;
        check(raw, Some((5, Some(-5), None)));
    }

    #[test]
    fn however_deep_the_rest_is_the_outline_is_seen() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let raw = format!(
            r#"{{"deep":{deep},"message":{{"odd":{deep},"chat":{{"id":-5}}}},"update_id":5}}"#
        );
        check(&raw, Some((5, Some(-5), None)));
    }

    #[test]
    fn of_a_key_that_comes_twice_the_last_counts() {
        let raw = r#"{"update_id":4,"update_id":5,"message":{"chat":{"id":1},"chat":{"id":-5}}}"#;
        check(raw, Some((5, Some(-5), None)));
    }
}
