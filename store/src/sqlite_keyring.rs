//! The SQLite keyring: where are data keys kept, and how are they destroyed for good?
//!
//! Data keys lie in `keys.db`, wrapped by an epoch key that lies in a folder apart. What a disk
//! keeps of overwritten blocks is beyond this; a rotation of the epoch makes it worthless.

mod keeper;
mod moving;
mod shared;
mod slots;

use crate::keyring::{
    DataKey, KEYS_PAGE_MAX, KeyClash, KeyError, KeyId, KeyOwner, Keyring, OwnedKey, pseudonym,
};
use crate::keys::key_file::{self, Secret};
use crate::keys::wrapped::Epochs;
use crate::port::Failure;
use crate::sqlite::OpenError;
use crate::sqlite::error::Damage;
use crate::sqlite::file;
use crate::sqlite::lock::Lock;
use crate::world::Chance;
use async_trait::async_trait;
use keeper::{Alone, Answer, Change, KeepError, Keeper, QUEUE_MAX, Whose, Work};
use rusqlite::Connection;
use shared::Shared;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;

const FILE: &str = "keys.db";
const LOCK: &str = "keys.lock";
/// There while a keyring is made; if it stays, the keyring was never used.
const UNFINISHED: &str = "keys.unfinished";
/// Kibibytes of pages that a reading connection keeps.
const CACHE_KIB: i64 = 2 * 1024;

/// Data keys in `keys.db` of a data folder, opened by key files of another folder.
pub struct SqliteKeyring {
    path: PathBuf,
    /// `None` only while it is dropped.
    queue: Option<mpsc::Sender<Work>>,
    keeper: Option<JoinHandle<()>>,
    /// `None` only while it is dropped.
    reader: Option<Mutex<Connection>>,
    shared: Arc<Shared>,
    pseudonym_key: Secret,
    _lock: Lock,
}

#[derive(Debug, Error)]
#[error("the keyring's keeper has stopped")]
struct Stopped;

impl SqliteKeyring {
    /// Opens the keyring of a data folder with the key files of another; makes both if there is
    /// neither, with keys drawn from `chance`. Blocks.
    ///
    /// # Errors
    ///
    /// [`OpenError`] says what to do: also where a key file is missing, short or of another
    /// keyring. Nothing is repaired.
    pub fn open(
        data_folder: &Path,
        keys_folder: &Path,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, OpenError> {
        Self::open_as(data_folder, keys_folder, chance, begin)
    }

    /// As [`Self::open`], for a keyring that is to take in another's keys: if there is none yet, it is
    /// made for the key files of `keys_folder`, which were copied from the other. Blocks.
    ///
    /// # Errors
    ///
    /// As [`Self::open`], also where a new keyring finds no `pseudonym.key`.
    pub fn open_for_moving(
        data_folder: &Path,
        keys_folder: &Path,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, OpenError> {
        Self::open_as(data_folder, keys_folder, chance, |path, _, keys_folder| {
            let pseudonym = keys_folder.join(key_file::PSEUDONYM);
            if pseudonym.exists() {
                return Ok(());
            }
            Err(OpenError::Missing { path: pseudonym, beside: path.to_owned() })
        })
    }

    fn open_as(
        data_folder: &Path,
        keys_folder: &Path,
        chance: Arc<dyn Chance>,
        begin: impl FnOnce(&Path, &Path, &Path) -> Result<(), OpenError>,
    ) -> Result<Self, OpenError> {
        file::make_folder(data_folder)?;
        file::make_folder(keys_folder)?;
        let lock = Lock::take(data_folder, LOCK)?;
        let path = data_folder.join(FILE);
        let unfinished = data_folder.join(UNFINISHED);
        if !path.exists() {
            begin(&path, &unfinished, keys_folder)?;
            make(&path, keys_folder, &*chance)?;
        }
        finish(&unfinished)?;

        let mut connection = file::open_or_create(&path, &slots::kind(&[]))?;
        let failed = |error| OpenError::from_sqlite(&path, error);
        slots::lift(&mut connection).map_err(failed)?;
        let names = key_files(&connection).map_err(failed)?;
        let proof = |name: &str| names.get(name).ok_or_else(|| lost(&path, name));
        let pseudonym = key_file::PSEUDONYM;
        let pseudonym_key = key_file::read(&keys_folder.join(pseudonym), &path, proof(pseudonym)?)?;
        let epoch = names.keys().find_map(|it| key_file::epoch_of(it));
        let epoch = epoch.ok_or_else(|| lost(&path, "an epoch key"))?;
        let name = key_file::epoch_name(epoch);
        let secret = key_file::read(&keys_folder.join(&name), &path, proof(&name)?)?;
        end_rotation(keys_folder, &name)?;
        // A crash may have come between a destruction and this.
        clean(&connection, &path)?;

        let reader = Some(Mutex::new(file::open_reader(&path, CACHE_KIB).map_err(failed)?));
        let shared = Arc::new(Shared::new(Epochs(BTreeMap::from([(epoch, secret)]))));
        let (queue, queued) = mpsc::channel(QUEUE_MAX);
        let keys_folder = keys_folder.to_owned();
        let keeper = Keeper { connection, shared: Arc::clone(&shared), keys_folder, chance };
        let keeper = thread::Builder::new()
            .name("key-keeper".into())
            .spawn(move || keeper.run(queued))
            .map_err(|error| OpenError::from_io(&path, error))?;
        let (queue, keeper) = (Some(queue), Some(keeper));
        Ok(Self { path, queue, keeper, reader, shared, pseudonym_key, _lock: lock })
    }

    /// Wraps all data keys with a new epoch's key and destroys the old one: whoever kept copies of
    /// the old key file and of `keys.db` can open no key that is destroyed from now on.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it was not done, or the old key file could not be removed. Ask again.
    pub async fn rotate_epoch(&self) -> Result<(), KeyError> {
        self.ask("rotate its epoch", |answer| Work::Alone(Alone::Rotate(answer))).await
    }

    async fn ask<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(Answer<T>) -> Work,
    ) -> Result<T, KeyError> {
        let queue = self.queue.as_ref().expect("the queue is there until the keyring is dropped");
        let (answer, answered) = oneshot::channel();
        let stopped = || KeyError { what, source: Stopped.into() };
        queue.send(work(answer)).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?.map_err(|source| KeyError { what, source })
    }

    async fn destroy(&self, whose: Whose) -> Result<u64, KeyError> {
        let work = |answer| Work::Change(Change::Destroy { whose, count: 0, answer });
        self.ask("destroy keys", work).await
    }

    fn find(&self, id: KeyId) -> Result<Option<DataKey>, KeepError> {
        // Held until the key is unwrapped.
        let epochs = self.shared.epochs();
        let reader =
            self.reader.as_ref().expect("the reader is there until the keyring is dropped");
        let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
        let found = slots::find(&reader, id)?;
        Ok(found.map(|wrapped| epochs.unwrap(id, &wrapped)).transpose()?)
    }
}

impl Drop for SqliteKeyring {
    fn drop(&mut self) {
        // Who writes closes last, and so tidies up.
        self.reader = None;
        self.queue = None;
        if let Some(keeper) = self.keeper.take() {
            // A panic of the keeper was told by its silence.
            drop(keeper.join());
        }
    }
}

#[async_trait]
impl Keyring for SqliteKeyring {
    async fn sealing_key(&self, owner: &KeyOwner) -> Result<DataKey, KeyError> {
        owner.check()?;
        if let Some(key) = self.shared.of_owner(owner) {
            return Ok(key);
        }
        let owner = owner.clone();
        let work = |answer| Work::Change(Change::Seal { owner, key: None, answer });
        self.ask("give a key to seal with", work).await
    }

    fn opening_key(&self, id: KeyId) -> Result<Option<DataKey>, KeyError> {
        let since = match self.shared.of_id(id) {
            Ok(key) => return Ok(Some(key)),
            Err(since) => since,
        };
        let failed = |error: KeepError| KeyError { what: "open a key", source: error.into() };
        let found = self.find(id).map_err(failed)?;
        if let Some(key) = &found {
            self.shared.learn(key, since);
        }
        Ok(found)
    }

    async fn destroy_owner(&self, owner: &str) -> Result<u64, KeyError> {
        self.destroy(Whose::Owner(owner.to_owned())).await
    }

    async fn destroy_scope(&self, scope: &str) -> Result<u64, KeyError> {
        self.destroy(Whose::Scope(scope.to_owned())).await
    }

    async fn scopes(&self, prefix: &str) -> Result<Vec<String>, KeyError> {
        let failed = |source: Failure| KeyError { what: "list scopes", source };
        // It may be long, so it has a thread and a connection of its own.
        let (path, prefix) = (self.path.clone(), prefix.to_owned());
        let scopes = spawn_blocking(move || scopes(&path, &prefix)).await;
        scopes.map_err(|error| failed(error.into()))?.map_err(|error| failed(error.into()))
    }

    fn pseudonym(&self, text: &str) -> [u8; 16] {
        pseudonym(&self.pseudonym_key, text)
    }

    async fn keys(
        &self,
        after: Option<&KeyOwner>,
        limit: usize,
    ) -> Result<Vec<OwnedKey>, KeyError> {
        let failed = |source: Failure| KeyError { what: "list keys", source };
        let (path, shared) = (self.path.clone(), Arc::clone(&self.shared));
        let after = after.cloned();
        let page = move || moving::page(&path, &shared, after.as_ref(), limit);
        let page = spawn_blocking(page).await;
        page.map_err(|error| failed(error.into()))?.map_err(|error| failed(error.into()))
    }

    async fn take_in(&self, keys: &[OwnedKey]) -> Result<u64, KeyError> {
        const WHAT: &str = "take keys in";
        if keys.len() > KEYS_PAGE_MAX {
            return Err(KeyError { what: WHAT, source: KeyClash::TooMany.into() });
        }
        keys.iter().try_for_each(|it| it.owner.check())?;
        let keys = keys.to_vec();
        self.ask(WHAT, |answer| Work::Alone(Alone::TakeIn(keys, answer))).await
    }
}

fn scopes(path: &Path, prefix: &str) -> rusqlite::Result<Vec<String>> {
    let reader = file::open_reader(path, CACHE_KIB)?;
    let mut statement = reader.prepare(
        "SELECT DISTINCT scope FROM keys WHERE scope >= ?1 AND substr(scope, 1, length(?1)) = ?1
         ORDER BY scope",
    )?;
    statement.query_map([prefix], |row| row.get(0))?.collect()
}

/// Says no if there are key files without a keyring: making a new one would hide that the old one
/// is lost, and every word sealed with it.
fn begin(path: &Path, unfinished: &Path, keys_folder: &Path) -> Result<(), OpenError> {
    let left = key_file::list(keys_folder)?;
    if unfinished.exists() {
        for key in left {
            key_file::remove(&key).map_err(|error| OpenError::from_io(&key, error))?;
        }
    } else if let Some(key) = left.into_iter().next() {
        return Err(OpenError::Missing { path: path.to_owned(), beside: key });
    }
    let begun = File::create(unfinished)
        .and_then(|file| file.sync_all())
        .and_then(|()| unfinished.parent().map_or(Ok(()), file::sync_folder));
    begun.map_err(|error| OpenError::from_io(unfinished, error))
}

fn make(path: &Path, keys_folder: &Path, chance: &dyn Chance) -> Result<(), OpenError> {
    let files = key_file::find_or_make(keys_folder, chance)?;
    let proofs: Vec<_> = files.iter().map(|it| (&*it.name, key_file::proof(&it.secret))).collect();
    drop(file::open_or_create(path, &slots::kind(&proofs))?);
    Ok(())
}

fn finish(unfinished: &Path) -> Result<(), OpenError> {
    key_file::remove(unfinished).map_err(|error| OpenError::from_io(unfinished, error))
}

fn key_files(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
    let mut statement = connection.prepare("SELECT name, proof FROM key_files")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn lost(path: &Path, what: &str) -> OpenError {
    let source = Damage(format!("it does not know {what}")).into();
    OpenError::Damaged { path: path.to_owned(), source }
}

/// Destroys the keys of other epochs: a rotation was cut short before or after its commit.
fn end_rotation(keys_folder: &Path, current: &str) -> Result<(), OpenError> {
    for key in key_file::list(keys_folder)? {
        let name = key.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        if name != current && name != key_file::PSEUDONYM {
            key_file::destroy(&key).map_err(|error| OpenError::from_io(&key, error))?;
        }
    }
    Ok(())
}

fn clean(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    keeper::clean(connection).map_err(|error| match error {
        KeepError::Sqlite(error) => OpenError::from_sqlite(path, error),
        error => OpenError::Unusable { path: path.to_owned(), source: error.into() },
    })
}
