//! Bare: what may others do on a server that our log shares?

#[cfg(not(feature = "kurrentdb"))]
use eventstore as client;
#[cfg(feature = "kurrentdb")]
use kurrentdb as client;

use client::{
    AppendToStreamOptions, Client, DeleteStreamOptions, EventData, StreamMetadata,
    TombstoneStreamOptions,
};
use std::sync::Arc;
use std::time::Duration;
use store::eventstoredb::EventStoreDb;

/// A server's operator, or another program: somebody with a client of the vendor's and a right to everything.
pub(crate) struct Other {
    client: Client,
    /// What the names of our streams begin with there, without the dot.
    prefix: String,
}

impl Other {
    /// Somebody who knows the connection string of a log, with its prefix if it names one.
    ///
    /// Made after `_first`: the older client insists on being the first to speak TLS in a process.
    pub(crate) fn beside(_first: &Arc<EventStoreDb>, address: &str) -> Self {
        let (server, prefix) = match address.split_once("prefix=") {
            Some((server, prefix)) => (server.trim_end_matches(['?', '&']), prefix),
            None => (address, "proofdesk"),
        };
        let client = Client::new(server.parse().unwrap()).unwrap();
        Self { client, prefix: prefix.to_owned() }
    }

    pub(crate) fn name_of(&self, ours: &str) -> String {
        format!("{}.{ours}", self.prefix)
    }

    /// Writes events into a stream that is none of ours.
    pub(crate) async fn write(&self, count: usize) {
        let stream = format!("others-{}", self.prefix);
        for _ in 0..count.div_ceil(100) {
            let events: Vec<_> = (0..count.min(100))
                .map(|it| EventData::json("other", &serde_json::json!({"n": it})).unwrap())
                .collect();
            let options = AppendToStreamOptions::default();
            self.client.append_to_stream(stream.as_str(), &options, events).await.unwrap();
        }
    }

    /// Writes into one of our streams what we would never write.
    pub(crate) async fn write_into(&self, ours: &str) {
        let event = EventData::json("other", &serde_json::json!({})).unwrap();
        let options = AppendToStreamOptions::default();
        self.client.append_to_stream(self.name_of(ours), &options, event).await.unwrap();
    }

    pub(crate) async fn delete(&self, ours: &str) {
        let options = DeleteStreamOptions::default();
        self.client.delete_stream(self.name_of(ours), &options).await.unwrap();
    }

    pub(crate) async fn tombstone(&self, ours: &str) {
        let options = TombstoneStreamOptions::default();
        self.client.tombstone_stream(self.name_of(ours), &options).await.unwrap();
    }

    /// Sets how many of the last events of one of our streams may be read.
    pub(crate) async fn keep_the_last(&self, ours: &str, count: u64) {
        let metadata = StreamMetadata { max_count: Some(count), ..StreamMetadata::default() };
        self.set(ours, metadata).await;
    }

    /// Sets how long the events of one of our streams may be read.
    pub(crate) async fn keep_for(&self, ours: &str, age: Duration) {
        let metadata = StreamMetadata { max_age: Some(age), ..StreamMetadata::default() };
        self.set(ours, metadata).await;
    }

    /// Hides the events of one of our streams before a revision.
    pub(crate) async fn cut_before(&self, ours: &str, revision: u64) {
        let truncate_before = Some(revision);
        self.set(ours, StreamMetadata { truncate_before, ..StreamMetadata::default() }).await;
    }

    async fn set(&self, ours: &str, metadata: StreamMetadata) {
        let options = AppendToStreamOptions::default();
        self.client.set_stream_metadata(self.name_of(ours), &options, &metadata).await.unwrap();
    }
}
