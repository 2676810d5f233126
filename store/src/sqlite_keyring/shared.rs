//! Which keys are at hand, for those who read and for the one who writes?

use crate::keyring::{DataKey, KeyId, KeyOwner};
use crate::keys::wrapped::Epochs;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The most unwrapped keys kept at hand, by owner and by name each.
const KEYS_MAX: NonZeroUsize = NonZeroUsize::new(16 * 1024).expect("more than nothing");

pub(super) struct Shared {
    epochs: RwLock<Epochs>,
    keys: Mutex<Keys>,
}

struct Keys {
    by_owner: LruCache<KeyOwner, DataKey>,
    by_id: LruCache<KeyId, DataKey>,
    /// Grows with each destruction.
    generation: u64,
}

/// What was destroyed when a look-up began.
#[derive(Clone, Copy)]
pub(super) struct Generation(u64);

impl Shared {
    pub(super) fn new(epochs: Epochs) -> Self {
        let (by_owner, by_id) = (LruCache::new(KEYS_MAX), LruCache::new(KEYS_MAX));
        Self {
            epochs: RwLock::new(epochs),
            keys: Mutex::new(Keys { by_owner, by_id, generation: 0 }),
        }
    }

    /// Held over reading a wrapped key and unwrapping it: an epoch does not end in between.
    pub(super) fn epochs(&self) -> RwLockReadGuard<'_, Epochs> {
        self.epochs.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn epochs_mut(&self) -> RwLockWriteGuard<'_, Epochs> {
        self.epochs.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn of_owner(&self, owner: &KeyOwner) -> Option<DataKey> {
        self.keys().by_owner.get(owner).cloned()
    }

    /// The key of a name, or when to have begun to look for it.
    pub(super) fn of_id(&self, id: KeyId) -> Result<DataKey, Generation> {
        let mut keys = self.keys();
        let generation = Generation(keys.generation);
        keys.by_id.get(&id).cloned().ok_or(generation)
    }

    /// Keeps what a look-up found, unless something was destroyed meanwhile.
    pub(super) fn learn(&self, key: &DataKey, since: Generation) {
        let mut keys = self.keys();
        if keys.generation == since.0 {
            keys.by_id.put(key.id, key.clone());
        }
    }

    /// Keeps what the keeper, who alone destroys, has just made or read.
    pub(super) fn keep(&self, owner: KeyOwner, key: &DataKey) {
        let mut keys = self.keys();
        keys.by_owner.put(owner, key.clone());
        keys.by_id.put(key.id, key.clone());
    }

    pub(super) fn forget(&self) {
        let mut keys = self.keys();
        keys.generation += 1;
        keys.by_owner.clear();
        keys.by_id.clear();
    }

    /// The keys, also after a panic elsewhere: every change of them is whole.
    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use uuid::Uuid;
    use zeroize::Zeroizing;

    #[test]
    fn a_key_found_before_a_destruction_is_not_kept_after_it() {
        let shared = Shared::new(Epochs(BTreeMap::new()));
        let key = DataKey { id: KeyId(Uuid::nil()), secret: Zeroizing::new([1; 32]) };
        let since = shared.of_id(key.id).unwrap_err();
        shared.forget();
        shared.learn(&key, since);
        let since = shared.of_id(key.id).expect_err("it may be destroyed");
        shared.learn(&key, since);
        assert!(shared.of_id(key.id).is_ok());
    }
}
