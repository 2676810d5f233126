//! Names that people chose and that may stand in facts: codes, numbers, slugs.

use crate::Malformed;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most characters of a client's code.
pub const CODE_CHARS_MAX: usize = 8;
/// The most characters of a slug.
pub const SLUG_CHARS_MAX: usize = 40;

/// A client's code, the first part of its ticket numbers: 2 to 8 of A-Z and 0-9, a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientCode(String);

impl ClientCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ClientCode {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let fits = (2..=CODE_CHARS_MAX).contains(&text.len())
            && text.starts_with(|it: char| it.is_ascii_uppercase())
            && text.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed { expected: "a client's code: 2 to 8 of A-Z and 0-9, a letter first" })
        }
    }
}

impl fmt::Display for ClientCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A ticket's number as people say it: `ROM-57`. Gap-free from 1 within a client.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketNumber {
    pub code: ClientCode,
    pub number: u64,
}

impl FromStr for TicketNumber {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { expected: "a ticket's number such as ROM-57" };
        let (code, number) = text.rsplit_once('-').ok_or(malformed.clone())?;
        let canonical = !number.starts_with(['0', '+']);
        match (code.parse(), number.parse()) {
            (Ok(code), Ok(number)) if canonical => Ok(Self { code, number }),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => Err(malformed),
        }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.code, self.number)
    }
}

/// A short technical name: 1 to 40 of a-z, 0-9, `_`, `-` and `.`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let fits = (1..=SLUG_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(Malformed { expected: "a name of 1 to 40 of a-z, 0-9, _, - and ." })
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of help is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestType {
    /// Something does not work.
    Fault,
    Question,
    Access,
}

impl RequestType {
    pub const ALL: [Self; 3] = [Self::Fault, Self::Question, Self::Access];
}

/// How soon help is needed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    Urgent,
}

impl Priority {
    pub const ALL: [Self; 3] = [Self::Low, Self::Normal, Self::Urgent];
}

/// The language a chat is spoken to in.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    #[default]
    Ru,
    En,
}

/// A text with at least one letter of ours in so many of the Latin ones is ours: Russian texts are full of foreign names.
const LATIN_PER_CYRILLIC_MAX: usize = 4;

impl Language {
    /// The language that a text is written in, by its letters; none where it has none of either.
    pub fn of_text(text: &str) -> Option<Self> {
        let cyrillic = text.chars().filter(|it| matches!(it, '\u{400}'..='\u{4FF}')).count();
        let latin = text.chars().filter(char::is_ascii_alphabetic).count();
        match (cyrillic, latin) {
            (0, 0) => None,
            _ if cyrillic * LATIN_PER_CYRILLIC_MAX >= latin => Some(Self::Ru),
            _ => Some(Self::En),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_the_language_of_its_letters_though_it_names_foreign_things() {
        for (text, language) in [
            ("Чиним", Some(Language::Ru)),
            ("We are on it", Some(Language::En)),
            ("VPN Cisco AnyConnect недоступен", Some(Language::Ru)),
            ("The 1С server is down", Some(Language::En)),
            ("22:00-23:30", None),
            ("", None),
        ] {
            assert_eq!(Language::of_text(text), language, "{text}");
        }
    }

    #[test]
    fn a_ticket_number_is_read_as_it_is_written() {
        for text in ["ROM-57", "A1-1", "ACME2026-100000"] {
            assert_eq!(text.parse::<TicketNumber>().map(|it| it.to_string()).as_deref(), Ok(text));
        }
        for bad in ["ROM", "ROM-", "ROM-0", "ROM-07", "ROM-+7", "rom-7", "7-7", "ROM-7x", "-7"] {
            assert!(bad.parse::<TicketNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_code_is_two_to_eight_capitals_and_digits() {
        for bad in ["", "A", "ABCDEFGHI", "1AB", "AБ", "A-B"] {
            assert!(bad.parse::<ClientCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slug_holds_no_personal_text() {
        for bad in ["", "Анна", "a b", "A", &"x".repeat(SLUG_CHARS_MAX + 1)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }
}
