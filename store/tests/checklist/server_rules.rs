//! Server rules: what does the adapter make of what only a server has?

use crate::bare::Other;
use crate::place::{Place, numbers};
use crate::{real, server};
use futures::{FutureExt, StreamExt};
use standin::{Access, Options, Standin};
use std::error::Error;
use std::time::Duration;
use store::eventstoredb::{Address, EventStoreDbError, Login};
use store::port::{
    AppendError, EventStore as _, Expected, FACTS_BYTES_MAX, NewEvent, PRIVATE_BYTES_MAX, Revision,
};
use tokio::time::timeout;

/// A log on a server, and somebody else who is there.
struct Desk {
    place: Place,
    other: Other,
}

/// Asks a rule of a stand-in, and of a real server where one is named.
async fn on_servers<F>(rule: impl Fn(Desk) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let server = Standin::start();
    let real = real::address();
    for address in [Some(server.address()), real].into_iter().flatten() {
        let store = server::open(&address).await;
        let other = Other::beside(&store, &address);
        let start = store.head().await.unwrap();
        tokio::spawn(rule(Desk { place: Place { store, start }, other })).await.unwrap();
    }
}

/// What the cluster's own error was.
fn reason<'e>(source: &'e (dyn Error + Send + Sync + 'static)) -> &'e EventStoreDbError {
    source.downcast_ref().expect("it is the adapter's own")
}

async fn read_fails(place: &Place, stream: &str) -> EventStoreDbError {
    let name = crate::place::named(stream);
    let failed = place.store.read(&name, Revision(0), 10).await.expect_err("it is damaged");
    reason(&*failed.source).clone()
}

#[tokio::test]
async fn what_is_appended_to_a_stream_that_an_operator_deleted_is_told_to_be_incomplete() {
    on_servers(async |Desk { place, other }| {
        place.append("a", None, &[1, 2]).await;
        other.delete("a").await;
        // Who knows the stream goes on where it was, and the gap is told, not skipped.
        let appended = place.try_append("a", Some(1), &[3]).await;
        let failed = match appended {
            Ok(_) => read_fails(&place, "a").await,
            Err(AppendError::Unavailable { source, .. }) => reason(&*source).clone(),
            Err(other) => panic!("{other:?}"),
        };
        let missing = matches!(failed, EventStoreDbError::Missing { expected: 0, found: 2, .. });
        assert!(missing, "{failed}");
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_was_ended_for_good_is_a_failure_and_not_empty() {
    on_servers(async |Desk { place, other }| {
        place.append("a", None, &[1]).await;
        other.tombstone("a").await;
        let failed = read_fails(&place, "a").await;
        assert!(matches!(failed, EventStoreDbError::Deleted { .. }), "{failed}");
        let refused = place.try_append("a", Some(0), &[2]).await.expect_err("it is ended");
        assert!(matches!(refused, AppendError::Unavailable { .. }), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn events_that_a_stream_s_metadata_hide_are_told_to_be_missing() {
    on_servers(async |Desk { place, other }| {
        place.append("a", None, &[1, 2, 3]).await;
        other.keep_the_last("a", 1).await;
        let failed = read_fails(&place, "a").await;
        let missing = matches!(failed, EventStoreDbError::Missing { expected: 0, found: 2, .. });
        assert!(missing, "{failed}");
    })
    .await;
}

#[tokio::test]
async fn of_the_whole_server_only_our_streams_are_the_log() {
    on_servers(async |Desk { place, other }| {
        other.write(150).await;
        place.append("a", None, &[1]).await;
        other.write(150).await;
        place.append("b", None, &[2]).await;
        other.write(700).await;
        assert_eq!(numbers(&place.everything().await), [1, 2]);
        let last = place.store.last().await.unwrap();
        assert_eq!(place.store.head().await.unwrap(), last.map(|it| it.position));
    })
    .await;
}

#[tokio::test]
async fn events_of_the_server_itself_are_not_in_the_log() {
    on_servers(async |Desk { place, other }| {
        place.append("a", None, &[1]).await;
        // Metadata are events of the server's own, in a stream named after ours.
        other.keep_the_last("a", 9).await;
        place.append("a", Some(0), &[2]).await;
        let mut subscription = place.store.subscribe(place.start).await.unwrap();
        let mut seen = vec![];
        while seen.len() < 2 {
            seen.extend(numbers(&subscription.next().await.unwrap().unwrap()));
        }
        assert_eq!(seen, [1, 2]);
        assert_eq!(numbers(&place.everything().await), [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_else_wrote_into_our_stream_stops_the_reader() {
    on_servers(async |Desk { place, other }| {
        place.append("a", None, &[1]).await;
        other.write_into("a").await;
        let failed = read_fails(&place, "a").await;
        assert!(matches!(failed, EventStoreDbError::Malformed { revision: 1, .. }), "{failed}");
    })
    .await;
}

#[tokio::test]
async fn the_end_of_what_was_recorded_is_found_without_waiting_for_more() {
    on_servers(async |Desk { place, other }| {
        let end = place.append("a", None, &[1]).await.position;
        other.write(300).await;
        for after in [place.start, Some(end)] {
            let count = usize::from(after == place.start);
            let read = timeout(Duration::from_secs(5), place.store.read_all(after, 10)).await;
            assert_eq!(read.expect("nothing is waited for").unwrap().len(), count);
        }
        let mut subscription = place.store.subscribe(Some(end)).await.unwrap();
        assert!(subscription.next().now_or_never().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_never_says_where_the_past_ends_is_refused_by_its_version() {
    let server = Standin::start_with(Options { version: "23.9.0".into(), ..Options::default() });
    let server = server.unwrap();
    let refused = server::try_open(&server.address(), None).await.expect_err("it is too old");
    assert!(matches!(refused, EventStoreDbError::TooOld { .. }), "{refused}");
}

#[tokio::test]
async fn a_subscription_resumes_after_what_was_passed_over_for_it() {
    let server = Standin::start();
    let store = server::open(&server.address()).await;
    let other = Other::beside(&store, &server.address());
    let place = Place { store, start: None };
    let mut subscription = place.store.subscribe(None).await.unwrap();
    place.append("a", None, &[1]).await;
    assert_eq!(subscription.next().await.unwrap().unwrap().len(), 1);
    let ours = server.events_of("proofdesk.a")[0].position;
    other.write(4_000).await;
    let mut resumed_after = async || {
        loop {
            server.end_subscriptions();
            // Nothing comes; but somebody must ask for the subscription to be taken up again.
            let _ = timeout(Duration::from_millis(300), subscription.next()).await;
            if let Some(standin::Begin::After { commit, .. }) = server.counts().subscriptions.last()
                && *commit > ours
            {
                return *commit;
            }
        }
    };
    let resumed = timeout(Duration::from_secs(20), resumed_after()).await;
    resumed.expect("it goes on after the others' events, which were none of ours");
    place.append("a", Some(0), &[2]).await;
    let next = timeout(Duration::from_secs(10), subscription.next()).await;
    assert_eq!(numbers(&next.unwrap().unwrap().unwrap()), [2]);
}

#[tokio::test]
async fn a_login_is_sent_with_every_call_and_a_wrong_one_is_told_without_its_password() {
    const PASSWORD: &str = "c0rrect horse:@/?";
    let access =
        Access::Password { user: "desk".into(), password: PASSWORD.into(), reads_all: true };
    let server = Standin::start_with(Options { access, ..Options::default() }).unwrap();
    let login =
        |password: &str| Login { user: "desk".into(), password: password.to_owned().into() };
    let store = server::try_open(&server.address(), Some(login(PASSWORD))).await.unwrap();
    let place = Place { store: std::sync::Arc::new(store), start: None };
    place.append("a", None, &[1]).await;
    assert_eq!(numbers(&place.everything().await), [1]);

    let wrong = login("c0rrect mule");
    let refused = server::try_open(&server.address(), Some(wrong)).await.expect_err("it is wrong");
    assert!(matches!(refused, EventStoreDbError::AccessDenied { .. }), "{refused}");
    assert!(!format!("{refused}{refused:?}").contains("mule"));
}

#[tokio::test]
async fn an_address_as_the_vendor_writes_them_is_taken_or_refused_by_name() {
    // Of the vendor's own table of connection strings, those that differ in what is asked for.
    let table = [
        ("esdb://localhost", true),
        ("esdb://localhost:2114", true),
        ("esdb://user:pass@localhost:2114", true),
        ("esdb://user:pass@host1:2114,host2:2115,host3:2116", true),
        ("esdb+discover://host?tls=false", true),
        ("esdb://localhost/?tlsVerifyCert=false", true),
        ("esdb://localhost?tls=false&keepAliveInterval=12345&keepAliveTimeout=12346", true),
        ("esdb://localhost?maxDiscoverAttempts=20&discoveryInterval=1000", true),
        ("esdb://localhost?defaultDeadline=60000", true),
        ("esdb://localhost?nodePreference=leader", true),
        ("esdb://localhost?nodePreference=follower", false),
        ("localhost", false),
        ("wrong://localhost", false),
        ("esdb://", false),
        ("esdb://localhost:abc", false),
        ("esdb://user@:pass@localhost", false),
        ("esdb://localhost?tls=perhaps", false),
        ("esdb://localhost?unknown=1", false),
    ];
    for (address, fits) in table {
        let parsed = Address::parse(address, None);
        assert_eq!(parsed.is_ok(), fits, "{address}: {parsed:?}");
    }
}

#[tokio::test]
async fn an_append_that_is_too_large_for_the_server_is_refused_by_name_and_writes_nothing() {
    on_servers(async |Desk { place, .. }| {
        // Each event keeps the port's limits; all together are more than a server takes at once.
        let event = |id| NewEvent {
            facts: vec![b'x'; FACTS_BYTES_MAX],
            private: vec![b'x'; PRIVATE_BYTES_MAX],
            ..crate::place::event(id)
        };
        let events: Vec<_> = (0..60).map(event).collect();
        let name = crate::place::named("a");
        let at = crate::place::recorded_at();
        let refused = place.store.append(&name, Expected::NoStream, at, events).await;
        let refused = refused.expect_err("it is too large");
        assert!(matches!(refused, AppendError::Refused { .. }), "{refused:?}");
        assert!(!refused.may_retry());
        assert_eq!(place.everything().await, []);
        place.append("a", None, &[1]).await;
    })
    .await;
}
