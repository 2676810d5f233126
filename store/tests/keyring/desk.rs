//! A desk: where does a keyring of a test lie, and where does its chance come from?

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use store::keyring::KeyOwner;
use store::sqlite::OpenError;
use store::sqlite_keyring::SqliteKeyring;
use store::world::Chance;
use tempfile::TempDir;

/// Chance that a test can repeat: `SplitMix64` from a seed.
struct Dice(Mutex<u64>);

impl Chance for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap();
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut it = *state;
            it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(it ^ (it >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

pub(crate) fn dice(seed: u64) -> Arc<dyn Chance> {
    Arc::new(Dice(Mutex::new(seed)))
}

/// A data folder and a keys folder beside it.
pub(crate) struct Desk(pub(crate) TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    pub(crate) fn try_open(&self, seed: u64) -> Result<SqliteKeyring, OpenError> {
        SqliteKeyring::open(&self.data(), &self.keys(), dice(seed))
    }

    pub(crate) fn open(&self, seed: u64) -> SqliteKeyring {
        self.try_open(seed).unwrap()
    }

    /// What is wrapped in the file now.
    pub(crate) fn wrapped(&self) -> Vec<Vec<u8>> {
        let reader = rusqlite::Connection::open(self.data().join("keys.db")).unwrap();
        let mut statement = reader.prepare("SELECT wrapped FROM slots ORDER BY number").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// How many of some texts stand anywhere in the files of the keyring.
    pub(crate) fn copies(&self, texts: &[Vec<u8>]) -> usize {
        // What differs from key to key begins after the epoch's 4 bytes.
        let wanted: HashSet<_> = texts.iter().map(|it| &it[4..20]).collect();
        let mut found = HashSet::new();
        for file in fs::read_dir(self.data()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            found.extend(bytes.windows(16).filter_map(|it| wanted.get(it).copied()));
        }
        found.len()
    }
}

pub(crate) fn owner(owner: &str, scope: &str) -> KeyOwner {
    KeyOwner { owner: owner.into(), scope: scope.into() }
}
