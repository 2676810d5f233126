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
