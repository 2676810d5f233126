//! How are views made anew?

use crate::desk::{Desk, registered, ticket_id};
use domain::ticket::{self, Event};
use projections::rows::BoardFilter;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::port::EventStore;
use store::stream::Stream;
use tokio_util::sync::CancellationToken;

const FILE: &str = "views.db";

async fn desk_of(tickets: u64) -> Desk {
    let mut desk = Desk::open().await;
    for number in 1..=tickets {
        let message = i64::try_from(number).unwrap();
        let event = Event::Registered(registered(number, message));
        desk.record(Stream::Ticket(ticket_id(number)), event, &[]).await;
        if number % 3 == 0 {
            let cancelled = Event::Cancelled(ticket::Cancelled {});
            desk.record(Stream::Ticket(ticket_id(number)), cancelled, &[]).await;
        }
    }
    desk
}

#[tokio::test]
async fn two_rebuilds_and_a_catch_up_give_the_same_rows() {
    let desk = desk_of(30).await;
    desk.views.catch_up().await.unwrap();
    let caught_up = desk.views.digest().unwrap();
    for _ in 0..2 {
        desk.views.rebuild(|_| ()).await.unwrap();
        assert_eq!(desk.views.digest().unwrap(), caught_up);
    }
    assert_eq!(desk.views.position(), desk.store.head().await.unwrap());
    assert_eq!(unfinished(&desk), 0);
}

/// How many files of an unfinished rebuild there are.
fn unfinished(desk: &Desk) -> usize {
    let files = std::fs::read_dir(desk.folder.path()).unwrap();
    let names = files.map(|it| it.unwrap().file_name().into_string().unwrap());
    names.filter(|it| it.contains("-new")).count()
}

#[tokio::test]
async fn what_a_rebuild_cut_short_has_left_is_removed_at_start() {
    let mut desk = desk_of(3).await;
    std::fs::write(desk.folder.path().join("views.db-new"), "half").unwrap();
    assert_eq!(unfinished(&desk), 1);
    desk.reopen();
    assert_eq!(unfinished(&desk), 0);
}

#[tokio::test]
async fn progress_counts_the_events() {
    let desk = desk_of(2_000).await;
    let read = AtomicU64::new(0);
    desk.views.rebuild(|count| read.store(count, Ordering::Relaxed)).await.unwrap();
    assert!(read.into_inner() >= 2_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_views_answer_and_follow_while_new_ones_are_made() {
    let mut desk = desk_of(5_000).await;
    desk.views.catch_up().await.unwrap();
    let cancel = CancellationToken::new();
    let (views, token) = (Arc::clone(&desk.views), cancel.clone());
    let running = tokio::spawn(async move { views.run(token).await });
    let views = Arc::clone(&desk.views);
    let rebuilding = tokio::spawn(async move { views.rebuild(|_| ()).await });
    let mut asked = 0;
    while !rebuilding.is_finished() {
        asked += 1;
        let number = 10_000 + asked;
        let message = i64::try_from(number).unwrap();
        let event = Event::Registered(registered(number, message));
        desk.record(Stream::Ticket(ticket_id(number)), event, &[]).await;
        let head = desk.store.head().await.unwrap().unwrap();
        assert!(desk.views.wait_for(head, Duration::from_secs(20)).await);
        assert!(desk.views.ticket(ticket_id(number)).unwrap().is_some());
    }
    assert!(asked > 1);
    rebuilding.await.unwrap().unwrap();
    cancel.cancel();
    running.await.unwrap().unwrap();
    desk.views.catch_up().await.unwrap();
    let other = tempfile::tempdir().unwrap();
    let other = desk.other_views(&other).await;
    assert_eq!(desk.views.digest().unwrap(), other.digest().unwrap());
}

#[tokio::test]
async fn views_of_another_number_answer_until_they_are_made_anew() {
    let mut desk = desk_of(3).await;
    desk.views.catch_up().await.unwrap();
    let digest = desk.views.digest().unwrap();
    let path = desk.folder.path().join(FILE);
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch("UPDATE tickets SET summary = 'old'; PRAGMA user_version = 77;").unwrap();
    drop(old);
    desk.reopen();
    let summary = |desk: &Desk| desk.views.ticket(ticket_id(1)).unwrap().unwrap().summary;
    assert_eq!(summary(&desk), "old");
    desk.views.catch_up().await.unwrap();
    assert_eq!(summary(&desk), "");
    assert_eq!(desk.views.digest().unwrap(), digest);
    desk.reopen();
    assert_eq!(desk.views.board(&BoardFilter::default()).unwrap().tickets.len(), 2);
}

#[tokio::test]
async fn a_rebuild_that_fails_leaves_the_old_views_in_place() {
    let mut desk = desk_of(3).await;
    desk.views.catch_up().await.unwrap();
    let digest = desk.views.digest().unwrap();
    desk.record(Stream::Desk, Event::Rated(ticket::Rated { stars: 1 }), &[]).await;
    desk.views.rebuild(|_| ()).await.unwrap_err();
    assert_eq!(desk.views.digest().unwrap(), digest);
    assert_eq!(unfinished(&desk), 0);
}
