//! Files: what people attached to tickets is fetched, sealed, and kept in the data folder.
//!
//! Follows the log from a bookmark of its own, so that nothing is fetched before the message is durable, and nothing is
//! forgotten while Telegram is away. What became of each file is an event of its ticket.

mod brought;
mod fetch;
mod settle;

use crate::client::Api;
use commands::House;
use commands::people::erase;
use commands::transact::Error;
use domain::{Event, people};
use futures::StreamExt;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::bookmarks::{BookmarkError, Bookmarks};
use store::codec::{self, CodecError};
use store::files::{FileError, Files};
use store::keyring::KeyError;
use store::port::{ReadError, Recorded};
use store::stream::Stream;
use store::vault::VaultError;
use thiserror::Error as ThisError;
use tokio::task::spawn_blocking;
use tracing::info;

/// The name under which this reader's bookmark is kept.
pub const READER: &str = "files";
/// How many events without files are followed before the bookmark is moved.
const BOOKMARK_EVERY: usize = 200;
const MEGABYTE: u64 = 1024 * 1024;

/// How much is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file. Telegram itself gives bots at most 20 MB.
    pub file_bytes_max: u64,
    /// Bytes of all files in the data folder, sealed.
    pub total_bytes_max: u64,
    /// Bytes for one client on one day, UTC.
    pub client_day_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 20 * MEGABYTE,
            total_bytes_max: 20 * 1024 * MEGABYTE,
            client_day_bytes_max: 1024 * MEGABYTE,
        }
    }
}

/// How long is waited before something is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pauses {
    pub first: Duration,
    /// The longest: each one is twice the one before.
    pub most: Duration,
}

impl Default for Pauses {
    fn default() -> Self {
        Self { first: Duration::from_secs(2), most: Duration::from_mins(5) }
    }
}

/// Why fetching cannot go on. What was not fetched is fetched after the next start.
#[derive(Debug, ThisError)]
pub enum Failure {
    #[error("failed to follow the log")]
    Read(#[source] ReadError),
    #[error("failed to understand what is recorded")]
    Decode(#[source] CodecError),
    #[error("failed to open where a file is kept")]
    Vault(#[source] VaultError),
    #[error(transparent)]
    Bookmark(#[from] BookmarkError),
    #[error("failed to ask the keyring")]
    Key(#[source] KeyError),
    #[error("failed to tidy the folder of files")]
    Tidy(#[source] FileError),
    #[error("failed to record what became of a file")]
    Record(#[source] Error<Infallible>),
    #[error("failed to complete an erasure")]
    Erase(#[source] erase::Failure),
}

/// Fetches files, one after the other.
pub struct Fetcher {
    house: House,
    api: Api,
    files: Arc<Files>,
    bookmarks: Arc<dyn Bookmarks>,
    limits: Limits,
    pauses: Pauses,
}

impl Fetcher {
    pub fn new(
        house: House,
        api: Api,
        (files, bookmarks): (Arc<Files>, Arc<dyn Bookmarks>),
        (limits, pauses): (Limits, Pauses),
    ) -> Self {
        Self { house, api, files, bookmarks, limits, pauses }
    }

    /// Tidies what a crash left, then fetches for as long as the log can be read. To stop it, drop it.
    ///
    /// # Errors
    ///
    /// [`Failure`], always in the end. Telegram being away is none, nor is a folder that cannot be written.
    pub async fn run(&self) -> Result<Infallible, Failure> {
        self.tidy().await?;
        let bookmark = self.bookmarks.load(READER).await?;
        let mut log = self.house.store.subscribe(bookmark).await.map_err(Failure::Read)?;
        let mut since = 0;
        while let Some(batch) = log.next().await {
            for recorded in &batch.map_err(Failure::Read)? {
                let acted = self.take(recorded).await?;
                since += 1;
                if acted || since >= BOOKMARK_EVERY {
                    self.bookmarks.save(READER, recorded.position).await?;
                    since = 0;
                }
            }
        }
        let ended = "the subscription ended without an error".into();
        Err(Failure::Read(ReadError { what: "the log".to_owned(), source: ended }))
    }

    /// Removes files of which no event speaks, and those whose keys were destroyed.
    async fn tidy(&self) -> Result<(), Failure> {
        let files = Arc::clone(&self.files);
        let unconfirmed = blocking(move || files.unconfirmed()).await.map_err(Failure::Tidy)?;
        for (name, whose) in unconfirmed {
            let is_kept = self.is_kept(whose).await?;
            let files = Arc::clone(&self.files);
            let settle = move || if is_kept { files.confirm(&name) } else { files.discard(&name) };
            blocking(settle).await.map_err(Failure::Tidy)?;
        }
        self.sweep().await
    }

    async fn sweep(&self) -> Result<(), Failure> {
        let (files, keyring) = (Arc::clone(&self.files), Arc::clone(self.house.vault.keyring()));
        let swept = blocking(move || files.sweep(keyring.as_ref())).await;
        let removed = swept.map_err(Failure::Tidy)?;
        if removed.files > 0 {
            info!(files = removed.files, bytes = removed.bytes, "files of erased people are gone");
        }
        Ok(())
    }

    /// Does what an event asks for; answers whether that was anything.
    async fn take(&self, recorded: &Recorded) -> Result<bool, Failure> {
        if !may_concern(&recorded.event.kind) {
            return Ok(false);
        }
        let event = codec::decode(recorded).map_err(Failure::Decode)?;
        match (event, Stream::parse(&recorded.stream)) {
            (Event::Ticket(event), Some(Stream::Ticket(ticket))) => {
                let brought = brought::by(&self.house.vault, recorded, &event);
                let brought = brought.map_err(Failure::Vault)?;
                for file in &brought {
                    self.settle(ticket, recorded, file).await?;
                }
                Ok(!brought.is_empty())
            }
            (Event::Person(people::Event::Erased(_)), Some(Stream::Person(person))) => {
                // A file that was on its way may have had a key made anew.
                erase::destroy_keys(&self.house, person).await.map_err(Failure::Erase)?;
                self.sweep().await?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

/// Kinds that bring files, or take them.
fn may_concern(kind: &str) -> bool {
    matches!(
        kind,
        "ticket.registered" | "ticket.message_added" | "ticket.attachment_added" | "person.erased"
    )
}

/// Does what blocks on a thread that may.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    spawn_blocking(work).await.expect("nothing here panics or is aborted")
}
