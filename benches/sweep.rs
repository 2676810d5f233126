//! Sweep: what does a wake-up cost while ten thousand tickets have clocks that run?
//!
//! On a real data folder: once with nothing due, as every event of the log causes it, and once with one ticket due, which
//! is then recorded, durably, and seen by the views.
//!
//! `cargo bench --bench sweep -- FOLDER` with an empty folder on the disk to be measured.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use commands::client::{id_of, register, set_terms};
use commands::ticket::note_time::note_time;
use commands::transact::{Happened, transact};
use commands::{House, calendar, follow, policy};
use domain::book::Book;
use domain::calendar::{Calendar, Hours};
use domain::chat::Registration;
use domain::client::{Client, TermsChanged, Zone};
use domain::policy::{Policy, Rules};
use domain::register::{Entered, Event as RegisterEvent};
use domain::{
    Actor, At, Cause, Channel, ChatId, ClientId, EventRef, Language, PersonId, Texts, TicketId,
    TicketNumber, Trigger,
};
use futures::StreamExt;
use projections::Views;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use store::port::EventStore;
use store::sqlite::SqliteStore;
use store::sqlite_keyring::SqliteKeyring;
use store::stream::Stream;
use store::vault::Vault;
use store::world::{Chance, WallClock};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const TICKETS: u64 = 10_000;
const AT_ONCE: usize = 64;
const DUE_MAX: usize = 1_000;
const IDLE_LOOKS: usize = 2_000;
const DUE_LOOKS: usize = 200;

/// Seconds since the epoch, moved by hand.
struct Hand(AtomicI64);

impl WallClock for Hand {
    fn now(&self) -> DateTime<Utc> {
        At(self.0.load(Ordering::SeqCst)).utc()
    }
}

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

#[tokio::main]
async fn main() -> Result<()> {
    let Some(folder) = std::env::args().skip(1).find(|it| !it.starts_with('-')) else {
        // Run among all benches without a folder: there is nothing to measure on.
        return Ok(());
    };
    let folder = PathBuf::from(folder);
    // A Monday, nine o'clock in Moscow.
    let opened = At::from("2026-11-23T06:00:00Z".parse::<DateTime<Utc>>()?);
    let hand = Arc::new(Hand(AtomicI64::new(opened.0)));
    let log = Arc::new(SqliteStore::open(&folder)?);
    let store: Arc<dyn EventStore> = log.clone();
    let keyring = SqliteKeyring::open(&folder, &folder.join("keys"), Arc::new(System))?;
    let vault = Vault::new(Arc::new(keyring), Arc::new(System));
    let views = Views::open(&folder, store.clone(), vault.clone())?;
    let house = House::new(store, vault, hand.clone());
    let client = promise(&house).await?;

    let registering = (0..TICKETS).map(|it| request(&house, client, it, opened));
    let registered: Vec<_> =
        futures::stream::iter(registering).buffer_unordered(AT_ONCE).collect().await;
    registered.into_iter().collect::<Result<Vec<()>>>()?;
    views.catch_up().await?;
    let cancel = CancellationToken::new();
    let (following, stop) = (views.clone(), cancel.clone());
    tokio::spawn(async move { following.run(stop).await });

    let mut idle = Vec::with_capacity(IDLE_LOOKS);
    for _ in 0..IDLE_LOOKS {
        let begun = now();
        look(&house, &views, opened).await?;
        idle.push(begun.elapsed());
    }
    report("nothing is due", idle);

    let mut due = Vec::with_capacity(DUE_LOOKS);
    let mut next = look(&house, &views, opened).await?;
    for _ in 0..DUE_LOOKS {
        hand.0.store(next.0, Ordering::SeqCst);
        let begun = now();
        let after = look(&house, &views, next).await?;
        due.push(begun.elapsed());
        ensure!(after > next, "a ticket that was due stays due");
        next = after;
    }
    report("one ticket is due, recorded and shown", due);
    cancel.cancel();
    log.close().await;
    Ok(())
}

/// What the sweep asks when it wakes: is there a version that takes over, what is due, when is the next?
async fn look(house: &House, views: &Views, watermark: At) -> Result<At> {
    let book = views.book()?;
    ensure!(book.policies().all(|it| !it.1.rules.migrate_running), "nothing takes over here");
    for ticket in views.due(watermark, DUE_MAX)? {
        let noted = note_time(house, ticket, watermark).await?;
        let last = noted.position.context("a ticket is due with nothing to record")?;
        ensure!(views.wait_for(last, Duration::from_secs(5)).await, "the views do not keep up");
    }
    views.next_wake()?.context("nothing runs")
}

#[expect(clippy::print_stdout, reason = "this is what a bench is for")]
fn report(what: &str, mut took: Vec<Duration>) {
    took.sort_unstable();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100];
    println!(
        "{what}: median {:?}, 99 of 100 within {:?}, at most {:?}, of {}",
        at(50),
        at(99),
        at(100),
        took.len()
    );
}

/// A client who is promised an answer within four and a solution within sixteen hours of eight on five days.
async fn promise(house: &House) -> Result<ClientId> {
    let (at, operator) = (house.clock.now(), Actor::Operator);
    let code = "ROM".parse()?;
    let client = id_of(&code);
    let (title, zone) = ("Ромашка".to_owned(), Zone::default());
    let register = register::Register { code, title, language: Language::Ru, zone };
    let decide = |it: &Client| register::decide(it, &register, at);
    transact(house, &Stream::Client(client), operator, &cause("client"), decide).await?;

    let day = "09:00-18:00";
    let hours: Hours = serde_json::from_value(json!({"weekly": {
        "zone": "Europe/Moscow", "tzdb": domain::zone::newest(),
        "week": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day},
    }}))?;
    let publish = calendar::publish::Publish { hours, effective_from: None };
    let decide = |it: &Calendar| calendar::publish::decide(it, &publish, &Book::default(), at);
    let stream = Stream::Calendar("hours".parse()?);
    transact(house, &stream, operator, &cause("calendar"), decide).await?;

    let rules: Rules = serde_json::from_value(json!({
        "rows": [{"name": "all", "first_response": "4h", "resolution": "16h"}],
        "first_response": "reply", "resolution_starts": "report", "resolution_stops": "resolved",
        "clients_may_raise": true, "deadlines_shown": true, "pauses": ["client_waiting"],
        "thresholds": [50, 75, 90], "grace_s": 60, "reopen": "continue",
        "raise": {"mode": "carry", "min_grace_s": 0}, "lower": {"mode": "carry", "min_grace_s": 0},
        "migrate_running": false,
    }))?;
    let publish = policy::publish::Publish { rules, effective_from: None };
    let decide = |it: &Policy| policy::publish::decide(it, &publish, |_| true, at);
    let stream = Stream::Policy("standard".parse()?);
    transact(house, &stream, operator, &cause("policy"), decide).await?;
    let terms = TermsChanged { policy: "standard".parse()?, calendar: "hours".parse()? };
    set_terms::set_terms(house, client, &terms, (operator, &cause("terms"))).await?;
    Ok(client)
}

/// The so-manieth request, as many seconds after the desk opened.
async fn request(house: &House, client: ClientId, number: u64, opened: At) -> Result<()> {
    let at = opened.plus(i64::try_from(number)?).utc();
    let (cause, person) = (cause(&format!("request {number}")), PersonId([1; 16]));
    let registration = Registration {
        ticket: TicketId(cause.new_id("ticket")),
        client,
        chat: ChatId::Group(-1001),
        thread: None,
        source: None,
        requester: person,
        registered_by: person,
        channel: Channel::Api,
        reported_at: at,
        conversation: None,
        continues: None,
    };
    let number = TicketNumber { code: "ROM".parse()?, number: number + 1 };
    let entered =
        Entered { number, registration, decided: None, attachments: vec![], imported: None };
    let happened = Happened {
        id: EventRef(cause.new_id("entry")),
        event: RegisterEvent::Entered(entered.clone()),
        occurred_at: at,
        correlation: Uuid::nil(),
        actor: Actor::Person(person),
        texts: Texts::default(),
    };
    follow::registered(house, &entered, &happened).await?;
    Ok(())
}

fn cause(key: &str) -> Cause {
    Cause::new(Trigger::Request { key: key.to_owned() }, DateTime::UNIX_EPOCH)
}
