//! Crash: whatever dies whenever, no request is lost and none is doubled.
//!
//! The real binary is killed at random instants while people write and Telegram misbehaves; where the log lies on a
//! cluster, its server dies and misbehaves as well. Afterwards the log is read and held against what the people did.
//! `PROOFDESK_LONG=1` makes it a thousand updates in twenty chats with fifty kills and fifty faults; `PROOFDESK_SEED=n`
//! repeats a run.

#![expect(clippy::print_stdout, reason = "a run is told by its seed, and a server by its port")]
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod house;
mod job;

use job::{Cluster, Delivery, Log, Size};

const SHORT: Size = Size { chats: 5, updates: 120, kills: 6, faults: 10, shocks: 0 };
/// Each append crosses a network here, and each death of the server is waited for.
const SHORT_ON_A_CLUSTER: Size = Size { chats: 5, updates: 80, kills: 4, faults: 6, shocks: 10 };
const LONG: Size = Size { chats: 20, updates: 1_000, kills: 50, faults: 50, shocks: 50 };

fn is_long() -> bool {
    std::env::var_os("PROOFDESK_LONG").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_doubled() {
    let size = if is_long() { LONG } else { SHORT };
    job::run(Size { shocks: 0, ..size }, Log::Folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_doubled_on_a_cluster_that_dies_as_well() {
    if job::serve_where_told() {
        return;
    }
    let size = if is_long() { LONG } else { SHORT_ON_A_CLUSTER };
    job::run(size, Log::Cluster(Cluster::start())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_doubled_of_what_is_sent_to_us() {
    let size = if is_long() { LONG } else { SHORT };
    job::run_by(Delivery::Webhook, Size { shocks: 0, ..size }, Log::Folder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_doubled_between_polling_and_webhook() {
    let size = if is_long() { LONG } else { SHORT };
    job::run_by(Delivery::Changing, Size { shocks: 0, ..size }, Log::Folder).await;
}
