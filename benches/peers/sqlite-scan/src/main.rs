//! A plain scan: how fast could a log in SQLite come back at all?
//!
//! No store, no types around the rows: what any store on SQLite pays before it adds anything. It
//! has the same SQLite as the store, and the same pages of 8 KiB.

use anyhow::{Result, bail};
use rusqlite::{Connection, OpenFlags, params};
use std::path::Path;
use work::replay::PAGE_EVENTS;
use work::{Args, Event, Replay, Sample, Turn, Work};

const CONTESTANT: &str = "sqlite-scan";

const SCHEMA: &str = "
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE events (
        position INTEGER PRIMARY KEY,
        stream   INTEGER NOT NULL REFERENCES streams,
        revision INTEGER NOT NULL,
        id       BLOB    NOT NULL,
        kind     TEXT    NOT NULL,
        data     BLOB    NOT NULL,
        meta     BLOB    NOT NULL,
        UNIQUE (stream, revision)
    ) STRICT;";

const PAGE: &str = "
    SELECT position, stream, revision, id, kind, data, meta
    FROM events WHERE position > ?1 ORDER BY position LIMIT ?2";

fn main() -> Result<()> {
    let args = Args::from_env()?;
    let sample = match args.work {
        Work::Fill => fill(&args)?,
        Work::Replay => replay(&args)?,
        Work::LoadDecideAppend | Work::AppendOnly => {
            bail!("{CONTESTANT} is a yardstick of replay; it does not do {}", args.work)
        }
    };
    Ok(sample.print()?)
}

fn fill(args: &Args) -> Result<Sample> {
    let mut log = Connection::open(file(args.fresh_dir()?))?;
    log.execute_batch(SCHEMA)?;
    let mut filling = Replay::start();
    let mut turns = work::course::log(args.count).peekable();
    while turns.peek().is_some() {
        let page: Vec<Turn> = turns.by_ref().take(PAGE_EVENTS).collect();
        let events = page.len();
        let tx = log.transaction()?;
        for turn in page {
            insert(&tx, turn)?;
        }
        tx.commit()?;
        filling.page(events);
    }
    Ok(filling.sample(CONTESTANT, args))
}

fn insert(log: &Connection, turn: Turn) -> Result<()> {
    log.prepare_cached("INSERT INTO streams (name) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([&turn.stream])?;
    let (id, meta) = (turn.id.to_be_bytes(), serde_json::to_vec(&turn.meta)?);
    let (stream, revision) = (turn.stream.clone(), i64::try_from(turn.revision)?);
    let event = turn.into_event();
    log.prepare_cached(
        "INSERT INTO events (stream, revision, id, kind, data, meta)
         VALUES ((SELECT id FROM streams WHERE name = ?1), ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        stream,
        revision,
        id,
        event.kind(),
        serde_json::to_vec(&event)?,
        meta
    ])?;
    Ok(())
}

fn replay(args: &Args) -> Result<Sample> {
    let log = Connection::open_with_flags(file(&args.dir), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut replay = Replay::start();
    while replay.wants_a_pass(args) {
        let mut last = 0;
        loop {
            let events = scan_page(&log, &mut last)?;
            if events == 0 {
                break;
            }
            replay.page(events);
        }
        replay.end_pass(args)?;
    }
    Ok(replay.sample(CONTESTANT, args))
}

/// Reads every column of the next page and decodes every event; answers how many there were.
fn scan_page(log: &Connection, last: &mut i64) -> Result<usize> {
    let mut page = log.prepare_cached(PAGE)?;
    let mut rows = page.query(params![*last, i64::try_from(PAGE_EVENTS)?])?;
    let mut events = 0;
    while let Some(row) = rows.next()? {
        *last = row.get(0)?;
        let (stream, revision): (i64, i64) = (row.get(1)?, row.get(2)?);
        let id: [u8; 16] = row.get(3)?;
        let kind = row.get_ref(4)?.as_str()?;
        let event: Event = serde_json::from_slice(row.get_ref(5)?.as_blob()?)?;
        let meta = row.get_ref(6)?.as_blob()?;
        std::hint::black_box((stream, revision, id, kind, event, meta));
        events += 1;
    }
    Ok(events)
}

fn file(dir: &Path) -> std::path::PathBuf {
    dir.join("scan.db")
}
