//! Feeds: what happened in the log since, and what happens now?
//!
//! A feed is a subscription to everything, filtered by the server, that outlives servers, clients and
//! the thread that reads it.

mod breaker;
mod following;
mod log;
mod pace;
mod place;
mod read;
mod run;
mod thread;
mod threads;

pub(crate) use following::{Feed, Item};
pub(crate) use log::Streams;

use super::connection::Connection;
use super::error::EventStoreDbError;
use crate::port::Position;
use breaker::Breaker;
use following::Way;
use std::sync::Arc;
use threads::{Tempo, Threads};

/// Where feeds come from. The thread that reads them ends with the last of them and this.
#[derive(Clone)]
pub(crate) struct Feeds {
    connection: Connection,
    threads: Arc<Threads>,
}

impl Feeds {
    /// Starts the thread that reads feeds.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::NoThread`].
    pub(crate) fn start(connection: Connection) -> Result<Self, EventStoreDbError> {
        let stuck = connection.clone();
        let threads = Threads::start(Breaker::with, Tempo::default(), move || stuck.stuck())
            .map_err(|_| EventStoreDbError::NoThread)?;
        Ok(Self { connection, threads: Arc::new(threads) })
    }

    /// What happens after a position in the streams whose names, on the server, have a prefix.
    ///
    /// `after` must come from this log, and from these streams.
    pub(crate) fn feed(&self, prefix: &str, after: Option<Position>) -> Feed {
        self.open(prefix, after, Way::Apart)
    }

    fn open(&self, prefix: &str, after: Option<Position>, way: Way) -> Feed {
        Feed::new(self.connection.clone(), self.threads.clone(), prefix, after, way)
    }
}

#[cfg(test)]
mod tests;
