//! The keyring on a cluster: do all nodes have the same keys, and forget the same ones?

use crate::desk::{Desk, dice, owner};
use crate::moving::{all, check_clash, fill, open_for_moving, plain};
use crate::server::System;
use crate::{real, server};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use standin::{Call, Fault, Past, Standin, Times};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::eventstoredb::{Address, EventStoreDb, Known};
use store::eventstoredb_keyring::{ClusterKeyring, OpenKeyringError};
use store::key_move::move_keys;
use store::keyring::{KeyId, Keyring};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const KEY_FILES: [&str; 2] = ["epoch-1.key", "pseudonym.key"];

/// A cluster, and a folder for whatever its nodes and itself keep.
pub(crate) struct Cluster {
    server: Standin,
    folder: TempDir,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        fs::create_dir(&log).unwrap();
        Self { server: Standin::start_in(&log).unwrap(), folder }
    }

    /// Where a node has its key files.
    fn keys(&self, node: &str) -> PathBuf {
        self.folder.path().join(node)
    }

    async fn try_open(&self, node: &str, seed: u64) -> Result<ClusterKeyring, OpenKeyringError> {
        let address = Address::parse(&self.server.address(), None).unwrap();
        let store = EventStoreDb::open(&address, &*dice(seed + 1_000), Known::New).await.unwrap();
        ClusterKeyring::open(&store, &self.keys(node), dice(seed)).await
    }

    pub(crate) async fn open(&self, node: &str, seed: u64) -> ClusterKeyring {
        self.try_open(node, seed).await.unwrap()
    }

    fn copy_key_files(&self, from: &str, to: &str) {
        copy_key_files(&self.keys(from), &self.keys(to));
    }

    /// Two nodes with the same key files.
    async fn two_nodes(&self) -> (ClusterKeyring, ClusterKeyring) {
        let first = self.open("first", 1).await;
        self.copy_key_files("first", "second");
        (first, self.open("second", 2).await)
    }

    /// What is wrapped in the cluster now, as it lies there.
    fn wrapped(&self) -> Vec<Vec<u8>> {
        let events = self.server.events();
        let keys = events.iter().filter(|it| it.kind == "key.made");
        let wrapped = |data: &[u8]| {
            let form: serde_json::Value = serde_json::from_slice(data).unwrap();
            form["wrapped"].as_str().unwrap().as_bytes().to_vec()
        };
        keys.map(|it| wrapped(&it.data)).collect()
    }

    /// How many of some texts stand anywhere in the files of the cluster.
    fn copies(&self, texts: &[Vec<u8>]) -> usize {
        let files = fs::read_dir(self.folder.path().join("log")).unwrap();
        let files: Vec<_> = files.map(|it| fs::read(it.unwrap().path()).unwrap()).collect();
        let contains = |it: &&Vec<u8>| {
            files.iter().any(|file| file.windows(it.len()).any(|part| part == &it[..]))
        };
        texts.iter().filter(contains).count()
    }
}

/// A new keyring on the real server that is named, if one is.
pub(crate) async fn on_a_real_server() -> Option<ClusterKeyring> {
    let address = real::address()?;
    let store = server::open(&address).await;
    let folder = tempfile::tempdir().unwrap();
    let keyring = ClusterKeyring::open(&store, &folder.path().join("keys"), Arc::new(System)).await;
    Some(keyring.unwrap())
}

fn copy_key_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for key in KEY_FILES {
        fs::copy(from.join(key), to.join(key)).unwrap();
    }
}

/// Waits a moment for what another node did to be heard.
async fn heard(is_heard: impl Fn() -> bool) {
    let hearing = async {
        while !is_heard() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(5), hearing).await.expect("it is heard within a moment");
}

fn opens(keyring: &ClusterKeyring, id: KeyId) -> bool {
    keyring.opening_key(id).unwrap().is_some()
}

#[tokio::test]
async fn a_node_needs_the_key_files_of_the_first() {
    let cluster = Cluster::start();
    let first = cluster.open("first", 1).await;
    let key = first.sealing_key(&owner("anna", "t-1")).await.unwrap();

    let error = cluster.try_open("second", 2).await.err().unwrap();
    assert!(matches!(error, OpenKeyringError::KeyFileMissing { .. }), "{error:?}");
    assert!(error.to_string().contains("copy all key files"), "{error}");
    assert!(!cluster.keys("second").join(KEY_FILES[0]).exists());
    for name in KEY_FILES {
        cluster.copy_key_files("first", "second");
        fs::write(cluster.keys("second").join(name), [1; 32]).unwrap();
        let error = cluster.try_open("second", 2).await.err().unwrap();
        assert!(matches!(error, OpenKeyringError::OtherKeyFile { .. }), "{error:?}");
        assert!(error.to_string().contains(name), "{error}");
    }

    cluster.copy_key_files("first", "second");
    let second = cluster.open("second", 2).await;
    assert_eq!(second.opening_key(key.id).unwrap().unwrap().secret, key.secret);
    assert_eq!(second.pseudonym("7-1"), first.pseudonym("7-1"));
}

#[tokio::test]
async fn of_two_first_nodes_one_makes_the_keyring_and_the_other_leaves_no_key_files() {
    let cluster = Cluster::start();
    let (one, two) = tokio::join!(cluster.try_open("one", 1), cluster.try_open("two", 2));
    let (loser, error) = match (&one, &two) {
        (Ok(_), Err(error)) => ("two", error),
        (Err(error), Ok(_)) => ("one", error),
        _ => panic!("one wins: {:?}, {:?}", one.err(), two.err()),
    };
    assert!(matches!(error, OpenKeyringError::KeyFileMissing { .. }), "{error:?}");
    for name in KEY_FILES {
        assert!(!cluster.keys(loser).join(name).exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_who_ask_two_nodes_at_once_get_the_same_key() {
    let cluster = Cluster::start();
    let (first, second) = cluster.two_nodes().await;
    let nodes = [Arc::new(first), Arc::new(second)];
    let mut askers = JoinSet::new();
    for asker in 0..200 {
        let node = Arc::clone(&nodes[asker % 2]);
        let owner = owner("anna", &format!("t-{}", asker / 2 % 20));
        askers.spawn(async move {
            let key = node.sealing_key(&owner).await.unwrap();
            assert_eq!(node.opening_key(key.id).unwrap().unwrap().secret, key.secret);
            key.id
        });
    }
    let ids: HashSet<_> = askers.join_all().await.into_iter().collect();
    assert_eq!((ids.len(), cluster.wrapped().len()), (20, 20));
}

#[tokio::test]
async fn what_one_node_destroys_no_node_opens_nor_one_that_was_down() {
    let cluster = Cluster::start();
    let (first, second) = cluster.two_nodes().await;
    let of_anna = second.sealing_key(&owner("anna", "t-1")).await.unwrap().id;
    let of_boris = second.sealing_key(&owner("boris", "t-1")).await.unwrap().id;
    // What another node gave a moment ago is destroyed with the rest.
    assert_eq!(first.destroy_owner("anna").await.unwrap(), 1);
    assert!(!opens(&first, of_anna));
    heard(|| !opens(&second, of_anna)).await;
    assert_eq!(second.destroy_owner("anna").await.unwrap(), 0);

    drop(second);
    let next = first.sealing_key(&owner("anna", "t-1")).await.unwrap().id;
    assert_ne!(next, of_anna);
    assert_eq!(first.destroy_scope("t-1").await.unwrap(), 2);
    let second = cluster.open("second", 3).await;
    assert!([of_anna, of_boris, next].iter().all(|it| !opens(&second, *it)));
    let last = second.sealing_key(&owner("anna", "t-1")).await.unwrap().id;
    assert!(![of_anna, next].contains(&last) && opens(&second, last));
    heard(|| opens(&first, last)).await;
    assert_eq!(first.sealing_key(&owner("anna", "t-1")).await.unwrap().id, last);
}

#[tokio::test]
async fn a_key_that_another_node_gave_is_destroyed_although_it_was_not_heard_of_yet() {
    let cluster = Cluster::start();
    drop(cluster.open("first", 1).await);
    cluster.copy_key_files("first", "second");
    let late = Fault::Late(Duration::from_millis(500));
    cluster.server.faults().arm(Call::Subscribe, late, Times::Next(1));
    let first = cluster.open("first", 2).await;
    let second = cluster.open("second", 3).await;
    let id = second.sealing_key(&owner("anna", "t-1")).await.unwrap().id;
    assert!(!opens(&first, id));
    assert_eq!(first.destroy_owner("anna").await.unwrap(), 1);
    heard(|| !opens(&second, id)).await;
}

#[tokio::test]
async fn after_a_scavenge_no_copy_of_a_destroyed_key_is_left_on_the_cluster() {
    let cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    fill(&keyring, 60).await;
    let before = cluster.wrapped();
    assert_eq!((before.len(), cluster.copies(&before)), (60, 60));
    let destroyed = keyring.destroy_owner("p-0").await.unwrap();
    assert!(destroyed > 0);
    assert_eq!(cluster.copies(&before), 60);
    cluster.server.scavenge().unwrap();
    let left = cluster.wrapped();
    assert_eq!(left.len() as u64, 60 - destroyed);
    assert_eq!(cluster.copies(&before), left.len());
    drop(keyring);
    let keyring = cluster.open("first", 2).await;
    assert_eq!(all(&keyring, 1_000).await.len(), left.len());
}

#[tokio::test]
async fn a_destruction_cut_in_the_middle_is_completed_by_asking_again() {
    let cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    for number in 0..40 {
        keyring.sealing_key(&owner("anna", &format!("t-{number}"))).await.unwrap();
    }
    let faults = cluster.server.faults();
    faults.arm(Call::Delete, Fault::Slow(Duration::ZERO), Times::Next(10));
    faults.arm(Call::Delete, Fault::Hang, Times::Always);
    let destruction = keyring.destroy_owner("anna");
    assert!(timeout(Duration::from_secs(1), destruction).await.is_err());
    drop(keyring);
    faults.take_all_back();

    let keyring = cluster.open("first", 2).await;
    assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 30);
    assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 0);
    assert_eq!(all(&keyring, 1_000).await.len(), 0);
}

#[tokio::test]
async fn an_answer_that_is_lost_changes_neither_keys_nor_counts() {
    let cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    for fault in [Fault::CutBefore, Fault::CutAfter] {
        cluster.server.faults().arm(Call::Append, fault, Times::Next(1));
        let key = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
        assert!(opens(&keyring, key.id));
        assert_eq!(all(&keyring, 1_000).await.len(), 1);
        cluster.server.faults().arm(Call::Delete, fault, Times::Next(1));
        assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 1, "{fault:?}");
        assert!(!opens(&keyring, key.id));
    }
}

#[tokio::test]
async fn a_node_that_hears_nothing_any_more_says_so_and_gives_no_key() {
    let mut cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    let key = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
    assert!(timeout(Duration::from_millis(50), keyring.failed()).await.is_err());
    cluster.server.start_again(Past::Lost).unwrap();
    let why = timeout(Duration::from_secs(10), keyring.failed()).await.expect("it is said");
    assert!(why.source().is_some(), "{why}");
    assert!(keyring.opening_key(key.id).is_err());
    assert!(keyring.sealing_key(&owner("anna", "t-1")).await.is_err());
}

#[tokio::test]
async fn no_key_is_given_that_a_server_took_which_lost_its_data() {
    let mut cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    cluster.server.start_again(Past::Lost).unwrap();
    assert!(keyring.sealing_key(&owner("anna", "t-1")).await.is_err());
}

#[tokio::test]
async fn no_keyring_is_begun_where_a_log_must_be_there() {
    let cluster = Cluster::start();
    let address = Address::parse(&cluster.server.address(), None).unwrap();
    drop(EventStoreDb::open(&address, &*dice(1), Known::New).await.unwrap());
    let before = cluster.server.events().len();
    let store = EventStoreDb::open(&address, &*dice(2), Known::There).await.unwrap();
    let error = ClusterKeyring::open(&store, &cluster.keys("first"), dice(3)).await.err().unwrap();
    assert!(matches!(error, OpenKeyringError::NoKeyring { .. }), "{error:?}");
    assert!(!cluster.keys("first").exists());
    assert_eq!(cluster.server.events().len(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_first_starts_in_one_keys_folder_make_one_keyring() {
    for round in 0..5 {
        let cluster = Arc::new(Cluster::start());
        let mut starts = JoinSet::new();
        for start in 0..8 {
            let cluster = Arc::clone(&cluster);
            starts.spawn(async move {
                let keyring = cluster.try_open("shared", round * 100 + start).await;
                keyring.map(|it| it.pseudonym("7-1"))
            });
        }
        let pseudonyms: Vec<_> = starts.join_all().await.into_iter().map(Result::unwrap).collect();
        let later = cluster.open("shared", 99).await.pseudonym("7-1");
        assert!(pseudonyms.iter().all(|it| *it == later));
        let left = fs::read_dir(cluster.keys("shared")).unwrap();
        let left = left.map(|it| it.unwrap().file_name().into_string().unwrap());
        assert!(left.into_iter().all(|it| !it.contains(".new")), "no secret is left over");
    }
}

#[tokio::test]
async fn a_node_goes_on_when_the_cluster_was_gone_for_a_while() {
    let mut cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    let key = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
    cluster.server.stop();
    assert!(opens(&keyring, key.id));
    cluster.server.start_again(Past::Kept).unwrap();
    keyring.sealing_key(&owner("anna", "t-2")).await.unwrap();
    assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 2);
}

#[tokio::test]
async fn all_keys_are_moved_to_a_cluster_and_back() {
    let (desk, cluster) = (Desk::new(), Cluster::start());
    let from = desk.open(1);
    fill(&from, 300).await;
    let stranger = Cluster::start().open("first", 9).await;
    assert!(move_keys(&from, &stranger, |_| ()).await.is_err(), "its pseudonyms differ");

    copy_key_files(&desk.keys(), &cluster.keys("first"));
    let to = cluster.open("first", 2).await;
    let count = move_keys(&from, &to, |_| ()).await.unwrap();
    assert_eq!(move_keys(&from, &to, |_| ()).await.unwrap(), count);
    assert_eq!(plain(&all(&to, 7).await), plain(&all(&from, 1_000).await));
    to.sealing_key(&owner("vera", "t-1")).await.unwrap();

    let new = Desk::new();
    copy_key_files(&cluster.keys("first"), &new.keys());
    let back = open_for_moving(&new, 3);
    assert_eq!(move_keys(&to, &back, |_| ()).await.unwrap(), count + 1);
    assert_eq!(plain(&all(&back, 1_000).await), plain(&all(&to, 1_000).await));
}

#[tokio::test]
async fn a_key_at_odds_with_one_that_is_there_is_not_taken_into_a_cluster() {
    check_clash(&Cluster::start().open("first", 1).await).await;
}

#[tokio::test]
async fn no_stream_of_a_key_tells_whose_it_is_and_no_event_tells_the_key() {
    let cluster = Cluster::start();
    let keyring = cluster.open("first", 1).await;
    let key = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
    let events = cluster.server.events();
    let event = events.iter().find(|it| it.kind == "key.made").unwrap();
    let hash = event.stream.strip_prefix("proofdesk_key-").unwrap();
    assert!(hash.len() == 32 && hash.bytes().all(|it| it.is_ascii_hexdigit()), "{hash}");
    assert!(event.json && event.revision == 0);
    let form: serde_json::Value = serde_json::from_slice(&event.data).unwrap();
    assert_eq!(
        (&form["owner"], &form["scope"], &form["epoch"]),
        (&"anna".into(), &"t-1".into(), &1.into())
    );
    assert_eq!(form["id"], key.id.0.to_string());
    let wrapped = STANDARD.decode(form["wrapped"].as_str().unwrap()).unwrap();
    assert!(wrapped.windows(8).all(|it| !key.secret.windows(8).any(|part| part == it)));
    for name in KEY_FILES {
        let secret = fs::read(cluster.keys("first").join(name)).unwrap();
        assert!(events.iter().all(|it| !it.data.windows(32).any(|part| part == secret)));
    }
}
