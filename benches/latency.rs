//! Latency: how long from an update's arrival to its durable events, and to the receipt in the chat?
//!
//! The house's own parts in one process, on a real data folder, against an imitated Telegram without limits. People in
//! twenty groups write a hundred requests a second; each is timed from the instant Telegram has it until its ticket is
//! durable, and until its receipt is delivered and recorded.
//!
//! `cargo bench --bench latency -- FOLDER` with an empty folder on the disk to be measured.

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use bot::client::{Api, Settings};
use bot::door::Says;
use bot::pace::Limits;
use bot::poll::Poll;
use bot::reception::{Effect, Me, Reception};
use bot::sender::Sender;
use chrono::{DateTime, SubsecRound, Utc};
use commands::House;
use commands::client::{id_of, register};
use commands::links::{Holder, claim, offer};
use commands::transact::transact;
use domain::client::{Client, Zone};
use domain::people::{Basis, Event as PersonEvent, Person, RoleGranted};
use domain::{Actor, Cause, ChatId, Event, Language, MessageRef, PersonId, Role, Trigger};
use domain::{chat, notice, ticket};
use emulator::{Clock, Config, Emulator, UserId};
use projections::Views;
use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::codec;
use store::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, Position, ReadError, Recorded, Revision,
    StreamName, Subscription,
};
use store::sqlite::SqliteStore;
use store::sqlite_keyring::SqliteKeyring;
use store::stream::Stream;
use store::vault::Vault;
use store::world::{Chance, WallClock};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const GROUPS: usize = 20;
const REQUESTS: usize = 1_000;
const BETWEEN: Duration = Duration::from_millis(10);
const ADMIN: PersonId = PersonId([1; 16]);
/// How long everything may take to come to rest at the end.
const PATIENCE: Duration = Duration::from_secs(30);

struct System;

impl WallClock for System {
    #[expect(clippy::disallowed_methods, reason = "a bench is a shell of its own")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}

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
    let clock = Clock::following(|| System.now());
    let tg = Emulator::new(Config { limits: emulator::Limits::NONE, ..Config::new(clock) });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let cancel = CancellationToken::new();
    let (serving, stop) = (tg.clone(), cancel.clone());
    tokio::spawn(async move { serving.serve(listener, stop).await });

    let log = Arc::new(SqliteStore::open(&folder)?);
    let watched = Arc::new(Watched { log: log.clone(), seen: Mutex::default() });
    let store: Arc<dyn EventStore> = watched.clone();
    let keyring = SqliteKeyring::open(&folder, &folder.join("keys"), Arc::new(System))?;
    let vault = Vault::new(Arc::new(keyring), Arc::new(System));
    let views = Views::open(&folder, store.clone(), vault.clone())?;
    let house = House::new(store, vault, Arc::new(System));
    let (following, stop) = (views.clone(), cancel.clone());
    tokio::spawn(async move { following.run(stop).await });

    let token = tg.token().to_owned();
    let settings = Settings { token, api_url: Some(address.parse()?), proxy: None };
    let api = Api::new(&settings)?;
    let me = api.get_me().await?;
    let me = Me { id: me.id, username: me.username, sees_all: false };
    let groups = groups(&tg, &house).await?;
    let reception = Arc::new(Reception::new(house.clone(), views.clone(), me));
    let sender = Sender::new(house, views, api.clone(), Limits::NONE);
    let stop = cancel.clone();
    tokio::spawn(async move { sender.run(stop).await });
    let poll = Poll::new(api, reception, Arc::new(Quiet));
    let stop = cancel.clone();
    tokio::spawn(async move { poll.run(stop).await });

    let arrived = write(&tg, &groups).await?;
    let rest = async {
        while watched.delivered() < REQUESTS {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, rest).await.context("not every receipt was delivered")?;
    cancel.cancel();
    log.close().await;
    watched.report(&arrived)
}

/// Nothing is said at once here.
struct Quiet;

impl Says for Quiet {
    fn say(&self, _: Effect) {}
}

/// Clients with a group and a person each, linked by the commands themselves.
async fn groups(tg: &Emulator, house: &House) -> Result<Vec<(UserId, emulator::ChatId)>> {
    let admin = PersonEvent::RoleGranted(RoleGranted {
        role: Role::Admin,
        client: None,
        basis: Basis::Operator,
    });
    let known = Person::default().evolve(&admin);
    let mut groups = vec![];
    for at in 0..GROUPS {
        let person = tg.add_user("Анна");
        let group = tg.add_supergroup(person, "Ромашка")?;
        tg.add_bot(person, group)?;
        let code = format!("C{at:02}").parse()?;
        let (client, chat) = (id_of(&code), ChatId::Group(group.0));
        let holder = Holder::Client(client);
        let cause = |what: &str| {
            Cause::new(Trigger::Request { key: format!("{what} {at}") }, house.clock.now())
        };
        let (title, zone) = ("Ромашка".to_owned(), Zone::default());
        let register = register::Register { code, title, language: Language::Ru, zone };
        let decide = |it: &Client| register::decide(it, &register, house.clock.now());
        let stream = Stream::Client(client);
        transact(house, &stream, Actor::Operator, &cause("client"), decide).await?;
        let token = offer::offer(house, holder, Actor::Operator, &cause("offer")).await?;
        let token = offer::hash(house.vault.keyring().as_ref(), &token);
        let claim = claim::Claim { token, chat, title: "Ромашка".to_owned(), by: ADMIN };
        claim::claim(house, holder, (&claim, &known), &cause("claim")).await?;
        groups.push((person, group));
    }
    Ok(groups)
}

async fn write(
    tg: &Emulator,
    groups: &[(UserId, emulator::ChatId)],
) -> Result<HashMap<MessageRef, Instant>> {
    let mut arrived = HashMap::new();
    let mut beat = tokio::time::interval(BETWEEN);
    for request in 0..REQUESTS {
        beat.tick().await;
        let (person, group) = groups[request % groups.len()];
        let begun = now();
        let text = format!("/new@desk_bot Не печатает принтер в бухгалтерии, {request}");
        let message = tg.say(person, group, &text)?;
        let chat = ChatId::Group(group.0);
        arrived.insert(MessageRef { chat, message: domain::MessageId(message.0) }, begun);
    }
    Ok(arrived)
}

/// The log, watched: when was each ticket durable, and when was its receipt recorded as delivered?
struct Watched {
    log: Arc<SqliteStore>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    durable: HashMap<MessageRef, Instant>,
    source: HashMap<domain::TicketId, MessageRef>,
    delivered: HashMap<domain::TicketId, Instant>,
}

impl Watched {
    fn delivered(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).delivered.len()
    }

    fn note(&self, stream: &StreamName, kinds: &[(Arc<str>, Vec<u8>)]) -> Result<()> {
        let at = now();
        for (kind, facts) in kinds {
            let event = codec::read(kind, 1, facts)?;
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            match (event, Stream::parse(stream)) {
                (Event::Ticket(ticket::Event::Registered(it)), Some(Stream::Ticket(id))) => {
                    let source = it.source.context("it comes from a message")?;
                    seen.durable.insert(source, at);
                    seen.source.insert(id, source);
                }
                (Event::Chat(chat::Event::NoticeDelivered(it)), _)
                    if it.kind == notice::Kind::Receipt =>
                {
                    seen.delivered.insert(it.ticket.context("a receipt is of a ticket")?, at);
                }
                _ => (),
            }
        }
        Ok(())
    }

    fn report(&self, arrived: &HashMap<MessageRef, Instant>) -> Result<()> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let durable = seen.durable.iter().map(|(source, at)| *at - arrived[source]);
        let delivered = seen.delivered.iter().map(|(id, at)| *at - arrived[&seen.source[id]]);
        ensure!(seen.durable.len() == REQUESTS, "not every request became a ticket");
        say("arrival to durable ticket", durable.collect());
        say("arrival to receipt delivered", delivered.collect());
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "this is what a bench is for")]
fn say(what: &str, mut taken: Vec<Duration>) {
    taken.sort_unstable();
    let at = |percent: usize| taken[(taken.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!("{what}: median {:.2} ms, p90 {:.2} ms, p99 {:.2} ms", at(50), at(90), at(99));
}

#[async_trait]
impl EventStore for Watched {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.log.read(stream, from, limit).await
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        let of_note =
            |it: &&NewEvent| matches!(&*it.kind, "ticket.registered" | "chat.notice_delivered");
        let kinds: Vec<_> =
            events.iter().filter(of_note).map(|it| (it.kind.clone(), it.facts.clone())).collect();
        let appended = self.log.append(stream, expected, recorded_at, events).await?;
        self.note(stream, &kinds).expect("what was written can be read");
        Ok(appended)
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.log.read_all(after, limit).await
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        self.log.head().await
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        self.log.subscribe(after).await
    }
}
