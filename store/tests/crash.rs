//! Is everything that was acknowledged there after the process was killed?

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::DateTime;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use store::port::{EventId, EventStore, Expected, NewEvent, Position, Revision, StreamName};
use store::sqlite::SqliteStore;
use uuid::Uuid;

const TASKS: u64 = 32;
/// A stream ends after so many appends, and the task goes on with the next.
const APPENDS: u64 = 8;
const FOLDER: &str = "PROOFDESK_CRASH_FOLDER";
const ROUND: &str = "PROOFDESK_CRASH_ROUND";

/// One append of one task: everything about it follows from these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Ask {
    round: u64,
    task: u64,
    number: u64,
}

impl Ask {
    fn stream(self) -> StreamName {
        let name = format!("s-{}-{}-{}", self.round, self.task, self.number / APPENDS);
        StreamName::parse(&name).unwrap()
    }

    /// Each append of a stream has two events.
    fn expected(self) -> Expected {
        match self.number % APPENDS {
            0 => Expected::NoStream,
            place => Expected::At(Revision(2 * place - 1)),
        }
    }

    fn events(self) -> Vec<NewEvent> {
        let event = |half| NewEvent {
            id: EventId(Uuid::from_u64_pair(self.number, self.round << 32 | self.task << 8 | half)),
            kind: "ticket.noted".into(),
            form: 1,
            facts: format!("{self:?} {half}").into_bytes(),
            private: vec![b'x'; 200],
            actor: "anna".into(),
            correlation: Uuid::nil(),
            causation: Uuid::nil(),
            occurred_at: DateTime::UNIX_EPOCH,
        };
        vec![event(0), event(1)]
    }

    async fn append(self, store: &SqliteStore) -> (Position, bool) {
        let (stream, expected) = (self.stream(), self.expected());
        let answer = store.append(&stream, expected, DateTime::UNIX_EPOCH, self.events()).await;
        let appended = answer.unwrap();
        (appended.position, appended.repeated)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_kill_at_any_instant_all_that_was_acknowledged_is_there() {
    if let (Ok(folder), Ok(round)) = (env::var(FOLDER), env::var(ROUND)) {
        return append_for_ever(Path::new(&folder), round.parse().unwrap()).await;
    }
    let kills = if env::var("PROOFDESK_LONG").is_ok() { 25 } else { 5 };
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..kills {
        // Not the same instant twice: where it falls in a commit is up to the machine.
        let patience = Duration::from_millis(60 + 53 * round % 211);
        let before = acknowledged.len();
        acknowledged.extend(append_until_killed(folder.path(), round, patience));
        assert!(acknowledged.len() > before, "nothing was acknowledged in {patience:?}");
        check_log(folder.path(), &acknowledged, round).await;
    }
    let events = acknowledged.len() * 2;
    println!("{kills} kills, {events} acknowledged events, none lost");
}

/// What the killed process does: each task says what was acknowledged, after it was.
async fn append_for_ever(folder: &Path, round: u64) {
    let store = Arc::new(SqliteStore::open(folder).unwrap());
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let store = Arc::clone(&store);
        tasks.push(tokio::spawn(async move {
            for number in 0.. {
                let (Position(last), _) = Ask { round, task, number }.append(&store).await;
                let line = format!("ack {task} {number} {last}\n");
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

/// What a process said was acknowledged before it was killed.
fn append_until_killed(folder: &Path, round: u64, patience: Duration) -> Vec<(Ask, Position)> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "after_a_kill_at_any_instant_all_that_was_acknowledged_is_there"])
        .args(["--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // Libtest's own words come first.
    let is_ack = |line: &String| line.starts_with("ack ");
    let first = lines.by_ref().map_while(Result::ok).find(is_ack);
    let reader = thread::spawn(move || {
        first.into_iter().chain(lines.map_while(Result::ok)).collect::<Vec<_>>()
    });
    thread::sleep(patience);
    child.kill().unwrap();
    child.wait().unwrap();

    let mut acknowledged = Vec::new();
    for line in reader.join().unwrap() {
        let numbers: Vec<u64> = line.split(' ').skip(1).map_while(|it| it.parse().ok()).collect();
        // The last line may be cut short.
        if let [task, number, last] = numbers[..] {
            let ask = Ask { round, task, number };
            acknowledged.push((ask, Position(last)));
        }
    }
    acknowledged
}

async fn check_log(folder: &Path, acknowledged: &[(Ask, Position)], round: u64) {
    let store = SqliteStore::open(folder).unwrap();
    // The log has no gap: reading would fail at one.
    let (mut log, mut after) = (Vec::new(), None);
    loop {
        let page = store.read_all(after, usize::MAX).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.position);
        log.extend(page);
    }
    assert!(log.iter().map(|it| it.position.0).eq(1..=log.len() as u64));
    for (ask, last) in acknowledged {
        let events = ask.events();
        let first = usize::try_from(last.0).unwrap() - events.len();
        for (at, event) in (first..).zip(events) {
            assert_eq!(log.get(at).map(|it| &it.event), Some(&event), "{ask:?} up to {last:?}");
            assert_eq!(log[at].stream, ask.stream());
        }
    }
    // Asked again, what was acknowledged is recognised, and what was not goes on without a gap.
    for task in 0..TASKS {
        let of_task = acknowledged.iter().filter(|(it, _)| (it.round, it.task) == (round, task));
        let Some((last, position)) = of_task.max_by_key(|(it, _)| it.number) else { continue };
        assert_eq!(last.append(&store).await, (*position, true));
        let next = Ask { number: last.number + 1, ..*last };
        let (position, _) = next.append(&store).await;
        assert_eq!(next.append(&store).await, (position, true));
    }
    drop(store);
    let file = rusqlite::Connection::open(folder.join("log.db")).unwrap();
    let check: String = file.pragma_query_value(None, "integrity_check", |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}
