//! Marks: did the bot say anything with invisible marks that set a part of a text apart?
//!
//! Nobody sees them, but they break what is searched for, copied, or compared; names with them pretend to be others.

use crate::Emulator;
use crate::params::Params;
use std::sync::{Mutex, PoisonError};

/// Those that isolate a direction of writing.
const ISOLATES: std::ops::RangeInclusive<char> = '\u{2066}'..='\u{2069}';
/// Calls that are remembered; the first are the telling ones.
const MARKED_MAX: usize = 20;

/// The calls with such marks so far.
#[derive(Debug, Default)]
pub(crate) struct Marked(Mutex<Vec<String>>);

impl Emulator {
    /// The calls of the bot in which there was such a mark, each with what it said.
    #[must_use]
    pub fn marked(&self) -> Vec<String> {
        self.0.marked.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at all that the bot says with a call.
    pub(crate) fn look_for_marks(&self, method: &str, params: &Params) {
        let mut all = self.0.marked.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in params.values() {
            let value = value.to_string();
            if value.contains(|it| ISOLATES.contains(&it)) && all.len() < MARKED_MAX {
                all.push(format!("{method} {key}: {}", shown(&value)));
            }
        }
    }
}

/// The marks as numbers, so that they are seen.
fn shown(text: &str) -> String {
    let shown = |it: char| match it {
        it if ISOLATES.contains(&it) => it.escape_unicode().to_string(),
        it => it.to_string(),
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, Config};
    use axum::extract::Request;
    use serde_json::json;

    fn emulator() -> Emulator {
        Emulator::new(Config::new(Clock::standing_at(chrono::DateTime::UNIX_EPOCH)))
    }

    async fn params(value: serde_json::Value) -> Params {
        let request = Request::post("/").header("content-type", "application/json");
        Params::read(request.body(value.to_string().into()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn each_mark_is_found_wherever_the_bot_says_it() {
        for mark in ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'] {
            let emulator = emulator();
            emulator.look_for_marks("sendmessage", &params(json!({"text": "Taken: Olga"})).await);
            assert_eq!(emulator.marked(), Vec::<String>::new());
            let text = format!("Taken: {mark}Olga");
            emulator.look_for_marks("sendmessage", &params(json!({"text": text})).await);
            let keyboard = json!({"inline_keyboard": [[{"text": text, "callback_data": "x"}]]});
            emulator
                .look_for_marks("editmessage", &params(json!({"reply_markup": keyboard})).await);
            let shown = mark.escape_unicode().to_string();
            let marked = emulator.marked();
            assert_eq!(marked.len(), 2, "{marked:?}");
            assert!(marked[0].starts_with("sendmessage text: "), "{marked:?}");
            assert!(marked.iter().all(|it| it.contains(&shown) && !it.contains(mark)));
        }
    }

    #[tokio::test]
    #[should_panic(expected = "sets words apart by invisible marks")]
    async fn whoever_is_checked_and_said_a_mark_fails() {
        let emulator = emulator();
        let _checked = emulator.checked();
        emulator
            .look_for_marks("sendmessage", &params(json!({"text": "\u{2066}Olga\u{2069}"})).await);
    }
}
