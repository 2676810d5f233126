//! The views: how do they follow the log, and who asks them?

use crate::catch_up::{self, Source};
use crate::clocks::KeptBook;
use crate::digest::Digest;
use crate::error::ViewError;
use crate::file::{self, FILE, Found};
use crate::readers::Readers;
use crate::writer::Writer;
use crate::{digest, rebuild};
use futures::StreamExt;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::port::{EventStore, PAGE_MAX, Position};
use store::vault::Vault;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// The views of one data folder.
///
/// Questions are short reads of SQLite, well under a millisecond each, and may be asked from async code.
pub struct Views {
    pub(crate) path: PathBuf,
    pub(crate) source: Source,
    // Dropped before the writer: whoever closes last folds the WAL into the file, and must be able to write.
    pub(crate) readers: RwLock<Readers>,
    pub(crate) writer: Arc<Mutex<Writer>>,
    /// What is published, as whoever asks knows it.
    pub(crate) book: KeptBook,
    pub(crate) position: watch::Sender<Option<Position>>,
    /// True while the rows are of another number than today's.
    pub(crate) outdated: AtomicBool,
    /// Tells the follower that a reader has met damage.
    pub(crate) damaged: Notify,
    /// Held while events are taken in, and while a new file takes the place of the old one.
    pub(crate) turn: tokio::sync::Mutex<()>,
    /// Held while a new file is made.
    pub(crate) rebuilding: tokio::sync::Mutex<()>,
}

impl Views {
    /// Opens the views in a folder, which must be there.
    ///
    /// What is in the place of their file and is of no use is thrown away with a warning; what is of another
    /// number answers until [`Self::catch_up`] or [`Self::run`] has made it anew.
    ///
    /// # Errors
    ///
    /// [`ViewError::Folder`] and [`ViewError::File`] if no file can be made there.
    pub fn open(
        folder: &Path,
        store: Arc<dyn EventStore>,
        vault: Vault,
    ) -> Result<Arc<Self>, ViewError> {
        let path = folder.join(FILE);
        let (connection, found) = file::open_or_create(&path)?;
        let writer = Writer::new(connection)?;
        let position = watch::Sender::new(writer.bookmark());
        Ok(Arc::new(Self {
            readers: RwLock::new(Readers::open(&path)?),
            path,
            source: Source { store, vault },
            writer: Arc::new(Mutex::new(writer)),
            book: KeptBook::default(),
            position,
            outdated: AtomicBool::new(found == Found::Outdated),
            damaged: Notify::new(),
            turn: tokio::sync::Mutex::new(()),
            rebuilding: tokio::sync::Mutex::new(()),
        }))
    }

    /// Follows the log from the bookmark until cancelled.
    ///
    /// # Errors
    ///
    /// [`ViewError`] when an event cannot be taken in: the views then stand still, and so must the process.
    /// Damage of the file is none: it is made anew.
    pub async fn run(&self, cancel: CancellationToken) -> Result<(), ViewError> {
        loop {
            let followed = tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                followed = self.follow() => followed,
                () = self.damaged.notified() => self.rebuild(|_| ()).await,
            };
            match followed {
                Err(error) if error.is_damage() => self.mend(&error).await?,
                followed => followed?,
            }
        }
    }

    async fn follow(&self) -> Result<(), ViewError> {
        self.catch_up().await?;
        let mut news = self.source.store.subscribe(self.position()).await?;
        while let Some(events) = news.next().await {
            let events = events?;
            let turn = self.turn.lock().await;
            let bookmark = catch_up::take_in(&self.source, &self.writer, events).await?;
            drop(turn);
            self.publish(bookmark);
        }
        // A subscription ends only with an error; asking anew is harmless all the same.
        Ok(())
    }

    /// Takes in everything that the log holds by now.
    ///
    /// Views of another number, and views of a long log of which nothing is taken in yet, are made anew beside.
    ///
    /// # Errors
    ///
    /// As [`Self::run`].
    pub async fn catch_up(&self) -> Result<(), ViewError> {
        if self.outdated.load(Ordering::Acquire) || self.is_far_behind().await? {
            return self.rebuild(|_| ()).await;
        }
        match self.catch_up_in_place().await {
            Err(error) if error.is_damage() => self.mend(&error).await,
            caught_up => caught_up,
        }
    }

    async fn catch_up_in_place(&self) -> Result<(), ViewError> {
        let turn = self.turn.lock().await;
        catch_up::catch_up(&self.source, &self.writer, &|_| ()).await?;
        let bookmark = self.writer.lock().unwrap_or_else(PoisonError::into_inner).bookmark();
        drop(turn);
        self.publish(bookmark);
        Ok(())
    }

    /// Whether nothing is taken in yet of a log of more than a page.
    async fn is_far_behind(&self) -> Result<bool, ViewError> {
        if self.position().is_some() {
            return Ok(false);
        }
        Ok(self.source.store.read_all(None, PAGE_MAX).await?.len() >= PAGE_MAX)
    }

    async fn mend(&self, error: &ViewError) -> Result<(), ViewError> {
        self.warn_of(error);
        self.rebuild(|_| ()).await
    }

    fn warn_of(&self, damage: &ViewError) {
        let (path, error) = (self.path.display(), damage as &dyn std::error::Error);
        tracing::warn!(%path, error, "the views' file is damaged: made anew");
    }

    /// Makes the views anew from the first event, beside the old ones, which answer until they are swapped.
    ///
    /// `progress` is told again and again how many events were read.
    ///
    /// # Errors
    ///
    /// As [`Self::run`]; the old views then stay in place.
    pub async fn rebuild(&self, progress: impl Fn(u64) + Send + Sync) -> Result<(), ViewError> {
        rebuild::rebuild(self, &progress).await
    }

    /// A hash over the ordered rows of every table: the same for the same log, however it was taken in.
    ///
    /// # Errors
    ///
    /// [`ViewError::File`] if the rows cannot be read. Takes as long as reading them all.
    pub fn digest(&self) -> Result<Digest, ViewError> {
        self.ask(digest::digest)
    }

    /// The last position taken in; `None` before the first.
    pub fn position(&self) -> Option<Position> {
        *self.position.borrow()
    }

    /// Tells of each change of [`Self::position`].
    pub fn changes(&self) -> watch::Receiver<Option<Position>> {
        self.position.subscribe()
    }

    /// Waits until a position is taken in, as a caller must who reads their own write; false if it takes longer than
    /// `timeout`.
    pub async fn wait_for(&self, position: Position, timeout: Duration) -> bool {
        let mut changes = self.changes();
        let passed = changes.wait_for(|it| *it >= Some(position));
        tokio::time::timeout(timeout, passed).await.is_ok_and(|it| it.is_ok())
    }

    /// Tells whoever waits how far the views are. They never go back.
    pub(crate) fn publish(&self, bookmark: Option<Position>) {
        self.position.send_if_modified(|it| {
            let forward = *it < bookmark;
            *it = bookmark.max(*it);
            forward
        });
    }

    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ViewError> {
        let readers = self.readers.read().unwrap_or_else(PoisonError::into_inner);
        let answer = readers.ask(question);
        if let Err(error) = &answer
            && error.is_damage()
        {
            self.damaged.notify_one();
        }
        answer
    }
}
