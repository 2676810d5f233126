//! The keyring: which key opens whose words, and how they are forgotten.
//!
//! Each private field is sealed with a random data key of its (owner, scope). Data keys are kept
//! wrapped by an epoch key that lives outside log and database. Destroying a key is what erasing means.

use crate::world::Chance;
use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use thiserror::Error;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The name of a data key: a place in six bytes, so that names grow, and ten random ones. Says
/// nothing of owner or scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub Uuid);

/// A data key with its name. Its bytes are wiped when dropped and never printed.
#[derive(Clone)]
pub struct DataKey {
    pub id: KeyId,
    pub secret: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl KeyId {
    const PLACE_BYTES: usize = 6;

    /// A new name for the key of a place.
    pub(crate) fn draw(place: u64, chance: &dyn Chance) -> Self {
        let mut bytes = [0; 16];
        let (front, rest) = bytes.split_at_mut(Self::PLACE_BYTES);
        front.copy_from_slice(&place.to_be_bytes()[8 - Self::PLACE_BYTES..]);
        chance.fill(rest);
        Self(Uuid::from_bytes(bytes))
    }

    /// The place that the name was drawn for.
    pub(crate) fn place(self) -> u64 {
        let mut place = [0; 8];
        place[8 - Self::PLACE_BYTES..].copy_from_slice(&self.0.as_bytes()[..Self::PLACE_BYTES]);
        u64::from_be_bytes(place)
    }
}

impl DataKey {
    /// A new key for a place, all the rest of it from `chance`.
    pub(crate) fn draw(place: u64, chance: &dyn Chance) -> Self {
        Self { id: KeyId::draw(place, chance), secret: draw_secret(chance) }
    }
}

/// A new secret of 32 bytes.
pub(crate) fn draw_secret(chance: &dyn Chance) -> Zeroizing<[u8; 32]> {
    let mut secret = Zeroizing::new([0; 32]);
    chance.fill(&mut *secret);
    secret
}

/// What [`Keyring::pseudonym`] answers: the first 16 bytes of HMAC-SHA256.
pub(crate) fn pseudonym(key: &[u8; 32], text: &str) -> [u8; 16] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length fits");
    mac.update(text.as_bytes());
    let whole: [u8; 32] = mac.finalize().into_bytes().into();
    *whole.first_chunk().expect("32 bytes begin with 16")
}

/// Whether a key that comes is here already, given what is known of its owner and of its name.
pub(crate) fn is_here(
    coming: &OwnedKey,
    of_owner: Option<KeyId>,
    of_id: Option<&DataKey>,
) -> Result<bool, KeyClash> {
    let id = coming.key.id;
    if of_owner.is_some_and(|it| it != id) {
        return Err(KeyClash::AnotherKey(coming.owner.clone()));
    }
    match of_id {
        None => Ok(false),
        Some(it) if it.secret == coming.key.secret && of_owner.is_some() => Ok(true),
        Some(_) => Err(KeyClash::AnotherSecret(id)),
    }
}

/// Whose words (a person's opaque id, or `desk`) and in which scope (a ticket, a chat's month, a
/// person, a client): both 1 to [`OWNER_CHARS_MAX`] of `a-z0-9-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyOwner {
    pub owner: String,
    pub scope: String,
}

/// The most characters of an owner, and of a scope.
pub const OWNER_CHARS_MAX: usize = 100;

/// Why a key has no such owner.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("an owner and a scope are 1 to {OWNER_CHARS_MAX} of a-z, 0-9 and -")]
pub struct BadKeyOwner;

impl KeyOwner {
    pub(crate) fn check(&self) -> Result<(), KeyError> {
        let fits = |it: &str| {
            (1..=OWNER_CHARS_MAX).contains(&it.len())
                && it.bytes().all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        };
        if fits(&self.owner) && fits(&self.scope) {
            return Ok(());
        }
        Err(KeyError { what: "name a key's owner", source: BadKeyOwner.into() })
    }
}

/// Why the keyring did not answer.
#[derive(Debug, Error)]
#[error("the keyring failed to {what}")]
pub struct KeyError {
    pub what: &'static str,
    pub source: crate::port::Failure,
}

/// A data key with its owner, on its way from one keyring to another.
#[derive(Debug, Clone)]
pub struct OwnedKey {
    pub owner: KeyOwner,
    pub key: DataKey,
}

/// The most keys of one [`Keyring::keys`] or [`Keyring::take_in`].
pub const KEYS_PAGE_MAX: usize = 1_000;

/// Why a key is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyClash {
    #[error("{owner} has another key in {scope}", owner = .0.owner, scope = .0.scope)]
    AnotherKey(KeyOwner),
    #[error("the name {} stands for another key", .0.0)]
    AnotherSecret(KeyId),
    #[error("more than {KEYS_PAGE_MAX} keys come at once")]
    TooMany,
}

/// Which key of pseudonyms is it? The text whose pseudonym tells, and tells nothing about the key.
pub(crate) const PROOF_TEXT: &str = "proofdesk: which key is this?";

/// Data keys by owner and scope.
#[async_trait]
pub trait Keyring: Send + Sync {
    /// The key that seals for an owner and scope: the one there is, or a new one.
    ///
    /// A new key is durable before this answers, so that nothing is ever sealed with a key that a crash forgets.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if a new key cannot be made durable, or the old one cannot be read.
    async fn sealing_key(&self, owner: &KeyOwner) -> Result<DataKey, KeyError>;

    /// The key of a name; `None` if it was destroyed (or never was). Local and quick: a look-up.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the keyring cannot be read or a key cannot be unwrapped.
    fn opening_key(&self, id: KeyId) -> Result<Option<DataKey>, KeyError>;

    /// Destroys all keys of an owner, for good, and answers how many. Repeating it is harmless.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the destruction is not known to be durable.
    async fn destroy_owner(&self, owner: &str) -> Result<u64, KeyError>;

    /// Destroys all keys of a scope (retention of a chat's month), for good.
    ///
    /// # Errors
    ///
    /// As [`Self::destroy_owner`].
    async fn destroy_scope(&self, scope: &str) -> Result<u64, KeyError>;

    /// The scopes that have keys and begin with a prefix, in order: what retention looks through.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the keyring cannot be read.
    async fn scopes(&self, prefix: &str) -> Result<Vec<String>, KeyError>;

    /// A keyed hash of a text, such as a Telegram user id with its generation: 16 bytes that
    /// nobody without the keyring can compute. The same for ever in one keyring.
    fn pseudonym(&self, text: &str) -> [u8; 16];

    /// The same for two keyrings if, and only if, their pseudonyms are the same. Not a secret.
    fn pseudonym_proof(&self) -> [u8; 16] {
        self.pseudonym(PROOF_TEXT)
    }

    /// The living keys behind an owner and scope (from the first if `None`), in order of scope and
    /// then owner, at most `limit` (and [`KEYS_PAGE_MAX`]). Empty at the end.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the keyring cannot be read or a key cannot be unwrapped.
    async fn keys(&self, after: Option<&KeyOwner>, limit: usize)
    -> Result<Vec<OwnedKey>, KeyError>;

    /// Takes keys of another keyring in, at most [`KEYS_PAGE_MAX`], with their names; durable before it
    /// answers how many were new. A key that is here already is nothing: asking again is harmless.
    ///
    /// # Errors
    ///
    /// [`KeyError`] with a [`KeyClash`] as its source where another key has the owner and scope, or the
    /// name; any other if the keys are not known to be durable. Some may be taken in then: ask again.
    async fn take_in(&self, keys: &[OwnedKey]) -> Result<u64, KeyError>;
}
