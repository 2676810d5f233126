//! How do the views follow the log?

use crate::desk::{Desk, GROUP, ROM, registered, ticket_id};
use domain::ticket::Event;
use domain::{ChatId, client};
use projections::Views;
use projections::rows::BoardFilter;
use std::sync::Arc;
use std::time::Duration;
use store::port::{EventStore, Position};
use store::stream::Stream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(20);

fn run(views: &Arc<Views>) -> (CancellationToken, JoinHandle<Result<(), projections::ViewError>>) {
    let cancel = CancellationToken::new();
    let (views, token) = (Arc::clone(views), cancel.clone());
    (cancel, tokio::spawn(async move { views.run(token).await }))
}

async fn head(desk: &Desk) -> Position {
    desk.store.head().await.unwrap().unwrap()
}

#[tokio::test]
async fn whoever_waits_reads_their_own_write() {
    let mut desk = Desk::open().await;
    let (cancel, running) = run(&desk.views);
    for number in 1..=20 {
        let message = i64::try_from(number).unwrap();
        let event = Event::Registered(registered(number, message));
        desk.record(Stream::Ticket(ticket_id(number)), event, &[]).await;
        assert!(desk.views.wait_for(head(&desk).await, PATIENCE).await);
        let board = desk.views.board(&BoardFilter::default()).unwrap();
        assert_eq!(board.tickets.len() as u64, number);
    }
    cancel.cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn whoever_waits_for_what_does_not_come_is_told_so() {
    let desk = Desk::open().await;
    let next = Position(desk.views.position().unwrap().0 + 1);
    assert!(!desk.views.wait_for(next, Duration::from_millis(5)).await);
    assert!(desk.views.wait_for(desk.views.position().unwrap(), Duration::ZERO).await);
}

#[tokio::test]
async fn changes_of_the_position_are_told() {
    let mut desk = Desk::open().await;
    let mut changes = desk.views.changes();
    changes.mark_unchanged();
    desk.link(ROM, ChatId::Group(-5)).await;
    assert!(changes.has_changed().unwrap());
    assert_eq!(*changes.borrow(), Some(head(&desk).await));
}

#[tokio::test]
async fn following_goes_on_from_the_bookmark_after_a_restart() {
    let mut desk = Desk::open().await;
    desk.asks(1, 11, "Help").await;
    let (position, digest) = (desk.views.position(), desk.views.digest().unwrap());
    desk.reopen();
    assert_eq!(desk.views.position(), position);
    assert_eq!(desk.views.digest().unwrap(), digest);
    desk.asks(2, 12, "More help").await;
    let other = tempfile::tempdir().unwrap();
    let other = desk.other_views(&other).await;
    assert_eq!(desk.views.digest().unwrap(), other.digest().unwrap());
}

#[tokio::test]
async fn a_transaction_that_fails_leaves_bookmark_and_rows_as_they_were() {
    let mut desk = Desk::open().await;
    let (position, digest) = (desk.views.position(), desk.views.digest().unwrap());
    let event = Event::Registered(registered(1, 11));
    desk.record(Stream::Ticket(ticket_id(1)), event.clone(), &[]).await;
    // No stream of a client holds what happens to tickets.
    desk.record(Stream::Client(ROM), event, &[]).await;
    let (_cancel, running) = run(&desk.views);
    running.await.unwrap().unwrap_err();
    assert_eq!(desk.views.position(), position);
    assert_eq!(desk.views.digest().unwrap(), digest);
    desk.reopen();
    assert_eq!(desk.views.position(), position);
    assert_eq!(desk.views.digest().unwrap(), digest);
}

#[tokio::test]
async fn two_followers_of_the_same_log_do_no_harm() {
    let mut desk = Desk::open().await;
    let (cancel, running) = run(&desk.views);
    for chat in 1..50 {
        let linked =
            client::Event::ChatLinked(domain::link::ChatLinked { chat: ChatId::Group(chat) });
        desk.record(Stream::Client(ROM), linked, &[]).await;
        desk.views.catch_up().await.unwrap();
    }
    assert_eq!(desk.views.client(ROM).unwrap().unwrap().chats.len(), 50);
    assert_eq!(desk.views.pending_in(GROUP, 10).unwrap().len(), 1);
    cancel.cancel();
    running.await.unwrap().unwrap();
}
