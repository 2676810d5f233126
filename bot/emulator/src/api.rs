//! Api: what does Telegram publish of its types, and does a value keep to it?
//!
//! The description lies in `api/10.3.json`. Every answer and every update of the emulator is held against it, so that the
//! two cannot drift apart.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The most that is told of one value: what is wrong is mostly wrong everywhere.
const FAULTS_MAX: usize = 20;
/// The one type whose kinds grow between two versions: people's applications send new ones at once.
const ENTITY: &str = "MessageEntity";

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../api/10.3.json")).expect("the description is ours")
});

/// The types and methods of the Bot API, as published.
#[derive(Debug, Deserialize)]
pub struct Description {
    types: BTreeMap<String, BTreeMap<String, String>>,
    unions: BTreeMap<String, String>,
    methods: BTreeMap<String, String>,
}

/// A field of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// As it is written in JSON.
    pub name: &'a str,
    /// Whether it may be absent.
    pub optional: bool,
    /// What it holds, as the description writes it.
    pub holds: &'a str,
}

/// What something is allowed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape<'a> {
    /// A whole number of up to 64 bits.
    Integer,
    /// A number.
    Float,
    /// A text.
    Text,
    /// This very text.
    Word(&'a str),
    /// True or false.
    Boolean,
    /// Always true.
    True,
    /// A list, of what is written here.
    List(&'a str),
    /// An object of this type.
    Object(&'a str),
}

/// The description that this emulator keeps to.
#[must_use]
pub fn description() -> &'static Description {
    &DESCRIPTION
}

impl Description {
    /// All that something may be: `what` is written as in the description. A union is each of its members.
    pub fn shapes<'a>(&'a self, what: &'a str) -> Vec<Shape<'a>> {
        let mut shapes = Vec::new();
        for one in parts(what) {
            match one {
                "Integer" => shapes.push(Shape::Integer),
                "Float" => shapes.push(Shape::Float),
                "String" => shapes.push(Shape::Text),
                "Boolean" => shapes.push(Shape::Boolean),
                "True" => shapes.push(Shape::True),
                _ if one.starts_with('=') => shapes.push(Shape::Word(&one[1..])),
                _ if one.starts_with('[') => shapes.push(Shape::List(&one[1..one.len() - 1])),
                _ => match self.unions.get(one) {
                    Some(members) => shapes.extend(self.shapes(members)),
                    None => shapes.push(Shape::Object(one)),
                },
            }
        }
        shapes
    }

    /// The fields of a type; none of a type that nobody has published.
    pub fn fields(&self, of: &str) -> impl Iterator<Item = Field<'_>> {
        self.types.get(of).into_iter().flatten().map(|(name, holds)| Field {
            name: name.trim_end_matches('?'),
            optional: name.ends_with('?'),
            holds,
        })
    }

    /// The kinds of updates.
    pub fn update_kinds(&self) -> impl Iterator<Item = Field<'_>> {
        self.fields("Update").filter(|it| it.optional)
    }

    /// The names of all methods.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.methods.keys().map(String::as_str)
    }

    /// What is wrong with the result of a method, whose name may be in any case of letters.
    pub(crate) fn faults_of_result(&self, method: &str, result: &Value) -> Vec<String> {
        let known = self.methods.iter().find(|(name, _)| name.eq_ignore_ascii_case(method));
        match known {
            Some((name, holds)) => self.faults(holds, result, name),
            None => vec![format!("{method}: there is no such method")],
        }
    }

    /// What is wrong with a value, each fault with the path to it; `at` is where the path begins.
    pub fn faults(&self, what: &str, value: &Value, at: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.look(what, value, at, &mut found);
        found.truncate(FAULTS_MAX);
        found
    }

    fn look(&self, what: &str, value: &Value, at: &str, found: &mut Vec<String>) {
        let shapes = self.shapes(what);
        if shapes.iter().any(|it| is(it, value)) {
            return;
        }
        let mut lists = shapes.iter().filter_map(|it| match it {
            Shape::List(of) => Some(*of),
            _ => None,
        });
        let objects = shapes.iter().filter_map(|it| match it {
            Shape::Object(of) => Some(*of),
            _ => None,
        });
        match value {
            Value::Array(items) => {
                let Some(of) = lists.next() else {
                    return found.push(format!("{at}: a list, where {what} is expected"));
                };
                for (n, item) in items.iter().enumerate() {
                    self.look(of, item, &format!("{at}[{n}]"), found);
                }
            }
            Value::Object(fields) => {
                // Of several types, the one that it fits best is meant, and none whose own word is another.
                let tried = objects.map(|of| self.faults_of_object(of, fields, at));
                match tried.min_by_key(|it| (it.iter().any(|it| it.contains(": not =")), it.len()))
                {
                    Some(faults) => found.extend(faults),
                    None => found.push(format!("{at}: an object, where {what} is expected")),
                }
            }
            _ => found.push(format!("{at}: not {what}")),
        }
    }

    fn faults_of_object(&self, of: &str, given: &Map<String, Value>, at: &str) -> Vec<String> {
        let mut found = Vec::new();
        let Some(fields) = self.types.get(of) else {
            return vec![format!("{at}: there is no type {of}")];
        };
        let kind = (of == ENTITY).then(|| fields.get("type")).flatten();
        let is_new = kind.is_some_and(|known| {
            let kind = given.get("type").and_then(Value::as_str);
            kind.is_some_and(|it| !parts(known).any(|known| known[1..] == *it))
        });
        for field in self.fields(of) {
            match given.get(field.name) {
                Some(_) if is_new && field.name == "type" => (),
                Some(value) => {
                    self.look(field.holds, value, &format!("{at}.{}", field.name), &mut found);
                }
                None if !field.optional => found.push(format!("{at}.{}: absent", field.name)),
                None => (),
            }
        }
        let published =
            |it: &String| fields.contains_key(it) || fields.contains_key(&format!("{it}?"));
        for name in given.keys().filter(|it| !is_new && !published(it)) {
            found.push(format!("{at}.{name}: {of} has no such field"));
        }
        found
    }
}

/// The alternatives of what is written, as far as they are not within a list.
fn parts(what: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    what.split(move |it| {
        match it {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => (),
        }
        it == '|' && depth == 0
    })
}

fn is(shape: &Shape<'_>, value: &Value) -> bool {
    match shape {
        Shape::Integer => value.is_i64() || value.is_u64(),
        Shape::Float => value.is_number(),
        Shape::Text => value.is_string(),
        Shape::Word(word) => value == word,
        Shape::Boolean => value.is_boolean(),
        Shape::True => *value == Value::Bool(true),
        Shape::List(_) | Shape::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(what: &str, value: &Value, then: &[&str]) {
        assert_eq!(description().faults(what, value, "it"), then);
    }

    #[test]
    fn what_is_published_has_no_faults() {
        check("User", &json!({"id": 1, "is_bot": false, "first_name": "A"}), &[]);
        let member =
            json!({"status": "member", "user": {"id": 1, "is_bot": false, "first_name": "A"}});
        check("[ChatMember]", &json!([member]), &[]);
        check("Message|True", &json!(true), &[]);
        check("RichText", &json!([["a"], "b", {"type": "bold", "text": "c"}]), &[]);
    }

    #[test]
    fn what_is_absent_wrong_or_unheard_of_is_told_with_its_place() {
        check(
            "User",
            &json!({"id": "1", "first_name": "A", "shoe_size": 44}),
            &["it.id: not Integer", "it.is_bot: absent", "it.shoe_size: User has no such field"],
        );
        check(
            "[Chat]",
            &json!([{"id": 1, "type": "pub"}]),
            &["it[0].type: not =private|=group|=supergroup|=channel"],
        );
        check("True", &json!(false), &["it: not True"]);
        check("User", &json!([]), &["it: a list, where User is expected"]);
        check("String", &json!({}), &["it: an object, where String is expected"]);
    }

    #[test]
    fn of_several_types_the_nearest_is_meant() {
        let user = json!({"id": 1, "is_bot": false, "first_name": "A"});
        let banned = json!({"status": "kicked", "user": user});
        check("ChatMember", &banned, &["it.until_date: absent"]);
    }

    #[test]
    fn an_entity_of_a_kind_that_is_newer_than_the_description_may_hold_anything() {
        check("MessageEntity", &json!({"type": "tilted", "offset": 0, "length": 1, "by": 9}), &[]);
        check(
            "MessageEntity",
            &json!({"type": "bold", "offset": 0, "length": 1, "by": 9}),
            &["it.by: MessageEntity has no such field"],
        );
    }

    #[test]
    fn every_type_that_is_named_is_described() {
        let it = description();
        let fields = it.types.values().flat_map(BTreeMap::values);
        let mut todo: Vec<_> = fields
            .chain(it.unions.values())
            .chain(it.methods.values())
            .map(String::as_str)
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        while let Some(what) = todo.pop() {
            if !seen.insert(what) {
                continue;
            }
            for shape in it.shapes(what) {
                match shape {
                    Shape::Object(of) => assert!(it.types.contains_key(of), "{of} in {what}"),
                    Shape::List(of) => todo.push(of),
                    _ => (),
                }
            }
        }
    }
}
