//! How many commands a second does the SQLite log take, and how fast is it read?
//!
//! `cargo run --release -p store --example append_rate -- [SECONDS]`, on a quiet machine.
//!
//! A command is: read a stream, decide, append one event of about 600 bytes, durably. A stream takes
//! ten commands.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use chrono::DateTime;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::port::{EventId, EventStore, Expected, NewEvent, Revision, StreamName};
use store::sqlite::SqliteStore;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many commands a stream takes before the next one is begun.
const COMMANDS: u64 = 10;

/// What a command reads before it decides.
#[derive(Clone, Copy)]
enum Load {
    /// The whole stream.
    Stream,
    /// What came since the command before: what a cache of folds asks.
    News,
    Nothing,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let seconds = std::env::args().nth(1).map_or(Ok(3), |it| it.parse())?;
    let runs = [
        ("load+decide+append", Load::Stream, &[1, 8, 32, 128, 512][..]),
        ("news+decide+append", Load::News, &[1, 32, 128]),
        ("append only", Load::Nothing, &[1, 32, 128, 512]),
    ];
    for (what, load, tasks) in runs.into_iter().filter(|_| seconds > 0) {
        for &tasks in tasks {
            let folder = Path::new("append-rate-data");
            drop(std::fs::remove_dir_all(folder));
            commands(folder, what, load, tasks, Duration::from_secs(seconds)).await?;
            std::fs::remove_dir_all(folder)?;
        }
    }
    replay(Path::new("append-rate-data")).await
}

async fn commands(
    folder: &Path,
    what: &str,
    load: Load,
    tasks: u64,
    duration: Duration,
) -> Outcome<()> {
    let store = Arc::new(SqliteStore::open(folder)?);
    let ids = Arc::new(AtomicU64::new(0));
    let end = Instant::now() + duration;
    let mut workers = Vec::new();
    for task in 0..tasks {
        let (store, ids) = (Arc::clone(&store), Arc::clone(&ids));
        workers.push(tokio::spawn(async move {
            let mut times = Vec::new();
            for number in 0.. {
                let begin = Instant::now();
                if begin > end {
                    break;
                }
                command(&store, load, task, number, &ids).await?;
                times.push(begin.elapsed());
            }
            Outcome::Ok(times)
        }));
    }
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    times.sort_unstable();
    let rate = times.len() as u64 / duration.as_secs();
    let (p50, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!("{what:>20} {tasks:>4} tasks {rate:>7}/s  p50 {p50:>10.1?}  p99 {p99:>10.1?}");
    Ok(())
}

async fn command(
    store: &SqliteStore,
    load: Load,
    task: u64,
    number: u64,
    ids: &AtomicU64,
) -> Outcome<()> {
    let stream = StreamName::parse(&format!("ticket-0190a1b2-{task}-{}", number / COMMANDS))?;
    let place = number % COMMANDS;
    let events = match load {
        Load::Stream => store.read(&stream, Revision(0), 1_000).await?,
        Load::News => store.read(&stream, Revision(place), 1_000).await?,
        Load::Nothing => Vec::new(),
    };
    let last = match load {
        Load::Stream => events.last().map(|it| it.revision),
        Load::News | Load::Nothing => place.checked_sub(1).map(Revision),
    };
    let expected = last.map_or(Expected::NoStream, Expected::At);
    let id = ids.fetch_add(1, Ordering::Relaxed);
    store.append(&stream, expected, DateTime::UNIX_EPOCH, vec![event(id)]).await?;
    Ok(())
}

fn event(number: u64) -> NewEvent {
    let facts = format!(
        "{{\"ticket\":\"0190a1b2-0000-7000-8000-{number:012x}\",\"number\":{number},\"priority\":\
         \"high\",\"text\":\"{}\"}}",
        "c".repeat(200)
    );
    NewEvent {
        id: EventId(Uuid::from_u64_pair(number, number)),
        kind: "ticket.message_added".into(),
        form: 1,
        facts: facts.into_bytes(),
        private: vec![b'p'; 250],
        actor: "person-0190a1b2c3d4".into(),
        correlation: Uuid::from_u128(number.into()),
        causation: Uuid::from_u128(number.into()),
        occurred_at: DateTime::UNIX_EPOCH,
    }
}

/// Reads 300,000 events, beside a plain scan of the same table with a parse of the facts.
async fn replay(folder: &Path) -> Outcome<()> {
    const EVENTS: u64 = 300_000;
    let store = SqliteStore::open(folder)?;
    for batch in 0..EVENTS / 50 {
        let stream = StreamName::parse(&format!("ticket-0190a1b2-{}", batch % 1_000))?;
        let last = (batch / 1_000).checked_sub(1).map(|it| Revision(it * 50 + 49));
        let expected = last.map_or(Expected::NoStream, Expected::At);
        let events = (batch * 50..batch * 50 + 50).map(event).collect();
        store.append(&stream, expected, DateTime::UNIX_EPOCH, events).await?;
    }
    for _ in 0..5 {
        let begin = Instant::now();
        let (mut count, mut after) = (0, None);
        loop {
            let page = store.read_all(after, 1_000).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.position);
            count += page.len() as u64;
        }
        let read = per_second(count, begin.elapsed());
        let begin = Instant::now();
        let (mut count, mut after) = (0, None);
        loop {
            let page = store.read_all(after, 1_000).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.position);
            for it in &page {
                count += u64::from(!parse(&it.event.facts)?.is_null());
            }
        }
        let read_and_parse = per_second(count, begin.elapsed());
        let begin = Instant::now();
        let plain = per_second(plain_scan(folder)?, begin.elapsed());
        println!(
            "replay: read {read}/s, read and parse {read_and_parse}/s, plain scan and parse {plain}/s"
        );
    }
    drop(store);
    Ok(std::fs::remove_dir_all(folder)?)
}

fn parse(facts: &[u8]) -> serde_json::Result<serde_json::Value> {
    serde_json::from_slice(facts)
}

fn per_second(count: u64, time: Duration) -> u128 {
    u128::from(count) * 1_000_000 / time.as_micros()
}

/// What anybody would write: pages of rows, all of each taken, facts parsed.
fn plain_scan(folder: &Path) -> Outcome<u64> {
    let file = rusqlite::Connection::open(folder.join("log.db"))?;
    let mut statement = file.prepare(
        "SELECT position, stream, revision, id, meta, facts, private FROM events
         WHERE position > ?1 ORDER BY position LIMIT 1000",
    )?;
    let (mut count, mut after) = (0, 0);
    loop {
        let mut rows = statement.query([after])?;
        let mut page = Vec::with_capacity(1_000);
        while let Some(row) = rows.next()? {
            let facts = parse(row.get_ref(5)?.as_blob()?)?;
            let private: Vec<u8> = row.get(6)?;
            let (id, meta): ([u8; 16], [u8; 62]) = (row.get(3)?, row.get(4)?);
            let place: (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            page.push((place, id, meta, facts, private));
        }
        let Some((last, ..)) = page.last() else { return Ok(count) };
        after = last.0;
        count += page.len() as u64;
    }
}
