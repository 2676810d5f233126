//! Sealing of files: how is a file locked away piece by piece, so that no piece can be changed, moved, or cut off?
//!
//! STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over XChaCha20-Poly1305: the nonce
//! of a piece is the file's 19 random bytes, the piece's number, and whether it is the last. The head of the file is
//! bound to every piece.

use crate::keyring::{DataKey, KeyId};
use crate::world::Chance;
use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::{KeyInit, Payload};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Bytes of a file in one sealed piece.
pub(crate) const PIECE_BYTES: usize = 64 * 1024;
/// What sealing adds to each piece.
pub(crate) const TAG_BYTES: usize = 16;
const MAGIC: &[u8; 16] = b"proofdesk.file.1";
const KEY_ID_BYTES: usize = 16;
const PREFIX_BYTES: usize = 19;
/// The bytes before the first piece: what it is, the name of its key, its random part of all nonces.
pub(crate) const HEAD_BYTES: usize = MAGIC.len() + KEY_ID_BYTES + PREFIX_BYTES;

/// The head of a sealed file.
#[derive(Clone, Copy)]
pub(crate) struct Head([u8; HEAD_BYTES]);

impl Head {
    /// The head of a new file under a key.
    pub(crate) fn draw(key: &DataKey, chance: &dyn Chance) -> Self {
        let mut head = [0; HEAD_BYTES];
        let (magic, rest) = head.split_at_mut(MAGIC.len());
        let (id, prefix) = rest.split_at_mut(KEY_ID_BYTES);
        magic.copy_from_slice(MAGIC);
        id.copy_from_slice(key.id.0.as_bytes());
        chance.fill(prefix);
        Self(head)
    }

    /// The head that a file begins with; `None` if these are not the bytes of one.
    pub(crate) fn read(bytes: [u8; HEAD_BYTES]) -> Option<Self> {
        bytes.starts_with(MAGIC).then_some(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The name of the key that seals the file.
    pub(crate) fn key(&self) -> KeyId {
        let id = self.0[MAGIC.len()..].first_chunk().expect("a head is longer");
        KeyId(Uuid::from_bytes(*id))
    }

    /// The part that is the same in all nonces of the file.
    fn prefix(&self) -> [u8; PREFIX_BYTES] {
        let prefix = self.0[MAGIC.len() + KEY_ID_BYTES..].first_chunk();
        *prefix.expect("a head is that long")
    }
}

/// Seals or opens the pieces of one file, in order.
pub(crate) struct Pieces {
    head: Head,
    stream: StreamBE32<XChaCha20Poly1305>,
    next: u32,
}

impl Pieces {
    pub(crate) fn of(head: Head, key: &DataKey) -> Self {
        let secret = derived(key, b"proofdesk.file.seal.v1");
        let cipher = XChaCha20Poly1305::new((&*secret).into());
        let stream = StreamBE32::from_aead(cipher, &head.prefix().into());
        Self { head, stream, next: 0 }
    }

    /// The next piece, sealed. A file within its limit has fewer pieces than numbers.
    pub(crate) fn seal(&mut self, plain: &[u8], is_last: bool) -> Vec<u8> {
        let number = self.next;
        self.next = number.checked_add(1).expect("a file within its limit has few pieces");
        let payload = Payload { msg: plain, aad: self.head.bytes() };
        self.stream.encrypt(number, is_last, payload).expect("a piece is short enough to be sealed")
    }

    /// The next piece, opened; `None` if it is not what was sealed at this place of this file.
    pub(crate) fn open(&mut self, sealed: &[u8], is_last: bool) -> Option<Vec<u8>> {
        let number = self.next;
        self.next = number.checked_add(1)?;
        let payload = Payload { msg: sealed, aad: self.head.bytes() };
        self.stream.decrypt(number, is_last, payload).ok()
    }
}

/// A keyed hash under which a file of this content lies: the same for the same key and content, and nobody without the
/// key can tell which content it is.
pub(crate) fn name_of(key: &DataKey, sha256: &[u8; 32]) -> String {
    let naming = derived(key, b"proofdesk.file.name.v1");
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&*naming).expect("any length is a key");
    mac.update(sha256);
    let hash: [u8; 32] = mac.finalize().into_bytes().into();
    super::hex(&hash)
}

/// A key for one purpose, so that no two uses of a data key ever meet.
fn derived(key: &DataKey, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(&*key.secret).expect("any length is a key");
    mac.update(purpose);
    Zeroizing::new(mac.finalize().into_bytes().into())
}
