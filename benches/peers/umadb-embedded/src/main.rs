//! umadb-core: how fast is it in this process, without its server in between?

mod log;

use anyhow::{Context, Result};
use log::{Log, recorded};
use std::sync::Arc;
use umadb_dcb::DcbEvent;
use work::replay::PAGE_EVENTS;
use work::{Args, Laps, Replay, Sample, Ticket, Turn, Window, Work, ticket};

const CONTESTANT: &str = "umadb-core";
/// The one flag of this contestant alone: `--page-cache-mb 64`, first of all flags.
const PAGE_CACHE_FLAG: &str = "--page-cache-mb";

#[tokio::main]
async fn main() -> Result<()> {
    let (page_cache_mb, args) = parse(std::env::args().skip(1).collect())?;
    let dir = if args.work == Work::Replay { &args.dir } else { args.fresh_dir()? };
    let log = Log::open(dir, page_cache_mb)?;
    let sample = match args.work {
        Work::LoadDecideAppend => load_decide_append(log, &args).await?,
        Work::AppendOnly => append_only(log, &args).await?,
        Work::Fill => fill(&log, &args).await?,
        Work::Replay => replay(&log, &args)?,
    };
    Ok(sample.print()?)
}

/// How much to keep in memory, and what all contestants are asked.
fn parse(mut words: Vec<String>) -> Result<(usize, Args)> {
    let mut page_cache_mb = 0;
    if words.first().is_some_and(|it| it == PAGE_CACHE_FLAG) {
        let value = words.get(1).with_context(|| format!("{PAGE_CACHE_FLAG} needs a value"))?;
        page_cache_mb =
            value.parse().with_context(|| format!("{PAGE_CACHE_FLAG} needs a number"))?;
        words.drain(..2);
    }
    Ok((page_cache_mb, Args::parse(words)?))
}

async fn load_decide_append(log: Log, args: &Args) -> Result<Sample> {
    let log = Arc::new(log);
    let window = Window::open(args.seconds);
    let mut tasks = Vec::new();
    for task in 0..args.tasks {
        let log = Arc::clone(&log);
        tasks.push(tokio::spawn(Laps::run(window, task, async move |turn| {
            execute(&log, turn).await
        })));
    }
    Ok(Sample::of_laps(CONTESTANT, args, &finish(tasks).await?))
}

async fn execute(log: &Log, turn: Turn) -> Result<()> {
    let stream = log.read_stream(&turn.stream)?;
    let mut ticket = Ticket::Unregistered;
    for it in &stream {
        ticket = ticket.evolve(&serde_json::from_slice(&it.event.data)?);
    }
    let last = stream.last().map(|it| it.position);
    let event = ticket::decide(ticket, turn.command)
        .with_context(|| format!("{} was refused", turn.stream))?;
    let event = recorded(&turn.stream, turn.id, &event, turn.meta)?;
    log.append_after(&turn.stream, last, event).await?;
    Ok(())
}

async fn append_only(log: Log, args: &Args) -> Result<Sample> {
    let log = Arc::new(log);
    let window = Window::open(args.seconds);
    let mut tasks = Vec::new();
    for task in 0..args.tasks {
        let log = Arc::clone(&log);
        let mut last = None;
        tasks.push(tokio::spawn(Laps::run(window, task, async move |turn: Turn| {
            let expected = if turn.revision == 0 { None } else { last };
            let stream = turn.stream.clone();
            last = Some(log.append_after(&stream, expected, event_of(turn)?).await?);
            Ok(())
        })));
    }
    Ok(Sample::of_laps(CONTESTANT, args, &finish(tasks).await?))
}

async fn fill(log: &Log, args: &Args) -> Result<Sample> {
    let mut filling = Replay::start();
    let mut turns = work::course::log(args.count).peekable();
    while turns.peek().is_some() {
        let page: Vec<DcbEvent> =
            turns.by_ref().take(PAGE_EVENTS).map(event_of).collect::<Result<_>>()?;
        let events = page.len();
        log.append(page, None).await.context("failed to fill the log")?;
        filling.page(events);
    }
    Ok(filling.sample(CONTESTANT, args))
}

fn replay(log: &Log, args: &Args) -> Result<Sample> {
    let mut replay = Replay::start();
    while replay.wants_a_pass(args) {
        let mut next = 1;
        loop {
            let page = log.read_from(next, PAGE_EVENTS)?;
            let Some(last) = page.last() else { break };
            next = last.position + 1;
            for it in &page {
                let event: work::Event = serde_json::from_slice(&it.event.data)?;
                std::hint::black_box(event);
            }
            replay.page(page.len());
        }
        replay.end_pass(args)?;
    }
    Ok(replay.sample(CONTESTANT, args))
}

fn event_of(turn: Turn) -> Result<DcbEvent> {
    let (stream, id, meta) = (turn.stream.clone(), turn.id, turn.meta.clone());
    recorded(&stream, id, &turn.into_event(), meta)
}

async fn finish(tasks: Vec<tokio::task::JoinHandle<Result<Laps>>>) -> Result<Vec<Laps>> {
    let mut laps = Vec::with_capacity(tasks.len());
    for task in tasks {
        laps.push(task.await.context("a task died")??);
    }
    Ok(laps)
}
