//! How does a data key lie in the file?

use crate::keyring::{DataKey, KeyId};
use crate::keys::key_file::Secret;
use crate::sqlite::error::Damage;
use crate::world::Chance;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Epoch, nonce, and the sealed key with its tag. Always so long: it is overwritten in place.
pub(crate) const WRAPPED_BYTES: usize = 4 + 24 + 32 + 16;
pub(crate) type Wrapped = [u8; WRAPPED_BYTES];

/// The epoch keys at hand: one, or two while one takes over from the other.
pub(crate) struct Epochs(pub(crate) BTreeMap<u32, Secret>);

impl Epochs {
    pub(crate) fn newest(&self) -> u32 {
        *self.newest_key().0
    }

    fn newest_key(&self) -> (&u32, &Secret) {
        self.0.last_key_value().expect("a keyring has an epoch")
    }

    /// Wraps with the newest epoch's key. The name of the data key is bound to it.
    pub(crate) fn wrap(&self, key: &DataKey, chance: &dyn Chance) -> Wrapped {
        let (epoch, secret) = self.newest_key();
        let mut nonce = [0; 24];
        chance.fill(&mut nonce);
        let payload = Payload { msg: &*key.secret, aad: key.id.0.as_bytes() };
        let sealed = cipher(secret).encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("32 bytes are not too many");
        let mut wrapped = [0; WRAPPED_BYTES];
        wrapped[..4].copy_from_slice(&epoch.to_le_bytes());
        wrapped[4..28].copy_from_slice(&nonce);
        wrapped[28..].copy_from_slice(&sealed);
        wrapped
    }

    /// The data key of a name.
    pub(crate) fn unwrap(&self, id: KeyId, wrapped: &Wrapped) -> Result<DataKey, Damage> {
        let damage = |what: &str| Damage(format!("data key {}: {what}", id.0));
        let epoch = u32::from_le_bytes(*wrapped.first_chunk().expect("it has more than 4 bytes"));
        let secret = self.0.get(&epoch).ok_or_else(|| damage("its epoch is unknown"))?;
        let nonce: [u8; 24] = *wrapped[4..].first_chunk().expect("it has more than 28 bytes");
        let payload = Payload { msg: &wrapped[28..], aad: id.0.as_bytes() };
        let opened = cipher(secret).decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new);
        let opened = opened.map_err(|_| damage("it does not open"))?;
        let secret = <[u8; 32]>::try_from(&opened[..]).expect("what is wrapped has 32 bytes");
        Ok(DataKey { id, secret: Zeroizing::new(secret) })
    }
}

fn cipher(secret: &Secret) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**secret).into())
}
