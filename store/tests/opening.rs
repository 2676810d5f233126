//! Which logs are not opened or not read, and what is said then?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::DateTime;
use std::env;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use store::port::{EventId, EventStore, Expected, NewEvent, Recorded, Revision, StreamName};
use store::sqlite::{OpenError, SqliteStore};
use tempfile::TempDir;
use uuid::Uuid;

const FOLDER: &str = "PROOFDESK_OPENING_FOLDER";

fn stream(number: u64) -> StreamName {
    StreamName::parse(&format!("s-{number}")).unwrap()
}

/// A folder with a log of 300 events in 30 streams, closed.
async fn given() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    for number in 0..300 {
        let event = NewEvent {
            id: EventId(Uuid::from_u64_pair(number, number)),
            kind: "ticket.noted".into(),
            form: 1,
            facts: format!("{{\"number\":{number}}}").repeat(10).into_bytes(),
            private: vec![b'x'; 250],
            actor: format!("person-{}", number % 7).into(),
            correlation: Uuid::nil(),
            causation: Uuid::nil(),
            occurred_at: DateTime::UNIX_EPOCH,
        };
        let last = (number / 30).checked_sub(1);
        let expected = last.map_or(Expected::NoStream, |it| Expected::At(Revision(it)));
        let (stream, at) = (stream(number % 30), event.occurred_at);
        store.append(&stream, expected, at, vec![event]).await.unwrap();
    }
    folder
}

async fn everything(store: &SqliteStore) -> Result<Vec<Recorded>, store::port::ReadError> {
    let mut all: Vec<Recorded> = Vec::new();
    loop {
        let page = store.read_all(all.last().map(|it| it.position), 10).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Opens after `spoil`, expects an error, and expects the file to be as `spoil` left it.
async fn check_not_opened(spoil: impl FnOnce(&Path), then: fn(&OpenError) -> bool, said: &str) {
    let folder = given().await;
    let log = folder.path().join("log.db");
    spoil(&log);
    let before = fs::read(&log).ok();
    let error = SqliteStore::open(folder.path()).expect_err("it is not opened");
    assert!(then(&error), "{error:?}");
    assert!(error.to_string().contains(said), "{error}");
    assert!(error.to_string().contains(folder.path().to_str().unwrap()), "{error}");
    assert!(fs::read(&log).ok() == before, "nothing is repaired");
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    OpenOptions::new().write(true).open(path).unwrap().write_all_at(bytes, at).unwrap();
}

fn shorten(path: &Path, bytes: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(bytes).unwrap();
}

#[tokio::test]
async fn a_file_of_something_else_is_not_opened() {
    let not_ours = |it: &OpenError| matches!(it, OpenError::NotOurs { .. });
    let said = "move it away";
    check_not_opened(|log| fs::write(log, "hello ".repeat(100)).unwrap(), not_ours, said).await;
    let other_program = |log: &Path| overwrite(log, 68, b"Mail");
    check_not_opened(other_program, not_ours, said).await;
    check_not_opened(|log| overwrite(log, 0, b"sqlite"), not_ours, said).await;
}

#[tokio::test]
async fn a_log_of_a_newer_form_is_not_opened() {
    let newer = |it: &OpenError| matches!(it, OpenError::Newer { found: 2, known: 1, .. });
    check_not_opened(|log| overwrite(log, 60, &[0, 0, 0, 2]), newer, "newer Proofdesk").await;
    // Also where only the WAL says so.
    let in_wal = |log: &Path| {
        let file = rusqlite::Connection::open(log).unwrap();
        file.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            .unwrap();
        file.pragma_update(None, "user_version", 2).unwrap();
    };
    check_not_opened(in_wal, newer, "newer Proofdesk").await;
}

#[tokio::test]
async fn a_log_that_is_cut_short_is_not_opened() {
    let damaged = |it: &OpenError| matches!(it, OpenError::Damaged { .. });
    for bytes in [0, 50, 100, 8_192, 20_000, 100_000] {
        check_not_opened(|log| shorten(log, bytes), damaged, "restore the last backup").await;
    }
}

#[tokio::test]
async fn a_log_that_is_gone_beside_its_wal_is_not_begun_anew() {
    let missing = |it: &OpenError| matches!(it, OpenError::Missing { .. });
    let lose = |log: &Path| {
        fs::rename(log, log.with_file_name("log.db-wal")).unwrap();
    };
    check_not_opened(lose, missing, "log.db is missing").await;
}

#[tokio::test]
async fn a_log_that_says_nothing_of_its_end_is_not_opened() {
    let damaged = |it: &OpenError| matches!(it, OpenError::Damaged { .. });
    let forge = |log: &Path| {
        let file = rusqlite::Connection::open(log).unwrap();
        file.execute_batch("UPDATE events SET facts = x'7b7d' WHERE position = 300").unwrap();
    };
    check_not_opened(forge, damaged, "restore the last backup").await;
    let lose = |log: &Path| {
        let file = rusqlite::Connection::open(log).unwrap();
        file.execute_batch("DELETE FROM events WHERE position = 299").unwrap();
    };
    check_not_opened(lose, damaged, "restore the last backup").await;
}

#[tokio::test]
async fn a_changed_event_or_name_is_not_read() {
    for forgery in [
        "UPDATE events SET facts = x'7b7d' WHERE position = 7",
        "UPDATE events SET private = x'' WHERE position = 7",
        "UPDATE events SET meta = (SELECT meta FROM events WHERE position = 8) WHERE position = 7",
        "UPDATE events SET meta = x'00' WHERE position = 7",
        "UPDATE events SET id = x'00112233445566778899aabbccddeeff' WHERE position = 7",
        "UPDATE events SET stream = 8, revision = 99 WHERE position = 7",
        "UPDATE events SET facts = CAST(facts || substr(private, 1, 1) AS BLOB),
             private = substr(private, 2) WHERE position = 7",
        "UPDATE words SET word = 'ticket.closed' WHERE word = 'ticket.noted'",
        "UPDATE streams SET name = 's-999' WHERE name = 's-6'",
        "DELETE FROM streams WHERE name = 's-6'",
        "DELETE FROM words WHERE word = 'person-6'",
        "DELETE FROM events WHERE position = 7",
    ] {
        let folder = given().await;
        let file = rusqlite::Connection::open(folder.path().join("log.db")).unwrap();
        file.execute_batch(forgery).unwrap();
        drop(file);
        // The look at the end when it is opened may find it, or else the reading.
        if let Ok(store) = SqliteStore::open(folder.path()) {
            assert!(everything(&store).await.is_err(), "{forgery}");
        }
    }
}

#[tokio::test]
async fn a_flipped_byte_is_never_read_as_something_else() {
    let folder = given().await;
    let log = folder.path().join("log.db");
    let whole = fs::read(&log).unwrap();
    let then = everything(&SqliteStore::open(folder.path()).unwrap()).await.unwrap();
    let (mut noticed, mut harmless) = (0, 0);
    for at in (0..whole.len()).step_by(997) {
        let mut spoiled = whole.clone();
        spoiled[at] ^= 1 << (at % 8);
        fs::write(&log, spoiled).unwrap();
        for leftover in ["log.db-wal", "log.db-shm"] {
            drop(fs::remove_file(folder.path().join(leftover)));
        }
        let read = match SqliteStore::open(folder.path()) {
            Ok(store) => everything(&store).await.ok(),
            Err(_) => None,
        };
        match read {
            Some(read) => {
                assert!(read == then, "byte {at} was read as something else");
                harmless += 1;
            }
            None => noticed += 1,
        }
    }
    // Most of the file is events; the rest is indexes and free space.
    assert!(noticed > harmless, "{noticed} noticed, {harmless} harmless");
}

#[tokio::test]
async fn a_log_in_use_by_another_process_is_not_opened() {
    if let Ok(folder) = env::var(FOLDER) {
        let _store = SqliteStore::open(Path::new(&folder)).unwrap();
        println!("open");
        std::io::stdout().flush().unwrap();
        return drop(std::io::stdin().read_line(&mut String::new()));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_log_in_use_by_another_process_is_not_opened", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|it| it.ends_with("open")));

    let error = SqliteStore::open(folder.path()).expect_err("it is in use");
    let pid = child.id();
    assert!(error.to_string().contains(&format!("process {pid}")), "{error}");
    child.kill().unwrap();
    child.wait().unwrap();
    SqliteStore::open(folder.path()).expect("a killed process holds no lock");
}

#[tokio::test]
async fn a_log_in_use_by_this_process_is_not_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    assert!(matches!(SqliteStore::open(folder.path()), Err(OpenError::Locked { .. })));
    drop(store);
    SqliteStore::open(folder.path()).expect("a dropped store holds no lock");
}

/// Rights count for nobody but root, so another user tries it.
#[tokio::test]
async fn a_folder_or_log_that_may_not_be_written_is_not_opened() {
    if let Ok(folder) = env::var(FOLDER) {
        match SqliteStore::open(Path::new(&folder)) {
            Err(error @ OpenError::ReadOnly { .. }) => println!("said: {error}"),
            other => panic!("{other:?}"),
        }
        return;
    }
    let folder = given().await;
    // Where this binary lies, others may not come.
    let binary = folder.path().join("test");
    fs::copy(env::current_exe().unwrap(), &binary).unwrap();
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let check = |said: &str| {
        let mut command = Command::new(&binary);
        command
            .args(["--exact", "a_folder_or_log_that_may_not_be_written_is_not_opened"])
            .arg("--nocapture")
            .env(FOLDER, folder.path());
        if fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0)
        {
            command.uid(65_534).gid(65_534);
        }
        let output = command.output().unwrap();
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.contains("1 passed"), "{output}");
        assert!(output.contains(&format!("{said} cannot be written")), "{output}");
    };
    allow(&binary, 0o555);
    allow(folder.path(), 0o555);
    fs::remove_file(folder.path().join("log.lock")).ok();
    check("log.lock");
    // The folder may be written, the log may not.
    allow(&folder.path().join("log.db"), 0o444);
    allow(folder.path(), 0o777);
    check("log.db");
}
