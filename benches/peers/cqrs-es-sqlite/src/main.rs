//! cqrs-es on SQLite: how fast is it when it must not forget?

mod desk;
mod pool;

use anyhow::{Context, Result};
use cqrs_es::persist::{PersistedEventRepository, SerializedEvent};
use cqrs_es::{AggregateError, EventEnvelope};
use desk::{Desk, Fact};
use sqlite_es::{SqliteCqrs, SqliteEventRepository, sqlite_cqrs};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use work::replay::PAGE_EVENTS;
use work::{Args, Laps, Meta, Rejection, Replay, Sample, Turn, Window, Work};

const CONTESTANT: &str = "cqrs-es-sqlite";
/// How often one command is given before the sample fails.
const ATTEMPTS_MAX: u32 = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::from_env()?;
    let sample = match args.work {
        Work::LoadDecideAppend => load_decide_append(&args).await?,
        Work::AppendOnly => append_only(&args).await?,
        Work::Fill => fill(&args).await?,
        Work::Replay => replay(&args).await?,
    };
    Ok(sample.print()?)
}

async fn load_decide_append(args: &Args) -> Result<Sample> {
    let pool = pool::create(args.fresh_dir()?).await?;
    let desk: Arc<SqliteCqrs<Desk>> = Arc::new(sqlite_cqrs(pool, vec![], ()));
    let retries = Arc::new(AtomicU64::new(0));
    let window = Window::open(args.seconds);
    let mut tasks = Vec::new();
    for task in 0..args.tasks {
        let (desk, retries) = (Arc::clone(&desk), Arc::clone(&retries));
        tasks.push(tokio::spawn(Laps::run(window, task, async move |turn| {
            execute(&desk, turn, &retries).await
        })));
    }
    let laps = finish(tasks).await?;
    Ok(Sample::of_laps(CONTESTANT, args, &laps).with_retries(retries.load(Ordering::Relaxed)))
}

/// Gives one command, again if SQLite was busy for longer than it waits by itself.
async fn execute(desk: &SqliteCqrs<Desk>, turn: Turn, retries: &AtomicU64) -> Result<()> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        let metadata = metadata(turn.meta.clone());
        match desk.execute_with_metadata(&turn.stream, turn.command.clone(), metadata).await {
            Ok(()) => return Ok(()),
            Err(error) if attempts < ATTEMPTS_MAX && may_retry(&error) => {
                retries.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => return Err(error).with_context(|| failed(&turn.stream)),
        }
    }
}

/// A refusal means that an event was lost or doubled; nothing else of cqrs-es says "busy" apart.
fn may_retry(error: &AggregateError<Rejection>) -> bool {
    match error {
        AggregateError::UserError(_) | AggregateError::DeserializationError(_) => false,
        AggregateError::AggregateConflict
        | AggregateError::DatabaseConnectionError(_)
        | AggregateError::UnexpectedError(_) => true,
    }
}

async fn append_only(args: &Args) -> Result<Sample> {
    let repository = Arc::new(SqliteEventRepository::new(pool::create(args.fresh_dir()?).await?));
    let retries = Arc::new(AtomicU64::new(0));
    let window = Window::open(args.seconds);
    let mut tasks = Vec::new();
    for task in 0..args.tasks {
        let (repository, retries) = (Arc::clone(&repository), Arc::clone(&retries));
        tasks.push(tokio::spawn(Laps::run(window, task, async move |turn| {
            persist(&repository, turn, &retries).await
        })));
    }
    let laps = finish(tasks).await?;
    Ok(Sample::of_laps(CONTESTANT, args, &laps).with_retries(retries.load(Ordering::Relaxed)))
}

async fn persist(
    repository: &SqliteEventRepository,
    turn: Turn,
    retries: &AtomicU64,
) -> Result<()> {
    let event = serialized(turn)?;
    let mut attempts = 0;
    loop {
        attempts += 1;
        match repository.persist::<Desk>(std::slice::from_ref(&event), None).await {
            Ok(()) => return Ok(()),
            Err(_) if attempts < ATTEMPTS_MAX => {
                retries.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => return Err(error).with_context(|| failed(&event.aggregate_id)),
        }
    }
}

async fn fill(args: &Args) -> Result<Sample> {
    let repository = SqliteEventRepository::new(pool::create(args.fresh_dir()?).await?);
    let mut filling = Replay::start();
    let mut turns = work::course::log(args.count).peekable();
    while turns.peek().is_some() {
        let page: Vec<SerializedEvent> =
            turns.by_ref().take(PAGE_EVENTS).map(serialized).collect::<Result<_>>()?;
        repository.persist::<Desk>(&page, None).await.context("failed to fill the log")?;
        filling.page(page.len());
    }
    Ok(filling.sample(CONTESTANT, args))
}

/// Reads with the crate's own stream of all events. It orders by place in the aggregate: there is
/// no order across aggregates to ask for.
async fn replay(args: &Args) -> Result<Sample> {
    let repository = SqliteEventRepository::new(pool::open(&args.dir).await?);
    let mut replay = Replay::start();
    while replay.wants_a_pass(args) {
        let mut events = repository.stream_all_events::<Desk>().await?;
        let mut unnoted = 0;
        while let Some(event) = events.next::<Desk>(&[]).await {
            std::hint::black_box(event.context("failed to read the log")?);
            unnoted += 1;
            if unnoted == PAGE_EVENTS {
                replay.page(unnoted);
                unnoted = 0;
            }
        }
        if unnoted > 0 {
            replay.page(unnoted);
        }
        replay.end_pass(args)?;
    }
    Ok(replay.sample(CONTESTANT, args))
}

/// An event as the crate writes it down; it counts places in an aggregate from 1.
fn serialized(turn: Turn) -> Result<SerializedEvent> {
    let envelope = EventEnvelope::<Desk> {
        aggregate_id: turn.stream.clone(),
        sequence: usize::try_from(turn.revision)? + 1,
        metadata: metadata(turn.meta.clone()),
        payload: Fact(turn.into_event()),
    };
    SerializedEvent::try_from(&envelope).context("failed to serialise an event")
}

fn metadata(meta: Meta) -> HashMap<String, String> {
    HashMap::from([("actor".to_owned(), meta.actor), ("cause".to_owned(), meta.cause)])
}

fn failed(stream: &str) -> String {
    format!("failed to append to {stream}")
}

async fn finish(tasks: Vec<tokio::task::JoinHandle<Result<Laps>>>) -> Result<Vec<Laps>> {
    let mut laps = Vec::with_capacity(tasks.len());
    for task in tasks {
        laps.push(task.await.context("a task died")??);
    }
    Ok(laps)
}
