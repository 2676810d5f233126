//! Along: how is what a message brings along put into lines of a page?

use crate::pages::name_or_none;
use crate::words::Words;
use domain::Texts;
use domain::along::{Along, Content, Origin};
use domain::client::Zone;

/// What was quoted, where a message stood first, and what is in it that is neither words nor a file.
#[derive(Default)]
pub(super) struct Brought {
    /// Of which message of another chat it speaks, then the words themselves.
    pub(super) quote_of: Option<String>,
    pub(super) quote: Option<String>,
    pub(super) forwarded: Option<String>,
    pub(super) content: Vec<String>,
}

impl Brought {
    pub(super) fn of(words: Words, zone: &Zone, texts: &Texts) -> Self {
        let along = Along::of(texts);
        let from = |key: &str, it: &Origin| {
            let name = name_or_none(words, &it.name);
            let at = words.instant(it.at, zone);
            words.with_all(key, [("name", name.into()), ("at", at.into())])
        };
        let (quote_of, quote, quoted) = match along.quote {
            Some(it) => {
                let of = it.origin.as_ref().map(|it| from("along-elsewhere", it));
                (of, Some(it.text).filter(|it| !it.is_empty()), it.content)
            }
            None => (None, None, None),
        };
        let forwarded = along.origin.as_ref().map(|it| from("along-forwarded", it));
        let content = [quoted, along.content];
        let content = content.iter().flatten().flat_map(|it| lines(words, it)).collect();
        Self { quote_of, quote, forwarded, content }
    }

    pub(super) fn is_empty(&self) -> bool {
        let nothing_said = self.quote_of.is_none() && self.quote.is_none();
        nothing_said && self.forwarded.is_none() && self.content.is_empty()
    }
}

fn lines(words: Words, content: &Content) -> Vec<String> {
    let said = |key: &str, parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|it| !it.is_empty()).collect();
        words.with(key, "what", parts.join(", "))
    };
    let listed = |mark: &str, it: &str| format!("{mark} {it}");
    match content {
        Content::Contact { name, phone } => vec![said("along-contact", &[name, phone])],
        Content::Poll { question, options } => {
            let options = options.iter().map(|it| listed("–", it));
            std::iter::once(said("along-poll", &[question])).chain(options).collect()
        }
        Content::Place { title, address, latitude, longitude, live } => {
            let at = format!("{latitude}, {longitude}");
            let key = if *live { "along-place-live" } else { "along-place" };
            vec![said(key, &[title, address, &at])]
        }
        Content::Checklist { title, tasks } => {
            let tasks = tasks.iter().map(|it| listed(if it.done { "☑" } else { "☐" }, &it.text));
            std::iter::once(said("along-checklist", &[title])).chain(tasks).collect()
        }
        Content::Dice { emoji, value } => vec![format!("{emoji} {value}")],
        Content::Story { name } => vec![said("along-story", &[name])],
        Content::Game { title, description } => vec![said("along-game", &[title, description])],
        Content::Invoice { title, description } => {
            vec![said("along-invoice", &[title, description])]
        }
        Content::Giveaway { prize } => vec![said("along-giveaway", &[prize])],
    }
}
