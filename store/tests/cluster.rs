//! Does the log on a cluster keep the contract, also one that has grown, is shared, or lies on a real server?

#![cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "server/real.rs"]
mod real;
mod server;

use standin::Standin;
use std::sync::{Arc, Mutex};
use store::contract;
use store::port::EventStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_has_grown_keeps_the_contract() {
    let server = Standin::start();
    let store: Arc<dyn EventStore> = server::open(&server.address()).await;
    contract::all(|| async { Arc::clone(&store) }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_two_processes_share_keeps_the_contract() {
    let server = Standin::start();
    let address = server.address();
    let stores = Mutex::new(vec![server::open(&address).await, server::open(&address).await]);
    // Whoever has written last knows nothing of what the other writes next.
    contract::all(|| async {
        let mut stores = stores.lock().unwrap();
        stores.reverse();
        Arc::clone(&stores[0]) as Arc<dyn EventStore>
    })
    .await;
}

/// Runs where `PROOFDESK_TEST_ESDB` holds a connection string, and says so where it does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_server_keeps_the_contract_where_one_is_named() {
    let Some(address) = real::address() else { return };
    let store: Arc<dyn EventStore> = server::open(&address).await;
    contract::all(|| async { Arc::clone(&store) }).await;
}
