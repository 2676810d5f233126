//! Server: which one does a test speak to, and how?

use std::io::Write;
use std::sync::{Arc, Once};
use store::eventstoredb::{Address, EventStoreDb, EventStoreDbError, Login};
use store::world::Chance;

/// The variable that may hold the connection string of a real server.
const REAL: &str = "PROOFDESK_TEST_ESDB";

pub(crate) struct System;

impl Chance for System {
    #[expect(clippy::disallowed_methods, reason = "a test is a shell of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

/// The address of a real server with a prefix that nobody had before; `None` if no server is named.
///
/// Says so then, once, past what keeps the output of tests that pass from being seen.
pub(crate) fn real() -> Option<String> {
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

/// The log at an address.
pub(crate) async fn open(address: &str) -> Arc<EventStoreDb> {
    Arc::new(try_open(address, None).await.unwrap())
}

/// The log at an address, if it can be opened by whoever asks.
pub(crate) async fn try_open(
    address: &str,
    login: Option<Login>,
) -> Result<EventStoreDb, EventStoreDbError> {
    EventStoreDb::open(&Address::parse(address, login).unwrap(), &System).await
}
