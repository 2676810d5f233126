//! The keyring on a cluster: how do all nodes have the same keys, and forget the same ones?
//!
//! A data key, wrapped, is the one event of a stream of its own. Destroying it ends the stream for
//! good, which every node hears at once; its bytes go from the disks with the next scavenge. The key
//! files that unwrap it are the same on all nodes, and never on the cluster.

mod beginning;
mod doors;
mod following;
mod form;
mod living;
mod making;

pub use beginning::OpenKeyringError;

use crate::eventstoredb::feed::{Feeds, Item};
use crate::eventstoredb::{Connection, EventStoreDb, EventStoreDbError};
use crate::keyring::{
    DataKey, KEYS_PAGE_MAX, KeyClash, KeyError, KeyId, KeyOwner, Keyring, OwnedKey, pseudonym,
};
use crate::keys::key_file::Secret;
use crate::keys::wrapped::Epochs;
use crate::port::{Failure, Position};
use crate::world::Chance;
use async_trait::async_trait;
use beginning::Secrets;
use following::{Heard, Shared};
use form::{StreamKey, StreamNames};
use futures::stream::{self, StreamExt, TryStreamExt};
use living::Whose;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::Mutex as AsyncMutex;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The most living keys of one cluster. A node holds all of them in memory: see the operator's pages.
pub const KEYS_MAX: usize = 2_000_000;
/// The most keys that one owner has in one scope, one after the other.
pub const GENERATIONS_MAX: u32 = 1_000;
/// The most streams that are begun or ended at once.
const STREAMS_AT_ONCE_MAX: usize = 16;
/// How long to wait for more keys at the start.
const SILENCE_MAX: Duration = Duration::from_mins(1);
/// How long to wait until this node has heard what was before.
const HEARING_MAX: Duration = Duration::from_secs(20);
/// How many owners' keys may be made at once.
const MAKERS: usize = 64;

/// Data keys in streams of a cluster, opened by key files that are the same on all nodes.
pub struct ClusterKeyring {
    connection: Connection,
    feeds: Feeds,
    names: Arc<StreamNames>,
    shared: Arc<Shared>,
    pseudonym_key: Secret,
    epochs: Epochs,
    chance: Arc<dyn Chance>,
    /// Within a process one asks for a key, and the others have it then.
    makers: [AsyncMutex<()>; MAKERS],
    follower: JoinHandle<()>,
}

/// Why a key is not given.
#[derive(Debug, Error)]
enum NoKey {
    #[error(
        "the cluster holds {KEYS_MAX} keys, and no more can be made: shorten the retention of \
         chats, so that old keys are destroyed"
    )]
    Full,
    #[error("too many keys of this owner and scope were destroyed")]
    Generations,
    #[error("stream {stream} is not the stream of a key: {reason}")]
    Malformed { stream: String, reason: &'static str },
    #[error("this node has not heard in time what was done with the keys: ask again")]
    Unheard,
}

impl ClusterKeyring {
    /// Opens the keyring of a cluster with the key files of a folder, and has heard of all keys then.
    ///
    /// The first node makes the key files, with `chance`, or takes those that lie there. Any other
    /// node needs copies of these. Of a log opened as [`Known::There`], no keyring is begun.
    ///
    /// [`Known::There`]: crate::eventstoredb::Known::There
    ///
    /// # Errors
    ///
    /// [`OpenKeyringError`] says what to do.
    pub async fn open(
        store: &EventStoreDb,
        keys_folder: &Path,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, OpenKeyringError> {
        let (connection, feeds) = (store.connection().clone(), store.feeds().clone());
        let names = Arc::new(StreamNames::new(store.prefix()));
        let Secrets { pseudonym, epochs } =
            beginning::begin(&connection, &names, keys_folder, &chance, store.begins()).await?;
        let shared = Arc::new(Shared::new());
        let feed = feeds.feed(names.keys(), None);
        let follower =
            tokio::spawn(following::follow(feed, Arc::clone(&names), Arc::clone(&shared)));
        let keyring = Self {
            connection,
            feeds,
            names,
            shared,
            pseudonym_key: pseudonym,
            epochs,
            chance,
            makers: std::array::from_fn(|_| AsyncMutex::new(())),
            follower,
        };
        keyring.catch_up().await?;
        Ok(keyring)
    }

    /// Resolves once this node does not hear of keys any more, and therefore gives none, and says why:
    /// stop it.
    pub async fn failed(&self) -> Failure {
        let mut heard = self.shared.heard.subscribe();
        let ended = heard.wait_for(|it| it.end.is_some()).await;
        match ended.ok().and_then(|it| it.end.clone()) {
            Some(end) => end.into(),
            // The sender lives as long as we do.
            None => std::future::pending().await,
        }
    }

    async fn catch_up(&self) -> Result<(), OpenKeyringError> {
        let mut heard = self.shared.heard.subscribe();
        loop {
            let Heard { is_current, end, .. } = heard.borrow_and_update().clone();
            if let Some(end) = end {
                return Err(OpenKeyringError::Unfollowed { source: end.into() });
            }
            if is_current {
                return Ok(());
            }
            let silent = |_| OpenKeyringError::Silent(SILENCE_MAX);
            // The sender lives as long as we do.
            let _changed = timeout(SILENCE_MAX, heard.changed()).await.map_err(silent)?.is_ok();
        }
    }

    /// Says no if this node may not know what was destroyed.
    fn hears(&self) -> Result<(), Failure> {
        let end = self.shared.heard.borrow().end.clone();
        end.map_or(Ok(()), |it| Err(it.into()))
    }

    /// Waits until this node has heard of all keys that were given to anybody before.
    async fn hear_all(&self) -> Result<(), Failure> {
        let hear = async {
            let since = self.shared.heard.borrow().position;
            let last = self.last_made(since).await?.max(since);
            let mut heard = self.shared.heard.subscribe();
            // The sender lives as long as we do.
            let _ended = heard.wait_for(|it| it.position >= last || it.end.is_some()).await.is_ok();
            self.hears()
        };
        timeout(HEARING_MAX, hear).await.map_err(|_| NoKey::Unheard)?
    }

    /// The position of the last key that was made after one.
    async fn last_made(
        &self,
        after: Option<Position>,
    ) -> Result<Option<Position>, EventStoreDbError> {
        let mut feed = self.feeds.feed(self.names.keys(), after);
        let mut last = None;
        loop {
            for item in feed.next().await? {
                match item {
                    Item::Event(event) => last = Some(Position(event.position.commit)),
                    Item::Deleted(_) => (),
                    Item::CaughtUp => return Ok(last),
                }
            }
        }
    }

    async fn destroy(&self, whose: Whose<'_>) -> Result<u64, KeyError> {
        let failed = |source: Failure| KeyError { what: "destroy keys", source };
        self.hear_all().await.map_err(failed)?;
        let doomed = self.streams(&whose);
        let ended =
            stream::iter(doomed).map(|it| self.end(it)).buffer_unordered(STREAMS_AT_ONCE_MAX);
        let count = ended.try_fold(0, async |count, it| Ok(count + u64::from(it))).await;
        count.map_err(|error| failed(error.into()))
    }

    /// The streams of the keys of somebody, gathered so that keys can be opened meanwhile.
    fn streams(&self, whose: &Whose<'_>) -> Vec<StreamKey> {
        let (mut all, mut after) = self.shared.living().streams(whose, None);
        while after.is_some() {
            let (more, next) = self.shared.living().streams(whose, after);
            all.extend(more);
            after = next;
        }
        all
    }

    async fn end(&self, stream: StreamKey) -> Result<bool, EventStoreDbError> {
        let is_ours = doors::end(&self.connection, &self.names.of(stream)).await?;
        self.shared.living().forget(stream);
        Ok(is_ours)
    }

    /// The key that an owner has, if this node knows of one.
    fn known(&self, owner: &KeyOwner) -> Result<Option<DataKey>, Failure> {
        let living = self.shared.living();
        let Some(id) = living.of_owner(owner) else { return Ok(None) };
        let wrapped = living.of_id(id).expect("an owner's key is one of the living");
        Ok(Some(self.epochs.unwrap(id, wrapped)?))
    }
}

impl Drop for ClusterKeyring {
    fn drop(&mut self) {
        self.follower.abort();
    }
}

#[async_trait]
impl Keyring for ClusterKeyring {
    async fn sealing_key(&self, owner: &KeyOwner) -> Result<DataKey, KeyError> {
        owner.check()?;
        let failed = |source: Failure| KeyError { what: "give a key to seal with", source };
        self.hears().map_err(failed)?;
        if let Some(key) = self.known(owner).map_err(failed)? {
            return Ok(key);
        }
        self.make(owner, None).await.map_err(failed)
    }

    fn opening_key(&self, id: KeyId) -> Result<Option<DataKey>, KeyError> {
        let failed = |source: Failure| KeyError { what: "open a key", source };
        self.hears().map_err(failed)?;
        let wrapped = self.shared.living().of_id(id).copied();
        let key = wrapped.map(|it| self.epochs.unwrap(id, &it)).transpose();
        key.map_err(|error| failed(error.into()))
    }

    async fn destroy_owner(&self, owner: &str) -> Result<u64, KeyError> {
        self.destroy(Whose::Owner(owner)).await
    }

    async fn destroy_scope(&self, scope: &str) -> Result<u64, KeyError> {
        self.destroy(Whose::Scope(scope)).await
    }

    async fn scopes(&self, prefix: &str) -> Result<Vec<String>, KeyError> {
        self.hears().map_err(|source| KeyError { what: "list scopes", source })?;
        Ok(self.shared.living().scopes(prefix))
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
        if after.is_none() {
            self.hear_all().await.map_err(failed)?;
        }
        self.hears().map_err(failed)?;
        let page = self.shared.living().page(after, limit.min(KEYS_PAGE_MAX));
        let owned = |(owner, id, wrapped)| {
            let key = self.epochs.unwrap(id, &wrapped).map_err(|error| failed(error.into()))?;
            Ok(OwnedKey { owner, key })
        };
        page.into_iter().map(owned).collect()
    }

    async fn take_in(&self, keys: &[OwnedKey]) -> Result<u64, KeyError> {
        let failed = |source: Failure| KeyError { what: "take keys in", source };
        if keys.len() > KEYS_PAGE_MAX {
            return Err(failed(KeyClash::TooMany.into()));
        }
        keys.iter().try_for_each(|it| it.owner.check())?;
        self.hears().map_err(failed)?;
        let taken = stream::iter(keys.to_vec())
            .map(|it| async move { self.take(&it).await })
            .buffered(STREAMS_AT_ONCE_MAX);
        taken.try_fold(0, async |count, is_new| Ok(count + u64::from(is_new))).await.map_err(failed)
    }
}
