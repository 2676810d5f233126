//! Moving: do keys come whole from one keyring into another?

use crate::desk::{Desk, dice, owner};
use std::collections::HashSet;
use std::error::Error as _;
use std::fs;
use store::key_move::{MoveError, move_keys};
use store::keyring::{DataKey, KEYS_PAGE_MAX, KeyClash, KeyId, Keyring, OwnedKey};
use store::memory_keyring::MemoryKeyring;
use store::sqlite::OpenError;
use store::sqlite_keyring::SqliteKeyring;

/// All keys of a keyring, by pages of a size.
pub(crate) async fn all(keyring: &dyn Keyring, page: usize) -> Vec<OwnedKey> {
    let mut all: Vec<OwnedKey> = Vec::new();
    loop {
        let after = all.last().map(|it| it.owner.clone());
        let keys = keyring.keys(after.as_ref(), page).await.unwrap();
        assert!(keys.len() <= page);
        if keys.is_empty() {
            return all;
        }
        all.extend(keys);
    }
}

/// What can be compared of keys.
pub(crate) fn plain(keys: &[OwnedKey]) -> Vec<(String, String, KeyId, [u8; 32])> {
    let plain =
        |it: &OwnedKey| (it.owner.scope.clone(), it.owner.owner.clone(), it.key.id, *it.key.secret);
    keys.iter().map(plain).collect()
}

/// Gives some owners keys, in no order.
pub(crate) async fn fill(keyring: &dyn Keyring, count: u32) {
    for number in 0..count {
        let who = format!("p-{}", number.wrapping_mul(2_654_435_761) % 50);
        keyring.sealing_key(&owner(&who, &format!("t-{}", number % 97))).await.unwrap();
    }
}

/// A desk with the key files of another.
fn with_key_files_of(other: &Desk) -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.keys()).unwrap();
    for key in ["pseudonym.key", "epoch-1.key"] {
        fs::copy(other.keys().join(key), desk.keys().join(key)).unwrap();
    }
    desk
}

pub(crate) fn open_for_moving(desk: &Desk, seed: u64) -> SqliteKeyring {
    SqliteKeyring::open_for_moving(&desk.data(), &desk.keys(), dice(seed)).unwrap()
}

#[tokio::test]
async fn all_keys_are_moved_with_their_names_and_moving_again_is_nothing() {
    let old = Desk::new();
    let from = old.open(1);
    fill(&from, 1_300).await;
    from.destroy_scope("t-5").await.unwrap();
    let new = with_key_files_of(&old);
    let to = open_for_moving(&new, 2);
    let mut progress = Vec::new();
    let count = move_keys(&from, &to, |it| progress.push(it)).await.unwrap();
    assert_eq!(progress, [KEYS_PAGE_MAX as u64, count]);
    assert_eq!(plain(&all(&to, 7).await), plain(&all(&from, 1_000).await));
    assert_eq!(move_keys(&from, &to, |_| ()).await.unwrap(), count);
    assert_eq!(new.wrapped().len() as u64, count);
    assert_eq!(to.pseudonym("7-1"), from.pseudonym("7-1"));

    // They are found under their names and owners, also after a restart.
    let keys = all(&to, 1_000).await;
    drop(to);
    let to = new.open(3);
    for it in &keys {
        assert_eq!(to.opening_key(it.key.id).unwrap().unwrap().secret, it.key.secret);
        assert_eq!(to.sealing_key(&it.owner).await.unwrap().id, it.key.id);
    }
}

#[tokio::test]
async fn keys_made_before_and_after_others_were_taken_in_do_not_get_in_their_way() {
    let desk = Desk::new();
    let keyring = desk.open(1);
    fill(&keyring, 40).await;
    let mut wanted = plain(&all(&keyring, 1_000).await);
    // Names with places that are taken here, are free, or are far beyond the end.
    let mut coming = Vec::new();
    for (number, place) in [(0, 1), (1, 1), (2, 41), (3, 42), (4, 0xffff_ffff_ffff)] {
        let id = KeyId(uuid::Uuid::from_u128((place << 80) + 7 + number));
        let secret = [u8::try_from(number).unwrap(); 32].into();
        let owner = owner("vera", &format!("m-{number}"));
        coming.push(OwnedKey { owner, key: DataKey { id, secret } });
    }
    assert_eq!(keyring.take_in(&coming).await.unwrap(), 5);
    assert_eq!(keyring.take_in(&coming).await.unwrap(), 0);
    for number in 0..40 {
        keyring.sealing_key(&owner("new", &format!("n-{number}"))).await.unwrap();
    }
    wanted.extend(plain(&coming));
    keyring.rotate_epoch().await.unwrap();
    drop(keyring);
    let keyring = desk.open(2);
    let found = plain(&all(&keyring, 1_000).await);
    assert_eq!(found.len(), wanted.len() + 40);
    assert!(wanted.iter().all(|it| found.contains(it)));
    for (_, _, id, secret) in &found {
        assert_eq!(*keyring.opening_key(*id).unwrap().unwrap().secret, *secret);
    }

    // What was taken in is forgotten like all else, and its place is used again.
    let before = desk.wrapped();
    assert_eq!(keyring.destroy_owner("vera").await.unwrap(), 5);
    assert!(coming.iter().all(|it| keyring.opening_key(it.key.id).unwrap().is_none()));
    let left: HashSet<_> = desk.wrapped().into_iter().collect();
    let gone: Vec<_> = before.iter().filter(|it| !left.contains(*it)).cloned().collect();
    assert_eq!((gone.len(), desk.copies(&gone)), (5, 0));
    for number in 0..5 {
        keyring.sealing_key(&owner("next", &format!("n-{number}"))).await.unwrap();
    }
    assert_eq!(desk.wrapped().len(), before.len());
    assert_eq!(keyring.take_in(&coming).await.unwrap(), 5);
}

#[tokio::test]
async fn a_keyring_with_other_pseudonyms_or_other_keys_is_not_moved_to() {
    let (old, other) = (Desk::new(), Desk::new());
    let (from, to) = (old.open(1), other.open(2));
    fill(&from, 40).await;
    let error = move_keys(&from, &to, |_| ()).await.unwrap_err();
    assert!(matches!(error, MoveError::OtherPseudonyms), "{error:?}");
    assert_eq!(all(&to, 1_000).await.len(), 0);

    let new = with_key_files_of(&old);
    let to = open_for_moving(&new, 3);
    to.sealing_key(&owner("stranger", "t-0")).await.unwrap();
    let error = move_keys(&from, &to, |_| ()).await.unwrap_err();
    assert!(matches!(&error, MoveError::Surplus(it) if it.owner == "stranger"), "{error:?}");
    assert!(error.to_string().contains("stranger"), "{error}");
    to.destroy_owner("stranger").await.unwrap();
    to.sealing_key(&owner("stranger", "z")).await.unwrap();
    let error = move_keys(&from, &to, |_| ()).await.unwrap_err();
    assert!(matches!(&error, MoveError::Surplus(it) if it.scope == "z"), "{error:?}");
    to.destroy_owner("stranger").await.unwrap();
    move_keys(&from, &to, |_| ()).await.unwrap();
}

#[test]
fn a_keyring_to_move_to_is_not_made_without_the_key_of_pseudonyms() {
    let desk = Desk::new();
    let error = SqliteKeyring::open_for_moving(&desk.data(), &desk.keys(), dice(1)).err().unwrap();
    assert!(matches!(error, OpenError::Missing { .. }), "{error:?}");
    assert!(error.to_string().contains("pseudonym.key"), "{error}");
}

#[test]
fn a_keyring_of_the_first_form_is_lifted_when_it_is_opened() {
    let desk = Desk::new();
    drop(desk.open(1));
    let file = rusqlite::Connection::open(desk.data().join("keys.db")).unwrap();
    file.execute_batch("DROP TABLE taken_in; PRAGMA user_version = 1;").unwrap();
    drop(file);
    drop(desk.open(2));
    let file = rusqlite::Connection::open(desk.data().join("keys.db")).unwrap();
    let form: u32 = file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let count: u32 = file.query_row("SELECT count(*) FROM taken_in", [], |row| row.get(0)).unwrap();
    assert_eq!((form, count), (2, 0));
}

#[tokio::test]
async fn a_key_that_is_at_odds_with_one_that_is_here_is_not_taken_in() {
    check_clash(&MemoryKeyring::new(dice(1))).await;
    check_clash(&Desk::new().open(1)).await;
}

pub(crate) async fn check_clash(keyring: &dyn Keyring) {
    let key = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
    let here = OwnedKey { owner: owner("anna", "t-1"), key: key.clone() };
    let another = DataKey { id: KeyId(uuid::Uuid::from_u128(5)), secret: key.secret.clone() };
    let clash = async |coming: OwnedKey| {
        let error = keyring.take_in(&[here.clone(), coming]).await.unwrap_err();
        error.source().unwrap().downcast_ref::<KeyClash>().unwrap().clone()
    };

    let mut other = here.clone();
    other.key = another;
    assert_eq!(clash(other).await, KeyClash::AnotherKey(here.owner.clone()));
    let mut other = here.clone();
    *other.key.secret = [9; 32];
    assert_eq!(clash(other).await, KeyClash::AnotherSecret(key.id));
    let mut other = here.clone();
    other.owner = owner("boris", "t-1");
    assert_eq!(clash(other).await, KeyClash::AnotherSecret(key.id));

    let too_many = vec![here.clone(); KEYS_PAGE_MAX + 1];
    assert!(keyring.take_in(&too_many).await.is_err());
    assert_eq!(keyring.take_in(&[here]).await.unwrap(), 0);
    assert_eq!(plain(&all(keyring, 10).await).len(), 1);
}
