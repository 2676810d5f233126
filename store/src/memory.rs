//! The memory store: what was recorded, for as long as the process lives?

use crate::bookmarks::{BookmarkError, Bookmarks};
use crate::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, PAGE_MAX, Position, ReadError, Recorded,
    Revision, StreamName, Subscription, refusal,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures::stream;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thiserror::Error;
use tokio::sync::watch;

/// About how far apart positions are that skip.
const SKIP: u64 = 509;

/// An event store and bookmarks that forget everything when dropped.
#[derive(Debug)]
pub struct MemoryStore {
    log: Arc<Mutex<Log>>,
    head: watch::Sender<Option<Position>>,
    bookmarks: Mutex<HashMap<String, Position>>,
}

#[derive(Debug, Default)]
struct Log {
    events: Vec<Recorded>,
    /// Where in `events` the events of each stream are.
    streams: HashMap<StreamName, Vec<usize>>,
    skips: bool,
}

#[derive(Debug, Error)]
#[error("the memory store was dropped")]
struct Dropped;

impl Default for MemoryStore {
    fn default() -> Self {
        Self { log: Arc::default(), head: watch::Sender::new(None), bookmarks: Mutex::default() }
    }
}

impl MemoryStore {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty log whose positions skip, ever differently, as those of a cluster do.
    pub fn skipping() -> Self {
        let store = Self::default();
        lock(&store.log).skips = true;
        store
    }
}

impl Log {
    fn of(&self, stream: &StreamName) -> impl DoubleEndedIterator<Item = &Recorded> + Clone {
        self.streams.get(stream).into_iter().flatten().map(|&at| &self.events[at])
    }

    fn last(&self, stream: &StreamName) -> Option<Revision> {
        self.of(stream).next_back().map(|it| it.revision)
    }

    fn after(&self, after: Option<Position>, limit: usize) -> Vec<Recorded> {
        let from = self.events.partition_point(|it| Some(it.position) <= after);
        self.events[from..].iter().take(limit.min(PAGE_MAX)).cloned().collect()
    }

    /// Where the events of an append stand already; `None` if none of them does.
    fn standing(
        &self,
        stream: &StreamName,
        events: &[NewEvent],
    ) -> Option<Result<Appended, AppendError>> {
        let stand = |it: &&Recorded| events.iter().any(|event| event.id == it.event.id);
        let first = self.of(stream).find(stand)?;
        let ids = events.iter().map(|it| it.id);
        let from = usize::try_from(first.revision.0).expect("a log in memory is counted in usize");
        let run = self.of(stream).skip(from).take(events.len());
        Some(if run.clone().map(|it| it.event.id).eq(ids) {
            Ok(appended(run, true))
        } else {
            Err(AppendError::Clash { stream: stream.clone() })
        })
    }

    /// The place of the event after `before` others.
    fn position(&self, before: usize) -> Position {
        let nth = before as u64 + 1;
        Position(if self.skips { nth * SKIP + nth * nth % SKIP } else { nth })
    }

    fn push(&mut self, stream: &StreamName, recorded_at: DateTime<Utc>, events: Vec<NewEvent>) {
        for event in events {
            let at = self.events.len();
            let position = self.position(at);
            let places = self.streams.entry(stream.clone()).or_default();
            self.events.push(Recorded {
                position,
                stream: stream.clone(),
                revision: Revision(places.len() as u64),
                event,
                recorded_at,
            });
            places.push(at);
        }
    }
}

fn appended<'a>(run: impl Iterator<Item = &'a Recorded>, repeated: bool) -> Appended {
    let last = run.last().expect("an append is never empty");
    Appended { position: last.position, last: last.revision, repeated }
}

/// What was locked, also after a panic elsewhere: every change under these locks is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl EventStore for MemoryStore {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let log = lock(&self.log);
        let events = log.of(stream).skip_while(|it| it.revision < from);
        Ok(events.take(limit.min(PAGE_MAX)).cloned().collect())
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        if let Some(reason) = refusal(recorded_at, &events) {
            return Err(AppendError::Refused { stream: stream.clone(), reason });
        }
        let mut log = lock(&self.log);
        if let Some(standing) = log.standing(stream, &events) {
            return standing;
        }
        let actual = log.last(stream);
        if actual != expected.revision() {
            return Err(AppendError::Conflict { stream: stream.clone(), expected, actual });
        }
        let before = log.events.len();
        log.push(stream, recorded_at, events);
        let appended = appended(log.events[before..].iter(), false);
        self.head.send_replace(Some(appended.position));
        Ok(appended)
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        Ok(lock(&self.log).after(after, limit))
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        Ok(*self.head.borrow())
    }

    async fn last(&self) -> Result<Option<Recorded>, ReadError> {
        Ok(lock(&self.log).events.last().cloned())
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        let start = (Arc::clone(&self.log), self.head.subscribe(), after);
        Ok(Box::pin(stream::try_unfold(start, async |(log, mut head, after)| {
            if head.wait_for(|it| *it > after).await.is_err() {
                return Err(ReadError { what: "the log".into(), source: Dropped.into() });
            }
            let events = lock(&log).after(after, PAGE_MAX);
            let after = events.last().map(|it| it.position);
            Ok(Some((events, (log, head, after))))
        })))
    }
}

#[async_trait]
impl Bookmarks for MemoryStore {
    async fn load(&self, reader: &str) -> Result<Option<Position>, BookmarkError> {
        Ok(lock(&self.bookmarks).get(reader).copied())
    }

    async fn save(&self, reader: &str, position: Position) -> Result<(), BookmarkError> {
        let mut bookmarks = lock(&self.bookmarks);
        let kept = bookmarks.entry(reader.to_owned()).or_insert(position);
        *kept = position.max(*kept);
        Ok(())
    }
}
