//! Does the memory store keep the contract?

use std::sync::Arc;
use store::contract;
use store::memory::MemoryStore;
use store::port::EventStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_memory_store_keeps_the_contract() {
    contract::all(|| async { Arc::new(MemoryStore::new()) as Arc<dyn EventStore> }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_whose_positions_skip_keeps_the_contract() {
    contract::all(|| async { Arc::new(MemoryStore::skipping()) as Arc<dyn EventStore> }).await;
}
