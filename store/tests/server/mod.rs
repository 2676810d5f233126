//! Server: which one does a test speak to, and how?

use std::sync::Arc;
use store::eventstoredb::{Address, EventStoreDb, EventStoreDbError, Known, Login};
use store::world::Chance;

pub(crate) struct System;

impl Chance for System {
    #[expect(clippy::disallowed_methods, reason = "a test is a shell of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
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
    EventStoreDb::open(&Address::parse(address, login).unwrap(), &System, Known::New).await
}
