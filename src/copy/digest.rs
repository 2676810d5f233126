//! Digest: which one number stands for all that a log holds?

use sha2::{Digest, Sha256};
use store::port::NewEvent;

/// A SHA-256 over the ids, the facts and the private parts of all events, in order.
#[derive(Default)]
pub(super) struct Running(Sha256);

impl Running {
    pub(super) fn add(&mut self, event: &NewEvent) {
        self.0.update(event.id.0.as_bytes());
        for part in [&event.facts, &event.private] {
            // With its length before it, so that no byte can wander from one part into the next.
            self.0.update((part.len() as u64).to_be_bytes());
            self.0.update(part);
        }
    }

    pub(super) fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

pub(super) fn hex(bytes: &[u8; 32]) -> String {
    let (high, low) = bytes.split_at(16);
    let number = |half: &[u8]| u128::from_be_bytes(*half.first_chunk().expect("it is half of 32"));
    format!("{:032x}{:032x}", number(high), number(low))
}
