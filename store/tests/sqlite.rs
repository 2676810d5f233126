//! Does the SQLite log keep the contract?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::contract;
use store::port::EventStore;
use store::sqlite::SqliteStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sqlite_log_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let case = AtomicUsize::new(0);
    contract::all(|| async {
        let case = folder.path().join(case.fetch_add(1, Ordering::Relaxed).to_string());
        Arc::new(SqliteStore::open(&case).unwrap()) as Arc<dyn EventStore>
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_has_grown_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn EventStore> = Arc::new(SqliteStore::open(folder.path()).unwrap());
    contract::all(|| async { Arc::clone(&store) }).await;
}
