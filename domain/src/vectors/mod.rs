//! Vectors: does what is measured agree with what was worked out by hand?
//!
//! A file holds calendars and small cases, each with what is expected of it. Everything goes the way of a real ticket:
//! through published versions, moments and [`measure`](crate::clock::measure).

mod chat;
mod clock;
mod compare;
mod downtime;
mod hours;
mod promise;
mod report;

pub use hours::HoursSpec;

use crate::book::Book;
use crate::calendar;
use crate::{At, Slug};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What of the files can be read.
const SCHEMA: &str = "sla-vectors/1";

/// A file of vectors. A field that is not known is an error: nothing is passed over in silence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorsFile {
    /// Begins with `sla-vectors/1`.
    pub schema: String,
    #[serde(default)]
    pub rules: Option<String>,
    #[serde(default)]
    pub calendars: BTreeMap<String, HoursSpec>,
    pub vectors: Vec<Vector>,
}

/// One case.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Vector {
    /// One clock, by what happens to it.
    Clock(clock::ClockVector),
    /// The clocks of a conversation.
    Chat(chat::ChatVector),
    /// What is recorded and told of when the process was down.
    #[serde(rename = "timer")]
    Downtime(downtime::DowntimeVector),
    /// A number of a report.
    Report(report::ReportVector),
    /// Which version of a policy a clock is bound to.
    Policy(promise::PolicyVector),
}

/// What came of a vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub id: String,
    pub computed: Value,
    /// Where what is computed is not what is expected; empty where nothing was expected.
    pub differences: Vec<String>,
}

/// Computes each vector and compares it with what it expects.
pub fn evaluate(file: &VectorsFile) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(file.vectors.len());
    if !file.schema.starts_with(SCHEMA) {
        let differences = vec![format!("schema: {SCHEMA} is read, not {}", file.schema)];
        outcomes.push(Outcome { id: "file".to_owned(), computed: Value::Null, differences });
    }
    let shelf = Shelf { calendars: &file.calendars };
    for vector in &file.vectors {
        let (id, computed) = match vector {
            Vector::Clock(it) => (&it.id, clock::compute(it, &shelf)),
            Vector::Chat(it) => (&it.id, chat::compute(it, &shelf)),
            Vector::Downtime(it) => (&it.id, downtime::compute(it, &shelf)),
            Vector::Report(it) => (it.id(), report::compute(it)),
            Vector::Policy(it) => (&it.id, promise::compute(it, &shelf)),
        };
        let (computed, differences) = match computed {
            Ok(computed) => {
                let differences = match vector {
                    Vector::Clock(it) => clock::compare(it, &computed),
                    Vector::Chat(it) => chat::compare(it, &computed),
                    Vector::Downtime(it) => compare::fields("", &it.expect, &computed),
                    Vector::Report(it) => compare::fields("", it.expect(), &computed),
                    Vector::Policy(it) => compare::fields("", &it.expect, &computed),
                };
                (computed, differences)
            }
            Err(wrong) => (Value::Null, vec![wrong]),
        };
        outcomes.push(Outcome { id: id.clone(), computed, differences });
    }
    outcomes
}

/// The calendars of a file.
struct Shelf<'a> {
    calendars: &'a BTreeMap<String, HoursSpec>,
}

impl Shelf<'_> {
    /// A book in which a calendar, and whatever it is made of, was published long ago.
    fn book_with(&self, calendar: &str) -> Result<Book, String> {
        let mut book = Book::default();
        self.publish(calendar, 1, long_ago(), long_ago().into(), &slug(calendar)?, &mut book)?;
        Ok(book)
    }

    /// Publishes the hours of a calendar as a version under a name.
    fn publish(
        &self,
        calendar: &str,
        version: u32,
        effective_from: DateTime<Utc>,
        published_at: At,
        name: &Slug,
        book: &mut Book,
    ) -> Result<(), String> {
        let spec = self.calendars.get(calendar);
        let spec = spec.ok_or_else(|| format!("calendar: there is none called {calendar}"))?;
        for part in spec.parts() {
            if part == calendar {
                return Err(format!("calendar: {calendar} is made of itself"));
            }
            self.publish(part, 1, long_ago(), long_ago().into(), &slug(part)?, book)?;
        }
        let hours = spec.hours()?;
        let it = calendar::Published { version, effective_from, hours, content: String::new() };
        book.take_calendar(name, &it, published_at);
        Ok(())
    }
}

/// Before anything that a vector tells of.
fn long_ago() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

fn slug(name: &str) -> Result<Slug, String> {
    name.parse().map_err(|it| format!("{name}: {it}"))
}

/// An instant as vectors write it.
fn written(at: Option<At>) -> Value {
    at.map_or(Value::Null, |it| Value::String(it.to_string()))
}
