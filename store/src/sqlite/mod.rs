//! The SQLite log: where are events kept in the one data folder?
//!
//! One writer thread commits appends in groups; reads go through connections of their own. Short
//! reads happen on the calling task, where a change of threads would cost more than the read.

mod append;
pub(crate) mod error;
#[cfg(test)]
mod faults;
pub(crate) mod file;
mod follower;
mod heads;
pub(crate) mod lock;
mod meta;
mod names;
mod reader;
mod row;
mod schema;
mod wal;
mod writer;

pub use error::OpenError;
pub use writer::Stopped;

use crate::bookmarks::{BookmarkError, Bookmarks};
use crate::port::{
    AppendError, Appended, EventStore, Expected, Failure, NewEvent, Position, ReadError, Recorded,
    Revision, StreamName, Subscription, refusal,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use follower::follow;
use heads::{Head, Heads};
use lock::Lock;
use reader::{Reader, Readers, page};
use row::RowError;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use thiserror::Error;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{block_in_place, spawn_blocking};
use writer::{Append, QUEUE_MAX, Signals, State, Work};

/// The most events read on the calling task. For longer reads, others get another thread.
const EVENTS_INLINE_MAX: usize = 32;
/// How many events at the end of the log are looked at when it is opened.
const EVENTS_CHECKED_AT_START: usize = 100;

/// A log, with bookmarks, in a file `log.db` of a data folder.
#[derive(Debug)]
pub struct SqliteStore {
    /// `None` only while it is dropped.
    queue: Option<mpsc::Sender<Work>>,
    writer: Option<JoinHandle<()>>,
    state: watch::Receiver<State>,
    head: watch::Receiver<Option<Position>>,
    readers: Arc<Readers>,
    heads: Arc<Heads>,
    _lock: Lock,
}

#[derive(Debug, Error)]
#[error("the log is closed")]
struct Closed;

impl SqliteStore {
    /// Opens the log of a data folder; makes folder and log if there are none. Blocks.
    ///
    /// The folder is this process's own until the store is dropped.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says what to do. Nothing is repaired.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        file::make_folder(folder)?;
        let lock = Lock::take(folder, schema::LOCK)?;
        let path = folder.join(schema::FILE);
        let connection = file::open_or_create(&path, &schema::KIND)?;
        let readers = Arc::new(Readers::new(&path));
        let last = readers.with(check_end).map_err(|error| open_error(&path, error))?;

        let heads = Arc::new(Heads::new());
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        let (head_sender, head) = watch::channel(last);
        let (state_sender, state) = watch::channel(State::Running);
        let signals = Signals { head: head_sender, state: state_sender };
        let writer = writer::start(connection, Arc::clone(&heads), queued, signals)
            .map_err(|error| OpenError::from_io(&path, error))?;
        let (queue, writer) = (Some(queue), Some(writer));
        Ok(Self { queue, writer, state, head, readers, heads, _lock: lock })
    }

    /// Writes what is queued, then no more. Reads go on; appends are answered with `Unavailable`.
    pub async fn close(&self) {
        // If the writer has ended already, there is nobody to tell.
        drop(self.queue().send(Work::Close).await);
        let mut state = self.state.clone();
        drop(state.wait_for(|it| !matches!(it, State::Running)).await);
    }

    /// Waits until the writer stops though nobody closed the store: then the process must stop
    /// too, for nothing more can be written. Waits for ever if that never happens.
    pub async fn failed(&self) -> Stopped {
        let mut state = self.state.clone();
        // In a block of its own: what is borrowed from a watch must not be held across an await.
        let stopped = {
            let failed = state.wait_for(|it| matches!(it, State::Failed(_))).await;
            match failed.as_deref() {
                Ok(State::Failed(stopped)) => Some(stopped.clone()),
                Ok(State::Running | State::Closed) | Err(_) => None,
            }
        };
        match stopped {
            Some(stopped) => stopped,
            None => std::future::pending().await,
        }
    }

    fn queue(&self) -> &mpsc::Sender<Work> {
        self.queue.as_ref().expect("the queue is there until the store is dropped")
    }

    /// Has the writer do something and waits for its answer.
    async fn ask<T>(&self, work: Work, answer: oneshot::Receiver<T>) -> Result<T, Failure> {
        self.queue().send(work).await.map_err(|_| self.why_not())?;
        answer.await.map_err(|_| self.why_not())
    }

    fn why_not(&self) -> Failure {
        match &*self.state.borrow() {
            State::Failed(stopped) => stopped.clone().into(),
            State::Running | State::Closed => Closed.into(),
        }
    }

    /// Reads here if it is short, elsewhere if it is long.
    async fn fetch<T: Send + 'static>(
        &self,
        count: usize,
        fetch: impl FnOnce(&mut Reader) -> Result<T, RowError> + Send + 'static,
    ) -> Result<T, Failure> {
        fetch_from(&self.readers, count, fetch).await
    }

    /// Where a stream ends; `None` if nobody wrote to it.
    fn stream_head(&self, stream: &StreamName) -> Result<Option<Head>, RowError> {
        let since = match self.heads.get(stream) {
            Ok(head) => return Ok(Some(head)),
            Err(since) => since,
        };
        let head = self.readers.with(|it| it.head(stream))?;
        if let Some(head) = head {
            self.heads.learn(stream, head, since);
        }
        Ok(head)
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.queue = None;
        // Who writes closes last, and so tidies up.
        self.readers.close();
        if let Some(writer) = self.writer.take() {
            // A panic of the writer was told by its state.
            drop(writer.join());
        }
    }
}

/// The last position, after a look at the last events.
fn check_end(reader: &mut Reader) -> Result<Option<Position>, RowError> {
    let last = reader.last()?;
    if let Some(Position(last)) = last {
        let after = last.saturating_sub(EVENTS_CHECKED_AT_START as u64);
        reader.all(after, page(last - after, EVENTS_CHECKED_AT_START))?;
    }
    Ok(last)
}

fn open_error(path: &Path, error: RowError) -> OpenError {
    match error {
        RowError::Sqlite(error) => OpenError::from_sqlite(path, error),
        RowError::Damage(damage) => {
            OpenError::Damaged { path: path.to_owned(), source: damage.into() }
        }
    }
}

async fn fetch_from<T: Send + 'static>(
    readers: &Arc<Readers>,
    count: usize,
    fetch: impl FnOnce(&mut Reader) -> Result<T, RowError> + Send + 'static,
) -> Result<T, Failure> {
    if count <= EVENTS_INLINE_MAX {
        return Ok(readers.with(fetch)?);
    }
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        // What is read stays with the thread that is to decode it.
        return Ok(block_in_place(|| readers.with(fetch))?);
    }
    let readers = Arc::clone(readers);
    Ok(spawn_blocking(move || readers.with(fetch)).await??)
}

/// A page of the log after a position, when the log ends at `head`.
async fn log_page(
    readers: &Arc<Readers>,
    head: Option<Position>,
    after: Option<Position>,
    limit: usize,
) -> Result<Vec<Recorded>, ReadError> {
    let after = after.map_or(0, |it| it.0);
    let there = head.map_or(0, |it| it.0.saturating_sub(after));
    let count = page(there, limit);
    if count == 0 {
        return Ok(Vec::new());
    }
    fetch_from(readers, count, move |it| it.all(after, count))
        .await
        .map_err(|source| ReadError { what: format!("the log after position {after}"), source })
}

#[async_trait]
impl EventStore for SqliteStore {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let failed = |source| ReadError { what: stream.to_string(), source };
        let head = self.stream_head(stream).map_err(|error| failed(error.into()))?;
        let Some(head) = head else { return Ok(Vec::new()) };
        let count = page((head.last.0 + 1).saturating_sub(from.0), limit);
        if count == 0 {
            return Ok(Vec::new());
        }
        let name = stream.clone();
        self.fetch(count, move |it| it.stream(&name, head, from, count)).await.map_err(failed)
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        let stream = stream.clone();
        if let Some(reason) = refusal(recorded_at, &events) {
            return Err(AppendError::Refused { stream, reason });
        }
        let (answer, answered) = oneshot::channel();
        let append = Append { stream: stream.clone(), expected, recorded_at, events, answer };
        match self.ask(Work::Append(append), answered).await {
            Ok(outcome) => outcome,
            Err(source) => Err(AppendError::Unavailable { stream, source }),
        }
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let head = *self.head.borrow();
        log_page(&self.readers, head, after, limit).await
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        Ok(*self.head.borrow())
    }

    async fn last(&self) -> Result<Option<Recorded>, ReadError> {
        let head = *self.head.borrow();
        // In this log, and in no other, positions count without gaps.
        let before = head.and_then(|it| it.0.checked_sub(1)).map(Position);
        Ok(log_page(&self.readers, head, before, 1).await?.pop())
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        Ok(follow(Arc::clone(&self.readers), self.head.clone(), after))
    }
}

#[async_trait]
impl Bookmarks for SqliteStore {
    async fn load(&self, reader: &str) -> Result<Option<Position>, BookmarkError> {
        self.readers.with(|it| it.bookmark(reader)).map_err(|error| BookmarkError {
            what: "load",
            reader: reader.to_owned(),
            source: error.into(),
        })
    }

    async fn save(&self, reader: &str, position: Position) -> Result<(), BookmarkError> {
        let (answer, answered) = oneshot::channel();
        let work = Work::Bookmark { reader: reader.to_owned(), position, answer };
        let saved = self.ask(work, answered).await.and_then(|it| it);
        saved.map_err(|source| BookmarkError { what: "save", reader: reader.to_owned(), source })
    }
}
