//! Is a copy the same, whatever cut it off, and is nothing else taken for one?

use super::ends::Ends;
use super::progress::Progress;
use super::{Done, run};
use crate::arrange;
use crate::cli::{Configured, Copy};
use crate::folder::Folder;
use crate::log_address::LogAddress;
use crate::setup;
use crate::wall_clock::SystemClock;
use anyhow::Result;
use domain::Language;
use standin::{Call, Fault, Standin, Times};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::port::{EventStore, Expected, PAGE_MAX, Recorded, Revision};
use store::sqlite::SqliteStore;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// How many people a house to be copied knows; of its one client there are a key and a sealed text.
const PEOPLE: i64 = 20;

/// A house with something to copy, and room for copies beside it.
struct Desk(TempDir);

impl Desk {
    async fn open() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.goes_on("a", PEOPLE).await;
        desk.gives_keys("cluster");
        desk
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn at(&self, name: &str) -> String {
        format!("sqlite:{}", self.folder(name).display())
    }

    /// A house comes to know people up to a number, and one more client.
    async fn goes_on(&self, name: &str, people: i64) {
        let folder = open(&self.folder(name)).await;
        let admins: Vec<i64> = (1..=people).collect();
        let zone = "Europe/Moscow";
        setup::apply(&folder.house, &admins, Language::Ru, zone).await.unwrap();
        let (code, terms) =
            (format!("C{people}").parse().unwrap(), (Language::Ru, zone.to_owned()));
        arrange::add(&folder, &code, format!("Клиент {people}"), terms).await.unwrap();
        folder.log.close().await;
    }

    /// Gives another folder the key files of the house.
    fn gives_keys(&self, name: &str) {
        let keys = self.folder(name).join("keys");
        std::fs::create_dir_all(&keys).unwrap();
        for file in std::fs::read_dir(self.folder("a/keys")).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), keys.join(file.file_name())).unwrap();
        }
    }

    async fn events(&self, name: &str) -> Vec<Recorded> {
        let store = SqliteStore::open(&self.folder(name)).unwrap();
        store.read_all(None, PAGE_MAX).await.unwrap()
    }

    /// What the views of a house show, as one number.
    async fn shown(&self, name: &str) -> String {
        let folder = open(&self.folder(name)).await;
        folder.views.catch_up().await.unwrap();
        format!("{:?}", folder.views.digest().unwrap())
    }

    fn asked(&self, from: &str, to: &str, verify: bool) -> Copy {
        let keys = |it: &str| (!it.starts_with("sqlite:")).then(|| self.folder("cluster/keys"));
        let configured = Configured { config: None };
        let (from_keys, to_keys) = (keys(from), keys(to));
        Copy {
            from: from.into(),
            to: to.into(),
            from_keys,
            to_keys,
            verify,
            json: false,
            configured,
        }
    }

    async fn copy(&self, from: &str, to: &str, verify: bool) -> Result<Done> {
        let ends = Ends::open(&self.asked(from, to, verify)).await?;
        let done = run(&ends, verify, &Progress::silent(), &CancellationToken::new()).await;
        ends.close().await;
        done
    }

    /// The same is refused, whether something is to be written or not, and nothing is.
    async fn check_refused(&self, from: &str, to: &str, why: &str) {
        let before = self.events(to).await;
        assert!(!before.is_empty());
        for verify in [false, true] {
            let refused = self.copy(&self.at(from), &self.at(to), verify).await;
            let error = format!("{:#}", refused.unwrap_err());
            assert!(error.contains(why), "{error}");
        }
        assert_eq!(self.events(to).await, before);
    }
}

async fn open(folder: &Path) -> Folder {
    let (keys, clock) = (folder.join("keys"), Arc::new(SystemClock));
    Folder::open_at(folder, &keys, &LogAddress::Folder(None), clock).await.unwrap()
}

/// All but the positions.
fn placeless(events: Vec<Recorded>) -> Vec<String> {
    let line =
        |it: Recorded| format!("{} {:?} {:?} {}", it.stream, it.revision, it.event, it.recorded_at);
    events.into_iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_on_a_copy_of_its_copy_answers_as_before() {
    let (desk, server) = (Desk::open().await, Standin::start());
    let there = desk.copy(&desk.at("a"), &server.address(), false).await.unwrap();
    assert!(there.events > u64::try_from(PEOPLE).unwrap() && there.keys > 0, "{there:?}");
    assert_eq!(there.written, there.events);
    assert_eq!(there.digests[0], there.digests[1]);
    desk.gives_keys("b");
    let back = desk.copy(&server.address(), &desk.at("b"), false).await.unwrap();
    assert_eq!(back, there);
    assert_eq!(placeless(desk.events("b").await), placeless(desk.events("a").await));
    assert_eq!(desk.shown("b").await, desk.shown("a").await);
    // What is a copy already is left as it is; what came since is taken along.
    desk.goes_on("a", PEOPLE + 2).await;
    let more = desk.copy(&desk.at("a"), &desk.at("b"), false).await.unwrap();
    assert!(0 < more.written && more.written < more.events, "{more:?}");
    let same = desk.copy(&desk.at("a"), &desk.at("b"), true).await.unwrap();
    assert_eq!((same.written, &same.digests), (0, &more.digests));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_cut_off_again_and_again_goes_on_and_ends_the_same() {
    let (desk, server) = (Desk::open().await, Standin::start());
    let slow = Fault::Slow(Duration::from_millis(20));
    server.faults().arm(Call::Append, Fault::CutAfter, Times::Next(3));
    server.faults().arm(Call::Append, slow, Times::Always);
    let (from, to) = (desk.at("a"), server.address());
    let mut cut = 0;
    let done = loop {
        let copying = desk.copy(&from, &to, false);
        match tokio::time::timeout(Duration::from_millis(400 + 50 * cut), copying).await {
            Ok(done) => break done.unwrap(),
            Err(_elapsed) => cut += 1,
        }
    };
    assert!(cut > 1 && done.digests[0] == done.digests[1], "{cut} {done:?}");
    assert_eq!(desk.copy(&from, &to, true).await.unwrap().events, done.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_changed_is_named() {
    let desk = Desk::open().await;
    desk.gives_keys("b");
    desk.copy(&desk.at("a"), &desk.at("b"), false).await.unwrap();
    // The same log once more, with another fact in the third event.
    desk.gives_keys("c");
    std::fs::copy(desk.folder("b/keys.db"), desk.folder("c/keys.db")).unwrap();
    let store = SqliteStore::open(&desk.folder("c")).unwrap();
    for (at, it) in desk.events("a").await.into_iter().enumerate() {
        let mut event = it.event;
        if at == 2 {
            event.facts = b"{}".to_vec();
        }
        let expected = match it.revision {
            Revision(0) => Expected::NoStream,
            Revision(it) => Expected::At(Revision(it - 1)),
        };
        store.append(&it.stream, expected, it.recorded_at, vec![event]).await.unwrap();
    }
    store.close().await;
    drop(store);
    desk.check_refused("a", "c", "event 3, revision").await;
    desk.check_refused("a", "c", "has other facts").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_holds_something_else_is_left_alone() {
    let desk = Desk::open().await;
    // Another house, which would have other pseudonyms.
    desk.goes_on("other", 2).await;
    desk.check_refused("a", "other", "different pseudonym keys").await;
    // A copy that went its own way.
    desk.gives_keys("b");
    desk.copy(&desk.at("a"), &desk.at("b"), false).await.unwrap();
    desk.goes_on("b", PEOPLE + 1).await;
    desk.check_refused("a", "b", "TO holds more than FROM").await;
    desk.goes_on("a", PEOPLE + 3).await;
    desk.check_refused("a", "b", "TO is no copy of FROM").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_said_before_anything_is_made() {
    let desk = Desk::open().await;
    for (from, to, why) in [
        (desk.at("nowhere"), desk.at("b"), "there is no log in"),
        (desk.at("a"), desk.at("b"), "cp "),
        (desk.at("a"), desk.at("a"), "the same folder"),
        (desk.at("a"), "esdb://u:secret@h:x".to_owned(), "TO cannot be used: host 1"),
    ] {
        let error = format!("{:#}", desk.copy(&from, &to, false).await.unwrap_err());
        assert!(error.contains(why) && !error.contains("secret"), "{error}");
    }
    assert!(!desk.folder("b").exists() && !desk.folder("nowhere").exists());
    let lacks = desk.copy(&desk.at("a"), &desk.at("b"), true).await.unwrap_err();
    assert!(format!("{lacks:#}").contains("TO cannot be used: there is no log in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_not_copied_onto_itself_by_another_name() {
    let (desk, server) = (Desk::open().await, Standin::start());
    let at = server.address();
    desk.copy(&desk.at("a"), &at, false).await.unwrap();
    for other in [at.clone(), at.replace("127.0.0.1", "localhost")] {
        for verify in [false, true] {
            let refused = desk.copy(&at, &other, verify).await;
            let error = format!("{:#}", refused.unwrap_err());
            assert!(error.contains("the same log on the same cluster"), "{error}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_begun_on_a_cluster_that_is_only_read() {
    let (desk, server) = (Desk::open().await, Standin::start());
    let mistyped = format!("{}&prefix=mistyped", server.address());
    desk.gives_keys("b");
    for (from, to, verify) in
        [(desk.at("a"), mistyped.clone(), true), (mistyped.clone(), desk.at("b"), false)]
    {
        let error = format!("{:#}", desk.copy(&from, &to, verify).await.unwrap_err());
        assert!(error.contains("there is no log of ours under the prefix mistyped"), "{error}");
        assert_eq!(server.events(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_and_a_cluster_have_keys_folders_of_their_own() {
    let (desk, server) = (Desk::open().await, Standin::start());
    let mut asked = desk.asked(&desk.at("a"), &server.address(), false);
    asked.to_keys = Some(desk.folder("a/keys"));
    let error = format!("{:#}", Ends::open(&asked).await.err().unwrap());
    assert!(error.contains("the same keys folder") && error.contains("--to-keys"), "{error}");
    assert_eq!(server.events(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_at_work_is_not_copied() {
    let desk = Desk::open().await;
    desk.gives_keys("b");
    let at_work = open(&desk.folder("a")).await;
    let error = format!("{:#}", desk.copy(&desk.at("a"), &desk.at("b"), false).await.unwrap_err());
    assert!(error.contains("is in use by"), "{error}");
    drop(at_work);
}
