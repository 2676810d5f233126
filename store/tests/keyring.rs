//! Are keys given once, found again, and forgotten for good?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::keyring::{KeyId, KeyOwner, Keyring};
use store::memory_keyring::MemoryKeyring;
use store::sqlite::OpenError;
use store::sqlite_keyring::SqliteKeyring;
use store::world::Chance;
use tempfile::TempDir;
use tokio::task::JoinSet;

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

fn dice(seed: u64) -> Arc<dyn Chance> {
    Arc::new(Dice(Mutex::new(seed)))
}

/// A data folder and a keys folder beside it.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    fn try_open(&self, seed: u64) -> Result<SqliteKeyring, OpenError> {
        SqliteKeyring::open(&self.data(), &self.keys(), dice(seed))
    }

    fn open(&self, seed: u64) -> SqliteKeyring {
        self.try_open(seed).unwrap()
    }

    /// What is wrapped in the file now.
    fn wrapped(&self) -> Vec<Vec<u8>> {
        let reader = rusqlite::Connection::open(self.data().join("keys.db")).unwrap();
        let mut statement = reader.prepare("SELECT wrapped FROM slots ORDER BY number").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// How many of some texts stand anywhere in the files of the keyring.
    fn copies(&self, texts: &[Vec<u8>]) -> usize {
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

fn owner(owner: &str, scope: &str) -> KeyOwner {
    KeyOwner { owner: owner.into(), scope: scope.into() }
}

/// Runs a rule on both keyrings.
async fn on_both(rule: impl AsyncFn(&dyn Keyring)) {
    rule(&MemoryKeyring::new(dice(1))).await;
    rule(&Desk::new().open(1)).await;
}

#[tokio::test]
async fn an_owner_has_one_key_in_a_scope_and_it_opens() {
    on_both(async |keyring| {
        let anna = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
        let again = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
        assert_eq!((again.id, &again.secret), (anna.id, &anna.secret));
        let opening = keyring.opening_key(anna.id).unwrap().unwrap();
        assert_eq!(opening.secret, anna.secret);

        for other in [owner("anna", "t-2"), owner("boris", "t-1")] {
            let other = keyring.sealing_key(&other).await.unwrap();
            assert_ne!((other.id, &other.secret), (anna.id, &anna.secret));
        }
    })
    .await;
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_and_the_next_one_is_another() {
    on_both(async |keyring| {
        let mut keys = Vec::new();
        for (who, scope) in [("anna", "t-1"), ("anna", "t-2"), ("boris", "t-1"), ("vera", "t-3")] {
            keys.push(keyring.sealing_key(&owner(who, scope)).await.unwrap().id);
        }
        let opening = |id: KeyId| keyring.opening_key(id).unwrap().is_some();
        assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 2);
        assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 0);
        assert_eq!(
            keys.iter().map(|&it| opening(it)).collect::<Vec<_>>(),
            [false, false, true, true]
        );
        assert_eq!(keyring.destroy_scope("t-1").await.unwrap(), 1);
        assert!(!opening(keys[2]) && opening(keys[3]));
        assert_ne!(keyring.sealing_key(&owner("anna", "t-1")).await.unwrap().id, keys[0]);
    })
    .await;
}

#[tokio::test]
async fn scopes_are_listed_by_prefix_in_order_and_once() {
    on_both(async |keyring| {
        for (who, scope) in [
            ("anna", "chat-2-202603"),
            ("anna", "chat-1-202603"),
            ("boris", "chat-1-202603"),
            ("anna", "chat-1-202602"),
            ("anna", "t-1"),
        ] {
            keyring.sealing_key(&owner(who, scope)).await.unwrap();
        }
        let chat = keyring.scopes("chat-1-").await.unwrap();
        assert_eq!(chat, ["chat-1-202602", "chat-1-202603"]);
        assert_eq!(keyring.scopes("").await.unwrap().len(), 4);
        assert_eq!(keyring.scopes("zzz").await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn an_owner_that_is_no_name_is_refused() {
    on_both(async |keyring| {
        for name in ["", "Anna", "anna ivanova", &"a".repeat(101)] {
            assert!(keyring.sealing_key(&owner(name, "t-1")).await.is_err(), "{name}");
            assert!(keyring.sealing_key(&owner("anna", name)).await.is_err(), "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_who_ask_at_once_get_the_same_key() {
    let desk = Desk::new();
    let keyring = Arc::new(desk.open(1));
    let mut askers = JoinSet::new();
    for asker in 0..100 {
        let keyring = Arc::clone(&keyring);
        let owner = owner("anna", &format!("t-{}", asker % 5));
        askers.spawn(async move { keyring.sealing_key(&owner).await.unwrap().id });
    }
    let ids: HashSet<_> = askers.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 5);
    assert_eq!(desk.wrapped().len(), 5);
}

#[tokio::test]
async fn keys_and_pseudonyms_are_the_same_after_a_restart() {
    let desk = Desk::new();
    let before = desk.open(1);
    let key = before.sealing_key(&owner("anna", "t-1")).await.unwrap();
    let pseudonym = before.pseudonym("7-1");
    assert_ne!(pseudonym, before.pseudonym("7-2"));
    drop(before);

    let after = desk.open(2);
    assert_eq!(after.opening_key(key.id).unwrap().unwrap().secret, key.secret);
    assert_eq!(after.sealing_key(&owner("anna", "t-1")).await.unwrap().id, key.id);
    assert_eq!(after.pseudonym("7-1"), pseudonym);
    assert_ne!(Desk::new().open(2).pseudonym("7-1"), pseudonym);
}

#[tokio::test]
async fn no_copy_of_a_destroyed_key_is_left_in_any_file() {
    let desk = Desk::new();
    let keyring = desk.open(1);
    // Enough for many pages, with owners in no order.
    for number in 0..600_u32 {
        let who = format!("p-{}", number.wrapping_mul(2_654_435_761) % 200);
        keyring.sealing_key(&owner(&who, &format!("t-{number}"))).await.unwrap();
    }
    let before = desk.wrapped();
    assert_eq!((before.len(), desk.copies(&before)), (600, 600));

    let mut destroyed = 0;
    for person in 0..150 {
        destroyed += keyring.destroy_owner(&format!("p-{person}")).await.unwrap();
    }
    let left: HashSet<_> = desk.wrapped().into_iter().collect();
    let gone: Vec<_> = before.iter().filter(|it| !left.contains(*it)).cloned().collect();
    assert_eq!(gone.len() as u64, destroyed);
    assert!(destroyed > 400);
    assert_eq!(desk.copies(&gone), 0);

    // New keys use the freed places.
    for number in 0..300 {
        keyring.sealing_key(&owner("new", &format!("t-{number}"))).await.unwrap();
    }
    assert_eq!(desk.wrapped().len(), 600);
}

#[tokio::test]
async fn a_rotation_wraps_all_keys_anew_and_leaves_nothing_of_the_old_epoch() {
    let desk = Desk::new();
    let keyring = desk.open(1);
    let mut keys = Vec::new();
    for number in 0..1_500 {
        keys.push(keyring.sealing_key(&owner("anna", &format!("t-{number}"))).await.unwrap());
    }
    let old_key = fs::read(desk.keys().join("epoch-1.key")).unwrap();
    let old = desk.wrapped();
    keyring.rotate_epoch().await.unwrap();

    assert!(!desk.keys().join("epoch-1.key").exists());
    assert_ne!(fs::read(desk.keys().join("epoch-2.key")).unwrap(), old_key);
    assert_eq!(desk.copies(&old), 0);
    drop(keyring);
    let keyring = desk.open(2);
    for key in &keys {
        assert_eq!(keyring.opening_key(key.id).unwrap().unwrap().secret, key.secret);
    }
    keyring.rotate_epoch().await.unwrap();
    assert_eq!(keyring.opening_key(keys[7].id).unwrap().unwrap().secret, keys[7].secret);
}

#[tokio::test]
async fn a_rotation_cut_short_is_ended_at_the_next_start() {
    let desk = Desk::new();
    let keyring = desk.open(1);
    let key = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
    let old_key = fs::read(desk.keys().join("epoch-1.key")).unwrap();
    keyring.rotate_epoch().await.unwrap();
    drop(keyring);
    // As after a crash behind the commit, and one before it.
    fs::write(desk.keys().join("epoch-1.key"), old_key).unwrap();
    fs::write(desk.keys().join("epoch-3.key"), [3; 32]).unwrap();

    let keyring = desk.open(2);
    assert_eq!(keyring.opening_key(key.id).unwrap().unwrap().secret, key.secret);
    assert!(!desk.keys().join("epoch-1.key").exists());
    assert!(!desk.keys().join("epoch-3.key").exists());
}

#[tokio::test]
async fn a_first_start_cut_short_begins_anew() {
    let desk = Desk::new();
    drop(desk.open(1));
    fs::remove_file(desk.data().join("keys.db")).unwrap();
    fs::write(desk.data().join("keys.unfinished"), "").unwrap();
    let keyring = desk.open(2);
    keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
    assert!(!desk.data().join("keys.unfinished").exists());
}

#[test]
fn a_keyring_whose_files_are_not_all_there_and_right_is_not_opened() {
    let missing = |it: &OpenError| matches!(it, OpenError::Missing { .. });
    let damaged = |it: &OpenError| matches!(it, OpenError::Damaged { .. });
    let wrong = |it: &OpenError| matches!(it, OpenError::WrongKey { .. });
    let not_ours = |it: &OpenError| matches!(it, OpenError::NotOurs { .. });
    for key in ["epoch-1.key", "pseudonym.key"] {
        check_not_opened(|_, keys| fs::remove_file(keys.join(key)).unwrap(), missing, key);
        check_not_opened(|_, keys| fs::write(keys.join(key), [1; 31]).unwrap(), damaged, key);
        check_not_opened(|_, keys| fs::write(keys.join(key), [1; 33]).unwrap(), damaged, key);
        check_not_opened(|_, keys| fs::write(keys.join(key), [1; 32]).unwrap(), wrong, key);
    }
    let keys = "keys.db";
    check_not_opened(|data, _| fs::remove_file(data.join(keys)).unwrap(), missing, keys);
    check_not_opened(|data, _| fs::write(data.join(keys), "").unwrap(), damaged, keys);
    check_not_opened(|data, _| fs::write(data.join(keys), [7; 9_000]).unwrap(), not_ours, keys);
}

#[track_caller]
fn check_not_opened(
    given: impl FnOnce(&Path, &Path),
    then: impl FnOnce(&OpenError) -> bool,
    named: &str,
) {
    let desk = Desk::new();
    drop(desk.open(1));
    given(&desk.data(), &desk.keys());
    let before = files(desk.0.path());
    let error = desk.try_open(2).err().expect("it is not opened");
    assert!(then(&error), "{error:?}");
    assert!(error.to_string().contains(named), "{error}");
    assert_eq!(files(desk.0.path()), before, "nothing is repaired");
}

/// All files of a folder with a hash of what is in them, but for locks.
fn files(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_none_or(|it| it != "lock") {
            let mut hash = DefaultHasher::new();
            fs::read(&path).unwrap().hash(&mut hash);
            files.push((path, hash.finish()));
        }
    }
    files.sort();
    files
}

#[test]
fn a_keyring_in_use_is_not_opened() {
    let desk = Desk::new();
    let _keyring = desk.open(1);
    let error = desk.try_open(2).err().expect("it is in use");
    assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
}

#[cfg(unix)]
#[test]
fn key_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let _keyring = desk.open(1);
    for key in ["epoch-1.key", "pseudonym.key"] {
        let mode = fs::metadata(desk.keys().join(key)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
}
