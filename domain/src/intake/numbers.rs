//! Numbers: which ticket does a command name by its number?

use super::Typed;
use crate::TicketNumber;
use crate::chat::Step;

/// The number of a ticket that a command begins with, and the words that are left. None if it begins with no number.
///
/// For whom `/hold` lets a ticket rest may stand before the number as well as after it.
pub fn number_first(typed: &Typed) -> Option<(TicketNumber, String)> {
    match hold_kind(&typed.rest).filter(|_| typed.name == "hold") {
        Some((_, kind, after)) => {
            let (number, reason) = number(after)?;
            Some((number, format!("{kind} {reason}").trim_end().to_owned()))
        }
        None => number(&typed.rest).map(|(number, rest)| (number, rest.to_owned())),
    }
}

/// The number of a ticket that comes after the name of a reply that the desk keeps, and that name with the words that are
/// left.
pub fn number_after_name(typed: &Typed) -> Option<(TicketNumber, String)> {
    let (name, after) = first_word(&typed.rest);
    let (number, words) = number(after).filter(|_| typed.name == "r")?;
    Some((number, format!("{name} {words}").trim_end().to_owned()))
}

/// A number as we write it ourselves, with the sign apart, or as people do.
fn number(words: &str) -> Option<(TicketNumber, &str)> {
    let (word, rest) = first_word(words.trim_start_matches(['№', '#']).trim_start());
    Some((word.to_uppercase().parse().ok()?, rest))
}

/// For whom the words after `/hold` let a ticket rest, that word, and what follows it.
pub(super) fn hold_kind(words: &str) -> Option<(Step, &str, &str)> {
    let (first, rest) = first_word(words);
    let step = match first.to_ascii_lowercase().as_str() {
        "client" => Step::HoldForClient,
        "third" => Step::HoldForThirdParty,
        _ => return None,
    };
    Some((step, first, rest))
}

fn first_word(words: &str) -> (&str, &str) {
    let (word, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    (word, rest.trim())
}
