//! Which key files has this node, and are they those of the cluster's keyring?

use super::doors::{self, Found, Put};
use super::form::{self, BadForm, StreamNames};
use crate::eventstoredb::names::RecordedEvent;
use crate::eventstoredb::{Connection, EventStoreDbError};
use crate::keys::key_file::{self, Secret};
use crate::keys::wrapped::Epochs;
use crate::port::Failure;
use crate::sqlite::OpenError;
use crate::sqlite::file::make_folder;
use crate::world::Chance;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use uuid::Builder;

/// The file in the keys folder that is locked while a keyring is begun.
const LOCK: &str = "begin.lock";
/// How long to wait for another process that begins one with the same key files.
const LOCK_MAX: Duration = Duration::from_mins(1);
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Why the keyring of a cluster could not be opened on this node. Nothing was changed.
#[derive(Debug, Error)]
pub enum OpenKeyringError {
    #[error(
        "{} is missing: copy all key files from the keys folder of the node that was first, or \
         from their backup", path.display()
    )]
    KeyFileMissing { path: PathBuf },
    #[error(
        "{} is not the key of this cluster's keyring: move it away, and copy all key files from \
         the keys folder of the node that was first, or from their backup", path.display()
    )]
    OtherKeyFile { path: PathBuf },
    #[error("there is no keyring of ours on the cluster: stream {stream} is not there")]
    NoKeyring { stream: String },
    #[error(
        "another process begins a keyring with the keys folder {}, and does not come to an end: \
         see what it waits for", folder.display()
    )]
    Locked { folder: PathBuf },
    #[error("a key file cannot be used")]
    KeyFile { source: OpenError },
    #[error("stream {stream} is not as it was written: {reason}; restore it from a backup")]
    Malformed { stream: String, reason: &'static str },
    #[error("stream {stream} was deleted on the server; restore it from a backup")]
    Deleted { stream: String },
    #[error("the cluster does not give the keys")]
    Cluster { source: EventStoreDbError },
    #[error("no more keys came for {} s; see that the cluster is well", .0.as_secs())]
    Silent(Duration),
    #[error("the keys could not be followed")]
    Unfollowed { source: Failure },
}

impl OpenKeyringError {
    /// Whether the same keyring, opened again a little later, may open.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Silent(_) | Self::Locked { .. } => true,
            Self::Cluster { source } => source.may_pass(),
            Self::KeyFileMissing { .. }
            | Self::OtherKeyFile { .. }
            | Self::NoKeyring { .. }
            | Self::KeyFile { .. }
            | Self::Malformed { .. }
            | Self::Deleted { .. }
            | Self::Unfollowed { .. } => false,
        }
    }
}

impl From<EventStoreDbError> for OpenKeyringError {
    fn from(source: EventStoreDbError) -> Self {
        Self::Cluster { source }
    }
}

impl From<OpenError> for OpenKeyringError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Missing { path, .. } => Self::KeyFileMissing { path },
            OpenError::WrongKey { path, .. } => Self::OtherKeyFile { path },
            source => Self::KeyFile { source },
        }
    }
}

/// What lies in the key files.
pub(super) struct Secrets {
    pub(super) pseudonym: Secret,
    pub(super) epochs: Epochs,
}

/// The secrets of the cluster's keyring, which is made if there is none and it may be.
pub(super) async fn begin(
    connection: &Connection,
    names: &StreamNames,
    folder: &Path,
    chance: &Arc<dyn Chance>,
    begins: bool,
) -> Result<Secrets, OpenKeyringError> {
    let stream = names.keyring();
    if let Some(event) = find(connection, stream).await? {
        return read(stream, &event, folder).await;
    }
    if !begins {
        return Err(OpenKeyringError::NoKeyring { stream: stream.into() });
    }
    // Who begins beside us with the same key files is waited for, and may have begun it.
    let _lock = lock(folder).await?;
    if let Some(event) = find(connection, stream).await? {
        return read(stream, &event, folder).await;
    }
    let (made, data) = make(folder, chance).await?;
    let mut id = [0; 16];
    chance.fill(&mut id);
    let id = Builder::from_random_bytes(id).into_uuid();
    match doors::put(connection, stream, form::KEYRING_MADE, id, &data).await? {
        Put::Deleted => Err(OpenKeyringError::Deleted { stream: stream.into() }),
        Put::Done | Put::Taken => {
            let event = find(connection, stream).await?;
            let event = event.ok_or_else(|| malformed(stream, "it is empty"))?;
            if event.data[..] != data {
                // Another node was first. What was made here a moment ago opens nothing.
                remove(made).await?;
            }
            read(stream, &event, folder).await
        }
    }
}

async fn find(
    connection: &Connection,
    stream: &str,
) -> Result<Option<Box<RecordedEvent>>, OpenKeyringError> {
    match doors::find(connection, stream).await? {
        Found::Event(event) => Ok(Some(event)),
        Found::Nothing => Ok(None),
        Found::Deleted => Err(OpenKeyringError::Deleted { stream: stream.into() }),
    }
}

/// Finds or makes the key files, and answers which were made, and what to write of all.
async fn make(
    folder: &Path,
    chance: &Arc<dyn Chance>,
) -> Result<(Vec<Made>, Vec<u8>), OpenKeyringError> {
    let (folder, chance) = (folder.to_owned(), Arc::clone(chance));
    blocking(move || {
        let there = key_file::list(&folder)?;
        let files = key_file::find_or_make(&folder, &*chance)?;
        let [pseudonym, epoch] = &files;
        let number = key_file::epoch_of(&epoch.name).expect("the second file is an epoch's");
        let proof = |it: &key_file::KeyFile| key_file::proof(&it.secret);
        let data = form::write_keyring(proof(pseudonym), number, proof(epoch));
        let made =
            files.into_iter().map(|it| Made { path: folder.join(it.name), secret: it.secret });
        Ok((made.filter(|it| !there.contains(&it.path)).collect(), data))
    })
    .await
}

/// A key file that was made a moment ago.
struct Made {
    path: PathBuf,
    secret: Secret,
}

/// Held while a keyring is begun with the key files of a folder; the system lets it go with its process.
async fn lock(folder: &Path) -> Result<File, OpenKeyringError> {
    let folder = folder.to_owned();
    let opened = blocking(move || {
        make_folder(&folder)?;
        let path = folder.join(LOCK);
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(|error| OpenError::from_io(&path, error))?;
        Ok((file, path, folder))
    });
    let (file, path, folder) = opened.await?;
    let lock = async {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => sleep(LOCK_PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(OpenError::from_io(&path, error)),
            }
        }
    };
    timeout(LOCK_MAX, lock).await.map_err(|_| OpenKeyringError::Locked { folder })??;
    Ok(file)
}

async fn remove(made: Vec<Made>) -> Result<(), OpenKeyringError> {
    let remove = |it: &Made| {
        let removed = key_file::destroy_if(&it.path, &it.secret);
        removed.map_err(|error| OpenError::from_io(&it.path, error))
    };
    blocking(move || made.iter().try_for_each(remove)).await
}

async fn read(
    stream: &str,
    event: &RecordedEvent,
    folder: &Path,
) -> Result<Secrets, OpenKeyringError> {
    let files = form::read_keyring(&event.event_type, &event.data)
        .map_err(|BadForm(reason)| malformed(stream, reason))?;
    let folder = folder.to_owned();
    blocking(move || {
        let mut pseudonym = None;
        let mut epochs = BTreeMap::new();
        for (name, epoch, proof) in files {
            let path = folder.join(name);
            let secret = key_file::read(&path, &path, &proof)?;
            match epoch {
                Some(epoch) => drop(epochs.insert(epoch, secret)),
                None => pseudonym = Some(secret),
            }
        }
        let pseudonym = pseudonym.expect("a keyring has a key of pseudonyms");
        Ok(Secrets { pseudonym, epochs: Epochs(epochs) })
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OpenError> + Send + 'static,
) -> Result<T, OpenKeyringError> {
    match spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(OpenKeyringError::Unfollowed { source: error.into() }),
    }
}

fn malformed(stream: &str, reason: &'static str) -> OpenKeyringError {
    OpenKeyringError::Malformed { stream: stream.into(), reason }
}
