//! Known log: which log on a cluster does this data folder know, and how far?
//!
//! A server that lost its data, or had an older backup put back, looks like any other. What this folder saw there last tells
//! it apart, also when the process that saw it has ended.

use anyhow::{Context, Error, Result};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::eventstoredb::{EventStoreDb, EventStoreDbError, Known, LogMark};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::sleep;
use tracing::warn;
use uuid::Uuid;

/// How often it is written down how far the log is known, while it moves.
const WRITE_EVERY: Duration = Duration::from_secs(3);

/// The file that says what is known of the log of one prefix.
#[derive(Clone)]
pub(crate) struct KnownLog {
    path: PathBuf,
}

impl KnownLog {
    pub(crate) fn of(data: &Path, prefix: &str) -> Self {
        Self { path: data.join(format!("cluster-{prefix}.json")) }
    }

    /// What the log must hold; `None` if this folder never saw it. Blocks.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or was not written by us: with what to do.
    pub(crate) fn read(&self) -> Result<Option<LogMark>> {
        let shown = self.path.display();
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("failed to read {shown}")),
        };
        let mark = serde_json::from_slice(&text).with_context(|| {
            format!(
                "{shown}, which says how far the log on the cluster is known, is damaged: if the cluster is the right one \
                 and lost nothing, delete this file"
            )
        })?;
        Ok(Some(mark))
    }

    /// Says of a log that is not the known one what can be done; leaves other errors as they are.
    pub(crate) fn explain(&self, error: Error, known: &Known) -> Error {
        let is_lost = |it: &(dyn std::error::Error + 'static)| {
            matches!(it.downcast_ref(), Some(EventStoreDbError::Lost))
        };
        match known {
            Known::Mark(mark) if error.chain().any(is_lost) => error.context(format!(
                "the cluster holds another log or an older one than this folder knows: if it was restored or replaced on \
                 purpose, delete {} and the folder {}",
                self.path.display(),
                folder_of(mark.identity())
            )),
            Known::Mark(_) | Known::New | Known::There => error,
        }
    }

    /// Writes down how far the log is known: now, while it moves, and when the answer is dropped. Blocks.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(crate) fn keep(self, log: &Arc<EventStoreDb>) -> Result<Keeping> {
        let log = Arc::clone(log);
        let kept = Arc::new(Kept { path: self.path, log, written: Mutex::default() });
        kept.write()?;
        let task = tokio::spawn({
            let kept = Arc::clone(&kept);
            async move {
                loop {
                    sleep(WRITE_EVERY).await;
                    let kept = Arc::clone(&kept);
                    // A panic in there is told where it happens; the next turn tries again.
                    let _: Result<_, _> = spawn_blocking(move || kept.write_or_say()).await;
                }
            }
        });
        Ok(Keeping { kept, task })
    }
}

/// The folder below the data folder in which what follows a log lies.
pub(crate) fn folder_of(log: Uuid) -> String {
    let identity = log.simple().to_string();
    format!("node-{}", &identity[..8])
}

/// Keeps the file up to date until it is dropped.
pub(crate) struct Keeping {
    kept: Arc<Kept>,
    task: JoinHandle<()>,
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.task.abort();
        self.kept.write_or_say();
    }
}

struct Kept {
    path: PathBuf,
    log: Arc<EventStoreDb>,
    /// What stands in the file; held while it is written.
    written: Mutex<Option<LogMark>>,
}

impl Kept {
    fn write(&self) -> Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = self.log.mark();
        if written.as_ref() == Some(&mark) {
            return Ok(());
        }
        let failed = || format!("failed to write {}", self.path.display());
        replace(&self.path, &mark).with_context(failed)?;
        *written = Some(mark);
        Ok(())
    }

    fn write_or_say(&self) {
        if let Err(error) = self.write() {
            let error = format!("{error:#}");
            warn!(%error, "how far the log is known was not written down");
        }
    }
}

/// What was there before stays until the new is whole on the disk.
fn replace(path: &Path, mark: &LogMark) -> Result<()> {
    let beside = path.with_extension("new");
    let mut text = serde_json::to_vec(mark)?;
    text.push(b'\n');
    let mut file = File::create(&beside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(())
}
