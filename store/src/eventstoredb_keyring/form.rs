//! How do a key, and the proofs of the key files, stand in the cluster's streams?

use crate::keyring::{KeyId, KeyOwner, pseudonym};
use crate::keys::key_file::{self, Proof, Secret};
use crate::keys::wrapped::Wrapped;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;
use uuid::Uuid;

/// The type of the event that is a data key.
pub(super) const KEY_MADE: &str = "key.made";
/// The type of the event that holds the proofs of the key files.
pub(super) const KEYRING_MADE: &str = "keyring.made";

/// What tells the stream of a key from those of others: says nothing of whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct StreamKey(pub(super) [u8; 16]);

/// What the streams of a keyring are called on the server.
pub(super) struct StreamNames {
    keys: String,
    keyring: String,
}

impl StreamNames {
    pub(super) fn new(prefix: &str) -> Self {
        Self { keys: format!("{prefix}_key-"), keyring: format!("{prefix}_keyring") }
    }

    /// The stream with the proofs of the key files.
    pub(super) fn keyring(&self) -> &str {
        &self.keyring
    }

    /// What the names of all keys' streams begin with.
    pub(super) fn keys(&self) -> &str {
        &self.keys
    }

    pub(super) fn of(&self, key: StreamKey) -> String {
        format!("{}{}", self.keys, Uuid::from_bytes(key.0).simple())
    }

    /// The key of a stream's name.
    ///
    /// # Errors
    ///
    /// [`BadForm`] for a name that is none of ours.
    pub(super) fn parse(&self, name: &str) -> Result<StreamKey, BadForm> {
        let key = name.strip_prefix(&self.keys).and_then(|it| Uuid::try_parse(it).ok());
        let key = key.map(|it| StreamKey(it.into_bytes())).filter(|it| self.of(*it) == name);
        key.ok_or(BadForm("its name is none of ours"))
    }
}

/// The stream of the key of an owner and scope, after so many were destroyed.
pub(super) fn stream_key(pseudonym_key: &Secret, owner: &KeyOwner, generation: u32) -> StreamKey {
    let KeyOwner { owner, scope } = owner;
    let text = format!("proofdesk.key-stream.v1\0{owner}\0{scope}\0{generation}");
    StreamKey(pseudonym(pseudonym_key, &text))
}

/// Why an event is not what we wrote.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub(super) struct BadForm(pub(super) &'static str);

/// A data key as it stands in its stream.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    owner: String,
    scope: String,
    id: Uuid,
    /// Whose key unwraps it.
    epoch: u32,
    /// Nonce and sealed key, in base64.
    wrapped: String,
}

/// The data of the event of a key.
pub(super) fn write_key(owner: &KeyOwner, id: KeyId, wrapped: &Wrapped) -> Vec<u8> {
    let (epoch, rest) = wrapped.split_at(4);
    let form = KeyForm {
        owner: owner.owner.clone(),
        scope: owner.scope.clone(),
        id: id.0,
        epoch: u32::from_le_bytes(epoch.try_into().expect("an epoch has 4 bytes")),
        wrapped: STANDARD.encode(rest),
    };
    serde_json::to_vec(&form).expect("texts and numbers are JSON")
}

/// A key as it was read.
pub(super) struct ReadKey {
    pub(super) owner: KeyOwner,
    pub(super) id: KeyId,
    pub(super) wrapped: Wrapped,
}

/// Reads the event of a key.
///
/// # Errors
///
/// [`BadForm`] says what is wrong, and never what stood there.
pub(super) fn read_key(kind: &str, data: &[u8]) -> Result<ReadKey, BadForm> {
    if kind != KEY_MADE {
        return Err(BadForm("its type is not that of a key"));
    }
    let form: KeyForm =
        serde_json::from_slice(data).map_err(|_| BadForm("its data are not those of a key"))?;
    let bad = BadForm("its wrapped key has another length");
    let rest = STANDARD.decode(form.wrapped).map_err(|_| bad.clone())?;
    let whole = [&form.epoch.to_le_bytes()[..], &rest].concat();
    let wrapped = Wrapped::try_from(whole).map_err(|_| bad)?;
    let owner = KeyOwner { owner: form.owner, scope: form.scope };
    owner.check().map_err(|_| BadForm("its owner or scope is none"))?;
    Ok(ReadKey { owner, id: KeyId(form.id), wrapped })
}

/// What the keyring's stream holds: how to know the key files again.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyringForm {
    pseudonym: String,
    epochs: BTreeMap<u32, String>,
}

/// The data of the event of a keyring with one epoch.
pub(super) fn write_keyring(pseudonym: Proof, epoch: u32, proof: Proof) -> Vec<u8> {
    let text = |it: Proof| Uuid::from_bytes(it).simple().to_string();
    let form =
        KeyringForm { pseudonym: text(pseudonym), epochs: BTreeMap::from([(epoch, text(proof))]) };
    serde_json::to_vec(&form).expect("texts and numbers are JSON")
}

/// The names of the key files that a keyring needs, with their proofs and epochs.
///
/// # Errors
///
/// [`BadForm`] says what is wrong.
pub(super) fn read_keyring(
    kind: &str,
    data: &[u8],
) -> Result<Vec<(String, Option<u32>, Proof)>, BadForm> {
    let bad = BadForm("its data are not those of a keyring");
    let form: KeyringForm = serde_json::from_slice(data).map_err(|_| bad.clone())?;
    if kind != KEYRING_MADE || form.epochs.is_empty() {
        return Err(bad);
    }
    let proof = |text: &str| Uuid::try_parse(text).map(Uuid::into_bytes).map_err(|_| bad.clone());
    let mut files = vec![(key_file::PSEUDONYM.to_owned(), None, proof(&form.pseudonym)?)];
    for (epoch, text) in &form.epochs {
        files.push((key_file::epoch_name(*epoch), Some(*epoch), proof(text)?));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::wrapped::WRAPPED_BYTES;

    fn anna() -> KeyOwner {
        KeyOwner { owner: "anna".into(), scope: "t-1".into() }
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let wrapped: Wrapped = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let id = KeyId(Uuid::from_u128(7));
        let data = write_key(&anna(), id, &wrapped);
        let key = read_key(KEY_MADE, &data).unwrap();
        assert_eq!((key.owner, key.id, key.wrapped), (anna(), id, wrapped));
    }

    #[test]
    fn what_is_not_a_key_of_ours_is_refused() {
        let data = write_key(&anna(), KeyId(Uuid::nil()), &[0; WRAPPED_BYTES]);
        let text = String::from_utf8(data.clone()).unwrap();
        for other in [
            text.replace("t-1", "T 1"),
            text.replace("epoch", "era"),
            text.replace("AAAA\"", "\""),
            text.replace("AAAA\"", "AA!A\""),
        ] {
            assert_ne!(other, text);
            assert!(read_key(KEY_MADE, other.as_bytes()).is_err(), "{other}");
        }
        assert!(read_key("key.lost", &data).is_err());
    }

    #[test]
    fn the_stream_of_a_key_is_known_by_its_name_alone() {
        let names = StreamNames::new("desk");
        let key = stream_key(&Secret::new([7; 32]), &anna(), 0);
        let name = names.of(key);
        assert_eq!(names.parse(&name), Ok(key));
        assert_eq!(name.len(), "desk_key-".len() + 32);
        for other in ["desk_keyring", "desk_key-1", &name.to_uppercase(), &format!("{name}0")] {
            assert!(names.parse(other).is_err(), "{other}");
        }
        assert_ne!(stream_key(&Secret::new([7; 32]), &anna(), 1), key);
        assert_ne!(stream_key(&Secret::new([8; 32]), &anna(), 0), key);
    }

    #[test]
    fn a_keyring_names_its_key_files_with_their_proofs() {
        let data = write_keyring([1; 16], 3, [2; 16]);
        let files = read_keyring(KEYRING_MADE, &data).unwrap();
        let epoch = ("epoch-3.key".to_owned(), Some(3), [2; 16]);
        assert_eq!(files, [("pseudonym.key".to_owned(), None, [1; 16]), epoch]);
        assert!(read_keyring(KEY_MADE, &data).is_err());
        assert!(read_keyring(KEYRING_MADE, &data[1..]).is_err());
    }
}
