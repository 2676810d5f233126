//! Section: what stands under a heading of a file that people wrote, each key asked for by its name?

use super::faults::{Faults, Span};
use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
use domain::policy::Target;
use domain::{Malformed, PersonId};
use serde::de::value::Error as WordError;
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::collections::BTreeSet;
use std::str::FromStr;
use toml_edit::{Item, TableLike, Value};

/// How a date and time without a zone is written, beside TOML's own form.
const CIVIL: [&str; 2] = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
/// What stands before a person who is named by the house's own id.
const PERSON: &str = "person:";

/// A table of the file. What of it was never asked for is a fault.
pub(crate) struct Section<'d> {
    table: &'d dyn TableLike,
    span: Span,
    asked: BTreeSet<&'static str>,
}

/// A value, where it stands, and the key it belongs to.
pub(crate) struct Told<'d> {
    pub(crate) key: &'static str,
    pub(crate) value: &'d Value,
}

impl<'d> Section<'d> {
    pub(crate) fn new(table: &'d dyn TableLike, span: Span) -> Self {
        Self { table, span, asked: BTreeSet::new() }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Where a key stands; the section itself where it does not.
    pub(crate) fn span_of(&self, key: &str) -> Span {
        self.table.key(key).and_then(toml_edit::Key::span).or_else(|| self.span())
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(crate) fn missing(&self, faults: &Faults<'_>, key: &str, such_as: &str) {
        faults.missing(
            self.span(),
            format!("there is no {key}: write one such as {key} = {such_as}"),
        );
    }

    fn item(&mut self, key: &'static str) -> Option<&'d Item> {
        self.asked.insert(key);
        self.table.get(key)
    }

    pub(crate) fn value(&mut self, faults: &Faults<'_>, key: &'static str) -> Option<Told<'d>> {
        let item = self.item(key)?;
        let Some(value) = item.as_value() else {
            let what = kind(item.type_name());
            faults.say(self.span_of(key), format!("{key} is {what}, and must be a value"));
            return None;
        };
        Some(Told { key, value })
    }

    /// What the value of a key says, where it is one that can be read.
    pub(crate) fn read<T>(
        &mut self,
        faults: &Faults<'_>,
        key: &'static str,
        read: impl Fn(&Told<'d>) -> Result<T, String>,
    ) -> Option<T> {
        let told = self.value(faults, key)?;
        read(&told).map_err(|why| faults.say(self.span_of(key), why)).ok()
    }

    /// What each value of a key says, of which there may be one or a list of them.
    pub(crate) fn each<T>(
        &mut self,
        faults: &Faults<'_>,
        key: &'static str,
        read: impl Fn(&Told<'d>) -> Result<T, String>,
    ) -> Vec<(T, Span)> {
        let Some(Told { value, .. }) = self.value(faults, key) else { return vec![] };
        let values: Vec<&Value> = match value {
            Value::Array(list) => list.iter().collect(),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::InlineTable(_) => vec![value],
        };
        let read = |value: &'d Value| {
            let span = value.span().or_else(|| self.span_of(key));
            match read(&Told { key, value }) {
                Ok(it) => Some((it, span)),
                Err(why) => {
                    faults.say(span, why);
                    None
                }
            }
        };
        values.into_iter().filter_map(read).collect()
    }

    /// The section below a key.
    pub(crate) fn below(&mut self, faults: &Faults<'_>, key: &'static str) -> Option<Self> {
        let item = self.item(key)?;
        let Some(table) = item.as_table_like() else {
            let what = kind(item.type_name());
            faults
                .say(self.span_of(key), format!("{key} is {what}, and must be a [{key}] section"));
            return None;
        };
        Some(Self::new(table, item.span().or_else(|| self.span_of(key))))
    }

    /// The sections of a name that may stand more than once: `[[row]]`.
    pub(crate) fn all_below(&mut self, faults: &Faults<'_>, key: &'static str) -> Vec<Self> {
        let Some(item) = self.item(key) else { return vec![] };
        let new = |it: &'d toml_edit::Table| Self::new(it, it.span());
        if let Some(tables) = item.as_array_of_tables() {
            return tables.iter().map(new).collect();
        }
        let inline = item.as_array().map(|list| list.iter().map(Value::as_inline_table));
        let tables: Option<Vec<_>> = inline.and_then(Iterator::collect);
        if let Some(tables) = tables {
            let new = |it: &'d toml_edit::InlineTable| Self::new(it, it.span());
            return tables.into_iter().map(new).collect();
        }
        let what = kind(item.type_name());
        faults.say(self.span_of(key), format!("{key} is {what}: write each under [[{key}]]"));
        vec![]
    }

    /// Every key with its value, for sections whose keys are people's own.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'d str, &'d Item, Span)> {
        self.table.iter().map(|(key, item)| (key, item, self.span_of(key)))
    }

    /// Knows a key, whatever it says.
    pub(crate) fn pass_over(&mut self, key: &'static str) {
        self.asked.insert(key);
    }

    /// Tells the keys that nothing was asked of.
    pub(crate) fn end(&self, faults: &Faults<'_>) {
        for (key, _) in self.table.iter().filter(|it| !self.asked.contains(it.0)) {
            let near = self.asked.iter().min_by_key(|it| distance(key, it));
            // More than half of it another is another word.
            let near = near.filter(|it| distance(key, it) * 2 <= key.len().max(4));
            let what = if let Some(near) = near {
                format!("{key} is no key here: do you mean {near}?")
            } else {
                let known: Vec<_> = self.asked.iter().copied().collect();
                format!("{key} is no key here: there are {}", known.join(", "))
            };
            faults.say(self.span_of(key), what);
        }
    }
}

impl Told<'_> {
    fn wrong(&self, expected: &str) -> String {
        let key = self.key;
        format!("{key} is {}, and must be {expected}", kind(self.value.type_name()))
    }

    pub(crate) fn text(&self) -> Result<&str, String> {
        self.value.as_str().ok_or_else(|| self.wrong("a text in quotes"))
    }

    pub(crate) fn flag(&self) -> Result<bool, String> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    /// A text that something of the domain is read from.
    pub(crate) fn parsed<T: FromStr<Err = Malformed>>(&self) -> Result<T, String> {
        let text = self.text()?;
        text.parse().map_err(|it: Malformed| format!("{} = \"{text}\" is {it}", self.key))
    }

    /// A word of a closed list.
    pub(crate) fn word<T: DeserializeOwned>(&self) -> Result<T, String> {
        let text = self.text()?;
        T::deserialize(IntoDeserializer::<WordError>::into_deserializer(text)).map_err(|error| {
            let told = error.to_string();
            let list = told.split_once("expected ").map_or("another word", |it| it.1);
            let list = list.trim_start_matches("one of ").replace('`', "\"");
            format!("{} = \"{text}\" is not known: write {list}", self.key)
        })
    }

    /// A whole number within bounds.
    pub(crate) fn number(&self, from: i64, to: i64) -> Result<i64, String> {
        let expected = format!("a whole number from {from} to {to}");
        let number = self.value.as_integer().ok_or_else(|| self.wrong(&expected))?;
        if (from..=to).contains(&number) {
            return Ok(number);
        }
        Err(format!("{} = {number} is not {expected}", self.key))
    }

    /// Seconds, written as `90s`, `30m`, `4h` or `1h30m`; `0m` is none.
    pub(crate) fn seconds(&self) -> Result<u32, String> {
        let text = self.text()?;
        match text.parse() {
            Ok(Target::Seconds(seconds)) => Ok(seconds),
            _ if ["0s", "0m", "0h"].contains(&text) => Ok(0),
            Ok(Target::EndOfBusinessDay(_)) | Err(_) => {
                Err(format!("{} = \"{text}\" is no time such as 90s, 30m, 1h30m or 72h", self.key))
            }
        }
    }

    /// An instant, with its distance from UTC.
    pub(crate) fn instant(&self) -> Result<DateTime<Utc>, String> {
        let text = match self.value {
            Value::Datetime(it) => it.value().to_string(),
            _ => self.text()?.to_owned(),
        };
        let instant = DateTime::parse_from_rfc3339(&text).map(|it| it.to_utc());
        instant.map_err(|_| {
            let key = self.key;
            format!("{key} = {text} is no instant with its zone such as 2027-01-01T00:00:00+03:00")
        })
    }

    /// A date and a time on the wall clock, in whole minutes.
    pub(crate) fn civil(&self) -> Result<NaiveDateTime, String> {
        let text = match self.value {
            Value::Datetime(it) => it.value().to_string(),
            _ => self.text()?.to_owned(),
        };
        let with_seconds = text.parse().ok().filter(|it: &NaiveDateTime| it.second() == 0);
        let short = || {
            let mut forms = CIVIL.iter();
            forms.find_map(|it| NaiveDateTime::parse_from_str(&text, it).ok())
        };
        with_seconds.or_else(short).ok_or_else(|| {
            let key = self.key;
            format!("{key} = {text} is no local date and time such as 2026-11-17T09:00:00")
        })
    }

    /// A person: the Telegram user id, or the house's own id of them.
    pub(crate) fn person(&self, of: &dyn Fn(i64) -> PersonId) -> Result<PersonId, String> {
        let known = self.value.as_str().and_then(|it| it.strip_prefix(PERSON)?.parse().ok());
        let telegram = self.value.as_integer().filter(|it| *it > 0).map(of);
        known.or(telegram).ok_or_else(|| {
            let key = self.key;
            format!(
                "{key} names nobody: write a Telegram user id, a number greater than 0, or \
                 \"{PERSON}...\" as `show` prints it"
            )
        })
    }
}

/// What a kind of value is called to people, by its name in TOML.
pub(super) fn kind(type_name: &str) -> &str {
    match type_name {
        "string" => "a text",
        "integer" | "float" => "a number",
        "boolean" => "true or false",
        "datetime" => "a date",
        "array" => "a list",
        "table" | "inline table" => "a section",
        "array of tables" => "a list of sections",
        other => other,
    }
}

/// How many letters must be changed, added or left out to make one word of another.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (place, against) in other.iter().enumerate() {
            let changed = before + usize::from(letter != *against);
            before = row[place + 1];
            row[place + 1] = changed.min(before + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_told_from_another_word() {
        for (one, other, letters) in
            [("", "abc", 3), ("zone", "zone", 0), ("zoen", "zone", 2), ("prioritty", "priority", 1)]
        {
            assert_eq!(distance(one, other), letters, "{one} {other}");
            assert_eq!(distance(other, one), letters, "{other} {one}");
        }
    }
}
