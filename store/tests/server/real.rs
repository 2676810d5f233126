//! Real: is there a server to test against that is no stand-in?

use crate::server::System;
use std::io::Write;
use std::sync::Once;
use store::world::Chance;

/// The variable that may hold the connection string of a real server.
const REAL: &str = "PROOFDESK_TEST_ESDB";

/// The address of a real server with a prefix that nobody had before; `None` if no server is named.
///
/// Says so then, once, past what keeps the output of tests that pass from being seen.
pub(crate) fn address() -> Option<String> {
    static SAID: Once = Once::new();
    let Ok(address) = std::env::var(REAL) else {
        SAID.call_once(|| {
            let line = format!("NOT RUN against a real server: {REAL} names none\n");
            std::io::stdout().write_all(line.as_bytes()).unwrap();
        });
        return None;
    };
    assert!(!address.contains("prefix="), "{REAL} has a prefix; tests take their own");
    let mut random = [0; 8];
    System.fill(&mut random);
    let joint = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{joint}prefix=t{:016x}", u64::from_le_bytes(random)))
}
