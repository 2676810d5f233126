//! The log: how is umadb-core asked when its server is not there?
//!
//! As the server asks it: one blocking writer thread behind a queue of the server's sizes, and the
//! storage options that are the default. Reads run on the asking thread, which is quicker than the
//! server's way.

use anyhow::{Context, Result};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use tokio::sync::{mpsc, oneshot, watch};
use umadb_core::db::UmaDb;
use umadb_core::mvcc::{Mvcc, StorageOptions};
use umadb_core::writer_thread_blocking::writer_thread_blocking;
use umadb_core::writer_thread_request::WriterThreadRequest;
use umadb_dcb::{
    DcbAppendCondition, DcbEvent, DcbEventStoreSync, DcbQuery, DcbQueryItem, DcbSequencedEvent,
};
use uuid::Uuid;
use work::{Event, Meta};

/// As many requests as the server lets wait.
const REQUESTS_MAX: usize = 1_024;
/// As many events as the server puts in one commit.
const BATCH_EVENTS_MAX: usize = 2_048;

pub(crate) struct Log {
    db: UmaDb,
    requests: mpsc::Sender<WriterThreadRequest>,
}

impl Log {
    /// Opens the log of a folder, a new one if there is none, and starts its writer.
    ///
    /// `page_cache_mb`: how much of it to keep decoded in memory; 0, the crate's default, is none.
    pub(crate) fn open(dir: &Path, page_cache_mb: usize) -> Result<Self> {
        let options = StorageOptions::default().db_path(dir).page_cache_max_mb(page_cache_mb);
        let mvcc = Arc::new(Mvcc::new(false, options)?);
        let (requests, waiting) = mpsc::channel(REQUESTS_MAX);
        // Nobody follows the head here; the writer wants to tell it all the same.
        let (head, _) = watch::channel(None);
        let db = UmaDb::from_arc(Arc::clone(&mvcc));
        thread::spawn(move || writer_thread_blocking(mvcc, waiting, head, BATCH_EVENTS_MAX));
        Ok(Self { db, requests })
    }

    /// All events of a stream, in order.
    pub(crate) fn read_stream(&self, stream: &str) -> Result<Vec<DcbSequencedEvent>> {
        let mut found = self.db.read(Some(of_stream(stream)), None, false, None)?;
        found.next_batch().with_context(|| format!("failed to read {stream}"))
    }

    /// At most `limit` events of the whole log from a position on, in order; positions begin at 1.
    pub(crate) fn read_from(&self, position: u64, limit: usize) -> Result<Vec<DcbSequencedEvent>> {
        let limit = u32::try_from(limit)?;
        let mut found = self.db.read(None, Some(position), false, Some(limit))?;
        found.next_batch().with_context(|| format!("failed to read from {position}"))
    }

    /// Appends one event to a stream that has nothing after the position; answers where it is.
    pub(crate) async fn append_after(
        &self,
        stream: &str,
        last: Option<u64>,
        event: DcbEvent,
    ) -> Result<u64> {
        let condition = DcbAppendCondition::new(of_stream(stream)).after(last);
        self.append(vec![event], Some(condition))
            .await
            .with_context(|| format!("failed to append to {stream}"))
    }

    /// Appends events, all or none, and answers once they are durable.
    pub(crate) async fn append(
        &self,
        events: Vec<DcbEvent>,
        condition: Option<DcbAppendCondition>,
    ) -> Result<u64> {
        let (response_tx, response) = oneshot::channel();
        let request = WriterThreadRequest::Append {
            events,
            condition,
            tracking_info: None,
            response_tx,
            cancel: None,
        };
        self.requests.send(request).await.context("the writer is gone")?;
        Ok(response.await.context("the writer died")??)
    }
}

/// The event as it is stored: tagged with its stream, recognised by its id when given again.
pub(crate) fn recorded(stream: &str, id: u128, event: &Event, meta: Meta) -> Result<DcbEvent> {
    Ok(DcbEvent::new()
        .event_type(event.kind())
        .tags([stream])
        .data(serde_json::to_vec(event)?)
        .uuid(Uuid::from_u128(id))
        .metadata([("actor", meta.actor), ("cause", meta.cause)]))
}

fn of_stream(stream: &str) -> DcbQuery {
    DcbQuery::new().item(DcbQueryItem::new().tags([stream]))
}
