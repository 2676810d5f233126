//! A house to send from: a log in memory, its views, an emulated Telegram, and a clock that stands until it is moved.

use bot::client::{Api, Settings};
use bot::pace::Limits;
use bot::sender::{Failure, Sender};
use chrono::{DateTime, Utc};
use commands::House;
use commands::folds::{Fold, Folding};
use commands::transact::transact;
use domain::chat::{ChatMonth, Event as ChatEvent};
use domain::client::{self, Client, Registered as ClientRegistered};
use domain::desk::{self, Desk};
use domain::link::ChatLinked;
use domain::people::{self, Person, Seen};
use domain::ticket::{self, Registered, Ticket};
use domain::{
    Actor, Cause, Channel, ChatId, ClientId, Draft, Field, MessageId, MessageRef, Owner, PersonId,
    Priority, TicketId, TicketNumber, Trigger, chat,
};
use emulator::{Clock, Config, Emulator, Line, UserId};
use projections::Views;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventStore, PAGE_MAX};
use store::stream::Stream;
use store::vault::Vault;
use store::world::{Chance, WallClock};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

pub(crate) const ANNA: PersonId = PersonId([1; 16]);
pub(crate) const OLGA: PersonId = PersonId([3; 16]);
const CLIENT: ClientId = ClientId(Uuid::from_u128(40));

/// How long anything may take in real time before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

struct Hand(Clock);

impl WallClock for Hand {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

struct Drawn;

impl Chance for Drawn {
    #[expect(clippy::disallowed_methods, reason = "tests draw their own chance")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

pub(crate) struct Stage {
    pub(crate) tg: Emulator,
    pub(crate) clock: Clock,
    pub(crate) anna: UserId,
    pub(crate) group: emulator::ChatId,
    pub(crate) other: emulator::ChatId,
    pub(crate) staff: emulator::ChatId,
    pub(crate) house: House,
    pub(crate) views: Arc<Views>,
    pub(crate) api: Api,
    _folder: tempfile::TempDir,
    _stop: DropGuard,
}

/// A sender that runs.
pub(crate) struct Running {
    pub(crate) sender: Arc<Sender>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), Failure>>,
}

impl Running {
    /// As the end of the process would, but with a word of warning.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap().unwrap();
    }

    /// As `kill -9` would.
    pub(crate) async fn kill(self) {
        self.task.abort();
        self.task.await.unwrap_err();
    }
}

/// Two groups of one client and the staff chat, linked; nothing said yet.
pub(crate) async fn stage(limits: emulator::Limits) -> Stage {
    let clock = Clock::standing_at("2026-11-23T09:00:00Z".parse().unwrap());
    let tg = Emulator::new(Config { limits, ..Config::new(clock.clone()) });
    let anna = tg.add_user("Анна");
    let olga = tg.add_user("Ольга");
    let group = |title| {
        let group = tg.add_group(anna, title).unwrap();
        tg.add_bot(anna, group).unwrap();
        group
    };
    let (group, other, staff) = (group("ACME"), group("ACME 2"), group("Staff"));

    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let served = (tg.clone(), stop.clone());
    tokio::spawn(async move { served.0.serve(listener, served.1).await });
    let settings =
        Settings { token: tg.token().to_owned(), api_url: url.parse().ok(), proxy: None };

    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::skipping());
    let chance: Arc<dyn Chance> = Arc::new(Drawn);
    let vault = Vault::new(Arc::new(MemoryKeyring::new(Arc::clone(&chance))), chance);
    let house = House::new(Arc::clone(&store), vault.clone(), Arc::new(Hand(clock.clone())));
    let folder = tempfile::tempdir().unwrap();
    let views = Views::open(folder.path(), store, vault).unwrap();
    let follows = (Arc::clone(&views), stop.clone());
    tokio::spawn(async move { follows.0.run(follows.1).await });

    let stage = Stage {
        tg,
        clock,
        anna,
        group,
        other,
        staff,
        house,
        views,
        api: Api::new(&settings).unwrap(),
        _folder: folder,
        _stop: stop.drop_guard(),
    };
    stage.people(&[(ANNA, "Анна", anna), (OLGA, "Ольга", olga)]).await;
    stage.links().await;
    stage
}

impl Stage {
    async fn people(&self, people: &[(PersonId, &str, UserId)]) {
        for (person, name, id) in people {
            let seen = people::Event::Seen(Seen { profile: *person });
            let draft = Draft::new(seen, self.clock.now())
                .with(Field::Name, Owner::Person(*person), *name)
                .with(Field::TelegramId, Owner::Person(*person), id.to_string());
            self.append::<Person>(&Stream::Person(*person), vec![draft]).await;
        }
    }

    async fn links(&self) {
        let now = self.clock.now();
        let code = "ROM".parse().unwrap();
        let registered = client::Event::Registered(ClientRegistered { code });
        let linked = |chat| client::Event::ChatLinked(ChatLinked { chat: domain(chat) });
        let drafts = vec![
            Draft::new(registered, now).with(Field::Name, Owner::Client, "ООО «Ромашка»"),
            Draft::new(linked(self.group), now),
            Draft::new(linked(self.other), now),
        ];
        let desk = desk::Event::ChatLinked(ChatLinked { chat: domain(self.staff) });
        self.append::<Desk>(&Stream::Desk, vec![Draft::new(desk, now)]).await;
        self.append::<Client>(&Stream::Client(CLIENT), drafts).await;
    }

    /// A sender, with everything that the links call for said already.
    pub(crate) async fn settled(&self, limits: Limits) -> Running {
        let running = self.sender(Limits::NONE);
        self.until("all is said", || self.views.pending(1).unwrap().is_empty()).await;
        running.stop().await;
        // What was said lately counts no more.
        self.clock.advance(Duration::from_mins(2));
        self.sender(limits)
    }

    pub(crate) fn sender(&self, limits: Limits) -> Running {
        let (house, views) = (self.house.clone(), Arc::clone(&self.views));
        let sender = Sender::new(house, views, self.api.clone(), limits);
        let stop = CancellationToken::new();
        let run = (Arc::clone(&sender), stop.clone());
        let task = tokio::spawn(async move { run.0.run(run.1).await });
        Running { sender, stop, task }
    }

    /// Anna's request in a group becomes a ticket.
    pub(crate) async fn register(&self, n: u64, chat: emulator::ChatId, text: &str) -> TicketId {
        let ticket = TicketId(Uuid::from_u128(u128::from(n)));
        let now = self.clock.now();
        let source = self.tg.say(self.anna, chat, text).ok();
        let source = source.map(|it| MessageRef { chat: domain(chat), message: MessageId(it.0) });
        let registered = ticket::Event::Registered(Registered {
            number: TicketNumber { code: "ROM".parse().unwrap(), number: n },
            client: CLIENT,
            chat: domain(chat),
            thread: None,
            source,
            requester: ANNA,
            registered_by: ANNA,
            channel: Channel::Command,
            reported_at: now,
            claimed_at: None,
            request_type: None,
            priority: Priority::Normal,
            site: None,
            workplace: None,
            attachments: Vec::new(),
        });
        let draft = Draft::new(registered, now).with(Field::Body, Owner::Person(ANNA), text);
        self.append::<Ticket>(&Stream::Ticket(ticket), vec![draft]).await;
        ticket
    }

    /// Something happens to a ticket, with words of Anna's key.
    pub(crate) async fn happens(&self, ticket: TicketId, event: ticket::Event, body: &str) {
        let draft = Draft::new(event, self.clock.now());
        let draft = draft.with(Field::Body, Owner::Person(ANNA), body);
        self.append::<Ticket>(&Stream::Ticket(ticket), vec![draft]).await;
    }

    async fn append<S: Folding>(&self, stream: &Stream, drafts: Vec<Draft<S::Event>>)
    where
        Fold<S>: Default,
    {
        let cause = Cause::new(
            Trigger::Request { key: Uuid::from_u128(draw()).to_string() },
            self.clock.now(),
        );
        let decide = |_: &S| Ok::<_, Infallible>(drafts.clone());
        let done = transact(&self.house, stream, Actor::Operator, &cause, decide).await.unwrap();
        assert!(self.views.wait_for(done.position.unwrap(), PATIENCE).await);
    }

    /// What the bot said in a chat, oldest first.
    pub(crate) fn said(&self, chat: emulator::ChatId) -> Vec<Line> {
        let lines = self.tg.transcript(chat).unwrap().lines;
        lines.into_iter().filter(|it| it.by_bot && !it.service).collect()
    }

    /// How often the bot said something with these words in a chat.
    pub(crate) fn count(&self, chat: emulator::ChatId, words: &str) -> usize {
        self.said(chat).iter().filter(|it| it.text.contains(words)).count()
    }

    /// What was recorded of our own words in a chat.
    pub(crate) async fn recorded(&self, chat: emulator::ChatId) -> Vec<ChatEvent> {
        let month = chat::month_of(self.clock.now());
        let name = Stream::Chat(domain(chat), month).name();
        let page = self.house.store.read(&name, store::port::Revision(0), PAGE_MAX).await.unwrap();
        let own = |it| ChatMonth::own(store::codec::decode(it).unwrap());
        page.iter().filter_map(own).collect()
    }

    /// Waits until it is so, while the clock stands.
    pub(crate) async fn until(&self, what: &str, so: impl Fn() -> bool) {
        self.wait(what, so, Duration::ZERO).await;
    }

    /// Waits until it is so, while the clock goes on.
    pub(crate) async fn until_later(&self, what: &str, so: impl Fn() -> bool) {
        self.wait(what, so, Duration::from_millis(250)).await;
    }

    async fn wait(&self, what: &str, so: impl Fn() -> bool, step: Duration) {
        let (mut told, mut seen) = (self.tg.changes(), self.views.changes());
        let waiting = async {
            while !so() {
                let look_again = tokio::time::sleep(Duration::from_millis(20));
                tokio::select! {
                    _ = told.changed() => (),
                    _ = seen.changed() => (),
                    () = look_again => self.clock.advance(step),
                }
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        assert!(in_time, "not in time: {what}\n{}", self.tg.transcript(self.group).unwrap());
    }

    pub(crate) async fn until_nothing_pends(&self) {
        let nothing = || self.views.pending(1).unwrap().is_empty();
        self.until_later("all is said", nothing).await;
    }
}

/// A group of the emulator's, as the house calls it.
pub(crate) fn domain(chat: emulator::ChatId) -> ChatId {
    ChatId::Group(chat.0)
}

fn draw() -> u128 {
    let mut bytes = [0; 16];
    Drawn.fill(&mut bytes);
    u128::from_be_bytes(bytes)
}
