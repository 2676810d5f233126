//! The data folder: everything that must survive, opened by one process at a time.

use crate::chance::SystemChance;
use crate::wall_clock::SystemClock;
use anyhow::{Context, Result};
use commands::House;
use projections::Views;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::bookmarks::Bookmarks;
use store::keyring::Keyring;
use store::port::EventStore;
use store::sqlite::SqliteStore;
use store::sqlite_keyring::SqliteKeyring;
use store::vault::Vault;
use store::world::WallClock;

/// The opened data folder.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) log: Arc<SqliteStore>,
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) house: House,
    pub(crate) views: Arc<Views>,
}

impl Folder {
    /// Opens a data folder with the system's clock.
    ///
    /// # Errors
    ///
    /// Another process has it, it cannot be written, or a file in it is damaged or of a newer version: with what to do.
    pub(crate) fn open(data: &Path, keys: &Path) -> Result<Self> {
        Self::open_at(data, keys, Arc::new(SystemClock))
    }

    /// Opens a data folder with another clock: the demo's.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub(crate) fn open_at(data: &Path, keys: &Path, clock: Arc<dyn WallClock>) -> Result<Self> {
        let log = Arc::new(SqliteStore::open(data).context("failed to open the log")?);
        let chance = Arc::new(SystemChance);
        let keyring = SqliteKeyring::open(data, keys, chance.clone())
            .context("failed to open the keyring")?;
        let keyring: Arc<dyn Keyring> = Arc::new(keyring);
        let store: Arc<dyn EventStore> = log.clone();
        let vault = Vault::new(keyring.clone(), chance);
        let views =
            Views::open(data, store.clone(), vault.clone()).context("failed to open the views")?;
        let house = House::new(store, vault, clock);
        Ok(Self { path: data.to_owned(), log, keyring, house, views })
    }

    pub(crate) fn bookmarks(&self) -> Arc<dyn Bookmarks> {
        self.log.clone()
    }
}
