//! A cluster as the store: how does the port look on EventStoreDB and KurrentDB?

mod address;
mod anchor;
mod append;
mod connection;
mod error;
pub(crate) mod feed;
mod identity;
mod inspect;
mod mark;
pub(crate) mod names;
mod raw;
mod reader;
mod standing;
mod wire;

pub use address::{ADDRESS_BYTES_MAX, Address, BadAddress, HOSTS_MAX, Login};
pub use connection::{Connection, PATIENCE_MAX};
pub use error::{EventStoreDbError, SERVER_MIN};
pub use inspect::{Inspection, Node};
pub use mark::{Known, LogMark};
pub(crate) use raw::Begun;
pub use standing::{IDS_MAX, STREAMS_MAX};

use crate::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, Position, ReadError, Recorded, Revision,
    StreamName, Subscription,
};
use crate::world::Chance;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use feed::{Feeds, Streams};
use standing::Standing;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// An event store that lives on a cluster and outlives any of its nodes.
pub struct EventStoreDb {
    log: Arc<Log>,
    feeds: Feeds,
    streams: Streams,
    identity: Uuid,
    /// Whether something may be begun beside the log.
    begins: bool,
}

/// The log on the cluster: the streams of one prefix.
struct Log {
    connection: Connection,
    /// Without the dot.
    prefix: String,
    standing: Standing,
}

impl EventStoreDb {
    /// The log at an address; begun, with `chance`, if there is none and none is known.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::Lost`] if a mark is known and this is another log, or an older copy;
    /// [`EventStoreDbError::NoLog`] if there should be one and is not; why else there is none after
    /// [`PATIENCE_MAX`], earlier if that cannot pass.
    pub async fn open(
        address: &Address,
        chance: &dyn Chance,
        known: Known,
    ) -> Result<Self, EventStoreDbError> {
        let connection = Connection::new(address);
        let prefix = address.prefix().to_owned();
        let identity = identity::of(&connection, &prefix, chance, &known).await?;
        let feeds = Feeds::start(connection.clone())?;
        let streams = Streams::of(&prefix);
        let standing = Standing::new(STREAMS_MAX, IDS_MAX);
        let log = Arc::new(Log { connection, prefix, standing });
        Ok(Self { log, feeds, streams, identity, begins: known != Known::There })
    }

    /// What tells this log from any other.
    pub fn identity(&self) -> Uuid {
        self.identity
    }

    /// By what the next start knows this log again, and how far it has come.
    pub fn mark(&self) -> LogMark {
        let last = self.log.connection.anchor();
        let last = last.expect("whoever opened a log knows its first event");
        LogMark { identity: self.identity, last }
    }

    /// Whether what belongs to the log may be begun.
    pub(crate) fn begins(&self) -> bool {
        self.begins
    }

    /// The way to the cluster, for others who keep something there.
    pub(crate) fn connection(&self) -> &Connection {
        &self.log.connection
    }

    /// What the names of our streams begin with on the server.
    pub(crate) fn prefix(&self) -> &str {
        &self.log.prefix
    }

    /// Where feeds of what else is kept there come from.
    pub(crate) fn feeds(&self) -> &Feeds {
        &self.feeds
    }

    /// Resolves once nothing more can be done with this log, and says why: it is found to be another
    /// one, or to have lost what it held, or nothing reads it any more.
    pub async fn failed(&self) -> EventStoreDbError {
        self.log.connection.failed().await
    }

    /// Ends the connection; whoever asks later is told so.
    pub fn close(&self) {
        self.log.connection.close();
    }
}

impl Log {
    fn server_name(&self, stream: &StreamName) -> String {
        format!("{}.{stream}", self.prefix)
    }
}

impl fmt::Debug for EventStoreDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStoreDb").field("identity", &self.identity).finish_non_exhaustive()
    }
}

#[async_trait]
impl EventStore for EventStoreDb {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let read = self.log.read(stream, from, limit).await;
        read.map_err(|it| ReadError { what: stream.to_string(), source: it.into() })
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        let (log, name) = (Arc::clone(&self.log), stream.clone());
        // A caller who gives up halfway leaves an append that is known to have ended somehow.
        let append = async move { log.append(&name, expected, recorded_at, &events).await };
        tokio::spawn(append).await.unwrap_or_else(|_| {
            let source = EventStoreDbError::Panicked.into();
            Err(AppendError::Unavailable { stream: stream.clone(), source })
        })
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let read = self.feeds.read_all(&self.streams, self.log.head(), after, limit);
        Box::pin(read).await
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        let head = self.log.head().await;
        head.map_err(|it| ReadError { what: "the log".to_owned(), source: it.into() })
    }

    async fn last(&self) -> Result<Option<Recorded>, ReadError> {
        let last = self.log.last().await;
        last.map_err(|it| ReadError { what: "the log".to_owned(), source: it.into() })
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        Box::pin(self.feeds.subscribe(&self.streams, self.log.head(), after)).await
    }
}
