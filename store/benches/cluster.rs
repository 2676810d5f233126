//! Cluster: how fast is the log on a cluster, beside the bare client that it is made with?
//!
//! In one run, one after the other and in turns: catching up with a log, and appending from 32 tasks, both by the port
//! and by the bare client, against a stand-in in a process of its own. Both sides make the same of each event: its
//! metadata are parsed, its private part is decoded from base64, and a `Recorded` is built; the facts are left as bytes.
//!
//! `cargo bench -p store --bench cluster -- --events 1000000 --rounds 5 --seconds 5`

#[cfg(not(feature = "kurrentdb"))]
use eventstore as client;
#[cfg(feature = "kurrentdb")]
use kurrentdb as client;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use client::{
    AppendToStreamOptions, Client, EventData, RecordedEvent, StreamPosition, SubscribeToAllOptions,
    SubscriptionEvent, SubscriptionFilter,
};
use futures::StreamExt;
use serde_json::{Value, json};
use standin::Standin;
use std::env;
use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::eventstoredb::{Address, EventStoreDb, Known};
use store::port::{
    EventId, EventStore, Expected, NewEvent, Position, Recorded, Revision, StreamName,
};
use store::world::Chance;
use tokio::task::JoinSet;
use uuid::Uuid;

const TASKS: u64 = 32;
/// A stream ends after so many appends, and the task goes on with the next.
const APPENDS: u64 = 8;
/// Events of one append while the log is filled.
const FILL: u64 = 250;
const SERVE: &str = "--serve";
const PREFIX: &str = "proofdesk.";
/// What must be met, as a part of the bare client's speed.
const TARGET: f64 = 0.5;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

struct System;

impl Chance for System {
    #[expect(clippy::disallowed_methods, reason = "a bench is a shell of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the system gives randomness");
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench is a shell of its own")]
fn now() -> Instant {
    Instant::now()
}

/// What was asked for.
struct Sizes {
    events: u64,
    rounds: usize,
    window: Duration,
}

#[expect(clippy::print_stdout, reason = "this is what a bench is for")]
fn main() -> Result<()> {
    let words: Vec<String> = env::args().skip(1).filter(|it| it != "--bench").collect();
    if words.first().is_some_and(|it| it == SERVE) {
        let server = Standin::start();
        println!("{}", server.address());
        // Until the bench that asked is gone.
        return Ok(std::io::stdin().lines().try_for_each(|it| it.map(drop))?);
    }
    if words.is_empty() {
        // Run among all benches without sizes: there is nothing to measure.
        return Ok(());
    }
    let named = |name: &str, otherwise: u64| {
        let at = words.iter().position(|it| it == name);
        at.and_then(|at| words.get(at + 1)).map_or(Ok(otherwise), |it| it.parse())
    };
    let sizes = Sizes {
        events: named("--events", 1_000_000)?,
        rounds: usize::try_from(named("--rounds", 5)?)?,
        window: Duration::from_secs(named("--seconds", 5)?),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let met = runtime.block_on(measure(&sizes))?;
    if met { Ok(()) } else { Err("ours is slower than was asked".into()) }
}

async fn measure(sizes: &Sizes) -> Result<bool> {
    let (_server, address) = serve()?;
    // Ours first: it insists on being the first to set up TLS.
    let ours =
        Arc::new(EventStoreDb::open(&Address::parse(&address, None)?, &System, Known::New).await?);
    let bare = Client::new(address.parse()?)?;

    let mut appends = [1, 3].map(|count| (count, vec![], vec![]));
    for round in 0..sizes.rounds {
        for (count, by_port, by_client) in &mut appends {
            let turn = |who| format!("{who}-{count}-{round}");
            by_port.push(append_by_port(&ours, &turn("p"), *count, sizes.window).await?);
            by_client.push(append_by_client(&bare, &turn("c"), *count, sizes.window).await?);
        }
    }
    let mut met = true;
    for (count, by_port, by_client) in appends {
        met &= report(&format!("{TASKS} tasks append {count} at a time"), by_port, by_client);
    }

    let mut there = catch_up_by_client(&bare, None).await?.0;
    fill(&bare, sizes.events.saturating_sub(there)).await?;
    there = there.max(sizes.events);
    let (mut by_port, mut by_client) = (vec![], vec![]);
    for _ in 0..sizes.rounds {
        by_port.push(catch_up_by_port(&ours, there).await?);
        by_client.push(catch_up_by_client(&bare, Some(there)).await?.1);
    }
    met &= report(&format!("catching up with {there} events"), by_port, by_client);
    Ok(met)
}

/// This bench in another process, as the server.
fn serve() -> Result<(Served, String)> {
    let mut child = Command::new(env::current_exe()?)
        .arg(SERVE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().ok_or("it has an output")?;
    let mut address = String::new();
    BufReader::new(out).read_line(&mut address)?;
    Ok((Served(child), address.trim().to_owned()))
}

/// Ends the server with the bench.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already, which is as well.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Prints the medians in events a second; whether ours is fast enough.
#[expect(clippy::print_stdout, reason = "this is what a bench is for")]
fn report(what: &str, by_port: Vec<f64>, by_client: Vec<f64>) -> bool {
    let range = |mut it: Vec<f64>| {
        it.sort_by(f64::total_cmp);
        (
            it[it.len() / 2],
            format!("{:.0} [{:.0}..{:.0}]", it[it.len() / 2], it[0], it[it.len() - 1]),
        )
    };
    let ((ours, our_range), (bare, bare_range)) = (range(by_port), range(by_client));
    let ratio = ours / bare;
    println!(
        "{what}: by the port {our_range} events/s, by the bare client {bare_range}: {ratio:.2}"
    );
    ratio >= TARGET
}

fn event(id: u128) -> NewEvent {
    let text = "x".repeat(220);
    NewEvent {
        id: EventId(Uuid::from_u128(id)),
        kind: "ticket.message_added".into(),
        form: 1,
        facts: json!({"kind": "message_added", "message": 1, "commitment": text})
            .to_string()
            .into(),
        private: vec![7; 200],
        actor: "person 00112233445566778899aabbccddeeff".into(),
        correlation: Uuid::from_u128(id),
        causation: Uuid::from_u128(id),
        occurred_at: DateTime::UNIX_EPOCH,
    }
}

/// The same event as the adapter writes it.
fn written(event: &NewEvent) -> Result<EventData> {
    let facts: &serde_json::value::RawValue = serde_json::from_slice(&event.facts)?;
    let metadata = json!({
        "form": event.form, "actor": &*event.actor, "occurred_at": 0, "recorded_at": 0,
        "$correlationId": event.correlation, "$causationId": event.causation,
        "private": STANDARD.encode(&event.private),
    });
    let data = EventData::json(&*event.kind, &facts)?.id(event.id.0);
    Ok(data.metadata_as_json(&metadata)?)
}

/// The same as the adapter makes of an event that is read.
fn read(event: &RecordedEvent) -> Result<Recorded> {
    #[cfg(not(feature = "kurrentdb"))]
    let name = &*event.stream_id;
    #[cfg(feature = "kurrentdb")]
    let name = event.stream_id();
    let metadata: Value = serde_json::from_slice(&event.custom_metadata)?;
    let text = |name: &str| metadata[name].as_str().unwrap_or_default();
    let instant = |name: &str| {
        let millis = metadata[name].as_i64();
        millis.and_then(DateTime::from_timestamp_millis).ok_or("it has an instant")
    };
    Ok(Recorded {
        position: Position(event.position.commit),
        stream: StreamName::parse(name.strip_prefix(PREFIX).ok_or("it is ours")?)?,
        revision: Revision(event.revision),
        event: NewEvent {
            id: EventId(event.id),
            kind: event.event_type.as_str().into(),
            form: u16::try_from(metadata["form"].as_u64().unwrap_or_default())?,
            facts: event.data.to_vec(),
            private: STANDARD.decode(text("private"))?,
            actor: text("actor").into(),
            correlation: text("$correlationId").parse()?,
            causation: text("$causationId").parse()?,
            occurred_at: instant("occurred_at")?,
        },
        recorded_at: instant("recorded_at")?,
    })
}

/// The events of one append, whose ids follow from where they will stand.
fn asked(stream: &str, first: u64, count: u64) -> Vec<NewEvent> {
    let mut of = DefaultHasher::new();
    stream.hash(&mut of);
    let of = u128::from(of.finish()) << 64;
    (first..first + count).map(|it| event(of | u128::from(it))).collect()
}

async fn append_by_port(
    store: &Arc<EventStoreDb>,
    turn: &str,
    count: u64,
    window: Duration,
) -> Result<f64> {
    let begun = now();
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (store, turn) = (Arc::clone(store), turn.to_owned());
        tasks.spawn(async move {
            let mut done = 0;
            while begun.elapsed() < window {
                let stream = format!("{turn}-{task}-{}", done / APPENDS);
                let first = done % APPENDS * count;
                let expected = first.checked_sub(1).map(Revision);
                let expected = expected.map_or(Expected::NoStream, Expected::At);
                let events = asked(&stream, first, count);
                let name = StreamName::parse(&stream)?;
                store.append(&name, expected, DateTime::UNIX_EPOCH, events).await?;
                done += 1;
            }
            Result::Ok(done * count)
        });
    }
    rate(tasks, begun).await
}

async fn append_by_client(
    client: &Client,
    turn: &str,
    count: u64,
    window: Duration,
) -> Result<f64> {
    let begun = now();
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (client, turn) = (client.clone(), turn.to_owned());
        tasks.spawn(async move {
            let mut done = 0;
            while begun.elapsed() < window {
                let stream = format!("{turn}-{task}-{}", done / APPENDS);
                let first = done % APPENDS * count;
                let events = asked(&stream, first, count);
                let events = events.iter().map(written).collect::<Result<Vec<_>>>()?;
                let options = options(first.checked_sub(1));
                client.append_to_stream(format!("{PREFIX}{stream}"), &options, events).await?;
                done += 1;
            }
            Result::Ok(done * count)
        });
    }
    rate(tasks, begun).await
}

#[cfg(not(feature = "kurrentdb"))]
fn options(last: Option<u64>) -> AppendToStreamOptions {
    use client::ExpectedRevision;
    let expected = last.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact);
    AppendToStreamOptions::default().expected_revision(expected)
}

#[cfg(feature = "kurrentdb")]
fn options(last: Option<u64>) -> AppendToStreamOptions {
    use client::StreamState;
    let expected = last.map_or(StreamState::NoStream, StreamState::StreamRevision);
    AppendToStreamOptions::default().stream_state(expected)
}

/// Events a second of all tasks together.
async fn rate(mut tasks: JoinSet<Result<u64>>, begun: Instant) -> Result<f64> {
    let mut events = 0;
    while let Some(task) = tasks.join_next().await {
        events += task??;
    }
    Ok(per_second(events, begun.elapsed()))
}

#[expect(clippy::cast_precision_loss, reason = "a rate is no more exact than its measurement")]
fn per_second(events: u64, took: Duration) -> f64 {
    events as f64 / took.as_secs_f64()
}

async fn fill(client: &Client, events: u64) -> Result<()> {
    for at in 0..events.div_ceil(FILL) {
        let stream = format!("fill-{}", at % 1_000);
        let first = at / 1_000 * FILL;
        let asked = asked(&stream, first, FILL);
        let written = asked.iter().map(written).collect::<Result<Vec<_>>>()?;
        let options = options(first.checked_sub(1));
        client.append_to_stream(format!("{PREFIX}{stream}"), &options, written).await?;
    }
    Ok(())
}

async fn catch_up_by_port(store: &EventStoreDb, count: u64) -> Result<f64> {
    let begun = now();
    let mut subscription = store.subscribe(None).await?;
    let mut seen = 0;
    while seen < count {
        seen += subscription.next().await.ok_or("it has no end")??.len() as u64;
    }
    Ok(per_second(seen, begun.elapsed()))
}

/// How many events there are, and how many were read a second; until so many, or the end of the past.
async fn catch_up_by_client(client: &Client, count: Option<u64>) -> Result<(u64, f64)> {
    let begun = now();
    let filter = SubscriptionFilter::on_stream_name().add_prefix(PREFIX).max(1_000);
    let options = SubscribeToAllOptions::default().position(StreamPosition::Start).filter(filter);
    let mut subscription = client.subscribe_to_all(&options).await;
    let mut page = vec![];
    let mut seen = 0;
    while count != Some(seen) {
        match subscription.next_subscription_event().await? {
            SubscriptionEvent::EventAppeared(it) => {
                page.push(read(it.get_original_event())?);
                seen += 1;
            }
            #[cfg(not(feature = "kurrentdb"))]
            SubscriptionEvent::CaughtUp => break,
            #[cfg(feature = "kurrentdb")]
            SubscriptionEvent::CaughtUp(_) => break,
            _ => (),
        }
        if page.len() == store::port::PAGE_MAX {
            drop(std::mem::take(&mut page));
        }
    }
    Ok((seen, per_second(seen, begun.elapsed())))
}
