//! How do many appends become durable together?
//!
//! One thread owns the only writing connection. It takes what is waiting, writes it in one
//! transaction, commits, and only then answers. There is no timer: while one commit is on its way
//! to the disk, the next appends gather.

use super::append::Log;
use super::heads::Heads;
use super::row::RowError;
use super::wal::Wal;
use crate::port::{AppendError, Appended, Expected, Failure, NewEvent, Position, StreamName};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Statement};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot, watch};
use tracing::{error, warn};

/// The most appends that wait for the writer.
pub(super) const QUEUE_MAX: usize = 4_096;
/// The most appends of one transaction.
const BATCH_MAX: usize = 1_024;
/// What the writer is asked to do.
pub(super) enum Work {
    Append(Append),
    Bookmark {
        reader: String,
        position: Position,
        answer: oneshot::Sender<Result<(), Failure>>,
    },
    /// Do what is queued, then end.
    Close,
    #[cfg(test)]
    Touch(Box<dyn FnOnce(&Connection) + Send>),
}

pub(super) struct Append {
    pub(super) stream: StreamName,
    pub(super) expected: Expected,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) events: Vec<NewEvent>,
    pub(super) answer: oneshot::Sender<Result<Appended, AppendError>>,
}

/// Whether the writer works.
#[derive(Debug, Clone)]
pub(super) enum State {
    Running,
    Closed,
    Failed(Stopped),
}

/// Why the writer stopped though nobody closed the store.
#[derive(Debug, Clone, Error)]
pub enum Stopped {
    #[error("the log's writer stopped, because its file cannot be relied upon")]
    Broken(#[source] Shared),
    #[error("the log's writer stopped by a defect")]
    Panicked,
}

/// What tells others how the writer is.
pub(super) struct Signals {
    pub(super) head: watch::Sender<Option<Position>>,
    pub(super) state: watch::Sender<State>,
}

/// Starts the writer on a connection.
pub(super) fn start(
    connection: Connection,
    heads: Arc<Heads>,
    queue: mpsc::Receiver<Work>,
    signals: Signals,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name("log-writer".into()).spawn(move || {
        // Dropped last, and by a panic too.
        let state = LastWord(signals.state);
        match run(connection, heads, queue, &signals.head) {
            Ok(()) => state.0.send_replace(State::Closed),
            Err(damage) => {
                error!(
                    error = &*damage as &dyn std::error::Error,
                    "the log cannot be relied upon; nothing more is written"
                );
                state.0.send_replace(State::Failed(Stopped::Broken(damage)))
            }
        };
    })
}

struct LastWord(watch::Sender<State>);

impl Drop for LastWord {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.send_replace(State::Failed(Stopped::Panicked));
        }
    }
}

/// A failure told to everybody who waits for the same commit.
type Shared = Arc<dyn std::error::Error + Send + Sync>;

/// Writes until the queue is closed and empty. An error forbids further writing.
fn run(
    mut connection: Connection,
    heads: Arc<Heads>,
    mut queue: mpsc::Receiver<Work>,
    head: &watch::Sender<Option<Position>>,
) -> Result<(), Shared> {
    let wal = Wal::watch(&mut connection).map_err(share)?;
    let mut writer = Writer::new(&connection, heads, wal).map_err(share)?;
    while let Some(first) = queue.blocking_recv() {
        match writer.transaction(first, &mut queue) {
            Ok(()) => {
                writer.log.committed();
                let last = writer.log.last();
                // Followers first: whoever is answered may look for a view that has followed.
                head.send_if_modified(|it| std::mem::replace(it, last) != last);
                writer.waiting.drain(..).for_each(Waiting::answer);
            }
            Err(error) => writer.fail(error)?,
        }
        writer.wal.move_pages(&connection).map_err(share)?;
    }
    writer.wal.move_all(&connection);
    Ok(())
}

fn share(error: impl Into<RowError>) -> Shared {
    Arc::new(error.into())
}

struct Writer<'c> {
    connection: &'c Connection,
    log: Log<'c>,
    begin: Statement<'c>,
    commit: Statement<'c>,
    bookmark: Statement<'c>,
    wal: Wal,
    waiting: Vec<Waiting>,
}

/// Somebody who waits for the commit, and what to answer then; `None` if it came to no answer.
enum Waiting {
    Append {
        stream: StreamName,
        outcome: Option<Result<Appended, AppendError>>,
        answer: oneshot::Sender<Result<Appended, AppendError>>,
    },
    Bookmark(oneshot::Sender<Result<(), Failure>>),
}

impl<'c> Writer<'c> {
    fn new(connection: &'c Connection, heads: Arc<Heads>, wal: Wal) -> rusqlite::Result<Self> {
        // A bookmark never moves back.
        let bookmark = "INSERT INTO bookmarks (reader, position) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET position = max(position, excluded.position)";
        Ok(Self {
            connection,
            log: Log::new(connection, heads)?,
            begin: connection.prepare("BEGIN IMMEDIATE")?,
            commit: connection.prepare("COMMIT")?,
            bookmark: connection.prepare(bookmark)?,
            wal,
            waiting: Vec::with_capacity(BATCH_MAX),
        })
    }

    /// Does what is queued, up to a limit, and commits it.
    fn transaction(
        &mut self,
        first: Work,
        queue: &mut mpsc::Receiver<Work>,
    ) -> Result<(), RowError> {
        let mut next = Some(first);
        while let Some(work) = next {
            self.perform(work, queue)?;
            next = if self.waiting.len() < BATCH_MAX { queue.try_recv().ok() } else { None };
        }
        if !self.connection.is_autocommit() {
            self.commit.execute([])?;
        }
        Ok(())
    }

    fn perform(&mut self, work: Work, queue: &mut mpsc::Receiver<Work>) -> Result<(), RowError> {
        match work {
            Work::Append(Append { stream, expected, recorded_at, events, answer }) => {
                let done = self
                    .begin()
                    .and_then(|()| self.log.append(&stream, expected, recorded_at, &events));
                let (outcome, done) = split(done);
                self.waiting.push(Waiting::Append { stream, outcome, answer });
                done
            }
            Work::Bookmark { reader, position, answer } => {
                let done = self.begin().and_then(|()| {
                    self.bookmark.execute((reader, position.0))?;
                    Ok(())
                });
                self.waiting.push(Waiting::Bookmark(answer));
                done
            }
            Work::Close => {
                queue.close();
                Ok(())
            }
            #[cfg(test)]
            Work::Touch(touch) => {
                touch(self.connection);
                Ok(())
            }
        }
    }

    fn begin(&mut self) -> Result<(), RowError> {
        if self.connection.is_autocommit() {
            self.begin.execute([])?;
        }
        Ok(())
    }

    /// Undoes the transaction and says so to all who wait. An error forbids further writing.
    fn fail(&mut self, error: RowError) -> Result<(), Shared> {
        let is_damage = error.is_damage();
        let error = share(error);
        // If this fails too, the next transaction cannot begin, and this is tried again.
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            warn!(error = &error as &dyn std::error::Error, "failed to undo a transaction");
        }
        let looked = self.log.undone();
        self.waiting.drain(..).for_each(|it| it.fail(&error));
        if is_damage {
            return Err(error);
        }
        // Without knowing where the log ends, nothing more can be written.
        looked.map_err(share)?;
        warn!(error = &*error as &dyn std::error::Error, "failed to commit; nothing of it counts");
        Ok(())
    }
}

fn split<T>(done: Result<T, RowError>) -> (Option<T>, Result<(), RowError>) {
    match done {
        Ok(outcome) => (Some(outcome), Ok(())),
        Err(error) => (None, Err(error)),
    }
}

impl Waiting {
    /// Answers after the commit. Whoever no longer listens asks again with the same ids.
    fn answer(self) {
        match self {
            Self::Append { outcome, answer, .. } => {
                let outcome = outcome.expect("what is committed came to an answer");
                drop(answer.send(outcome));
            }
            Self::Bookmark(answer) => drop(answer.send(Ok(()))),
        }
    }

    fn fail(self, error: &Shared) {
        let source = Failure::from(Arc::clone(error));
        match self {
            Self::Append { stream, answer, .. } => {
                drop(answer.send(Err(AppendError::Unavailable { stream, source })));
            }
            Self::Bookmark(answer) => drop(answer.send(Err(source))),
        }
    }
}
