//! What becomes of appends when the world under the writer breaks?

use super::writer::Work;
use super::{SqliteStore, Stopped};
use crate::bookmarks::Bookmarks;
use crate::port::{
    AppendError, Appended, EventId, EventStore, Expected, NewEvent, Position, Revision, StreamName,
};
use chrono::DateTime;
use rusqlite::Connection;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;
use uuid::Uuid;

/// A store with two events in its stream `a`.
struct Desk {
    store: SqliteStore,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { store: SqliteStore::open(folder.path()).unwrap(), _folder: folder };
        desk.append("a", None, 1, 100).await.unwrap();
        desk.append("a", Some(0), 2, 100).await.unwrap();
        desk
    }

    async fn append(
        &self,
        name: &str,
        last: Option<u64>,
        id: u64,
        bytes: usize,
    ) -> Result<Appended, AppendError> {
        let expected = last.map_or(Expected::NoStream, |it| Expected::At(Revision(it)));
        let event = NewEvent {
            id: EventId(Uuid::from_u64_pair(1, id)),
            kind: "ticket.noted".into(),
            form: 1,
            facts: b"{}".to_vec(),
            private: vec![b'x'; bytes],
            actor: "anna".into(),
            correlation: Uuid::nil(),
            causation: Uuid::nil(),
            occurred_at: DateTime::UNIX_EPOCH,
        };
        self.store.append(&stream(name), expected, DateTime::UNIX_EPOCH, vec![event]).await
    }

    /// Does something to the writer's connection, between two transactions.
    async fn touch(&self, touch: impl FnOnce(&Connection) + Send + 'static) {
        self.store.queue().send(Work::Touch(Box::new(touch))).await.unwrap();
    }

    async fn run(&self, sql: &'static str) {
        self.touch(move |it| it.execute_batch(sql).unwrap()).await;
    }

    /// How many events the log and the stream `a` have.
    async fn counts(&self) -> (usize, usize) {
        let all = self.store.read_all(None, 1_000).await.unwrap();
        let a = self.store.read(&stream("a"), Revision(0), 1_000).await.unwrap();
        assert_eq!(self.store.head().await.unwrap(), all.last().map(|it| it.position));
        (all.len(), a.len())
    }
}

fn stream(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

#[track_caller]
fn check_unavailable(answer: &Result<Appended, AppendError>) {
    match answer {
        Err(error @ AppendError::Unavailable { .. }) => assert!(error.may_retry()),
        other => panic!("acknowledged, or refused for another reason: {other:?}"),
    }
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_acknowledged_and_reads_go_on() {
    let desk = Desk::new().await;
    desk.touch(|it| {
        let pages: i64 = it.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        it.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    })
    .await;
    check_unavailable(&desk.append("a", Some(1), 3, 100_000).await);
    check_unavailable(&desk.append("b", None, 4, 100_000).await);
    assert_eq!(desk.counts().await, (2, 2));

    // With room again it goes on, and no position was lost.
    desk.touch(|it| {
        it.pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(())).unwrap();
    })
    .await;
    let appended = desk.append("a", Some(1), 3, 100_000).await.unwrap();
    assert_eq!(appended.position, Position(3));
    assert!(!appended.repeated);
    assert_eq!(desk.append("b", None, 4, 100_000).await.unwrap().position, Position(4));
    assert_eq!(desk.counts().await, (4, 3));
}

/// Lets every commit with an event in it fail, as a failed sync would.
const BREAK_COMMITS: &str = "
    PRAGMA foreign_keys = ON;
    CREATE TEMP TABLE parents (id INTEGER PRIMARY KEY);
    CREATE TEMP TABLE children (id REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
    CREATE TEMP TRIGGER broken AFTER INSERT ON main.events BEGIN
        INSERT INTO children VALUES (1);
    END;";

#[tokio::test]
async fn a_failed_commit_acknowledges_nothing_and_leaves_nothing() {
    let desk = Desk::new().await;
    desk.run(BREAK_COMMITS).await;
    let (first, neighbour, conflict) = tokio::join!(
        desk.append("a", Some(1), 3, 100),
        desk.append("b", None, 4, 100),
        desk.append("a", Some(7), 5, 100),
    );
    check_unavailable(&first);
    check_unavailable(&neighbour);
    // What was said of the stream may rest on what was undone.
    assert!(conflict.is_err());
    assert_eq!(desk.counts().await, (2, 2));

    desk.run("DROP TRIGGER broken").await;
    let appended = desk.append("a", Some(1), 3, 100).await.unwrap();
    assert_eq!((appended.position, appended.repeated), (Position(3), false));
    desk.append("b", None, 4, 100).await.unwrap();
    assert_eq!(desk.counts().await, (4, 3));
}

#[tokio::test]
async fn a_failed_commit_moves_no_bookmark() {
    let desk = Desk::new().await;
    desk.store.save("board", Position(1)).await.unwrap();
    desk.run(
        "PRAGMA foreign_keys = ON;
         CREATE TEMP TABLE parents (id INTEGER PRIMARY KEY);
         CREATE TEMP TABLE children (id REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
         CREATE TEMP TRIGGER broken AFTER UPDATE ON main.bookmarks BEGIN
             INSERT INTO children VALUES (1);
         END;",
    )
    .await;
    assert!(desk.store.save("board", Position(2)).await.is_err());
    assert_eq!(desk.store.load("board").await.unwrap(), Some(Position(1)));
}

#[tokio::test]
async fn a_writer_that_dies_is_noticed_and_reads_go_on() {
    let desk = Desk::new().await;
    assert!(timeout(Duration::from_millis(20), desk.store.failed()).await.is_err());
    desk.touch(|_| panic!("the writer is to die")).await;
    assert!(matches!(desk.store.failed().await, Stopped::Panicked));
    check_unavailable(&desk.append("a", Some(1), 3, 100).await);
    assert!(desk.store.save("board", Position(2)).await.is_err());
    assert_eq!(desk.counts().await, (2, 2));
}

#[tokio::test]
async fn a_writer_that_meets_damage_writes_no_more() {
    let desk = Desk::new().await;
    desk.run("DELETE FROM events WHERE position = 2; DELETE FROM events WHERE position = 1").await;
    desk.store.heads.forget();
    check_unavailable(&desk.append("a", Some(1), 3, 100).await);
    assert!(matches!(desk.store.failed().await, Stopped::Broken(_)));
    check_unavailable(&desk.append("b", None, 4, 100).await);
    // What is missing is missed, not passed over.
    assert!(desk.store.read_all(None, 10).await.is_err());
    assert!(desk.store.read(&stream("a"), Revision(0), 10).await.is_err());
}

#[tokio::test]
async fn a_closed_store_has_written_all_that_was_queued_and_reads_go_on() {
    let desk = Desk::new().await;
    let (one, two, ()) = tokio::join!(
        desk.append("a", Some(1), 3, 100),
        desk.append("b", None, 4, 100),
        desk.store.close(),
    );
    assert!(one.is_ok() && two.is_ok());
    check_unavailable(&desk.append("a", Some(2), 5, 100).await);
    assert_eq!(desk.counts().await, (4, 3));
    assert!(timeout(Duration::from_millis(20), desk.store.failed()).await.is_err());
}
