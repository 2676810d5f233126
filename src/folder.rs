//! The data folder: what is this process's own, and which log and keys does it work with?

use crate::chance::SystemChance;
use crate::known_log::{Keeping, KnownLog, folder_of};
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
use store::eventstoredb::{Address, Known};
use store::files::Files;
use store::keyring::Keyring;
use store::port::EventStore;
use store::sqlite_bookmarks::{NodeLock, SqliteBookmarks};
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
    /// Of a cluster only: a log in a folder has a lock of its own. Let go in this order.
    _node: Option<(Keeping, NodeLock)>,
}

impl Folder {
    /// Opens what the settings name, with the system's clock. A log that is not there is begun.
    ///
    /// # Errors
    ///
    /// Another process has the folder, it cannot be written, a file in it is damaged or of a newer version; the cluster
    /// cannot be used, or holds another log than the folder knows: with what to do.
    pub(crate) async fn open(settings: &Settings) -> Result<Self> {
        let clock = Arc::new(SystemClock);
        Self::open_at(&settings.data, &settings.keys(), &settings.log()?, clock).await
    }

    /// As [`Self::open`], but on a cluster nothing is begun.
    ///
    /// # Errors
    ///
    /// As [`Self::open`], and where the cluster holds no log yet.
    pub(crate) async fn open_there(settings: &Settings) -> Result<Self> {
        let (keys, clock) = (settings.keys(), Arc::new(SystemClock));
        match settings.log()? {
            LogAddress::Folder(_) => Self::open_sqlite(&settings.data, &keys, clock),
            LogAddress::Cluster(address) => {
                Self::open_cluster(&settings.data, &keys, (&address, Known::There), clock).await
            }
        }
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
            LogAddress::Cluster(address) => {
                Self::open_cluster(data, keys, (address, Known::New), clock).await
            }
        }
    }

    fn open_sqlite(data: &Path, keys: &Path, clock: Arc<dyn WallClock>) -> Result<Self> {
        let (log, keyring) = Log::in_folder(data, keys)?;
        let Log::Sqlite(store) = &log else { unreachable!("it was opened in a folder") };
        let bookmarks = store.clone();
        Self::around((data, data.to_owned()), (log, keyring, bookmarks), clock, None)
    }

    /// * `unknown`: what holds of a log that this folder never saw.
    async fn open_cluster(
        data: &Path,
        keys: &Path,
        (address, unknown): (&Address, Known),
        clock: Arc<dyn WallClock>,
    ) -> Result<Self> {
        // Before all else: a second process must neither ask the cluster nor make keys.
        let lock = NodeLock::take(data).context(
            "failed to take the data folder; beside a node at work a command needs one of its own (PROOFDESK_DATA), with \
             the same keys",
        )?;
        let file = KnownLog::of(data, address.prefix());
        let known = file.read()?.map_or(unknown, Known::Mark);
        let (log, keyring) = Log::on_cluster(keys, address, known.clone())
            .await
            .map_err(|it| file.explain(it, &known))?;
        let Log::Cluster(store, _) = &log else { unreachable!("it was opened on a cluster") };
        let keeping = file.keep(store)?;
        // No view ever meets another log: what follows a log lies in a folder that bears its name.
        let path = data.join(folder_of(store.identity()));
        let bookmarks = SqliteBookmarks::open(&path).context("failed to open the bookmarks")?;
        let parts = (log, keyring, Arc::new(bookmarks) as Arc<dyn Bookmarks>);
        Self::around((data, path), parts, clock, Some((keeping, lock)))
    }

    /// * `path`: where what follows the log lies. What people attached follows no log: it lies beside that.
    fn around(
        (data, path): (&Path, PathBuf),
        (log, keyring, bookmarks): (Log, Arc<dyn Keyring>, Arc<dyn Bookmarks>),
        clock: Arc<dyn WallClock>,
        node: Option<(Keeping, NodeLock)>,
    ) -> Result<Self> {
        let store: Arc<dyn EventStore> = log.store();
        let vault = Vault::new(keyring.clone(), Arc::new(SystemChance));
        let files = Files::open(data, Arc::new(SystemChance));
        let files = Arc::new(files.context("failed to open the folder of files")?);
        let views =
            Views::open(&path, store.clone(), vault.clone()).context("failed to open the views")?;
        let house = House::new(store, vault, clock);
        Ok(Self { path, log, keyring, bookmarks, files, house, views, _node: node })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use standin::Standin;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_second_process_in_a_data_folder_neither_asks_the_cluster_nor_makes_keys() {
        let (folder, mut server) = (tempfile::tempdir().unwrap(), Standin::start());
        let open = |keys: &str| {
            let (data, keys) = (folder.path().join("data"), folder.path().join(keys));
            let log = LogAddress::parse(&server.address(), None).unwrap();
            async move { Folder::open_at(&data, &keys, &log, Arc::new(SystemClock)).await }
        };
        let (first, second) = (open("keys"), open("others"));
        let first = first.await.unwrap();
        server.stop();
        let error = format!("{:#}", second.await.err().unwrap());
        assert!(error.contains("is in use by") && error.contains("PROOFDESK_DATA"), "{error}");
        assert!(!folder.path().join("others").exists());
        drop(first);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_damaged_file_of_what_is_known_is_named_and_the_cluster_not_asked() {
        let (folder, server) = (tempfile::tempdir().unwrap(), Standin::start());
        let file = folder.path().join("cluster-proofdesk.json");
        std::fs::write(&file, "{").unwrap();
        let log = LogAddress::parse(&server.address(), None).unwrap();
        let keys = folder.path().join("keys");
        let opened = Folder::open_at(folder.path(), &keys, &log, Arc::new(SystemClock)).await;
        let error = format!("{:#}", opened.err().unwrap());
        assert!(
            error.contains(&file.display().to_string()) && error.contains("damaged"),
            "{error}"
        );
        assert_eq!(server.events(), []);
    }
}
