//! Ends: between which logs is copied, and are their keys at hand?

use crate::cli::Copy;
use crate::log::Log;
use crate::log_address::LogAddress;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::eventstoredb::Known;
use store::keyring::Keyring;
use store::port::EventStore;

/// The log's file in a data folder.
const LOG: &str = "log.db";
/// The key file that is the same wherever a log is copied to.
const PSEUDONYM: &str = "pseudonym.key";

/// One of two logs, with its keys.
pub(super) struct End {
    pub(super) store: Arc<dyn EventStore>,
    pub(super) keyring: Arc<dyn Keyring>,
    log: Log,
}

/// Both logs.
pub(super) struct Ends {
    pub(super) from: End,
    pub(super) to: End,
}

/// Where a log and its key files lie.
struct Place {
    log: LogAddress,
    keys: PathBuf,
}

impl Ends {
    /// Opens both, which nobody else may use meanwhile.
    ///
    /// # Errors
    ///
    /// A source that is not there or is in use, or is the target; key files that are not there: with how to copy them.
    pub(super) async fn open(asked: &Copy) -> Result<Self> {
        let settings = Settings::load(asked.configured.config.as_deref())?;
        let place = |text: &str, keys: Option<&Path>| Place::of(text, keys, &settings);
        let from = place(&asked.from, asked.from_keys.as_deref()).context("FROM cannot be used")?;
        let to = place(&asked.to, asked.to_keys.as_deref()).context("TO cannot be used")?;
        from.must_be_there().context("FROM cannot be used")?;
        if asked.verify {
            to.must_be_there().context("TO cannot be used")?;
        }
        if let (LogAddress::Folder(Some(a)), LogAddress::Folder(Some(b))) = (&from.log, &to.log)
            && is_same(a, b)
        {
            bail!("FROM and TO are the same folder: choose another target");
        }
        to.must_have_keys_of(&from)?;
        if !asked.verify {
            to.must_not_share_keys_with(&from)?;
        }
        let unknown = if asked.verify { Known::There } else { Known::New };
        let from = from.open(Known::There).await.context("failed to open FROM")?;
        let to = to.open(unknown).await.context("failed to open TO")?;
        // One cluster has many names, and one log is no copy of itself.
        if from.log.identity().is_some_and(|it| to.log.identity() == Some(it)) {
            bail!("FROM and TO are the same log on the same cluster: choose another target");
        }
        Ok(Self { from, to })
    }

    pub(super) async fn close(&self) {
        self.to.log.close().await;
        self.from.log.close().await;
    }
}

impl Place {
    fn of(text: &str, keys: Option<&Path>, settings: &Settings) -> Result<Self> {
        let login = if text.starts_with("sqlite") { None } else { settings.store_login()? };
        let log = match LogAddress::parse(text, login)? {
            LogAddress::Folder(None) => LogAddress::Folder(Some(settings.data.clone())),
            log => log,
        };
        let keys = match (keys, &log) {
            (Some(it), _) => it.to_owned(),
            (None, LogAddress::Folder(Some(folder))) if *folder != settings.data => {
                folder.join("keys")
            }
            (None, _) => settings.keys(),
        };
        Ok(Self { log, keys })
    }

    fn must_be_there(&self) -> Result<()> {
        match &self.log {
            LogAddress::Folder(Some(folder)) if !folder.join(LOG).exists() => {
                bail!("there is no log in {}", folder.display())
            }
            LogAddress::Folder(_) | LogAddress::Cluster(_) => Ok(()),
        }
    }

    /// A new keyring would draw keys of its own, which open nothing that is copied.
    fn must_have_keys_of(&self, from: &Self) -> Result<()> {
        let (ours, theirs) = (self.keys.display(), from.keys.display());
        if self.keys.join(PSEUDONYM).exists() {
            return Ok(());
        }
        bail!(
            "the key files of TO are not in {ours}: copy them first (install -d -m 700 {ours} && cp -p {theirs}/*.key \
             {ours}/), or name their folder with --to-keys"
        );
    }

    /// An epoch that is renewed in a folder removes key files that the other would still need.
    fn must_not_share_keys_with(&self, from: &Self) -> Result<()> {
        let in_folder = [&self.log, &from.log].map(|it| matches!(it, LogAddress::Folder(_)));
        if in_folder.contains(&true) && is_same(&self.keys, &from.keys) {
            let keys = self.keys.display();
            bail!(
                "FROM and TO have the same keys folder {keys}: copy the key files into another one (install -d -m 700 \
                 FOLDER && cp -p {keys}/*.key FOLDER/) and name it with --to-keys"
            );
        }
        Ok(())
    }

    /// * `known`: whether a log on a cluster may be begun.
    async fn open(&self, known: Known) -> Result<End> {
        let (log, keyring) = match &self.log {
            LogAddress::Folder(Some(folder)) => Log::for_moving(folder, &self.keys)?,
            LogAddress::Folder(None) => unreachable!("each folder was named"),
            LogAddress::Cluster(address) => Log::on_cluster(&self.keys, address, known).await?,
        };
        Ok(End { store: log.store(), keyring, log })
    }
}

fn is_same(a: &Path, b: &Path) -> bool {
    // One that is not there yet is not the other.
    a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}
