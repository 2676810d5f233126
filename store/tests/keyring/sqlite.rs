//! The SQLite keyring: does it survive what happens to files?

use crate::desk::{Desk, owner};
use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::keyring::Keyring;
use store::sqlite::OpenError;
use tokio::task::JoinSet;

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
