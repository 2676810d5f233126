//! Diff: what is different between two policies, calendars or rule sets?

use super::write_policy::time;
use domain::calendar::Hours;
use domain::intake::RuleSet;
use domain::policy::Rules;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What files call that which the log calls otherwise.
const NAMES: [(&str, &str); 6] = [
    ("types", "type"),
    ("priorities", "priority"),
    ("requesters", "person"),
    ("sites", "site"),
    ("patterns", "pattern"),
    ("mentions", "mention"),
];

/// One thing that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// `row urgent: first_response`, `2027-05-03`.
    pub(crate) what: String,
    /// None where it was not said.
    pub(crate) from: Option<String>,
    /// None where it is said no more.
    pub(crate) to: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "not said".to_owned());
        write!(f, "{}: {} -> {}", self.what, text(&self.from), text(&self.to))
    }
}

/// What each thing says, by its name.
type Said = BTreeMap<String, String>;

/// What is different between the rules of two policies, row by row.
pub(crate) fn of_rules(from: &Rules, to: &Rules) -> Vec<Change> {
    let mut changes = compared(&said_of_rules(from), &said_of_rules(to));
    changes.extend(order(from, to));
    changes
}

/// What is different between the hours of two calendars, date by date.
pub(crate) fn of_hours(from: &Hours, to: &Hours) -> Vec<Change> {
    compared(&said_of_hours(from), &said_of_hours(to))
}

/// What is different between two rule sets, rule by rule.
pub(crate) fn of_intakes(from: &RuleSet, to: &RuleSet) -> Vec<Change> {
    let mut changes = compared(&said_of_intake(from), &said_of_intake(to));
    let names = |of: &RuleSet, other: &RuleSet| {
        let both = of.rules.iter().filter(|it| other.rules.iter().any(|its| its.name == it.name));
        both.map(|it| it.name.to_string()).collect::<Vec<_>>().join(", ")
    };
    let (from, to) = (names(from, to), names(to, from));
    // The first that holds decides, so that their order is a rule of its own.
    let what = "order of rules".to_owned();
    let differs = from != to;
    changes.extend(differs.then_some(Change { what, from: Some(from), to: Some(to) }));
    changes
}

fn said_of_intake(set: &RuleSet) -> Said {
    let Ok(Value::Object(settings)) = serde_json::to_value(set) else {
        unreachable!("a rule set is written as an object")
    };
    let mut said = Said::new();
    for (key, value) in settings {
        match value {
            Value::Array(rules) if key == "rules" => {
                for rule in &rules {
                    let name = rule.get("name").and_then(Value::as_str).unwrap_or_default();
                    let inner = rule.as_object().into_iter().flatten();
                    for (key, value) in inner.filter(|it| it.0 != "name") {
                        say(&mut said, &format!("rule {name}"), key, value);
                    }
                }
            }
            value => drop(said.insert(named(&key).to_owned(), text(&key, &value))),
        }
    }
    said
}

fn compared(from: &Said, to: &Said) -> Vec<Change> {
    let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let change = |name: &String| {
        let (from, to) = (from.get(name).cloned(), to.get(name).cloned());
        (from != to).then(|| Change { what: name.clone(), from, to })
    };
    names.into_iter().filter_map(change).collect()
}

/// The first row that matches holds, so that their order is a rule of its own.
fn order(from: &Rules, to: &Rules) -> Option<Change> {
    let names = |rules: &Rules, other: &Rules| {
        let both = rules.rows.iter().filter(|it| other.row(&it.name).is_some());
        both.map(|it| it.name.to_string()).collect::<Vec<_>>().join(", ")
    };
    let (from, to) = (names(from, to), names(to, from));
    let what = "order of rows".to_owned();
    let differs = from != to;
    differs.then_some(Change { what, from: Some(from), to: Some(to) })
}

fn said_of_rules(rules: &Rules) -> Said {
    let Ok(Value::Object(settings)) = serde_json::to_value(rules) else {
        unreachable!("rules are written as an object")
    };
    let mut said = Said::new();
    let mut levels: BTreeMap<String, usize> = BTreeMap::new();
    for (key, value) in settings {
        let (prefix, items) = match (key.as_str(), value) {
            ("rows", Value::Array(items)) => ("row", items),
            ("chains" | "levels", Value::Array(items)) => ("chain", items),
            ("teams", Value::Array(items)) => ("team", items),
            ("rotas", Value::Array(items)) => ("rota", items),
            ("first_response", value) => {
                said.insert("first_response_stops".to_owned(), text("", &value));
                continue;
            }
            (_, Value::Object(inner)) => {
                for (inner, value) in inner {
                    say(&mut said, &key, &inner, &value);
                }
                continue;
            }
            (_, value) => {
                said.insert(named(&key).to_owned(), text(&key, &value));
                continue;
            }
        };
        for item in &items {
            let chain = item.get("chain").and_then(Value::as_str);
            let name = item.get("name").and_then(Value::as_str).or(chain).unwrap_or_default();
            let mut of = format!("{prefix} {name}");
            if let Some(chain) = chain {
                let level = levels.entry(chain.to_owned()).or_default();
                *level += 1;
                of = format!("{of}, level {level}");
            }
            let inner = item.as_object().into_iter().flatten();
            for (key, value) in inner.filter(|it| it.0 != "name" && it.0 != "chain") {
                say(&mut said, &of, key, value);
            }
        }
    }
    said
}

fn said_of_hours(hours: &Hours) -> Said {
    let mut said = Said::new();
    let Hours::Weekly(it) = hours else {
        let Ok(Value::Object(way)) = serde_json::to_value(hours) else {
            unreachable!("hours are written as an object")
        };
        let way = way.into_iter().next();
        said.extend(way.map(|(way, parts)| (way, text("", &parts))));
        return said;
    };
    said.insert("zone".to_owned(), it.zone.0.clone());
    said.insert("tzdb".to_owned(), it.tzdb.to_string());
    let Ok(Value::Object(week)) = serde_json::to_value(&it.week) else {
        unreachable!("a week is written as an object")
    };
    said.extend(week.into_iter().map(|(day, open)| (day, text("", &open))));
    said.extend(it.overrides.iter().map(|it| (it.date.to_string(), it.open.to_string())));
    let blackouts = it.blackouts.iter();
    said.extend(blackouts.map(|it| (format!("blackout {it}"), "closed".to_owned())));
    said
}

fn say(said: &mut Said, of: &str, key: &str, value: &Value) {
    said.insert(format!("{of}: {}", named(key)), text(key, value));
}

/// As a file calls it.
fn named(key: &str) -> &str {
    let other = NAMES.iter().find(|it| it.0 == key).map(|it| it.1);
    other.unwrap_or_else(|| key.strip_suffix("_s").unwrap_or(key))
}

/// As a file writes it.
fn text(key: &str, value: &Value) -> String {
    let seconds = value.as_u64().filter(|_| key.ends_with("_s"));
    match (value, seconds.and_then(|it| u32::try_from(it).ok())) {
        (_, Some(seconds)) => time(seconds),
        (Value::String(it), None) => it.clone(),
        (Value::Array(items), None) => {
            items.iter().map(|it| text("", it)).collect::<Vec<_>>().join(", ")
        }
        (other, None) => other.to_string(),
    }
}
