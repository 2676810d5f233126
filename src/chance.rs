//! Chance: the one place that asks the system for unpredictable bytes.

use store::world::Chance;

/// The system's source of randomness.
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
    fn fill(&self, bytes: &mut [u8]) {
        // Going on without randomness would seal texts with keys that can be guessed.
        getrandom::fill(bytes).expect("the system gives randomness");
    }
}
