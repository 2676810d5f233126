//! How are keys made, destroyed and wrapped anew, durably?
//!
//! One thread owns the only writing connection. Many first appends share one sync.

use super::moving;
use super::shared::Shared;
use super::slots;
use crate::keyring::{DataKey, KeyClash, KeyId, KeyOwner, OwnedKey};
use crate::keys::key_file;
use crate::keys::wrapped::{Epochs, Wrapped};
use crate::port::Failure;
use crate::sqlite::error::{Damage, OpenError};
use crate::world::Chance;
use rusqlite::{Connection, OptionalExtension};
use std::error::Error as StdError;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;
use tokio::sync::{mpsc, oneshot};
use tracing::warn;
use uuid::Uuid;

/// The most requests that wait for the keeper.
pub(super) const QUEUE_MAX: usize = 1_024;
/// The most requests of one transaction.
const BATCH_MAX: usize = 256;

/// What the keeper is asked to do.
pub(super) enum Work {
    Change(Change),
    Alone(Alone),
}

/// What has a transaction of its own.
pub(super) enum Alone {
    Rotate(Answer<()>),
    TakeIn(Vec<OwnedKey>, Answer<u64>),
}

/// A change, what came of it so far, and who waits for its commit.
pub(super) enum Change {
    Seal { owner: KeyOwner, key: Option<DataKey>, answer: Answer<DataKey> },
    Destroy { whose: Whose, count: u64, answer: Answer<u64> },
}

pub(super) type Answer<T> = oneshot::Sender<Result<T, Failure>>;

/// Whose keys are to be destroyed.
pub(super) enum Whose {
    Owner(String),
    Scope(String),
}

/// Why the keeper could not do it.
#[derive(Debug, Error)]
pub(super) enum KeepError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Damage(#[from] Damage),
    #[error(transparent)]
    KeyFile(#[from] OpenError),
    #[error("copies of destroyed keys may still lie in the WAL: ask again")]
    CopiesLeft,
    #[error("the keys are wrapped anew, but the old epoch's key was not destroyed")]
    OldKeyLeft(#[source] std::io::Error),
    #[error(transparent)]
    Clash(#[from] KeyClash),
}

pub(super) struct Keeper {
    pub(super) connection: Connection,
    pub(super) shared: Arc<Shared>,
    pub(super) keys_folder: PathBuf,
    pub(super) chance: Arc<dyn Chance>,
}

impl Keeper {
    /// Works until the queue is closed and empty.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Work>) {
        while let Some(first) = queue.blocking_recv() {
            let (mut changes, alone) = gather(first, &mut queue);
            if !changes.is_empty() {
                let done = self.transaction(&mut changes);
                self.answer(done, changes);
            }
            match alone {
                Some(Alone::Rotate(answer)) => {
                    drop(answer.send(self.rotate().map_err(Failure::from)));
                }
                Some(Alone::TakeIn(keys, answer)) => {
                    drop(answer.send(self.take_in(&keys).map_err(into_failure)));
                }
                None => (),
            }
        }
    }

    fn transaction(&mut self, changes: &mut [Change]) -> Result<(), KeepError> {
        // Undone when dropped without a commit.
        let tx = self.connection.transaction()?;
        for change in changes {
            match change {
                Change::Seal { owner, key, .. } => {
                    let epochs = self.shared.epochs();
                    *key = Some(sealing_key(&tx, owner, &epochs, &*self.chance)?);
                }
                Change::Destroy { whose, count, .. } => *count = destroy(&tx, whose)?,
            }
        }
        Ok(tx.commit()?)
    }

    fn answer(&self, done: Result<(), KeepError>, changes: Vec<Change>) {
        if let Err(error) = done {
            warn!(error = &error as &dyn StdError, "failed to change the keyring");
            let error = Arc::new(error);
            for change in changes {
                change.fail(&error);
            }
            return;
        }
        for change in &changes {
            if let Change::Seal { owner, key: Some(key), .. } = change {
                self.shared.keep(owner.clone(), key);
            }
        }
        let mut cleaned = Ok(());
        if changes.iter().any(|it| matches!(it, Change::Destroy { .. })) {
            self.shared.forget();
            cleaned = clean(&self.connection).map_err(Arc::new);
        }
        for change in changes {
            change.answer(&cleaned);
        }
    }

    fn take_in(&mut self, keys: &[OwnedKey]) -> Result<u64, KeepError> {
        let tx = self.connection.transaction()?;
        let count = moving::take_in(&tx, keys, &self.shared.epochs(), &*self.chance)?;
        tx.commit()?;
        Ok(count)
    }

    /// Wraps all keys with a new epoch's key and destroys the old one's.
    fn rotate(&mut self) -> Result<(), KeepError> {
        let old = self.shared.epochs().newest();
        let left = key_file::epochs(&self.keys_folder)?;
        let new = 1 + left.into_iter().max().unwrap_or(old).max(old);
        let path = |epoch| self.keys_folder.join(key_file::epoch_name(epoch));
        let (old_path, new_path) = (path(old), path(new));
        let secret = key_file::make(&new_path, &*self.chance)?;
        let proof = key_file::proof(&secret);
        self.shared.epochs_mut().0.insert(new, secret);

        if let Err(error) = self.wrap_anew(old, new, proof) {
            self.shared.epochs_mut().0.remove(&new);
            // A commit that failed may be found to stand after a crash. So the new key's file
            // stays, and its number is not used again; the next start destroys what is not needed.
            return Err(error);
        }
        self.shared.epochs_mut().0.remove(&old);
        key_file::destroy(&old_path).map_err(KeepError::OldKeyLeft)?;
        clean(&self.connection)
    }

    fn wrap_anew(&mut self, old: u32, new: u32, proof: key_file::Proof) -> Result<(), KeepError> {
        let tx = self.connection.transaction()?;
        let epochs = self.shared.epochs();
        slots::wrap_anew(&tx, |id, wrapped| {
            Ok(epochs.wrap(&epochs.unwrap(id, wrapped)?, &*self.chance))
        })?;
        tx.execute(
            "UPDATE key_files SET name = ?2, proof = ?3 WHERE name = ?1",
            (key_file::epoch_name(old), key_file::epoch_name(new), proof),
        )?;
        Ok(tx.commit()?)
    }
}

/// What is queued, up to a limit or to what has a transaction of its own.
fn gather(first: Work, queue: &mut mpsc::Receiver<Work>) -> (Vec<Change>, Option<Alone>) {
    let (mut changes, mut next) = (Vec::new(), Some(first));
    loop {
        match next {
            Some(Work::Alone(alone)) => return (changes, Some(alone)),
            Some(Work::Change(change)) => changes.push(change),
            None => return (changes, None),
        }
        next = if changes.len() < BATCH_MAX { queue.try_recv().ok() } else { None };
    }
}

fn sealing_key(
    connection: &Connection,
    owner: &KeyOwner,
    epochs: &Epochs,
    chance: &dyn Chance,
) -> Result<DataKey, KeepError> {
    const FIND: &str = "SELECT id, wrapped FROM keys JOIN slots ON slot = number
         WHERE scope = ?1 AND owner = ?2";
    const ADD: &str = "INSERT INTO keys (scope, owner, slot) VALUES (?1, ?2, ?3)";
    let found: Option<([u8; 16], Wrapped)> = connection
        .prepare_cached(FIND)?
        .query_row((&owner.scope, &owner.owner), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((id, wrapped)) = found {
        return Ok(epochs.unwrap(KeyId(Uuid::from_bytes(id)), &wrapped)?);
    }
    let slot = slots::take(connection)?;
    let key = DataKey::draw(slot, chance);
    slots::fill(connection, slot, key.id, &epochs.wrap(&key, chance))?;
    connection.prepare_cached(ADD)?.execute((&owner.scope, &owner.owner, slot))?;
    Ok(key)
}

fn destroy(connection: &Connection, whose: &Whose) -> Result<u64, KeepError> {
    let (sql, whose) = match whose {
        Whose::Owner(owner) => ("DELETE FROM keys WHERE owner = ?1 RETURNING slot", owner),
        Whose::Scope(scope) => ("DELETE FROM keys WHERE scope = ?1 RETURNING slot", scope),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let slots = statement.query_map([whose], |row| row.get(0))?;
    let slots = slots.collect::<Result<Vec<u64>, _>>()?;
    for slot in &slots {
        slots::empty(connection, *slot)?;
    }
    Ok(slots.len() as u64)
}

/// Moves the WAL into the file and cuts it to nothing: it holds copies of what was overwritten.
pub(super) fn clean(connection: &Connection) -> Result<(), KeepError> {
    let is_busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if is_busy { Err(KeepError::CopiesLeft) } else { Ok(()) }
}

/// A clash goes to who asks as it is.
fn into_failure(error: KeepError) -> Failure {
    match error {
        KeepError::Clash(clash) => clash.into(),
        error => error.into(),
    }
}

impl Change {
    fn answer(self, cleaned: &Result<(), Arc<KeepError>>) {
        match self {
            Self::Seal { key, answer, .. } => {
                drop(answer.send(Ok(key.expect("what is committed has its key"))));
            }
            Self::Destroy { count, answer, .. } => {
                let cleaned = cleaned.clone().map_err(Failure::from);
                drop(answer.send(cleaned.map(|()| count)));
            }
        }
    }

    fn fail(self, error: &Arc<KeepError>) {
        let source = Failure::from(Arc::clone(error));
        match self {
            Self::Seal { answer, .. } => drop(answer.send(Err(source))),
            Self::Destroy { answer, .. } => drop(answer.send(Err(source))),
        }
    }
}
