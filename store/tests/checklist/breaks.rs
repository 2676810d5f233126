//! Breaks: what becomes of what was asked while servers come, go and change their roles?

use crate::place::{Place, numbers};
use crate::server;
use futures::StreamExt;
use standin::{Call, Cluster, Fault, Past, Standin, Times};
use std::env;
use std::process::Command;
use std::time::{Duration, Instant};
use store::eventstoredb::{EventStoreDbError, PATIENCE_MAX};
use store::port::AppendError;
use tokio::time::{sleep, timeout};

const PATIENCE: Duration = Duration::from_secs(20);
/// How soon the adapter must be back after the server is.
const SOON: Duration = Duration::from_secs(2);
/// Set in a process of a test that installs a provider for TLS before anybody else does.
const PROVIDER: &str = "PROOFDESK_TEST_PROVIDER";

/// When something was asked, to see how long it took.
#[expect(clippy::disallowed_methods, reason = "a test measures what passes for whoever waits")]
fn now() -> Instant {
    Instant::now()
}

async fn place(address: &str) -> Place {
    Place { store: server::open(address).await, start: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_goes_on_over_a_restart_three_and_three_are_six() {
    let mut server = Standin::start();
    let at = place(&server.address()).await;
    let mut subscription = at.store.subscribe(None).await.unwrap();
    at.append("a", None, &[1, 2, 3]).await;
    let mut seen = vec![];
    while seen.len() < 3 {
        seen.extend(numbers(&subscription.next().await.unwrap().unwrap()));
    }
    server.stop();
    sleep(Duration::from_millis(300)).await;
    server.start_again(Past::Kept).unwrap();
    at.append("a", Some(2), &[4, 5, 6]).await;
    while seen.len() < 6 {
        let batch = timeout(PATIENCE, subscription.next()).await.expect("news comes in time");
        seen.extend(numbers(&batch.unwrap().unwrap()));
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_comes_later_is_found_by_who_waited() {
    let mut server = Standin::start();
    let address = server.address();
    server.stop();
    let start = async {
        sleep(Duration::from_millis(700)).await;
        server.start_again(Past::Kept).unwrap();
        now()
    };
    let (store, started) = tokio::join!(server::open(&address), start);
    assert!(started.elapsed() < SOON);
    Place { store, start: None }.append("a", None, &[1]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_leader_fails_the_next_one_is_found() {
    let servers = Cluster::start(3);
    let at = place(&servers.address()).await;
    at.append("a", None, &[1]).await;
    for leader in [1, 2, 0] {
        let before = servers.leader();
        servers.fail(before);
        servers.elect(leader);
        let failed = now();
        let last = at.read("a").await.len() as u64 - 1;
        at.append("a", Some(last), &[last + 2]).await;
        assert!(failed.elapsed() < SOON, "{:?}", failed.elapsed());
        servers.recover(before);
    }
    assert_eq!(numbers(&at.everything().await), [1, 2, 3, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_a_follower_is_led_to_the_leader() {
    let servers = Cluster::start(3);
    let at = place(&servers.address()).await;
    at.append("a", None, &[1]).await;
    servers.elect(2);
    at.append("a", Some(0), &[2]).await;
    servers.elect(1);
    assert_eq!(numbers(&at.read("a").await), [1, 2]);
    at.append("a", Some(1), &[3]).await;
    assert_eq!(numbers(&at.everything().await), [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_is_given_up_at_the_deadline() {
    let server = Standin::start();
    let at = place(&format!("{}&defaultDeadline=300", server.address())).await;
    at.append("a", None, &[1]).await;
    // One try hangs: the next is made as soon as the server's deadline and the transport's lateness are over.
    server.faults().arm(Call::Append, Fault::Hang, Times::Next(1));
    let asked = now();
    at.append("a", Some(0), &[2]).await;
    let waited = asked.elapsed();
    assert!((Duration::from_millis(300)..SOON).contains(&waited), "{waited:?}");
    for call in [Call::Append, Call::Read, Call::Subscribe] {
        server.faults().arm(call, Fault::Hang, Times::Always);
    }
    let asked = now();
    let failed = at.try_append("a", Some(1), &[3]).await.expect_err("nobody answers");
    assert!(matches!(failed, AppendError::Unavailable { .. }) && failed.may_retry(), "{failed}");
    // Its patience, and the deadline of the last try.
    assert!(asked.elapsed() < PATIENCE_MAX + SOON, "{:?}", asked.elapsed());
    server.faults().take_all_back();
    assert!(at.append("a", Some(1), &[3]).await.last.0 == 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_told_and_not_waited_for_without_end() {
    let mut server = Standin::start();
    let address = server.address();
    server.stop();
    let asked = now();
    let failed = server::try_open(&address, None).await.expect_err("nobody is there");
    assert!(matches!(failed, EventStoreDbError::Unreachable { .. }), "{failed}");
    assert!(asked.elapsed() < PATIENCE_MAX + Duration::from_secs(2), "{:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_for_tls_that_somebody_else_installed_is_an_error_and_no_panic() {
    if env::var_os(PROVIDER).is_some() {
        return with_a_provider_of_others().await;
    }
    // A provider is the process's, and stays.
    let name = "breaks::a_provider_for_tls_that_somebody_else_installed_is_an_error_and_no_panic";
    let own = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(PROVIDER, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&own.stdout);
    let wailed = String::from_utf8_lossy(&own.stderr);
    assert!(own.status.success() && said.contains("1 passed"), "{said}{wailed}");
    assert!(!wailed.contains("panicked"), "{wailed}");
}

async fn with_a_provider_of_others() {
    rustls::crypto::aws_lc_rs::default_provider().install_default().unwrap();
    let server = Standin::start();
    let opened = server::try_open(&server.address(), None).await;
    if cfg!(feature = "kurrentdb") {
        Place { store: std::sync::Arc::new(opened.unwrap()), start: None }
            .append("a", None, &[1])
            .await;
    } else {
        let refused = opened.expect_err("this client would panic");
        assert!(matches!(refused, EventStoreDbError::ProviderTaken), "{refused}");
    }
}
