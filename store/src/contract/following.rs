//! What a subscriber gets: everything, once, in order, as it comes?

use super::{Desk, numbers};
use crate::port::{Position, Recorded};
use futures::StreamExt;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a subscriber may be without news before it counts as forgotten.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a subscriber gets after a position until it has `count` events.
async fn follow(desk: Desk, after: Option<Position>, count: usize) -> Vec<Recorded> {
    let mut subscription = desk.store.subscribe(after).await.expect("the log is followed");
    let mut seen = Vec::new();
    while seen.len() < count {
        let batch = timeout(PATIENCE, subscription.next()).await.expect("news comes in time");
        let batch = batch.expect("a subscription has no end").expect("the log is read");
        assert!(!batch.is_empty(), "a batch is never empty");
        seen.extend(batch);
    }
    seen
}

pub(super) async fn a_subscription_catches_up_then_follows(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1, 2]).await;
    let mut subscription = desk.store.subscribe(desk.start).await.expect("the log is followed");
    let mut next = async || {
        let batch = timeout(PATIENCE, subscription.next()).await.expect("news comes in time");
        numbers(&batch.expect("a subscription has no end").expect("the log is read"))
    };
    assert_eq!(next().await, [1, 2]);
    desk.append(&a, Some(1), &[3]).await;
    assert_eq!(next().await, [3]);
    desk.append(&desk.stream("b"), None, &[4, 5]).await;
    assert_eq!(next().await, [4, 5]);
}

pub(super) async fn a_subscription_begins_after_its_position(desk: Desk) {
    let a = desk.stream("a");
    let second = desk.append(&a, None, &[1, 2]).await.position;
    desk.append(&a, Some(1), &[3]).await;
    let seen = follow(desk, Some(second), 1).await;
    assert_eq!(numbers(&seen), [3]);
}

pub(super) async fn a_subscription_to_an_empty_end_waits_for_what_comes(desk: Desk) {
    let mut subscription = desk.store.subscribe(desk.start).await.expect("the log is followed");
    let early = timeout(Duration::from_millis(20), subscription.next()).await;
    assert!(early.is_err(), "there is no news yet");
    desk.append(&desk.stream("a"), None, &[1]).await;
    let batch = timeout(PATIENCE, subscription.next()).await.expect("news comes in time");
    let batch = batch.expect("a subscription has no end").expect("the log is read");
    assert_eq!(numbers(&batch), [1]);
}

pub(super) async fn a_subscription_has_neither_gap_nor_repetition_while_many_append(desk: Desk) {
    let follower = tokio::spawn(follow(desk.clone(), desk.start, 16 * 50));
    append_from_many(&desk, 16, 50).await;
    let seen = follower.await.expect("the follower ends");
    assert_eq!(seen, desk.everything().await);
}

pub(super) async fn every_subscriber_gets_everything(desk: Desk) {
    let mut followers = JoinSet::new();
    for _ in 0..4 {
        followers.spawn(follow(desk.clone(), desk.start, 8 * 20));
    }
    append_from_many(&desk, 8, 20).await;
    // One that comes late reads the same.
    followers.spawn(follow(desk.clone(), desk.start, 8 * 20));
    let all = desk.everything().await;
    for seen in followers.join_all().await {
        assert_eq!(seen, all);
    }
}

async fn append_from_many(desk: &Desk, writers: u64, appends: u64) {
    let mut tasks = JoinSet::new();
    for writer in 0..writers {
        let (desk, stream) = (desk.clone(), desk.stream(&format!("s{writer}")));
        tasks.spawn(async move {
            for at in 0..appends {
                desk.append(&stream, at.checked_sub(1), &[writer * 1_000 + at]).await;
            }
        });
    }
    tasks.join_all().await;
}
