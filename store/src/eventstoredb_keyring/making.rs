//! How does a new key come to be, when any node may make it at the same moment?
//!
//! A key's stream takes one event, so the first to write wins, and the others read what it wrote.

use super::doors::{self, Found, Put};
use super::following::Shared;
use super::form::{self, BadForm, KEY_MADE, StreamKey};
use super::{ClusterKeyring, GENERATIONS_MAX, KEYS_MAX, MAKERS, NoKey};
use crate::keyring::{DataKey, KeyClash, KeyId, KeyOwner, OwnedKey, is_here};
use crate::keys::wrapped::Wrapped;
use crate::port::Failure;
use uuid::{Builder, Uuid};

/// A stream that a key is being written to, as long as this lives.
struct InMaking<'a> {
    shared: &'a Shared,
    stream: StreamKey,
}

impl<'a> InMaking<'a> {
    fn begin(shared: &'a Shared, stream: StreamKey) -> Self {
        shared.living().begin(stream);
        Self { shared, stream }
    }
}

impl Drop for InMaking<'_> {
    fn drop(&mut self) {
        self.shared.living().not_made(self.stream);
    }
}

impl ClusterKeyring {
    /// The key that an owner has, wherever it was made; else the one that comes, or a new one.
    pub(super) async fn make(
        &self,
        owner: &KeyOwner,
        coming: Option<&DataKey>,
    ) -> Result<DataKey, Failure> {
        let stream = form::stream_key(&self.pseudonym_key, owner, 0);
        let _maker = self.makers[usize::from(stream.0[0]) % MAKERS].lock().await;
        if let Some(key) = self.known(owner)? {
            return Ok(key);
        }
        let count = self.shared.living().len();
        if count >= KEYS_MAX {
            return Err(NoKey::Full.into());
        }
        let key = coming.cloned().unwrap_or_else(|| DataKey::draw(count as u64, &*self.chance));
        let wrapped = self.epochs.wrap(&key, &*self.chance);
        for generation in 0..GENERATIONS_MAX {
            let stream = form::stream_key(&self.pseudonym_key, owner, generation);
            if let Some((id, wrapped)) = self.settle(stream, owner, key.id, wrapped).await? {
                return Ok(self.epochs.unwrap(id, &wrapped)?);
            }
        }
        Err(NoKey::Generations.into())
    }

    /// Writes a key into a stream, and answers which key stands there; `None` if the stream has ended.
    async fn settle(
        &self,
        stream: StreamKey,
        owner: &KeyOwner,
        id: KeyId,
        wrapped: Wrapped,
    ) -> Result<Option<(KeyId, Wrapped)>, Failure> {
        let name = self.names.of(stream);
        let _in_making = InMaking::begin(&self.shared, stream);
        let data = form::write_key(owner, id, &wrapped);
        let (id, wrapped) =
            match doors::put(&self.connection, &name, KEY_MADE, self.draw_id(), &data).await? {
                Put::Done => (id, wrapped),
                Put::Deleted => return self.ended(stream).await,
                Put::Taken => match doors::find(&self.connection, &name).await? {
                    Found::Event(event) => {
                        let malformed = |reason| NoKey::Malformed { stream: name.clone(), reason };
                        let key = form::read_key(&event.event_type, &event.data)
                            .map_err(|BadForm(reason)| malformed(reason))?;
                        if key.owner != *owner {
                            return Err(malformed("it has the key of somebody else").into());
                        }
                        (key.id, key.wrapped)
                    }
                    Found::Deleted => return self.ended(stream).await,
                    Found::Nothing => {
                        let reason = "its event cannot be seen";
                        return Err(NoKey::Malformed { stream: name, reason }.into());
                    }
                },
            };
        let lives = self.shared.living().made(stream, owner, id, wrapped);
        Ok(lives.then_some((id, wrapped)))
    }

    /// The next key of an owner comes after all that is heard of the former one.
    async fn ended(&self, stream: StreamKey) -> Result<Option<(KeyId, Wrapped)>, Failure> {
        self.hear_all().await?;
        self.shared.living().forget(stream);
        Ok(None)
    }

    /// Takes one key of another keyring in, and says whether it was new.
    pub(super) async fn take(&self, coming: &OwnedKey) -> Result<bool, Failure> {
        let (of_owner, of_id) = {
            let living = self.shared.living();
            let wrapped = living.of_id(coming.key.id).copied();
            (living.of_owner(&coming.owner), wrapped)
        };
        let of_id = of_id.map(|it| self.epochs.unwrap(coming.key.id, &it)).transpose()?;
        if is_here(coming, of_owner, of_id.as_ref())? {
            return Ok(false);
        }
        let key = self.make(&coming.owner, Some(&coming.key)).await?;
        if key.id != coming.key.id {
            return Err(KeyClash::AnotherKey(coming.owner.clone()).into());
        }
        if key.secret != coming.key.secret {
            return Err(KeyClash::AnotherSecret(key.id).into());
        }
        Ok(true)
    }

    fn draw_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.chance.fill(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid()
    }
}
