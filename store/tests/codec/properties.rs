//! Properties of the codec, for events of every kind with any values in them.
//!
//! Events are made from golden files: each value becomes another one of its sort, and keys fall out where
//! the event can do without them.

use crate::events;
use proptest::prelude::*;
use serde_json::Value;
use store::canonical;
use store::codec;

/// What makes an event of a template: which keys fall out, and what its values become.
#[derive(Debug, Clone)]
struct Chances {
    numbers: Vec<u64>,
    used: usize,
}

impl Chances {
    fn draw(&mut self) -> u64 {
        self.used += 1;
        let number = self.numbers[self.used % self.numbers.len()];
        number.wrapping_mul(self.used as u64 * 2 + 1)
    }

    fn draw_wide(&mut self) -> u128 {
        u128::from(self.draw()) << 64 | u128::from(self.draw())
    }

    fn vary(&mut self, value: &mut Value) {
        match value {
            Value::Object(fields) => fields.values_mut().for_each(|it| self.vary(it)),
            Value::Array(items) => items.iter_mut().for_each(|it| self.vary(it)),
            Value::Number(number) => {
                // Small ones stay small: stars, percent, the version of rules. Whole minutes are seconds.
                let bound = match number.as_u64() {
                    Some(0..100) => 200,
                    Some(it) if it.is_multiple_of(60) => 1 << 32,
                    Some(_) | None => 1 << 53,
                };
                *number = (self.draw() % bound).into();
            }
            Value::String(text) => *text = self.other(text),
            Value::Bool(it) => *it = self.draw().is_multiple_of(2),
            Value::Null => unreachable!("facts have no null"),
        }
    }

    fn other(&mut self, text: &str) -> String {
        let is_hex = text.bytes().all(|it| it.is_ascii_hexdigit());
        if let Ok(mut person) = text.strip_prefix('p').unwrap_or(text).parse() {
            let domain::PersonId(bytes) = &mut person;
            *bytes = self.draw_wide().to_be_bytes();
            return if is_hex { person.to_string() } else { format!("p{person}") };
        }
        if uuid::Uuid::parse_str(text).is_ok() {
            return uuid::Uuid::from_u128(self.draw_wide()).to_string();
        }
        if text.parse::<i64>().is_ok_and(|it| it < 0) {
            return self.draw().cast_signed().to_string();
        }
        if text.parse::<chrono::DateTime<chrono::Utc>>().is_ok() {
            // To the year 3000, in whole seconds or milliseconds.
            let second = self.draw() % 32_503_680_000;
            let millis = if self.draw().is_multiple_of(2) { 0 } else { self.draw() % 1_000 };
            let millis = (second * 1_000 + millis).cast_signed();
            let at = chrono::DateTime::from_timestamp_millis(millis).unwrap();
            return serde_json::to_value(at).unwrap().as_str().unwrap().to_owned();
        }
        if text.parse::<domain::TicketNumber>().is_ok() {
            return format!("AB{}-{}", self.draw() % 1_000, 1 + self.draw() % (1 << 53));
        }
        // A word of a closed list.
        text.to_owned()
    }

    /// Drops keys that the event can do without.
    fn drop_keys(&mut self, kind: &str, form: u16, facts: &mut Value) {
        for path in paths(facts) {
            let Some((parent, key)) = path.rsplit_once('/') else { continue };
            if !self.draw().is_multiple_of(2) {
                continue;
            }
            let Some(Value::Object(fields)) = facts.pointer_mut(parent) else { continue };
            let Some(dropped) = fields.remove(key) else { continue };
            if codec::read(kind, form, facts.to_string().as_bytes()).is_err() {
                let fields = facts.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
                fields.insert(key.to_owned(), dropped);
            }
        }
    }
}

/// The keys of a value, each with those that lead to it.
fn paths(value: &Value) -> Vec<String> {
    let Value::Object(fields) = value else { return vec![] };
    let below = |key: &str, inner: &Value| {
        paths(inner).into_iter().map(|it| format!("/{key}{it}")).collect::<Vec<_>>()
    };
    let each =
        |(key, inner): (&String, &Value)| [vec![format!("/{key}")], below(key, inner)].concat();
    fields.iter().flat_map(each).collect()
}

fn chances() -> impl Strategy<Value = Chances> {
    prop::collection::vec(any::<u64>(), 16).prop_map(|numbers| Chances { numbers, used: 0 })
}

proptest! {
    // Each case goes through all kinds.
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_written_is_read_again_and_what_is_read_is_written_again(mut chances in chances()) {
        for event in events::full().into_iter().chain(events::min()) {
            let (kind, form) = codec::kind_of(&event);
            let mut facts = serde_json::from_slice(&codec::write(&event, &[]).unwrap()).unwrap();
            chances.vary(&mut facts);
            chances.drop_keys(kind, form, &mut facts);
            // Written by others, in their order of keys, and by others in canonical order.
            let event = codec::read(kind, form, facts.to_string().as_bytes()).unwrap();
            let canonical = serde_json_canonicalizer::to_vec(&facts).unwrap();
            let written = codec::write(&event, &[]).unwrap();
            prop_assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&canonical));
            prop_assert_eq!(codec::read(kind, form, &written).unwrap(), event);
        }
    }
}

proptest! {
    #[test]
    fn canonical_form_is_what_others_take_it_for(value in value()) {
        let ours = canonical::write(&value).unwrap();
        let theirs = serde_json_canonicalizer::to_vec(&value).unwrap();
        prop_assert_eq!(String::from_utf8_lossy(&ours), String::from_utf8_lossy(&theirs));
    }
}

/// Any value within the profile.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53) + 1..1 << 53).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\u{0}-\u{1f}\"\\\\\u{7f}\u{80}\u{2028}я😀]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z][a-z0-9_]{0,6}", inner, 0..6)
                .prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}
