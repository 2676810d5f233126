//! Log: a file of ours or a cluster, with the keys that belong to it. Until when can it be worked with?

use crate::chance::SystemChance;
use anyhow::{Context, Error, Result};
use std::path::Path;
use std::sync::Arc;
use store::eventstoredb::{Address, EventStoreDb, EventStoreDbError, Known};
use store::eventstoredb_keyring::ClusterKeyring;
use store::keyring::Keyring;
use store::port::EventStore;
use store::sqlite::SqliteStore;
use store::sqlite_keyring::SqliteKeyring;
use uuid::Uuid;

/// Where events are recorded.
#[derive(Clone)]
pub(crate) enum Log {
    Sqlite(Arc<SqliteStore>),
    Cluster(Arc<EventStoreDb>, Arc<ClusterKeyring>),
}

impl Log {
    /// The log in a data folder, which is this process's own from now on, and its keys.
    ///
    /// # Errors
    ///
    /// Another process has the folder, it cannot be written, or a file in it is damaged: with what to do.
    pub(crate) fn in_folder(data: &Path, keys: &Path) -> Result<(Self, Arc<dyn Keyring>)> {
        let log = Arc::new(SqliteStore::open(data).context("failed to open the log")?);
        let keyring = SqliteKeyring::open(data, keys, Arc::new(SystemChance))
            .context("failed to open the keyring")?;
        Ok((Self::Sqlite(log), Arc::new(keyring)))
    }

    /// As [`Self::in_folder`], for a log that is copied, or is to become the copy of another and has its key files.
    ///
    /// # Errors
    ///
    /// As [`Self::in_folder`].
    pub(crate) fn for_moving(data: &Path, keys: &Path) -> Result<(Self, Arc<dyn Keyring>)> {
        let log = Arc::new(SqliteStore::open(data).context("failed to open the log")?);
        let keyring = SqliteKeyring::open_for_moving(data, keys, Arc::new(SystemChance))
            .context("failed to open the keyring")?;
        Ok((Self::Sqlite(log), Arc::new(keyring)))
    }

    /// The log on a cluster, and its keys.
    ///
    /// * `known`: what the cluster must hold.
    ///
    /// # Errors
    ///
    /// The cluster cannot be asked or used, does not hold what is known, or the key files are not those of its keys: with what to do.
    pub(crate) async fn on_cluster(
        keys: &Path,
        address: &Address,
        known: Known,
    ) -> Result<(Self, Arc<dyn Keyring>)> {
        let log = EventStoreDb::open(address, &SystemChance, known)
            .await
            .context("failed to open the log on the cluster")?;
        let log = Arc::new(log);
        let keyring = ClusterKeyring::open(&log, keys, Arc::new(SystemChance))
            .await
            .context("failed to open the keyring on the cluster")?;
        let keyring = Arc::new(keyring);
        Ok((Self::Cluster(log, keyring.clone()), keyring))
    }

    pub(crate) fn store(&self) -> Arc<dyn EventStore> {
        match self {
            Self::Sqlite(log) => log.clone(),
            Self::Cluster(log, _) => log.clone(),
        }
    }

    /// What tells it from any other; a log in a folder is told by that folder.
    pub(crate) fn identity(&self) -> Option<Uuid> {
        match self {
            Self::Sqlite(_) => None,
            Self::Cluster(log, _) => Some(log.identity()),
        }
    }

    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Cluster(..))
    }

    /// Waits until nothing more can be recorded, and says why: then the process must stop. Waits for ever if that never
    /// happens; a cluster that is away for a while is no such thing.
    pub(crate) async fn failed(&self) -> Error {
        match self {
            Self::Sqlite(log) => log.failed().await.into(),
            Self::Cluster(log, keyring) => tokio::select! {
                error = log.failed() => error.into(),
                error = keyring.failed() => Error::from_boxed(error),
            },
        }
    }

    /// Writes what is on its way, then no more.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(log) => log.close().await,
            Self::Cluster(log, _) => log.close(),
        }
    }
}

/// Whether what failed may succeed a little later by itself: a cluster is away.
pub(crate) fn may_pass(error: &Error) -> bool {
    let of_cluster = |it: &(dyn std::error::Error + 'static)| {
        it.downcast_ref::<EventStoreDbError>().map(EventStoreDbError::may_pass)
    };
    error.chain().find_map(of_cluster).unwrap_or_default()
}
