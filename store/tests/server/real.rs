//! Real: is there a server to test against that is no stand-in?

use crate::server::System;
use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::world::Chance;

/// The variable that may hold the connection string of a real server.
const REAL: &str = "PROOFDESK_TEST_ESDB";

/// The address of a real server with a prefix that nobody had before; `None` if no server is named.
///
/// Says so then, once, and else how many tests asked for it so far.
pub(crate) fn address() -> Option<String> {
    static SAID: Once = Once::new();
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let Ok(address) = std::env::var(REAL) else {
        SAID.call_once(|| say(&format!("NOT RUN against a real server: {REAL} names none")));
        return None;
    };
    // The last of these lines is that of the run.
    say(&format!("asked a real server: {} tests", ASKED.fetch_add(1, Ordering::Relaxed) + 1));
    assert!(!address.contains("prefix="), "{REAL} has a prefix; tests take their own");
    let mut random = [0; 8];
    System.fill(&mut random);
    let joint = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{joint}prefix=t{:016x}", u64::from_le_bytes(random)))
}

/// Past what keeps the output of tests that pass from being seen.
fn say(line: &str) {
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}
