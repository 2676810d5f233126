//! Asking: the words in which the tests ask a server.

use eventstore::{
    AppendToStreamOptions, Client, EventData, ExpectedRevision, Position, ReadAllOptions,
    ReadStreamOptions, ResolvedEvent, StreamPosition, SubscribeToAllOptions, Subscription,
    SubscriptionEvent, SubscriptionFilter, WriteResult,
};
use standin::Standin;
use std::time::Duration;
use uuid::Uuid;

/// Longer than anything takes that comes at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// Long enough to see that something does not come.
pub(crate) const A_WHILE: Duration = Duration::from_millis(300);

pub(crate) fn client(server: &Standin) -> Client {
    client_at(&server.address())
}

pub(crate) fn client_at(address: &str) -> Client {
    let address = format!("{address}&discoveryInterval=20&defaultDeadline=5000");
    Client::new(address.parse().unwrap()).unwrap()
}

pub(crate) fn event(id: u128) -> EventData {
    EventData::binary("noted", format!("facts of {id}").into()).id(Uuid::from_u128(id))
}

pub(crate) fn events(ids: std::ops::Range<u128>) -> Vec<EventData> {
    ids.map(event).collect()
}

pub(crate) async fn append(
    client: &Client,
    stream: &str,
    expected: ExpectedRevision,
    events: Vec<EventData>,
) -> eventstore::Result<WriteResult> {
    let options = AppendToStreamOptions::default().expected_revision(expected);
    client.append_to_stream(stream, &options, events).await
}

/// Everything of a stream that may be read, by id.
pub(crate) async fn read(client: &Client, stream: &str) -> eventstore::Result<Vec<(u64, u128)>> {
    let options = ReadStreamOptions::default().position(StreamPosition::Start);
    let mut found = client.read_stream(stream, &options.max_count(usize::MAX)).await?;
    let mut ids = vec![];
    while let Some(it) = found.next().await? {
        let event = it.get_original_event();
        ids.push((event.revision, event.id.as_u128()));
    }
    Ok(ids)
}

/// Everything of the log that the options ask for.
pub(crate) async fn read_all(
    client: &Client,
    options: ReadAllOptions,
) -> eventstore::Result<Vec<ResolvedEvent>> {
    let mut found = client.read_all(&options).await?;
    let mut events = vec![];
    while let Some(it) = found.next().await? {
        events.push(it);
    }
    Ok(events)
}

pub(crate) async fn subscribe(
    client: &Client,
    from: StreamPosition<Position>,
    filter: SubscriptionFilter,
) -> Subscription {
    client.subscribe_to_all(&SubscribeToAllOptions::default().position(from).filter(filter)).await
}

/// What a subscription says, in words that can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Confirmed,
    Event(u128),
    Mark(Position),
    CaughtUp,
    FellBehind,
}

pub(crate) async fn next(subscription: &mut Subscription) -> eventstore::Result<Said> {
    let said = tokio::time::timeout(PATIENCE, subscription.next_subscription_event());
    Ok(match said.await.unwrap()? {
        SubscriptionEvent::Confirmed(_) => Said::Confirmed,
        SubscriptionEvent::EventAppeared(it) => Said::Event(it.get_original_event().id.as_u128()),
        SubscriptionEvent::Checkpoint(it) => Said::Mark(it),
        SubscriptionEvent::CaughtUp => Said::CaughtUp,
        SubscriptionEvent::FellBehind => Said::FellBehind,
        _ => panic!("said what no subscription to the whole log says"),
    })
}

/// What it says until it has caught up, that included.
pub(crate) async fn past(subscription: &mut Subscription) -> Vec<Said> {
    let mut all = vec![];
    while all.last() != Some(&Said::CaughtUp) {
        all.push(next(subscription).await.unwrap());
    }
    all
}

/// The ids of the events among it.
pub(crate) fn ids(said: &[Said]) -> Vec<u128> {
    said.iter().filter_map(|it| if let Said::Event(it) = it { Some(*it) } else { None }).collect()
}

pub(crate) fn marks(said: &[Said]) -> Vec<Position> {
    said.iter().filter_map(|it| if let Said::Mark(it) = it { Some(*it) } else { None }).collect()
}
