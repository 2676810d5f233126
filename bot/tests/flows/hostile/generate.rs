//! Generate: what may Telegram send, and what should it never?
//!
//! Out of the published description: each kind of update with fields at random. Then some of it is spoilt.

use crate::dice::Dice;
use emulator::api::{Shape, description};
use serde_json::{Map, Value, json};

/// How deep types are followed; below, only what must be there.
const DEPTH_MAX: usize = 4;
/// Deeper than any type goes: nothing that is there lies as deep.
const FLOOR: usize = 12;

/// Who and what is there to be named.
pub(super) struct Known {
    /// Chats that are linked.
    pub(super) linked: Vec<i64>,
    /// Chats that are nothing to us.
    pub(super) strange: Vec<i64>,
    /// People and bots.
    pub(super) users: Vec<i64>,
    pub(super) us: i64,
    /// What lies under our buttons.
    pub(super) presses: Vec<String>,
    /// The present, as Telegram writes it.
    pub(super) now: i64,
}

pub(super) struct Generator<'a> {
    pub(super) dice: Dice,
    pub(super) known: &'a Known,
    next: i64,
}

impl<'a> Generator<'a> {
    pub(super) fn new(seed: u64, known: &'a Known) -> Self {
        Self { dice: Dice::new(seed), known, next: 1_000_000 }
    }

    /// The next update: its number, what it means, and how it comes over the wire.
    pub(super) fn update(&mut self) -> (i64, Value, String) {
        self.next += 1;
        let kinds: Vec<_> = description().update_kinds().collect();
        // Half of them are what a bot mostly hears.
        let named = |name: &str| *kinds.iter().find(|it| it.name == name).unwrap();
        let kind = match self.dice.below(10) {
            0..4 => named("message"),
            4 => named("edited_message"),
            5 => named("callback_query"),
            _ => *self.dice.any(&kinds),
        };
        let payload = self.value(kind.holds, kind.name, 0);
        let name = if self.dice.one_in(50) { "kind_of_tomorrow" } else { kind.name };
        let mut update = json!({"update_id": self.next, name: payload});
        if self.dice.one_in(4) {
            for _ in 0..=self.dice.below(3) {
                self.spoil(&mut update[name], FLOOR);
            }
        }
        let raw = self.written(&update);
        (self.next, update, raw)
    }

    fn value(&mut self, what: &str, name: &str, depth: usize) -> Value {
        let shapes = description().shapes(what);
        match *self.dice.any(&shapes) {
            Shape::Integer => self.integer(name),
            Shape::Float => json!(55.75),
            Shape::Text => json!(self.text(name)),
            Shape::Word(word) => json!(word),
            Shape::Boolean => json!(self.dice.one_in(2)),
            Shape::True => json!(true),
            Shape::List(of) => {
                let several = if depth < DEPTH_MAX { self.dice.below(3) } else { 0 };
                (0..several).map(|_| self.value(of, name, depth + 1)).collect()
            }
            Shape::Object(of) => self.object(of, depth),
        }
    }

    fn object(&mut self, of: &str, depth: usize) -> Value {
        let mut object = Map::new();
        for field in description().fields(of) {
            // A group that moves would take the whole test along.
            if field.name.starts_with("migrate_") {
                continue;
            }
            let wanted = match (of, field.name) {
                ("Message", "text" | "from") => !self.dice.one_in(4),
                ("Message", "reply_to_message" | "caption" | "sender_chat") => self.dice.one_in(6),
                ("Message", _) => self.dice.one_in(60),
                ("CallbackQuery", "message" | "data") => !self.dice.one_in(8),
                _ => self.dice.one_in(3),
            };
            if field.optional && (!wanted || depth >= DEPTH_MAX) {
                continue;
            }
            object.insert(field.name.to_owned(), self.value(field.holds, field.name, depth + 1));
        }
        match of {
            "Chat" => object["id"] = json!(self.chat()),
            "User" => object["id"] = json!(self.user()),
            // Each is a message of its own, as in Telegram.
            "Message" if depth == 1 || depth == 0 => object["message_id"] = json!(self.next),
            _ => (),
        }
        Value::Object(object)
    }

    fn chat(&mut self) -> i64 {
        match self.dice.below(10) {
            0..8 => *self.dice.any(&self.known.linked),
            8 => *self.dice.any(&self.known.strange),
            _ => self.user(),
        }
    }

    fn user(&mut self) -> i64 {
        match self.dice.below(12) {
            0 => self.known.us,
            1 => self.odd_number(),
            _ => *self.dice.any(&self.known.users),
        }
    }

    fn integer(&mut self, name: &str) -> Value {
        let dated = name.ends_with("date") && !self.dice.one_in(10);
        if dated {
            let back = i64::try_from(self.dice.below(100_000)).unwrap();
            return json!(self.known.now - 3_600 - back);
        }
        if self.dice.one_in(4) { json!(self.odd_number()) } else { json!(self.dice.below(500)) }
    }

    fn odd_number(&mut self) -> i64 {
        *self.dice.any(&[
            0,
            -1,
            1 << 31,
            1 << 53,
            i64::MAX,
            i64::MIN,
            -1_002_600_000_001,
            253_402_300_800,
            777_000,
            1_087_968_824,
        ])
    }

    fn text(&mut self, name: &str) -> String {
        if name == "data" && !self.dice.one_in(4) && !self.known.presses.is_empty() {
            return self.dice.any(&self.known.presses).clone();
        }
        if name == "id" || name.ends_with("_id") {
            return format!("{}{}", self.next, self.dice.below(3));
        }
        let text = *self.dice.any::<&str>(&[
            "/new Не печатает",
            "/new@desk_bot",
            "/new@other_bot Не нам",
            "/new ROM по телефону",
            "/ticket",
            "/status ROM-1",
            "/take ROM-1",
            "/hold ROM-1 client ждём",
            "/resume ROM-1",
            "/ask ROM-1 Какая модель?",
            "/resolve ROM-1 Готово",
            "/reopen ROM-1",
            "/cancel ROM-1",
            "/note ROM-1 записка",
            "/close ROM-99999999999999999999",
            "/my",
            "/due",
            "/start 0000",
            "/lead",
            "/client",
            "/language zz",
            "/\u{0}",
            "Не печатает принтер",
            "спасибо",
            "",
            " ",
            "\u{202e}тавечен",
            "\u{2066}\u{200f}\u{feff}",
            "👨‍👩‍👧‍👦🏳️‍🌈",
            "<b>&amp;</i>\u{0}\u{1f}",
            "%s {0} ${jndi} '; DROP TABLE",
            "a\u{338}\u{327}\u{31b}\u{33a}\u{347}\u{353}\u{301}\u{30a}",
        ]);
        match self.dice.below(300) {
            0 => text.repeat(3_000),
            1 => "👾".repeat(40_000),
            _ => text.to_owned(),
        }
    }

    /// Makes something somewhere below wrong.
    fn spoil(&mut self, value: &mut Value, depth: usize) {
        let inside = match value {
            Value::Object(fields) if depth > 0 && !fields.is_empty() => {
                let n = self.dice.below(fields.len());
                if self.dice.one_in(8) {
                    let key = fields.keys().nth(n).cloned().unwrap();
                    fields.remove(&key);
                    return;
                }
                fields.values_mut().nth(n)
            }
            Value::Array(items) if depth > 0 && !items.is_empty() => {
                let n = self.dice.below(items.len());
                items.get_mut(n)
            }
            _ => None,
        };
        match inside {
            Some(inside) if !self.dice.one_in(3) => self.spoil(inside, depth - 1),
            _ => *value = self.wrong(),
        }
    }

    fn wrong(&mut self) -> Value {
        match self.dice.below(9) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!({}),
            3 => json!(""),
            4 => json!(u64::MAX),
            5 => json!(-1.5e300),
            6 => json!(true),
            7 => json!({"type": "of tomorrow", "is": [1, {"so": null}]}),
            _ => json!([[[[[[[[["deep"]]]]]]]]]),
        }
    }

    /// As JSON; some of it in ways that only a hostile writer has.
    fn written(&mut self, update: &Value) -> String {
        let text = update.to_string();
        let number = self.next;
        let also = |more: String| format!("{},{more}}}", text.strip_suffix('}').unwrap());
        match self.dice.below(60) {
            0 => text.replacen("\"text\":\"", "\"text\":\"\\ud800", 1),
            1 => text.replacen("\"first_name\":\"", "\"first_name\":\"\\udfff\\u0000", 1),
            2 => also(format!("\"update_id\":{number}")),
            3 => text.replacen("\"date\":", "\"date\":1,\"date\":", 1),
            4 => {
                let depth = 100 + self.dice.below(2_000);
                also(format!("\"deep\":{}{}", "[".repeat(depth), "]".repeat(depth)))
            }
            5 => text.replacen("\"chat\":{", "\"chat\":{\"id\":-5,", 1),
            6 => {
                text.replacen("\"chat\":{", &format!("\"odd\":{},\"chat\":{{", "9".repeat(400)), 1)
            }
            7 => text.replace(':', " :\n\t"),
            _ => text,
        }
    }
}
