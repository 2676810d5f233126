//! Does the cluster's adapter keep the contract, and what becomes of it when the server fails?

#![cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::DateTime;
use futures::StreamExt;
use standin::{Access, Call, Fault, Options, Past, Standin, Times};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::contract;
use store::eventstoredb::{Address, EventStoreDb, EventStoreDbError, Known, LogMark, Login};
use store::port::{
    AppendError, Appended, EventId, EventStore, Expected, NewEvent, Revision, StreamName,
};
use store::world::{Chance, WallClock};
use tokio::time::timeout;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_on_a_cluster_keeps_the_contract() {
    let server = Standin::start();
    let house = AtomicU64::new(0);
    contract::all(|| async {
        let house = house.fetch_add(1, Ordering::Relaxed);
        Arc::new(open(&server, &format!("desk{house}")).await) as Arc<dyn EventStore>
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_breaks_during_an_append_its_events_are_written_once() {
    let table = [
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::Unavailable,
        Fault::NotLeader,
        Fault::Hang,
        Fault::NoPosition,
    ];
    for fault in table {
        for count in [1, 3] {
            let server = Standin::start();
            let store = open(&server, "desk&defaultDeadline=300").await;
            append(&store, Expected::NoStream, &[1]).await.unwrap();
            server.faults().arm(Call::Append, fault, Times::Next(1));
            let ids: Vec<_> = (2..2 + count).collect();
            let appended = append(&store, Expected::At(Revision(0)), &ids).await.unwrap();
            assert!(!appended.repeated, "{fault:?}");
            check(&server, &appended, &ids, fault);
            let again = append(&store, Expected::At(Revision(0)), &ids).await.unwrap();
            assert_eq!(again, Appended { repeated: true, ..appended }, "{fault:?}");
            assert_eq!(server.events_of("desk.ticket-1").len(), ids.len() + 1, "{fault:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_while_the_server_fails_is_read_in_the_end() {
    for fault in [Fault::CutBefore, Fault::CutAfter, Fault::Unavailable, Fault::Hang] {
        let server = Standin::start();
        let store = open(&server, "desk&defaultDeadline=300").await;
        let appended = append(&store, Expected::NoStream, &[1, 2]).await.unwrap();
        server.faults().arm(Call::Read, fault, Times::Next(2));
        assert_eq!(store.read(&ticket(), Revision(1), 9).await.unwrap().len(), 1, "{fault:?}");
        server.faults().arm(Call::Read, fault, Times::Next(1));
        assert_eq!(store.head().await.unwrap(), Some(appended.position), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_starts_again_is_found_again() {
    let mut server = Standin::start();
    let store = open(&server, "desk").await;
    append(&store, Expected::NoStream, &[1]).await.unwrap();
    server.stop();
    let waiting = append(&store, Expected::At(Revision(0)), &[2]);
    let start = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        server.start_again(Past::Kept).unwrap();
    };
    let (appended, ()) = tokio::join!(waiting, start);
    assert_eq!(appended.unwrap().last, Revision(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_its_data_is_a_failure_and_not_an_empty_log() {
    let mut server = Standin::start();
    let store = open(&server, "desk").await;
    append(&store, Expected::NoStream, &[1]).await.unwrap();
    timeout(Duration::from_millis(50), store.failed()).await.unwrap_err();
    server.start_again(Past::Lost).unwrap();
    let lost = store.read(&ticket(), Revision(0), 9).await.unwrap_err().source;
    assert!(matches!(lost.downcast_ref(), Some(EventStoreDbError::Lost)), "{lost}");
    let failed = timeout(Duration::from_secs(5), store.failed()).await.unwrap();
    assert!(matches!(failed, EventStoreDbError::Lost), "{failed}");
    let lost = append(&store, Expected::NoStream, &[1]).await.unwrap_err();
    assert!(matches!(lost, AppendError::Unavailable { .. }), "{lost}");
    assert!(server.events_of("desk.ticket-1").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_is_known_again_by_its_identity_and_told_from_others() {
    let server = Standin::start();
    let (one, two) = tokio::join!(open(&server, "desk"), open(&server, "desk"));
    assert_eq!(one.identity(), two.identity());
    assert_eq!(open(&server, "desk").await.identity(), one.identity());
    assert_ne!(open(&server, "other").await.identity(), one.identity());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_known_is_opened_as_what_it_is_and_never_begun_anew() {
    let mut server = Standin::start();
    let address = Address::parse(&server.address(), None).unwrap();
    let open = |known: Known| {
        let address = address.clone();
        async move { EventStoreDb::open(&address, &Machine, known).await }
    };
    let none = open(Known::There).await.unwrap_err();
    assert!(matches!(none, EventStoreDbError::NoLog { .. }) && !none.may_pass(), "{none}");
    assert!(server.events().is_empty(), "nothing is written");

    let store = open(Known::New).await.unwrap();
    let begun = store.mark();
    append(&store, Expected::NoStream, &[1]).await.unwrap();
    let mark = store.mark();
    let kept: LogMark = serde_json::from_str(&serde_json::to_string(&mark).unwrap()).unwrap();
    assert_eq!(kept, mark);
    assert_ne!(mark, begun);
    for known in [Known::There, Known::Mark(begun), Known::Mark(mark.clone())] {
        assert_eq!(open(known).await.unwrap().identity(), mark.identity());
    }
    server.start_again(Past::Lost).unwrap();
    let lost = open(Known::Mark(mark)).await.unwrap_err();
    assert!(matches!(lost, EventStoreDbError::Lost), "{lost}");
    assert!(server.events().is_empty(), "nothing is begun in its place");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_of_the_log_is_told_from_it_by_what_was_known_last() {
    let (live, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Standin::start_in(live.path()).unwrap();
    let store = open(&server, "desk").await;
    append(&store, Expected::NoStream, &[1, 2]).await.unwrap();
    for file in std::fs::read_dir(live.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), backup.path().join(file.file_name())).unwrap();
    }
    let then = store.mark();
    append(&store, Expected::At(Revision(1)), &[3]).await.unwrap();
    let mark = store.mark();
    drop((store, server));
    let server = Standin::start_in(backup.path()).unwrap();
    let address = format!("{}&prefix=desk", server.address());
    let address = Address::parse(&address, None).unwrap();
    EventStoreDb::open(&address, &Machine, Known::Mark(then)).await.unwrap();
    let open = async || EventStoreDb::open(&address, &Machine, Known::Mark(mark.clone())).await;
    // The stream ends before what was known, and then goes on with something else.
    assert!(matches!(open().await.unwrap_err(), EventStoreDbError::Lost));
    let other = EventStoreDb::open(&address, &Machine, Known::There).await.unwrap();
    append(&other, Expected::At(Revision(1)), &[4, 5]).await.unwrap();
    assert!(matches!(open().await.unwrap_err(), EventStoreDbError::Lost));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_feed_that_ended_in_order_finds_out_that_the_server_lost_its_data() {
    let mut server = Standin::start();
    let store = Arc::new(open(&server, "desk").await);
    append(&store, Expected::NoStream, &[1]).await.unwrap();
    let mut feed = store.subscribe(None).await.unwrap();
    assert_eq!(feed.next().await.unwrap().unwrap().len(), 1);
    let next = tokio::spawn(async move { feed.next().await });
    server.end_subscriptions();
    tokio::time::sleep(Duration::from_millis(5)).await;
    server.start_again(Past::Lost).unwrap();
    // Nobody else asks the server anything.
    let failed = timeout(Duration::from_secs(10), store.failed()).await.unwrap();
    assert!(matches!(failed, EventStoreDbError::Lost), "{failed}");
    let told = timeout(Duration::from_secs(10), next).await.unwrap().unwrap();
    assert!(told.unwrap().is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_houses_on_one_server_do_not_see_each_other() {
    let server = Standin::start();
    let (one, two) = (open(&server, "desk").await, open(&server, "desk2").await);
    let first = append(&one, Expected::NoStream, &[1]).await.unwrap();
    for id in 2..5 {
        let expected =
            two.read(&ticket(), Revision(0), 9).await.unwrap().last().map(|it| it.revision);
        let expected = expected.map_or(Expected::NoStream, Expected::At);
        append(&two, expected, &[id]).await.unwrap();
    }
    (0..600).for_each(|_| server.record_stats());
    assert_eq!(open(&server, "desk").await.head().await.unwrap(), Some(first.position));
    assert_eq!(one.head().await.unwrap(), Some(first.position));
    assert_eq!(one.read(&ticket(), Revision(0), 9).await.unwrap().len(), 1);
    assert_eq!(open(&server, "third").await.head().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_too_old_is_told_by_its_version() {
    let options = Options { version: "23.9.4".to_owned(), ..Options::default() };
    let server = Standin::start_with(options).unwrap();
    let address = Address::parse(&server.address(), None).unwrap();
    let error = EventStoreDb::open(&address, &Machine, Known::New).await.unwrap_err();
    assert!(matches!(&error, EventStoreDbError::TooOld { found } if found == "23.9.4"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_lacks_a_right_is_told_which() {
    let server = |reads_all| {
        let (user, password) = ("anna".to_owned(), "p@s/w,rd".to_owned());
        let access = Access::Password { user, password, reads_all };
        Standin::start_with(Options { access, ..Options::default() }).unwrap()
    };
    let open = async |server: &Standin, password: &str| {
        let login = Login { user: "anna".to_owned(), password: password.to_owned().into() };
        let address = Address::parse(&server.address(), Some(login)).unwrap();
        EventStoreDb::open(&address, &Machine, Known::New).await
    };
    let error = open(&server(true), "wrong").await.unwrap_err();
    assert!(matches!(error, EventStoreDbError::AccessDenied { .. }), "{error}");
    let narrow = server(false);
    let narrow = open(&narrow, "p@s/w,rd").await.unwrap().inspect(&Machine, &Machine).await;
    let error = narrow.unwrap_err();
    assert!(error.to_string().contains("may not read $all"), "{error}");
    let wide = server(true);
    let store = open(&wide, "p@s/w,rd").await.unwrap();
    wide.faults().arm(Call::Delete, Fault::Deny, Times::Next(1));
    let error = store.inspect(&Machine, &Machine).await.unwrap_err();
    assert!(error.to_string().contains("may not delete streams"), "{error}");
    for _ in 0..3 {
        let found = store.inspect(&Machine, &Machine).await.unwrap();
        assert_eq!(found.version, "24.10.0");
    }
    assert!(store.head().await.unwrap().is_none(), "what is checked is none of the log");
}

async fn open(server: &Standin, prefix: &str) -> EventStoreDb {
    let address = format!("{}&prefix={prefix}", server.address());
    let address = Address::parse(&address, None).unwrap();
    EventStoreDb::open(&address, &Machine, Known::New).await.unwrap()
}

async fn append(
    store: &EventStoreDb,
    expected: Expected,
    ids: &[u128],
) -> Result<Appended, AppendError> {
    let at = DateTime::UNIX_EPOCH;
    store.append(&ticket(), expected, at, ids.iter().map(|id| event(*id)).collect()).await
}

/// Whether the events stand on the server where the answer says, once and at the end.
#[track_caller]
fn check(server: &Standin, appended: &Appended, ids: &[u128], fault: Fault) {
    let events = server.events_of("desk.ticket-1");
    assert_eq!(events.len(), ids.len() + 1, "{fault:?}");
    assert_eq!(appended.last, Revision(ids.len() as u64), "{fault:?}");
    assert!(events[1..].iter().map(|it| it.id.as_u128()).eq(ids.iter().copied()), "{fault:?}");
    assert_eq!(appended.position.0, events[ids.len()].position, "{fault:?}");
}

fn ticket() -> StreamName {
    StreamName::parse("ticket-1").unwrap()
}

fn event(id: u128) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::from_u128(id)),
        kind: "ticket.opened".into(),
        form: 1,
        facts: b"{}".to_vec(),
        private: vec![],
        actor: "staff".into(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        occurred_at: DateTime::UNIX_EPOCH,
    }
}

/// The chance and the clock of the machine: identities must differ, and clocks must not.
struct Machine;

impl Chance for Machine {
    #[expect(clippy::disallowed_methods, reason = "tests draw their own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

impl WallClock for Machine {
    #[expect(clippy::disallowed_methods, reason = "the server beside us asks the machine too")]
    fn now(&self) -> DateTime<chrono::Utc> {
        chrono::Utc::now()
    }
}
