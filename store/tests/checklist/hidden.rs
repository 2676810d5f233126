//! Hidden: what does the port say of streams that somebody hid, cut or ended on the server?

use crate::bare::Other;
use crate::place::{Place, named, numbers};
use crate::server;
use futures::StreamExt;
use standin::{Clock, Options, Past, Standin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};
use store::eventstoredb::{EventStoreDb, EventStoreDbError};
use store::port::{EventStore, ReadError, Revision};
use tokio::time::timeout;

/// A log that knows an event of the stream `a` last, and somebody else on its server.
struct Desk {
    server: Standin,
    store: Arc<EventStoreDb>,
    place: Place,
    other: Other,
}

impl Desk {
    async fn new() -> Self {
        Self::on(Standin::start()).await
    }

    async fn on(server: Standin) -> Self {
        let store = server::open(&server.address()).await;
        let other = Other::beside(&store, &server.address());
        let place = Place { store: store.clone(), start: None };
        place.append("b", None, &[1]).await;
        place.append("a", None, &[2, 3, 4]).await;
        // An answer about several events makes none of them known; reading them does.
        assert_eq!(numbers(&place.read("a").await), [2, 3, 4]);
        Self { server, store, place, other }
    }

    /// What stands against reading `a` from a revision on, for this process and for a new one.
    async fn against(&self, from: u64) -> EventStoreDbError {
        let new = server::open(&self.server.address()).await;
        let (known, new) = tokio::join!(read(&self.store, from), read(&new, from));
        let (known, new) = (known.unwrap_err(), new.unwrap_err());
        assert_eq!(known.to_string(), new.to_string());
        known
    }

    /// The log is not lost: the other streams are read and written, also after a restart.
    async fn goes_on(&mut self) {
        self.server.start_again(Past::Kept).unwrap();
        self.place.append("b", Some(0), &[5]).await;
        assert_eq!(numbers(&self.place.read("b").await), [1, 5]);
        assert_eq!(self.place.store.last().await.unwrap().unwrap().event.id, id_of(5));
        let failed = timeout(Duration::from_millis(50), self.store.failed()).await;
        assert!(failed.is_err(), "a stream is hidden, and the log is not lost");
    }
}

fn id_of(number: u64) -> store::port::EventId {
    crate::place::event(number).id
}

async fn read(store: &EventStoreDb, from: u64) -> Result<Vec<u64>, EventStoreDbError> {
    let read = store.read(&named("a"), Revision(from), 10).await;
    read.map(|it| numbers(&it)).map_err(|it| reason(&it))
}

/// What the cluster's own error was.
fn reason(error: &ReadError) -> EventStoreDbError {
    error.source.downcast_ref::<EventStoreDbError>().unwrap().clone()
}

#[tokio::test]
async fn a_stream_that_an_operator_deleted_is_told_to_be_hidden_and_not_empty() {
    let mut desk = Desk::new().await;
    desk.other.delete("a").await;
    for from in [0, 2, 3] {
        let told = desk.against(from).await;
        let hidden =
            matches!(&told, EventStoreDbError::Hidden { stream } if stream == "proofdesk.a");
        assert!(hidden, "{told}");
        assert!(!told.may_pass());
    }
    desk.goes_on().await;
    // Nobody wrote to this one.
    assert_eq!(desk.place.read("c").await, []);
}

#[tokio::test]
async fn a_stream_that_was_cut_is_told_from_where_on() {
    let mut desk = Desk::new().await;
    desk.other.cut_before("a", 2).await;
    let told = desk.against(0).await;
    let missing = matches!(told, EventStoreDbError::Missing { expected: 0, found: 2, .. });
    assert!(missing, "{told}");
    assert_eq!(read(&desk.store, 2).await.unwrap(), [4], "what is left is read");
    desk.other.cut_before("a", 9).await;
    let told = desk.against(0).await;
    assert!(matches!(told, EventStoreDbError::Hidden { .. }), "{told}");
    desk.goes_on().await;
}

#[tokio::test]
async fn a_log_whose_last_event_only_a_count_hides_is_not_lost() {
    let mut desk = Desk::new().await;
    // Another process writes on, so that the last event we know is hidden.
    let node = server::open(&desk.server.address()).await;
    Place { store: node, start: None }.append("a", Some(2), &[6]).await;
    desk.other.keep_the_last("a", 1).await;
    desk.goes_on().await;
}

#[tokio::test]
async fn a_stream_whose_events_grew_too_old_is_told_to_be_hidden_and_the_log_is_not_lost() {
    const AGE: Duration = Duration::from_mins(1);
    let passed = Arc::new(AtomicU64::new(0));
    let seconds = Arc::clone(&passed);
    let clock = Clock::following(move || {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.load(Ordering::Relaxed))
    });
    let server = Standin::start_with(Options { clock, ..Options::default() }).unwrap();
    let mut desk = Desk::on(server).await;
    desk.other.keep_for("a", AGE).await;
    assert_eq!(read(&desk.store, 0).await.unwrap(), [2, 3, 4], "they are young");
    // The client writes thousandths of a second where the server reads seconds.
    passed.fetch_add(AGE.as_secs() * 1_000 + 1, Ordering::Relaxed);
    let told = desk.against(0).await;
    assert!(matches!(told, EventStoreDbError::Hidden { .. }), "{told}");
    desk.goes_on().await;
}

#[tokio::test]
async fn a_stream_ended_for_good_stops_whoever_reads_the_log_and_is_named() {
    let mut desk = Desk::new().await;
    let mut subscription = desk.store.subscribe(None).await.unwrap();
    assert_eq!(numbers(&subscription.next().await.unwrap().unwrap()), [1, 2, 3, 4]);
    desk.other.tombstone("a").await;
    let news = timeout(Duration::from_secs(10), subscription.next()).await.expect("news comes");
    let told = [reason(&news.unwrap().unwrap_err()), desk.against(0).await];
    let last = reason(&desk.store.last().await.unwrap_err());
    let after = desk.store.head().await.unwrap();
    assert!(after.is_some());
    for told in told.into_iter().chain([last]) {
        let deleted =
            matches!(&told, EventStoreDbError::Deleted { stream } if stream == "proofdesk.a");
        assert!(deleted, "{told}");
    }
    desk.goes_on().await;
}

#[tokio::test]
async fn the_last_event_of_the_log_is_found_behind_those_of_others() {
    let desk = Desk::new().await;
    desk.other.write(700).await;
    let new = server::open(&desk.server.address()).await;
    let known = desk.store.last().await.unwrap();
    assert_eq!(known.as_ref().map(|it| it.event.id), Some(id_of(4)));
    assert_eq!(known, desk.place.everything().await.pop());
    assert_eq!(new.last().await.unwrap(), known);
}
