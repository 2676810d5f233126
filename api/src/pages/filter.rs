//! Filters: what can be chosen from, and what is chosen already?

use crate::pages::{priority_key, promises};
use crate::wire::priority_name;
use crate::words::Words;
use domain::clock::Kind;
use domain::{ClientCode, Priority};
use projections::rows::ClientRow;

/// One line of a filter.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

pub(super) fn choices(all: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    all.map(|(value, label)| Choice { chosen: value == chosen, value, label }).collect()
}

pub(super) fn kinds(words: Words, chosen: Option<Kind>) -> Vec<Choice> {
    let all = Kind::ALL.map(|it| (it.name().to_owned(), words.text(promises::kind_key(it))));
    choices(all.into_iter(), chosen.map_or("", Kind::name))
}

pub(super) fn priorities(words: Words, chosen: Option<Priority>) -> Vec<Choice> {
    let all = Priority::ALL.map(|it| (priority_name(it).to_owned(), words.text(priority_key(it))));
    choices(all.into_iter(), chosen.map_or("", priority_name))
}

pub(super) fn clients(all: &[ClientRow], chosen: Option<&ClientCode>) -> Vec<Choice> {
    let all = all.iter().map(|it| (it.code.to_string(), title(it)));
    choices(all, &chosen.map(ToString::to_string).unwrap_or_default())
}

/// A client as people call it.
pub(super) fn title(client: &ClientRow) -> String {
    if client.title.is_empty() {
        client.code.to_string()
    } else {
        format!("{} ({})", client.title, client.code)
    }
}
