//! Files: does what was kept come back whole, tell nothing, and go with its key?

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use domain::file::Picture;
use domain::{EventRef, TicketId};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::files::{FileError, Files, For, Landed, parse_hex};
use store::keyring::{DataKey, KeyOwner, Keyring};
use store::memory_keyring::MemoryKeyring;
use store::world::Chance;
use uuid::Uuid;

const PIECE: usize = 64 * 1024;
const WHOSE: For =
    For { ticket: TicketId(Uuid::from_u128(1)), of: EventRef(Uuid::from_u128(2)), nth: 1 };

struct Drawn;

impl Chance for Drawn {
    #[expect(clippy::disallowed_methods, reason = "tests draw their own chance")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

struct Place {
    data: tempfile::TempDir,
    keyring: MemoryKeyring,
    files: Arc<Files>,
}

impl Place {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let keyring = MemoryKeyring::new(Arc::new(Drawn));
        let files = Arc::new(Files::open(data.path(), Arc::new(Drawn)).unwrap());
        Self { data, keyring, files }
    }

    async fn key(&self, owner: &str) -> DataKey {
        let owner = KeyOwner { owner: owner.to_owned(), scope: "ticket-1".to_owned() };
        self.keyring.sealing_key(&owner).await.unwrap()
    }

    fn keep(&self, key: &DataKey, content: &[u8]) -> Landed {
        let mut incoming = self.files.begin(key.clone()).unwrap();
        for bytes in content.chunks(10_000) {
            incoming.write(bytes).unwrap();
        }
        incoming.land(&WHOSE).unwrap()
    }

    fn read(&self, key: &DataKey, landed: &Landed) -> Result<Option<Vec<u8>>, FileError> {
        let hash = parse_hex(&landed.sha256).unwrap();
        let Some(reading) = self.files.read(key, &hash)? else { return Ok(None) };
        let (mut reading, mut all) = (reading.checked(&hash)?, Vec::new());
        let size = reading.size();
        while let Some(bytes) = reading.next_piece()? {
            all.extend(bytes);
        }
        assert_eq!(size, all.len() as u64);
        Ok(Some(all))
    }

    /// Everything that lies in its place.
    fn stored(&self) -> Vec<PathBuf> {
        let folders = listed(&self.data.path().join("files"));
        let folders = folders.into_iter().filter(|it| it.file_name().unwrap().len() == 2);
        folders.flat_map(|it| listed(&it)).collect()
    }
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect()
}

fn noise(bytes: usize) -> Vec<u8> {
    let mut noise = vec![0; bytes];
    Drawn.fill(&mut noise);
    noise
}

#[tokio::test]
async fn a_file_of_any_length_comes_back_as_it_came() {
    let place = Place::new();
    let key = place.key("anna").await;
    for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 77] {
        let content = noise(length);
        let landed = place.keep(&key, &content);
        assert_eq!(landed.kept.size, length as u64);
        assert_eq!(parse_hex(&landed.sha256).unwrap(), <[u8; 32]>::from(Sha256::digest(&content)));
        assert!(place.read(&key, &landed).unwrap().unwrap() == content, "{length}");
    }
}

#[tokio::test]
async fn the_same_content_under_the_same_key_lies_here_once_and_under_another_apart() {
    let place = Place::new();
    let (anna, boris) = (place.key("anna").await, place.key("boris").await);
    let first = place.keep(&anna, b"a scan");
    assert!(first.unconfirmed.is_some());
    let bytes = place.files.bytes();
    let again = place.keep(&anna, b"a scan");
    assert_eq!((again.unconfirmed, place.files.bytes()), (None, bytes));
    assert_eq!(place.stored().len(), 1);
    place.keep(&boris, b"a scan");
    assert_eq!(place.stored().len(), 2);
}

#[tokio::test]
async fn names_and_bytes_on_disk_tell_nothing_of_the_content() {
    let place = Place::new();
    let key = place.key("anna").await;
    let landed = place.keep(&key, b"the words of a scan, again and again");
    let path = &place.stored()[0];
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(!name.contains(&landed.sha256) && name.starts_with(path_end(path.parent().unwrap())));
    let bytes = fs::read(path).unwrap();
    assert!(!bytes.windows(4).any(|it| it == b"scan"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

fn path_end(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[tokio::test]
async fn a_forged_a_cut_and_a_lengthened_file_are_errors_and_not_bytes() {
    let place = Place::new();
    let key = place.key("anna").await;
    let landed = place.keep(&key, &noise(3 * PIECE));
    let path = place.stored().remove(0);
    let whole = fs::read(&path).unwrap();
    let sealed = PIECE + 16;
    let head = whole.len() - 3 * sealed;
    let mut forgeries = vec![vec![], whole[..10].to_vec(), whole[..head].to_vec()];
    // Cut at the end, at the end of a piece, and lengthened.
    forgeries.extend([1, sealed, 2 * sealed].map(|it| whole[..whole.len() - it].to_vec()));
    forgeries.push([&whole[..], &[0]].concat());
    for at in [0, 20, 40, head + 5, head + sealed + 5, whole.len() - 1] {
        let mut forged = whole.clone();
        forged[at] ^= 1;
        forgeries.push(forged);
    }
    let (front, rest) = whole.split_at(head);
    let (first, rest) = rest.split_at(sealed);
    let (second, last) = rest.split_at(sealed);
    forgeries.push([front, second, first, last].concat());
    for (nth, forged) in forgeries.iter().enumerate() {
        fs::write(&path, forged).unwrap();
        let read = place.read(&key, &landed);
        assert!(matches!(read, Err(FileError::Forged)), "forgery {nth}");
    }
    fs::write(&path, &whole).unwrap();
    assert!(place.read(&key, &landed).unwrap().is_some());
}

#[tokio::test]
async fn a_file_of_another_content_in_its_place_is_an_error() {
    let place = Place::new();
    let key = place.key("anna").await;
    let mine = place.keep(&key, b"mine");
    let path = place.stored().remove(0);
    let other = place.keep(&key, b"other");
    let of_other = place.stored().into_iter().find(|it| *it != path).unwrap();
    fs::copy(of_other, &path).unwrap();
    assert!(matches!(place.read(&key, &mine), Err(FileError::Forged)));
    assert!(place.read(&key, &other).unwrap().is_some());
}

#[tokio::test]
async fn files_go_with_their_keys_and_no_other_goes() {
    let place = Place::new();
    let (anna, boris) = (place.key("anna").await, place.key("boris").await);
    place.keep(&anna, b"of anna");
    let of_boris = place.keep(&boris, b"of boris");
    place.keyring.destroy_owner("anna").await.unwrap();
    assert_eq!(place.files.sweep(&place.keyring).unwrap().files, 1);
    assert_eq!(place.stored().len(), 1);
    assert!(place.read(&boris, &of_boris).unwrap().is_some());
    assert_eq!(place.files.sweep(&place.keyring).unwrap().files, 0);
}

#[tokio::test]
async fn what_was_cut_off_is_thrown_away_and_what_is_unconfirmed_is_told() {
    let place = Place::new();
    let key = place.key("anna").await;
    let landed = place.keep(&key, b"landed");
    let mut cut_off = place.files.begin(key.clone()).unwrap();
    cut_off.write(b"half").unwrap();
    // As a crash leaves it: nothing is dropped in order.
    std::mem::forget(cut_off);
    assert_eq!(listed(&place.data.path().join("files/coming")).len(), 1);

    let files = Files::open(place.data.path(), Arc::new(Drawn)).unwrap();
    assert_eq!(listed(&place.data.path().join("files/coming")).len(), 0);
    assert_eq!(files.bytes(), place.files.bytes());
    let name = landed.unconfirmed.clone().unwrap();
    assert_eq!(files.unconfirmed().unwrap(), [(name.clone(), WHOSE)]);
    files.discard(&name).unwrap();
    assert_eq!((place.stored().len(), files.bytes()), (0, 0));
    assert_eq!(files.unconfirmed().unwrap(), []);
    assert!(place.read(&key, &landed).unwrap().is_none());
}

#[tokio::test]
async fn a_file_that_is_given_up_leaves_nothing() {
    let place = Place::new();
    let key = place.key("anna").await;
    let mut incoming = place.files.begin(key).unwrap();
    incoming.write(&noise(2 * PIECE)).unwrap();
    drop(incoming);
    assert_eq!(listed(&place.data.path().join("files/coming")).len(), 0);
    assert_eq!((place.stored().len(), place.files.bytes()), (0, 0));
}

#[tokio::test]
async fn a_picture_is_told_by_its_first_bytes_however_they_come() {
    let place = Place::new();
    let key = place.key("anna").await;
    let mut incoming = place.files.begin(key).unwrap();
    for byte in b"\x89PNG\r\n\x1a\nand the rest" {
        incoming.write(&[*byte]).unwrap();
    }
    assert_eq!(incoming.land(&WHOSE).unwrap().kept.picture, Some(Picture::Png));
}
