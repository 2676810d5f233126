//! Sealed texts: how a private text is committed to in the facts, and locked away beside them.
//!
//! A commitment is `HMAC-SHA256(salt, "proofdesk.commit.v1" 0 field 0 event-id value)` with a fresh salt of
//! 32 bytes; the sealed text holds salt and value under the data key of its owner and scope.

use crate::keyring::{DataKey, KeyId};
use crate::port::EventId;
use crate::world::Chance;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;
use uuid::Uuid;

const LAYOUT: u8 = 1;
const SALT_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
const KEY_ID_BYTES: usize = 16;
const DOMAIN: &[u8] = b"proofdesk.commit.v1\0";

/// Why a sealed text is not what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unsealable {
    #[error("the sealed part is cut short or of an unknown layout")]
    Layout,
    #[error("a sealed text does not open with its key")]
    Forged,
}

/// A private text as it lies in an event: which field, which key, and the locked bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed<'a> {
    pub field: &'a str,
    pub key: KeyId,
    nonce: &'a [u8],
    locked: &'a [u8],
}

/// What binds a field of an event to its text, and tells nothing of it.
pub fn commitment(salt: &[u8; SALT_BYTES], field: &str, event: EventId, value: &[u8]) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(salt).expect("any length is a key");
    mac.update(DOMAIN);
    mac.update(field.as_bytes());
    mac.update(&[0]);
    mac.update(event.0.as_bytes());
    mac.update(value);
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Seals one text at the end of `out` and answers with its commitment.
pub fn seal(
    out: &mut Vec<u8>,
    field: &str,
    event: EventId,
    value: &str,
    key: &DataKey,
    chance: &dyn Chance,
) -> String {
    let mut random = [0; SALT_BYTES + NONCE_BYTES];
    chance.fill(&mut random);
    let (salt, nonce) = random.split_at(SALT_BYTES);
    let salt: &[u8; SALT_BYTES] = salt.try_into().expect("the length is a constant");
    let name = u8::try_from(field.len()).expect("a field's name is short");
    let length = SALT_BYTES + value.len() + TAG_BYTES;
    let length_written = u32::try_from(length).expect("a text within its limit is short");
    out.reserve(1 + 1 + field.len() + KEY_ID_BYTES + NONCE_BYTES + 4 + length);
    if out.is_empty() {
        out.push(LAYOUT);
    }
    out.push(name);
    out.extend_from_slice(field.as_bytes());
    out.extend_from_slice(key.id.0.as_bytes());
    out.extend_from_slice(nonce);
    out.extend_from_slice(&length_written.to_le_bytes());
    let plain = out.len();
    out.extend_from_slice(salt);
    out.extend_from_slice(value.as_bytes());
    let tag = cipher(key)
        .encrypt_inout_detached(
            &nonce_of(nonce),
            &bound(event, field),
            out[plain..].as_mut().into(),
        )
        .expect("a text within its limit can be sealed");
    out.extend_from_slice(&tag);
    commitment(salt, field, event, value.as_bytes())
}

/// The sealed texts of an event's private part, in order; none of an empty one.
///
/// # Errors
///
/// [`Unsealable::Layout`] if the bytes are not what [`seal`] wrote.
pub fn parse(private: &[u8]) -> Result<Vec<Sealed<'_>>, Unsealable> {
    let Some((&layout, mut rest)) = private.split_first() else {
        return Ok(Vec::new());
    };
    if layout != LAYOUT {
        return Err(Unsealable::Layout);
    }
    let mut all = Vec::new();
    while let Some((&name, after)) = rest.split_first() {
        rest = after;
        let field = std::str::from_utf8(take(&mut rest, usize::from(name))?)
            .map_err(|_| Unsealable::Layout)?;
        let key =
            Uuid::from_slice(take(&mut rest, KEY_ID_BYTES)?).map_err(|_| Unsealable::Layout)?;
        let nonce = take(&mut rest, NONCE_BYTES)?;
        let length = take(&mut rest, 4)?.try_into().map_err(|_| Unsealable::Layout)?;
        let length = usize::try_from(u32::from_le_bytes(length)).map_err(|_| Unsealable::Layout)?;
        let locked = take(&mut rest, length)?;
        all.push(Sealed { field, key: KeyId(key), nonce, locked });
    }
    Ok(all)
}

/// What one opened text was: its salt and value.
pub struct Opened {
    pub salt: [u8; SALT_BYTES],
    pub value: String,
}

impl Sealed<'_> {
    /// Opens a text with its key.
    ///
    /// # Errors
    ///
    /// [`Unsealable::Forged`] if the key, the event or the field is not the one it was sealed for.
    pub fn open(&self, event: EventId, key: &DataKey) -> Result<Opened, Unsealable> {
        let mut plain = cipher(key)
            .decrypt(
                &nonce_of(self.nonce),
                Payload { msg: self.locked, aad: &bound(event, self.field) },
            )
            .map_err(|_| Unsealable::Forged)?;
        if plain.len() < SALT_BYTES {
            return Err(Unsealable::Layout);
        }
        let value = plain.split_off(SALT_BYTES);
        let salt = plain.try_into().map_err(|_| Unsealable::Layout)?;
        let value = String::from_utf8(value).map_err(|_| Unsealable::Layout)?;
        Ok(Opened { salt, value })
    }
}

fn cipher(key: &DataKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new_from_slice(key.secret.as_slice()).expect("a data key has 32 bytes")
}

fn nonce_of(bytes: &[u8]) -> XNonce {
    XNonce::try_from(bytes).expect("a nonce has 24 bytes")
}

fn bound(event: EventId, field: &str) -> Vec<u8> {
    [event.0.as_bytes(), field.as_bytes()].concat()
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Result<&'a [u8], Unsealable> {
    let (taken, after) = rest.split_at_checked(count).ok_or(Unsealable::Layout)?;
    *rest = after;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;

    impl Chance for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = u8::try_from(at % 256).unwrap();
            }
        }
    }

    fn key(byte: u8) -> DataKey {
        DataKey { id: KeyId(Uuid::from_u128(u128::from(byte))), secret: [byte; 32].into() }
    }

    const EVENT: EventId = EventId(Uuid::from_u128(0x0190_0000_0000_8000_8000_0000_0000_0001));

    /// Computed with `openssl dgst -sha256 -mac HMAC` and Python's `hmac` over the same bytes.
    #[test]
    fn a_commitment_is_what_other_tools_compute() {
        let salt: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let found = commitment(&salt, "body", EVENT, "Не работает печать — 2-й этаж".as_bytes());
        assert_eq!(found, "HXnBr-moVbYWYHFgPqMOwouoGeOQRYZnvz32U5PiW_c");
    }

    #[test]
    fn what_was_sealed_opens_with_its_key_and_gives_its_commitment_again() {
        let mut private = Vec::new();
        let committed = seal(&mut private, "body", EVENT, "привет", &key(5), &Counting);
        seal(&mut private, "name", EVENT, "Анна", &key(6), &Counting);
        let texts = parse(&private).unwrap();
        assert_eq!(texts.iter().map(|it| it.field).collect::<Vec<_>>(), ["body", "name"]);
        let opened = texts[0].open(EVENT, &key(5)).unwrap();
        assert_eq!(opened.value, "привет");
        assert_eq!(commitment(&opened.salt, "body", EVENT, opened.value.as_bytes()), committed);
    }

    #[test]
    fn a_text_does_not_open_with_another_key_or_in_another_event() {
        let mut private = Vec::new();
        seal(&mut private, "body", EVENT, "привет", &key(5), &Counting);
        let texts = parse(&private).unwrap();
        assert!(matches!(texts[0].open(EVENT, &key(6)), Err(Unsealable::Forged)));
        let other = EventId(Uuid::from_u128(9));
        assert!(matches!(texts[0].open(other, &key(5)), Err(Unsealable::Forged)));
    }

    #[test]
    fn a_part_cut_anywhere_is_refused_and_never_panics() {
        let mut private = Vec::new();
        seal(&mut private, "body", EVENT, "привет", &key(5), &Counting);
        for length in 1..private.len() {
            let whole = parse(&private[..length]);
            assert!(matches!(whole, Err(Unsealable::Layout)) || length == 1, "{length}");
        }
        private[0] = 2;
        assert_eq!(parse(&private), Err(Unsealable::Layout));
    }
}
