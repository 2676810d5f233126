//! What a feed does against a server that does what servers do.

use super::following::PASSED_OVER_MAX;
use super::*;
use crate::eventstoredb::address::Address;
use crate::eventstoredb::anchor::Anchor;
use crate::eventstoredb::connection::PATIENCE_MAX;
use crate::eventstoredb::names::{self, EventData, tombstone_options};
use crate::eventstoredb::wire;
use crate::port::{EventId, NewEvent};
use futures::StreamExt;
use standin::{Begin, Call, Fault, Past, Standin, Times};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// How soon a feed must be back.
const SOON: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(20);

struct Desk {
    server: Standin,
    connection: Connection,
    feeds: Feeds,
}

impl Desk {
    fn new() -> Self {
        let server = Standin::start();
        let address = Address::parse(&server.address(), None).unwrap();
        let connection = Connection::new(&address);
        let feeds = Feeds::start(connection.clone()).unwrap();
        Self { server, connection, feeds }
    }

    /// One whose thread is not saved from the clients' loop before `breaks` says so.
    fn unsaved(breaker: fn(tracing::Dispatch) -> Breaker) -> Self {
        let desk = Self::new();
        let beat = Duration::from_millis(50);
        let tempo = Tempo { beat, still_max: beat * 10 };
        let stuck = desk.connection.clone();
        let threads = Threads::start(breaker, tempo, move || stuck.stuck()).unwrap();
        let feeds = Feeds { connection: desk.connection.clone(), threads: Arc::new(threads) };
        Self { feeds, ..desk }
    }

    fn feed(&self, prefix: &str) -> Feed {
        self.feeds.feed(prefix, None)
    }

    /// Appends events of these numbers, and answers where the last one stands.
    async fn append(&self, stream: &str, numbers: impl IntoIterator<Item = u64>) -> u64 {
        let event = |it| EventData::binary("it.happened", vec![].into()).id(Uuid::from_u128(it));
        let events: Vec<_> = numbers.into_iter().map(|it| event(u128::from(it))).collect();
        let any = names::append_options(names::ExpectedRevision::Any);
        loop {
            let live = self.connection.live().await.unwrap();
            match live.client.append_to_stream(stream, &any, events.clone()).await {
                Ok(_) => return self.server.events().last().unwrap().position,
                Err(_) => self.connection.broke(&live),
            }
        }
    }
}

fn number(event: &names::RecordedEvent) -> u64 {
    u64::try_from(event.id.as_u128()).unwrap()
}

/// The numbers that a feed brings, until it has brought so many.
async fn numbers(feed: &mut Feed, count: usize) -> Vec<u64> {
    let mut seen = Vec::new();
    while seen.len() < count {
        let items = timeout(PATIENCE, feed.next()).await.expect("news comes").unwrap();
        seen.extend(items.iter().filter_map(|it| match it {
            Item::Event(event) => Some(number(event)),
            Item::Deleted(_) | Item::CaughtUp => None,
        }));
    }
    seen
}

/// Waits until a feed has brought all there is.
async fn caught_up(feed: &mut Feed) {
    loop {
        let items = timeout(PATIENCE, feed.next()).await.expect("news comes").unwrap();
        if items.iter().any(|it| matches!(it, Item::CaughtUp)) {
            return;
        }
    }
}

#[tokio::test]
async fn a_feed_brings_what_is_there_and_then_what_comes_of_its_streams_alone() {
    let desk = Desk::new();
    desk.append("ours.a", [1, 2]).await;
    desk.append("theirs.a", [100]).await;
    let mut feed = desk.feed("ours.");
    assert_eq!(numbers(&mut feed, 2).await, [1, 2]);
    desk.append("theirs.a", [101]).await;
    desk.append("ours.b", [3]).await;
    desk.append("ours.a", [4]).await;
    assert_eq!(numbers(&mut feed, 2).await, [3, 4]);
}

#[tokio::test]
async fn after_an_end_in_order_a_feed_goes_on_where_it_was() {
    let desk = Desk::new();
    let last = desk.append("ours.a", [1, 2, 3]).await;
    let mut feed = desk.feed("ours.");
    assert_eq!(numbers(&mut feed, 3).await, [1, 2, 3]);
    desk.server.end_subscriptions();
    let resumed = timeout(SOON, async {
        // The end is met by whoever asks.
        let more = numbers(&mut feed, 1);
        tokio::join!(more, async {
            sleep(Duration::from_millis(100)).await;
            desk.append("ours.a", [4]).await
        })
    });
    assert_eq!(resumed.await.expect("the feed is back").0, [4]);
    let after = Begin::After { commit: last, prepare: last };
    assert_eq!(desk.server.counts().subscriptions, [Begin::Start, after]);
}

#[tokio::test]
async fn a_feed_goes_on_from_the_servers_mark_and_not_from_its_last_event() {
    let desk = Desk::new();
    let ours = desk.append("ours.a", [1]).await;
    let mut feed = desk.feed("ours.");
    caught_up(&mut feed).await;
    let theirs = desk.append("theirs.a", 100..100 + u64::from(PASSED_OVER_MAX)).await;
    // The mark is no news, but it is taken note of.
    timeout(Duration::from_millis(300), feed.next()).await.expect_err("there is no news");
    desk.server.end_subscriptions();
    caught_up(&mut feed).await;
    let begun = desk.server.counts().subscriptions;
    let [Begin::Start, Begin::After { commit, prepare }] = begun[..] else { panic!("{begun:?}") };
    assert_eq!(commit, prepare);
    assert!(ours < commit && commit <= theirs, "{ours} < {commit} <= {theirs}");
    desk.append("ours.a", [2]).await;
    assert_eq!(numbers(&mut feed, 1).await, [2]);
}

#[tokio::test]
async fn what_a_server_sends_twice_is_brought_once() {
    let desk = Desk::new();
    desk.server.faults().arm(Call::Subscribe, Fault::Twice, Times::Always);
    desk.append("ours.a", 1..=5).await;
    let mut feed = desk.feed("ours.");
    caught_up_with(&mut feed, &[1, 2, 3, 4, 5]).await;
}

/// Everything up to where the feed has caught up is just this.
async fn caught_up_with(feed: &mut Feed, expected: &[u64]) {
    let mut seen = Vec::new();
    loop {
        for item in timeout(PATIENCE, feed.next()).await.expect("news comes").unwrap() {
            match item {
                Item::Event(event) => seen.push(number(&event)),
                Item::Deleted(stream) => panic!("{stream} is deleted"),
                Item::CaughtUp => return assert_eq!(seen, expected),
            }
        }
    }
}

#[tokio::test]
async fn three_events_before_a_restart_and_three_after_are_six() {
    let mut desk = Desk::new();
    desk.append("ours.a", [1, 2, 3]).await;
    let mut feed = desk.feed("ours.");
    assert_eq!(numbers(&mut feed, 3).await, [1, 2, 3]);
    let follower = tokio::spawn(async move { (numbers(&mut feed, 3).await, feed) });
    desk.server.stop();
    sleep(Duration::from_secs(3)).await;
    desk.server.start_again(Past::Kept).unwrap();
    let (seen, _feed) = timeout(SOON, async {
        desk.append("ours.a", [4, 5, 6]).await;
        follower.await.unwrap()
    })
    .await
    .expect("the feed is back");
    assert_eq!(seen, [4, 5, 6]);
}

#[tokio::test]
async fn a_server_that_ends_each_subscription_at_once_is_asked_ever_more_slowly() {
    let desk = Desk::new();
    desk.append("ours.a", [1]).await;
    desk.server.faults().arm(Call::Subscribe, Fault::EndAtOnce, Times::Always);
    let mut feed = desk.feed("ours.");
    // 50 ms, 100, 200, 400, 800: the sixth is begun at 1,550 ms.
    timeout(Duration::from_millis(1_450), feed.next()).await.expect_err("there is no news");
    let tries = desk.server.counts().subscriptions.len();
    assert!((3..=5).contains(&tries), "{tries} tries");
    desk.server.faults().take_back(Call::Subscribe);
    let seen = timeout(SOON, numbers(&mut feed, 1)).await.expect("the feed is back");
    assert_eq!(seen, [1]);
}

#[tokio::test]
async fn a_feed_goes_on_whatever_a_server_says_that_may_pass() {
    for fault in [Fault::Unavailable, Fault::CutBefore, Fault::NotLeader] {
        let desk = Desk::new();
        desk.append("ours.a", [1]).await;
        desk.server.faults().arm(Call::Subscribe, fault, Times::Next(2));
        let mut feed = desk.feed("ours.");
        let seen = timeout(SOON, numbers(&mut feed, 1)).await.expect("the feed is back");
        assert_eq!(seen, [1], "{fault:?}");
    }
}

#[tokio::test]
async fn what_a_server_says_that_cannot_pass_ends_a_feed() {
    let desk = Desk::new();
    let ours = desk.append("ours.a", [1, 2]).await;
    // No event stands there, so the server takes the question for senseless.
    let mut feed = desk.feeds.feed("ours.", Some(Position(ours - 1)));
    for _ in 0..2 {
        let end = timeout(SOON, feed.next()).await.expect("it is told at once").unwrap_err();
        assert!(matches!(end, EventStoreDbError::Unexpected { .. }), "{end:?}");
    }
    assert_eq!(desk.server.counts().subscriptions.len(), 1, "it is not asked for again");
}

#[tokio::test]
async fn a_server_that_hangs_interrupts_a_feed_at_the_deadline_and_is_asked_again() {
    let desk = Desk::new();
    desk.append("ours.a", [1]).await;
    desk.server.faults().arm(Call::Subscribe, Fault::Hang, Times::Always);
    let mut feed = desk.feed("ours.");
    let patience = PATIENCE_MAX + Duration::from_secs(1);
    timeout(patience, feed.next()).await.expect_err("there is no news");
    let trouble = feed.trouble().expect("it was met");
    assert!(matches!(trouble, EventStoreDbError::Deadline), "{trouble:?}");
    desk.server.faults().take_all_back();
    let seen = timeout(SOON, numbers(&mut feed, 1)).await.expect("the feed is back");
    assert_eq!(seen, [1]);
    assert!(feed.trouble().is_none());
}

#[tokio::test]
async fn events_that_come_together_with_an_end_in_order_are_brought_once() {
    let desk = Desk::new();
    let mut feed = desk.feed("ours.");
    caught_up(&mut feed).await;
    for round in 0..10 {
        desk.append("ours.a", round * 50..(round + 1) * 50).await;
        desk.append("theirs.a", 10_000..10_000 + u64::from(PASSED_OVER_MAX)).await;
        desk.server.end_subscriptions();
        // Nobody has read yet: what was sent before the end lies there with it.
        sleep(Duration::from_millis(20)).await;
        let seen = timeout(PATIENCE, numbers(&mut feed, 50)).await.expect("news comes");
        assert!(seen.into_iter().eq(round * 50..(round + 1) * 50), "round {round}");
    }
    assert!(desk.server.counts().subscriptions.len() > 1, "it was subscribed anew");
}

#[tokio::test]
async fn a_feed_that_rests_misses_nothing() {
    let desk = Desk::new();
    let mut feed = desk.feed("ours.");
    caught_up(&mut feed).await;
    for chunk in 0..20 {
        desk.append("ours.a", chunk * 500..(chunk + 1) * 500).await;
    }
    sleep(Duration::from_millis(300)).await;
    assert!(numbers(&mut feed, 10_000).await.into_iter().eq(0..10_000));
}

#[tokio::test]
async fn the_end_of_a_stream_for_good_is_news() {
    let desk = Desk::new();
    desk.append("ours.a", [1]).await;
    let mut feed = desk.feed("ours.");
    caught_up(&mut feed).await;
    let live = desk.connection.live().await.unwrap();
    live.client.tombstone_stream("ours.a", &tombstone_options()).await.unwrap();
    let items = timeout(PATIENCE, feed.next()).await.expect("news comes").unwrap();
    assert!(matches!(&items[..], [Item::Deleted(stream)] if stream == "ours.a"), "{items:?}");
}

#[tokio::test]
async fn a_feed_ends_where_the_log_is_lost() {
    let mut desk = Desk::new();
    desk.append("ours.a", [1]).await;
    let mut feed = desk.feed("ours.");
    let items = timeout(PATIENCE, feed.next()).await.expect("news comes").unwrap();
    let Some(Item::Event(event)) = items.first() else { panic!("{items:?}") };
    desk.connection.knows(Anchor::of(event));
    desk.server.start_again(Past::Lost).unwrap();
    let end = loop {
        if let Err(end) = timeout(PATIENCE, feed.next()).await.expect("the feed ends") {
            break end;
        }
    };
    assert!(matches!(end, EventStoreDbError::Lost), "{end:?}");
}

#[tokio::test]
async fn where_nothing_breaks_the_loop_the_watchdog_finds_another_thread() {
    static BREAKS: AtomicBool = AtomicBool::new(false);
    let desk = Desk::unsaved(|outer| Breaker::that_waits_for(outer, &BREAKS));
    desk.append("ours.a", [1]).await;
    let mut feed = desk.feed("ours.");
    assert_eq!(numbers(&mut feed, 1).await, [1]);
    let first = desk.feeds.threads.thread();
    desk.server.end_subscriptions();
    desk.append("ours.a", [2]).await;
    assert_eq!(numbers(&mut feed, 1).await, [2]);
    assert!(!Arc::ptr_eq(&first, &desk.feeds.threads.thread()));
    // Lets the loop end that still turns.
    BREAKS.store(true, Ordering::Relaxed);
}

/// An event of the log, as it is written.
fn of_the_log(number: u128) -> EventData {
    let instant = chrono::DateTime::from_timestamp_millis(1_772_442_000_000).unwrap();
    let event = NewEvent {
        id: EventId(Uuid::from_u128(number)),
        kind: "it.happened".into(),
        form: 1,
        facts: b"{}".to_vec(),
        private: vec![],
        actor: "".into(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        occurred_at: instant,
    };
    wire::written(&event, instant)
}

#[tokio::test]
async fn an_event_that_is_none_of_ours_ends_what_reads_the_log_and_is_never_passed_over() {
    let desk = Desk::new();
    let live = desk.connection.live().await.unwrap();
    let any = names::append_options(names::ExpectedRevision::Any);
    for event in [of_the_log(1), EventData::binary("it.happened", vec![].into()), of_the_log(3)] {
        live.client.append_to_stream("ours.a", &any, event).await.unwrap();
    }
    let ours = Streams::of("ours");
    let head = async || Ok::<_, EventStoreDbError>(None);
    let mut subscription = desk.feeds.subscribe(&ours, head(), None).await.unwrap();
    let first = timeout(PATIENCE, subscription.next()).await.expect("news comes").unwrap().unwrap();
    assert_eq!(first.iter().map(|it| it.event.id.0.as_u128()).collect::<Vec<_>>(), [1]);
    for _ in 0..2 {
        let end = timeout(PATIENCE, subscription.next()).await.expect("the end comes").unwrap();
        let source = end.unwrap_err().source.to_string();
        assert!(source.starts_with("event 1 of stream ours.a is not one of ours"), "{source}");
    }
    let page = desk.feeds.read_all(&ours, head(), None, 10).await.unwrap();
    assert_eq!(page, first);
    let last = page.last().map(|it| it.position);
    let head = async { Ok(Some(Position(u64::MAX))) };
    desk.feeds.read_all(&ours, head, last, 10).await.unwrap_err();
}
