//! Replies: what does the desk keep ready, to be said to clients again and again?

use crate::{Language, Malformed, ReplyId, TicketNumber, cause};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// The most replies that are kept: as many as a card has room for, each on a button.
pub const REPLIES_MAX: usize = 30;
/// The most characters of a reply's name.
pub const REPLY_NAME_CHARS_MAX: usize = 24;
/// The most UTF-16 units of a reply's text, as Telegram counts: there must be room for further words.
pub const REPLY_UNITS_MAX: usize = 2_000;
/// The most UTF-16 units of a reply with the words after it: what is above would be cut off in the client's group.
pub const REPLY_WITH_WORDS_UNITS_MAX: usize = 3_500;
/// What stands in a text for the number of the ticket.
const NUMBER: [&str; 2] = ["number", "номер"];

/// What staff call a reply: one word of letters, digits, `-` and `_`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyName(String);

impl ReplyName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Facts hold no words of people: they name a reply by this.
    pub fn id(&self) -> ReplyId {
        ReplyId(cause::derive(DateTime::UNIX_EPOCH, &["reply", &self.0]))
    }
}

impl FromStr for ReplyName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let name = text.to_lowercase();
        let count = name.chars().count();
        // `/r` may begin with a ticket's number.
        let is_number = name.to_uppercase().parse::<TicketNumber>().is_ok();
        let fits = !is_number
            && (1..=REPLY_NAME_CHARS_MAX).contains(&count)
            && name.starts_with(char::is_alphanumeric)
            && name.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_'));
        if fits {
            Ok(Self(name))
        } else {
            Err(Malformed { expected: "a reply's name: one word of 1 to 24 letters and digits" })
        }
    }
}

impl fmt::Display for ReplyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// There is such a reply in a language, or it says something else. Texts: name, what it is called; body, what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyKept {
    pub reply: ReplyId,
    pub language: Language,
}

/// There is no such reply any more, in any language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyDropped {
    pub reply: ReplyId,
}

/// In which languages each reply is there.
pub type Replies = BTreeMap<ReplyId, BTreeSet<Language>>;

/// The first thing in braces that nobody knows what to put in the place of.
pub fn unknown_placeholder(text: &str) -> Option<&str> {
    placeholders(text).map(|it| it.2).find(|it| !NUMBER.contains(it))
}

/// A reply as a client is to read it.
///
/// * `number`: of the ticket, as it is said in the reply's language.
pub fn filled(text: &str, number: &str) -> String {
    let (mut filled, mut from) = (String::new(), 0);
    for (begin, end, name) in placeholders(text) {
        if NUMBER.contains(&name) {
            filled.push_str(&text[from..begin]);
            filled.push_str(number);
            from = end;
        }
    }
    filled.push_str(&text[from..]);
    filled
}

/// Each word in braces, with where it begins and ends, braces included.
fn placeholders(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    text.match_indices('{').filter_map(|(begin, _)| {
        let inner = &text[begin + 1..];
        let name = &inner[..inner.find('}')?];
        let word = !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '_');
        word.then_some((begin, begin + 1 + name.len() + 1, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_word_however_it_is_typed() {
        let named = |text: &str| text.parse::<ReplyName>().map(|it| it.to_string()).ok();
        assert_eq!(named("Перезагрузка").as_deref(), Some("перезагрузка"));
        assert_eq!(named("vpn-x").as_deref(), Some("vpn-x"));
        for bad in
            ["", "два слова", "rom-5", "-x", "a{b}", "/r", &"я".repeat(REPLY_NAME_CHARS_MAX + 1)]
        {
            assert_eq!(named(bad), None, "{bad}");
        }
        let id = |text: &str| text.parse::<ReplyName>().unwrap().id();
        assert_eq!(id("VPN"), id("vpn"));
        assert_ne!(id("vpn"), id("vpn2"));
    }

    #[test]
    fn the_number_stands_where_the_text_asks_for_it() {
        assert_eq!(filled("{номер}: готово, {number}", "№ ROM-1"), "№ ROM-1: готово, № ROM-1");
        assert_eq!(filled("без чисел {", "№ ROM-1"), "без чисел {");
    }

    #[test]
    fn what_nobody_can_fill_in_is_named() {
        assert_eq!(unknown_placeholder("Здравствуйте, {имя}! {номер}"), Some("имя"));
        assert_eq!(unknown_placeholder("{номер} {number} {} { x } {a b}"), None);
    }
}
