//! Does whoever follows a cluster's log get all of it, in time, and without burning a core meanwhile?

#![cfg(any(feature = "eventstore", feature = "kurrentdb"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::DateTime;
use futures::StreamExt;
use standin::{Call, Fault, Past, Standin, Times};
use std::fs;
use std::sync::Arc;
use std::time::Duration;
use store::eventstoredb::{Address, EventStoreDb, Known};
use store::port::{
    EventId, EventStore, Expected, NewEvent, Position, Recorded, Revision, StreamName, Subscription,
};
use store::world::Chance;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::timeout;
use uuid::Uuid;

/// How soon a subscription must be back.
const SOON: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(20);
/// Processor time is the process's: whoever measures it is alone.
static ALONE: Mutex<()> = Mutex::const_new(());

struct Dice;

impl Chance for Dice {
    #[expect(clippy::disallowed_methods, reason = "a test is a shell of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

struct Desk {
    server: Standin,
    store: Arc<EventStoreDb>,
    _alone: MutexGuard<'static, ()>,
}

impl Desk {
    async fn new() -> Self {
        let alone = ALONE.lock().await;
        let server = Standin::start();
        let store = open(&server).await;
        Self { server, store, _alone: alone }
    }

    /// Appends events of these numbers to a stream that has as many as the first of them.
    async fn append(&self, numbers: std::ops::Range<u64>) -> Vec<Position> {
        let stream = StreamName::parse("a").unwrap();
        let mut positions = Vec::new();
        for number in numbers {
            let expected = number.checked_sub(1).map(Revision);
            let expected = expected.map_or(Expected::NoStream, Expected::At);
            let at = DateTime::from_timestamp_millis(1_772_442_000_000).unwrap();
            let appended = self.store.append(&stream, expected, at, vec![event(number)]).await;
            positions.push(appended.unwrap().position);
        }
        positions
    }

    async fn subscribe(&self, after: Option<Position>) -> Subscription {
        self.store.subscribe(after).await.unwrap()
    }
}

async fn open(server: &Standin) -> Arc<EventStoreDb> {
    let address = Address::parse(&server.address(), None).unwrap();
    Arc::new(EventStoreDb::open(&address, &Dice, Known::New).await.unwrap())
}

fn event(number: u64) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::from_u128(u128::from(number))),
        kind: "it.happened".into(),
        form: 1,
        facts: br#"{"so":1}"#.to_vec(),
        private: vec![],
        actor: "a test".into(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        occurred_at: DateTime::from_timestamp_millis(1_772_441_999_000).unwrap(),
    }
}

fn numbers(events: &[Recorded]) -> Vec<u64> {
    events.iter().map(|it| u64::try_from(it.event.id.0.as_u128()).unwrap()).collect()
}

/// What a subscription brings, until it has brought so many.
async fn follow(subscription: &mut Subscription, count: usize) -> Vec<u64> {
    let mut seen = Vec::new();
    while seen.len() < count {
        let batch = timeout(PATIENCE, subscription.next()).await.expect("news comes in time");
        seen.extend(numbers(&batch.unwrap().unwrap()));
    }
    seen
}

/// Processor time of this process so far.
fn burnt() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    // After the name in brackets: the state, and then eleven more until utime and stime.
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace().skip(11).take(2);
    let ticks: u64 = fields.map(|it| it.parse::<u64>().unwrap()).sum();
    // The kernel counts in hundredths for whoever asks this way.
    Duration::from_millis(ticks * 10)
}

/// What waiting so long cost, as a part of one core.
#[expect(clippy::print_stdout, reason = "the figure is what it is for")]
async fn load(what: &str, waiting: impl Future<Output = ()>, seconds: f64) -> f64 {
    let before = burnt();
    waiting.await;
    let load = burnt().saturating_sub(before).as_secs_f64() / seconds;
    println!("{what}: {:.1} % of a core", load * 100.0);
    load
}

#[tokio::test]
async fn an_end_in_order_costs_no_processor_and_the_log_flows_on() {
    let desk = Desk::new().await;
    desk.append(0..3).await;
    let mut subscription = desk.subscribe(None).await;
    assert_eq!(follow(&mut subscription, 3).await, [0, 1, 2]);
    desk.server.end_subscriptions();
    let news = async {
        timeout(Duration::from_secs(3), subscription.next()).await.expect_err("there is no news");
    };
    let load = load("after an end in order", news, 3.0).await;
    assert!(load < 0.1, "{load}");
    desk.append(3..4).await;
    let seen = timeout(SOON, follow(&mut subscription, 1)).await.expect("the log flows on");
    assert_eq!(seen, [3]);
}

#[tokio::test]
async fn a_server_that_ends_every_subscription_at_once_costs_next_to_nothing() {
    let desk = Desk::new().await;
    desk.append(0..1).await;
    desk.server.faults().arm(Call::Subscribe, Fault::EndAtOnce, Times::Always);
    let mut subscription = desk.subscribe(None).await;
    let news = async {
        timeout(Duration::from_secs(4), subscription.next()).await.expect_err("there is no news");
    };
    let load = load("while each subscription ends at once", news, 4.0).await;
    assert!(load < 0.1, "{load}");
    desk.server.faults().take_all_back();
    let seen = timeout(SOON, follow(&mut subscription, 1)).await.expect("the log flows on");
    assert_eq!(seen, [0]);
}

#[tokio::test]
async fn while_a_server_is_away_nothing_is_burnt_and_then_the_log_flows_on() {
    let mut desk = Desk::new().await;
    desk.append(0..3).await;
    let mut subscription = desk.subscribe(None).await;
    assert_eq!(follow(&mut subscription, 3).await, [0, 1, 2]);
    desk.server.stop();
    let news = async {
        timeout(Duration::from_secs(4), subscription.next()).await.expect_err("there is no news");
    };
    let load = load("while the server is away", news, 4.0).await;
    assert!(load < 0.1, "{load}");
    desk.server.start_again(Past::Kept).unwrap();
    let seen =
        timeout(SOON, async { tokio::join!(desk.append(3..6), follow(&mut subscription, 3)).1 });
    assert_eq!(seen.await.expect("the log flows on"), [3, 4, 5]);
}

#[tokio::test]
async fn the_log_flows_on_after_every_fault() {
    use Fault::{CutBefore, Late, NotLeader, Slow, Twice, Unavailable};
    let late = Duration::from_millis(100);
    for fault in [Unavailable, CutBefore, NotLeader, Slow(late), Late(late), Twice] {
        let desk = Desk::new().await;
        desk.append(0..3).await;
        desk.server.faults().arm(Call::Subscribe, fault, Times::Next(1));
        let mut subscription = desk.subscribe(None).await;
        let seen = timeout(SOON, async {
            tokio::join!(desk.append(3..6), follow(&mut subscription, 6)).1
        });
        assert_eq!(seen.await.expect("the log flows on"), [0, 1, 2, 3, 4, 5], "{fault:?}");
    }
}

#[tokio::test]
async fn a_page_of_the_log_holds_all_that_was_durable_whatever_a_server_does() {
    let desk = Desk::new().await;
    let positions = desk.append(0..5).await;
    desk.server.faults().arm(Call::Subscribe, Fault::EndAtOnce, Times::Next(1));
    desk.server.faults().arm(Call::Subscribe, Fault::Unavailable, Times::Next(1));
    desk.server.faults().arm(Call::Subscribe, Fault::Twice, Times::Next(1));
    let page = desk.store.read_all(Some(positions[0]), 10).await.unwrap();
    assert_eq!(numbers(&page), [1, 2, 3, 4]);
    let page = desk.store.read_all(Some(positions[0]), 2).await.unwrap();
    assert_eq!(numbers(&page), [1, 2]);
    assert_eq!(desk.store.read_all(None, 0).await.unwrap(), []);
}

#[tokio::test]
async fn a_bookmark_beyond_the_log_is_of_another_log() {
    let desk = Desk::new().await;
    let last = desk.append(0..2).await[1];
    assert!(desk.store.subscribe(Some(last)).await.is_ok());
    let Err(refused) = desk.store.subscribe(Some(Position(last.0 + 1))).await else {
        panic!("the bookmark is taken");
    };
    assert_eq!(refused.to_string(), "failed to read the log");
    let asked = desk.server.counts().subscriptions.len();
    assert_eq!(asked, 0, "a subscription that nobody waits for asks nothing");
}
