//! Run: what does one subscription bring, and how does it end?

use super::breaker;
use super::pace::Pace;
use super::read::{self, Batch};
use super::thread::Thread;
use crate::eventstoredb::connection::PATIENCE_MAX;
use crate::eventstoredb::error::EventStoreDbError;
use crate::eventstoredb::names::{Client, Error, SubscribeToAllOptions};
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc::Receiver;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Sleep, sleep};

const DOING: &str = "follow the log";

/// A task that ends with whoever waits for it.
pub(super) struct Task<T>(pub(super) JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One subscription.
pub(super) struct Run {
    batches: Receiver<Batch>,
    task: Task<Result<(), Error>>,
    thread: Arc<Thread>,
    stands: bool,
    /// Has gone by once the subscription should stand.
    answer: Pin<Box<Sleep>>,
    lasts: bool,
    /// Has gone by once the subscription was a good one.
    lasting: Pin<Box<Sleep>>,
}

/// How a subscription ended.
pub(super) enum End {
    InOrder,
    Abandoned,
    Failed(EventStoreDbError),
}

pub(super) fn end_of(join: JoinError) -> End {
    match join.try_into_panic() {
        Ok(payload) if breaker::broke(&*payload) => End::InOrder,
        Ok(_) => End::Failed(EventStoreDbError::Panicked),
        // Only its thread's end cancels a task that is waited for.
        Err(_) => End::Abandoned,
    }
}

impl Run {
    pub(super) fn begin(
        client: Client,
        thread: Arc<Thread>,
        options: SubscribeToAllOptions,
    ) -> Self {
        let (out, batches) = read::way();
        let task = thread.tasks().spawn(read::read(client, options, out));
        Self {
            batches,
            task: Task(task),
            thread,
            stands: false,
            answer: Box::pin(sleep(PATIENCE_MAX)),
            lasts: false,
            lasting: Box::pin(sleep(Pace::LASTING)),
        }
    }

    /// The next batch, or how the subscription ended.
    pub(super) async fn next(&mut self, pace: &mut Pace) -> Result<Batch, End> {
        loop {
            tokio::select! {
                biased;
                batch = self.batches.recv() => {
                    if let Some(batch) = batch {
                        self.stands = true;
                        return Ok(batch);
                    }
                    break;
                }
                () = &mut self.lasting, if !self.lasts => {
                    self.lasts = true;
                    if self.stands {
                        pace.reset();
                    }
                }
                () = &mut self.answer, if !self.stands => {
                    return Err(End::Failed(EventStoreDbError::Deadline));
                }
                () = self.thread.abandoned() => return Err(End::Abandoned),
            }
        }
        match (&mut self.task.0).await {
            Ok(Ok(())) => Err(End::Abandoned),
            Ok(Err(error)) => Err(End::Failed(EventStoreDbError::of(DOING, "", error))),
            Err(join) => Err(end_of(join)),
        }
    }
}
