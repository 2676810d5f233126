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
/// What sections are called, so that one whose heading is misspelt is read all the same.
const HEADINGS: [&str; 11] =
    ["rule", "row", "chain", "level", "team", "rota", "raise", "lower", "week", "days", "blackout"];

/// A table of the file. What of it was never asked for is a fault.
pub(crate) struct Section<'d> {
    table: &'d dyn TableLike,
    span: Span,
    asked: BTreeSet<&'static str>,
    failed: BTreeSet<&'static str>,
}

/// A value, where it stands, and the key it belongs to.
pub(crate) struct Told<'d> {
    pub(crate) key: &'static str,
    pub(crate) value: &'d Value,
}

impl<'d> Section<'d> {
    pub(crate) fn new(table: &'d dyn TableLike, span: Span) -> Self {
        Self { table, span, asked: BTreeSet::new(), failed: BTreeSet::new() }
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

    pub(crate) fn missing(&self, faults: &Faults, key: &str, such_as: &str) {
        faults.missing(
            self.span(),
            format!("there is no {key}: write one such as {key} = {such_as}"),
        );
    }

    fn item(&mut self, key: &'static str) -> Option<&'d Item> {
        self.asked.insert(key);
        self.table.get(key)
    }

    pub(crate) fn value(&mut self, faults: &Faults, key: &'static str) -> Option<Told<'d>> {
        let item = self.item(key)?;
        let Some(value) = item.as_value() else {
            let what = kind(item.type_name());
            self.fail(
                faults,
                key,
                self.span_of(key),
                format!("{key} is {what}, and must be a value"),
            );
            return None;
        };
        Some(Told { key, value })
    }

    /// What the value of a key says, where it is one that can be read.
    pub(crate) fn read<T>(
        &mut self,
        faults: &Faults,
        key: &'static str,
        read: impl Fn(&Told<'d>) -> Result<T, String>,
    ) -> Option<T> {
        let told = self.value(faults, key)?;
        read(&told).map_err(|why| self.fail(faults, key, self.span_of(key), why)).ok()
    }

    /// What each value of a key says, of which there may be one or a list of them.
    pub(crate) fn each<T>(
        &mut self,
        faults: &Faults,
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
                    self.fail(faults, key, span, why);
                    None
                }
            }
        };
        values.into_iter().filter_map(read).collect()
    }

    fn fail(&mut self, faults: &Faults, key: &'static str, span: Span, why: String) {
        self.failed.insert(key);
        faults.say(span, why);
    }

    /// Whether something of what a key says could not be read.
    pub(crate) fn failed(&self, key: &str) -> bool {
        self.failed.contains(key)
    }

    /// The text of a key; or, where it is not there, of one that seems to be meant for it.
    pub(crate) fn text_meant(&self, key: &'static str) -> Option<&'d str> {
        let meant = |it: &(&str, &Item)| near(it.0, &[key]).is_some();
        let item = self.table.get(key).or_else(|| self.strangers().find(meant).map(|it| it.1));
        item.and_then(Item::as_str)
    }

    /// Whether a key may say something else than what was read of it. Asked once all keys were asked for.
    pub(crate) fn is_doubtful(&self, faults: &Faults, key: &str) -> bool {
        self.failed(key)
            || faults.are_maimed_in(&self.span)
            || self.strangers().any(|it| near(it.0, &self.asked) == Some(key))
    }

    /// Whether there are keys of which nobody can say what they are meant for.
    pub(crate) fn has_strangers(&self) -> bool {
        self.strangers().any(|it| near(it.0, &self.asked).is_none())
    }

    /// The keys that nothing was asked of.
    fn strangers(&self) -> impl Iterator<Item = (&'d str, &'d Item)> {
        self.table.iter().filter(|it| !self.asked.contains(it.0))
    }

    /// What stands below a heading, and below headings that are meant for it.
    fn headed(&mut self, key: &'static str) -> Vec<(&'d str, &'d Item)> {
        self.asked.insert(key);
        let is_meant = |(name, item): &(&str, &Item)| {
            let is_section = item.is_table() || item.is_array_of_tables();
            *name == key
                || is_section && !HEADINGS.contains(name) && near(name, &HEADINGS) == Some(key)
        };
        self.table.iter().filter(is_meant).collect()
    }

    /// The section below a key.
    pub(crate) fn below(&mut self, faults: &Faults, key: &'static str) -> Option<Self> {
        let &(name, item) = self.headed(key).first()?;
        let Some(table) = item.as_table_like() else {
            let what = kind(item.type_name());
            let what = format!("{key} is {what}, and must be a [{key}] section");
            self.fail(faults, key, self.span_of(name), what);
            return None;
        };
        Some(Self::new(table, item.span().or_else(|| self.span_of(name))))
    }

    /// The sections of a name that may stand more than once: `[[row]]`.
    pub(crate) fn all_below(&mut self, faults: &Faults, key: &'static str) -> Vec<Self> {
        let headed = self.headed(key);
        headed.into_iter().flat_map(|it| self.each_of(faults, key, it)).collect()
    }

    fn each_of(
        &mut self,
        faults: &Faults,
        key: &'static str,
        (name, item): (&'d str, &'d Item),
    ) -> Vec<Self> {
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
        let what = format!("{name} is {}: write each under [[{key}]]", kind(item.type_name()));
        self.fail(faults, key, self.span_of(name), what);
        // What stands in it can be looked at all the same.
        item.as_table().map(new).into_iter().collect()
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
    pub(crate) fn end(&self, faults: &Faults) {
        for (key, item) in self.strangers() {
            let what = if let Some(near) = near(key, &self.asked) {
                format!("{key} is no key here: do you mean {near}?")
            } else {
                let known: Vec<_> = self.asked.iter().copied().collect();
                format!("{key} is no key here: there are {}", known.join(", "))
            };
            match item.as_array_of_tables() {
                Some(tables) => tables.iter().for_each(|it| faults.say(it.span(), what.as_str())),
                None => faults.say(self.span_of(key), what),
            }
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
            let (key, value) = (self.key, self.value);
            let text = value.as_str().map(|it| format!("\"{it}\""));
            let number = value.as_integer().map(|it| it.to_string());
            let said = text.or(number).unwrap_or_else(|| kind(value.type_name()).to_owned());
            format!(
                "{key} = {said} names nobody: write a Telegram user id, a number greater than 0, \
                 or \"{PERSON}...\" as `show` prints it"
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

/// The word that another seems to be meant for.
fn near<'w>(key: &str, words: impl IntoIterator<Item = &'w &'static str>) -> Option<&'static str> {
    let near = words.into_iter().copied().min_by_key(|it| distance(key, it));
    // More than half of it another is another word.
    near.filter(|it| distance(key, it) * 2 <= key.len().max(4))
}

/// Whether a name seems to be meant for another word.
pub(super) fn is_near(name: &str, word: &str) -> bool {
    distance(name, word) * 2 <= word.len().max(4)
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
