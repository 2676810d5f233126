//! The data folder: what is this process's own, and which log and keys does it work with?

use crate::chance::SystemChance;
use crate::log::Log;
use crate::log_address::LogAddress;
use crate::settings::Settings;
use crate::wall_clock::SystemClock;
use anyhow::{Context, Result};
use commands::House;
use projections::Views;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::bookmarks::Bookmarks;
use store::eventstoredb::Address;
use store::files::Files;
use store::keyring::Keyring;
use store::port::EventStore;
use store::sqlite_bookmarks::SqliteBookmarks;
use store::vault::Vault;
use store::world::WallClock;

/// The opened data folder, with the log behind it.
pub(crate) struct Folder {
    /// Where views and bookmarks lie, and until when everything was heard.
    pub(crate) path: PathBuf,
    pub(crate) log: Log,
    pub(crate) keyring: Arc<dyn Keyring>,
    pub(crate) bookmarks: Arc<dyn Bookmarks>,
    /// What people attached, as far as this node fetched it.
    pub(crate) files: Arc<Files>,
    pub(crate) house: House,
    pub(crate) views: Arc<Views>,
}

impl Folder {
    /// Opens what the settings name, with the system's clock.
    ///
    /// # Errors
    ///
    /// Another process has the folder, it cannot be written, a file in it is damaged or of a newer version; the cluster
    /// cannot be used: with what to do.
    pub(crate) async fn open(settings: &Settings) -> Result<Self> {
        let clock = Arc::new(SystemClock);
        Self::open_at(&settings.data, &settings.keys(), &settings.log()?, clock).await
    }

    /// Opens a data folder with another clock: the demo's.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub(crate) async fn open_at(
        data: &Path,
        keys: &Path,
        log: &LogAddress,
        clock: Arc<dyn WallClock>,
    ) -> Result<Self> {
        match log {
            LogAddress::Folder(_) => Self::open_sqlite(data, keys, clock),
            LogAddress::Cluster(address) => Self::open_cluster(data, keys, address, clock).await,
        }
    }

    fn open_sqlite(data: &Path, keys: &Path, clock: Arc<dyn WallClock>) -> Result<Self> {
        let (log, keyring) = Log::in_folder(data, keys)?;
        let Log::Sqlite(store) = &log else { unreachable!("it was opened in a folder") };
        let bookmarks = store.clone();
        Self::around(data.to_owned(), log, keyring, bookmarks, clock)
    }

    async fn open_cluster(
        data: &Path,
        keys: &Path,
        address: &Address,
        clock: Arc<dyn WallClock>,
    ) -> Result<Self> {
        let (log, keyring) = Log::on_cluster(keys, address).await?;
        // No view ever meets another log: what follows a log lies in a folder that bears its name.
        let path = data.join(log.folder());
        let bookmarks = SqliteBookmarks::open(&path).context("failed to open the bookmarks")?;
        Self::around(path, log, keyring, Arc::new(bookmarks), clock)
    }

    fn around(
        path: PathBuf,
        log: Log,
        keyring: Arc<dyn Keyring>,
        bookmarks: Arc<dyn Bookmarks>,
        clock: Arc<dyn WallClock>,
    ) -> Result<Self> {
        let store: Arc<dyn EventStore> = log.store();
        let vault = Vault::new(keyring.clone(), Arc::new(SystemChance));
        let files = Files::open(&path, Arc::new(SystemChance));
        let files = Arc::new(files.context("failed to open the folder of files")?);
        let views =
            Views::open(&path, store.clone(), vault.clone()).context("failed to open the views")?;
        let house = House::new(store, vault, clock);
        Ok(Self { path, log, keyring, bookmarks, files, house, views })
    }
}
