//! The memory keyring: which keys are there, for as long as the process lives?

use crate::keyring::{
    DataKey, KEYS_PAGE_MAX, KeyClash, KeyError, KeyId, KeyOwner, Keyring, OwnedKey, draw_secret,
    is_here, pseudonym,
};
use crate::world::Chance;
use async_trait::async_trait;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// A keyring that forgets everything when dropped.
pub struct MemoryKeyring {
    chance: Arc<dyn Chance>,
    pseudonym_key: Zeroizing<[u8; 32]>,
    keys: Mutex<Keys>,
}

#[derive(Default)]
struct Keys {
    by_owner: HashMap<KeyOwner, KeyId>,
    by_id: HashMap<KeyId, DataKey>,
}

impl MemoryKeyring {
    /// A keyring without keys; those to come are drawn from `chance`.
    pub fn new(chance: Arc<dyn Chance>) -> Self {
        let pseudonym_key = draw_secret(&*chance);
        Self { chance, pseudonym_key, keys: Mutex::default() }
    }

    /// The keys, also after a panic elsewhere: every change of them is whole.
    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn destroy(&self, is_doomed: impl Fn(&KeyOwner) -> bool) -> u64 {
        let keys = &mut *self.keys();
        let before = keys.by_id.len();
        keys.by_owner.retain(|owner, id| {
            let stays = !is_doomed(owner);
            if !stays {
                keys.by_id.remove(id);
            }
            stays
        });
        (before - keys.by_id.len()) as u64
    }
}

#[async_trait]
impl Keyring for MemoryKeyring {
    async fn sealing_key(&self, owner: &KeyOwner) -> Result<DataKey, KeyError> {
        owner.check()?;
        let keys = &mut *self.keys();
        let id = *keys.by_owner.entry(owner.clone()).or_insert_with(|| {
            let key = DataKey::draw(keys.by_id.len() as u64, &*self.chance);
            keys.by_id.insert(key.id, key.clone());
            key.id
        });
        Ok(keys.by_id[&id].clone())
    }

    fn opening_key(&self, id: KeyId) -> Result<Option<DataKey>, KeyError> {
        Ok(self.keys().by_id.get(&id).cloned())
    }

    async fn destroy_owner(&self, owner: &str) -> Result<u64, KeyError> {
        Ok(self.destroy(|it| it.owner == owner))
    }

    async fn destroy_scope(&self, scope: &str) -> Result<u64, KeyError> {
        Ok(self.destroy(|it| it.scope == scope))
    }

    async fn scopes(&self, prefix: &str) -> Result<Vec<String>, KeyError> {
        let keys = self.keys();
        let scopes = keys.by_owner.keys().map(|it| &it.scope);
        let found: BTreeSet<_> = scopes.filter(|it| it.starts_with(prefix)).cloned().collect();
        Ok(found.into_iter().collect())
    }

    fn pseudonym(&self, text: &str) -> [u8; 16] {
        pseudonym(&self.pseudonym_key, text)
    }

    async fn keys(
        &self,
        after: Option<&KeyOwner>,
        limit: usize,
    ) -> Result<Vec<OwnedKey>, KeyError> {
        let keys = self.keys();
        let place = |it: &KeyOwner| (it.scope.clone(), it.owner.clone());
        let after = after.map(place);
        let mut owners: Vec<_> =
            keys.by_owner.keys().filter(|it| Some(place(it)) > after).collect();
        owners.sort_by_key(|it| place(it));
        owners.truncate(limit.min(KEYS_PAGE_MAX));
        let owned = |owner: &KeyOwner| {
            let key = keys.by_id[&keys.by_owner[owner]].clone();
            OwnedKey { owner: owner.clone(), key }
        };
        Ok(owners.into_iter().map(owned).collect())
    }

    async fn take_in(&self, coming: &[OwnedKey]) -> Result<u64, KeyError> {
        let clash = |source: KeyClash| KeyError { what: "take keys in", source: source.into() };
        if coming.len() > KEYS_PAGE_MAX {
            return Err(clash(KeyClash::TooMany));
        }
        let keys = &mut *self.keys();
        let mut count = 0;
        for it in coming {
            it.owner.check()?;
            let of_owner = keys.by_owner.get(&it.owner).copied();
            if !is_here(it, of_owner, keys.by_id.get(&it.key.id)).map_err(clash)? {
                keys.by_owner.insert(it.owner.clone(), it.key.id);
                keys.by_id.insert(it.key.id, it.key.clone());
                count += 1;
            }
        }
        Ok(count)
    }
}
