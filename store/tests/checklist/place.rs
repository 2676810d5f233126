//! Place: on which stores does a rule hold, and how is it asked there?

use crate::{real, server};
use chrono::{DateTime, Utc};
use standin::Standin;
use std::sync::Arc;
use store::memory::MemoryStore;
use store::port::{
    AppendError, Appended, EventId, EventStore, Expected, NewEvent, PAGE_MAX, Position, Recorded,
    Revision, StreamName,
};
use store::sqlite::SqliteStore;
use tokio::task::JoinSet;
use uuid::Uuid;

/// A store, where its log ended when the rule was asked, and its name among the others.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) start: Option<Position>,
}

/// Asks a rule of the port of every store there is.
pub(crate) async fn everywhere<F>(rule: impl Fn(Place) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let folder = tempfile::tempdir().unwrap();
    let server = Standin::start();
    let mut stores: Vec<(&str, Arc<dyn EventStore>)> = vec![
        ("memory", Arc::new(MemoryStore::new())),
        ("sqlite", Arc::new(SqliteStore::open(folder.path()).unwrap())),
        ("stand-in", server::open(&server.address()).await),
    ];
    if let Some(address) = real::address() {
        stores.push(("real server", server::open(&address).await));
    }
    for (name, store) in stores {
        let start = store.head().await.unwrap();
        let asked = tokio::spawn(rule(Place { store, start })).await;
        assert!(asked.is_ok(), "it does not hold on: {name}");
    }
}

impl Place {
    pub(crate) async fn append(&self, stream: &str, last: Option<u64>, ids: &[u64]) -> Appended {
        self.try_append(stream, last, ids).await.unwrap()
    }

    pub(crate) async fn try_append(
        &self,
        stream: &str,
        last: Option<u64>,
        ids: &[u64],
    ) -> Result<Appended, AppendError> {
        let expected = last.map_or(Expected::NoStream, |it| Expected::At(Revision(it)));
        let events = ids.iter().map(|&it| event(it)).collect();
        self.store.append(&named(stream), expected, recorded_at(), events).await
    }

    pub(crate) async fn read(&self, stream: &str) -> Vec<Recorded> {
        self.store.read(&named(stream), Revision(0), PAGE_MAX).await.unwrap()
    }

    pub(crate) async fn everything(&self) -> Vec<Recorded> {
        self.store.read_all(self.start, PAGE_MAX).await.unwrap()
    }
}

/// Appends of one event each from many tasks at once, each to a stream of its own.
pub(crate) async fn append_from_many(place: &Place, writers: u64, appends: u64) {
    let mut tasks = JoinSet::new();
    for writer in 0..writers {
        let place = place.clone();
        tasks.spawn(async move {
            for at in 0..appends {
                let id = writer * 1_000 + at;
                place.append(&format!("s-{writer}"), at.checked_sub(1), &[id]).await;
            }
        });
    }
    tasks.join_all().await;
}

pub(crate) fn named(stream: &str) -> StreamName {
    StreamName::parse(stream).unwrap()
}

pub(crate) fn recorded_at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_772_442_000_123).unwrap()
}

pub(crate) fn event(id: u64) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::from_u64_pair(7, id)),
        kind: "ticket.noted".into(),
        form: 1,
        facts: format!("{{\"id\":{id}}}").into_bytes(),
        private: vec![1, 2, 3],
        actor: "anna".into(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        occurred_at: DateTime::from_timestamp_millis(1_772_441_999_001).unwrap(),
    }
}

/// The numbers that [`event`] was made with.
pub(crate) fn numbers(recorded: &[Recorded]) -> Vec<u64> {
    recorded.iter().map(|it| it.event.id.0.as_u64_pair().1).collect()
}
