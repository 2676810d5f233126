use super::*;
use commands::client::{id_of, register, set_terms};
use commands::ticket::{By, erase};
use commands::transact::transact;
use commands::{calendar, policy, reactions};
use domain::book::Book;
use domain::calendar::{Calendar, Hours};
use domain::chat::Registration;
use domain::client::{Client, TermsChanged, Zone};
use domain::people::Person;
use domain::policy::{Policy, Rules};
use domain::register::{Entered, Event as RegisterEvent, Register};
use domain::ticket::Ticket;
use domain::{
    Actor, Cause, Channel, ChatId, ClientId, Draft, Language, PersonId, Slug, TicketNumber, Trigger,
};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use store::codec;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventStore, PAGE_MAX, Revision};
use store::stream::Stream;
use store::vault::Vault;
use store::world::{Chance, WallClock};

/// Seconds since the epoch.
struct Hand(AtomicI64);

impl WallClock for Hand {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
    }
}

struct Counter(AtomicI64);

impl Chance for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

fn monday(time: &str) -> DateTime<Utc> {
    format!("2026-11-23T{time}Z").parse().unwrap()
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// Four hours to answer, said half way, round the clock.
fn rules() -> Rules {
    serde_json::from_value(serde_json::json!({
        "rows": [{"name": "all", "first_response": "4h"}],
        "first_response": "reply",
        "resolution_starts": "report",
        "resolution_stops": "resolved",
        "clients_may_raise": true,
        "deadlines_shown": true,
        "pauses": [],
        "thresholds": [50],
        "grace_s": 60,
        "reopen": "continue",
        "raise": {"mode": "carry", "min_grace_s": 0},
        "lower": {"mode": "carry", "min_grace_s": 0},
        "migrate_running": false,
    }))
    .unwrap()
}

struct Desk {
    store: Arc<MemoryStore>,
    house: House,
    views: Arc<Views>,
    hand: Arc<Hand>,
    client: ClientId,
    cancel: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

impl Desk {
    /// Opened at nine, with a client to whom the rules promise something.
    async fn open() -> Self {
        let store = Arc::new(MemoryStore::default());
        let chance = Arc::new(Counter(AtomicI64::new(1)));
        let vault = Vault::new(Arc::new(MemoryKeyring::new(chance.clone())), chance);
        let hand = Arc::new(Hand(AtomicI64::new(monday("09:00:00").timestamp())));
        let house = House::new(store.clone(), vault.clone(), hand.clone());
        let folder = tempfile::tempdir().unwrap();
        let views = Views::open(folder.path(), store.clone(), vault).unwrap();
        let code = "ROM".parse().unwrap();
        let (client, cancel) = (id_of(&code), CancellationToken::new());
        let (following, until) = (views.clone(), cancel.clone());
        tokio::spawn(async move { following.run(until).await.unwrap() });
        let desk = Self { store, house, views, hand, client, cancel, _folder: folder };

        let (title, zone) = ("Ромашка".to_owned(), Zone::default());
        let register = register::Register { code, title, language: Language::Ru, zone };
        let decide = |it: &Client| register::decide(it, &register, monday("09:00:00"));
        let (stream, operator) = (Stream::Client(client), Actor::Operator);
        transact(&desk.house, &stream, operator, &asked("client"), decide).await.unwrap();
        let always = calendar::publish::Publish { hours: Hours::Always {}, effective_from: None };
        let now = monday("09:00:00");
        let decide = |it: &Calendar| calendar::publish::decide(it, &always, &Book::default(), now);
        let stream = Stream::Calendar(slug("always"));
        transact(&desk.house, &stream, operator, &asked("calendar"), decide).await.unwrap();
        desk.publish(rules(), "09:00:00").await;
        let terms = TermsChanged { policy: slug("standard"), calendar: slug("always") };
        let by = (operator, &asked("terms"));
        set_terms::set_terms(&desk.house, client, &terms, by).await.unwrap();
        desk
    }

    /// Publishes a version that is effective from a time on.
    async fn publish(&self, rules: Rules, effective: &str) {
        let publish = policy::publish::Publish { rules, effective_from: Some(monday(effective)) };
        let now = self.hand.now();
        let decide = |it: &Policy| policy::publish::decide(it, &publish, |_| true, now);
        let (stream, cause) = (Stream::Policy(slug("standard")), asked(&format!("policy {now}")));
        transact(&self.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
        self.shown().await;
    }

    fn at(&self, time: &str) {
        self.hand.0.store(monday(time).timestamp(), Ordering::SeqCst);
    }

    /// A request that was made at a time, and recorded then.
    async fn asks(&self, time: &str, number: u64) -> TicketId {
        self.at(time);
        let cause = asked(&format!("request {number}"));
        let ticket = TicketId(cause.new_id("ticket"));
        let registration = Registration {
            ticket,
            client: self.client,
            chat: ChatId::Group(-1001),
            thread: None,
            source: None,
            requester: PersonId([1; 16]),
            registered_by: PersonId([1; 16]),
            channel: Channel::Api,
            reported_at: monday(time),
            conversation: None,
        };
        let number = TicketNumber { code: "ROM".parse().unwrap(), number };
        let entered = Entered { number, registration, decided: None, attachments: vec![] };
        let draft = Draft::new(RegisterEvent::Entered(entered), monday(time));
        let decide = |_: &Register| Ok::<_, Infallible>(vec![draft.clone()]);
        let (stream, actor) = (Stream::Register(self.client), Actor::Person(PersonId([1; 16])));
        transact(&self.house, &stream, actor, &cause, decide).await.unwrap();
        reactions::catch_up(&self.house, self.store.as_ref()).await.unwrap();
        self.shown().await;
        ticket
    }

    /// Waits until the views show all that is recorded.
    async fn shown(&self) {
        if let Some(head) = self.store.head().await.unwrap() {
            assert!(self.views.wait_for(head, VIEWS_WAIT_MAX).await);
        }
    }

    fn sweep(&self) -> Sweep {
        Sweep::new(self.house.clone(), self.views.clone(), || ())
    }

    /// What happened to a ticket since it was registered and bound: `ticket.breached 13:00`.
    async fn told(&self, ticket: TicketId) -> Vec<String> {
        let name = Stream::Ticket(ticket).name();
        let page = self.store.read(&name, Revision(0), PAGE_MAX).await.unwrap();
        let line = |it: &store::port::Recorded| {
            assert!(codec::decode(it).is_ok());
            format!("{} {}", it.event.kind, it.event.occurred_at.format("%H:%M"))
        };
        page.iter().skip(2).map(line).collect()
    }
}

fn asked(key: &str) -> Cause {
    Cause::new(Trigger::Request { key: key.to_owned() }, monday("09:00:00"))
}

fn instant(time: &str) -> At {
    monday(time).into()
}

#[tokio::test]
async fn a_look_records_what_is_due_by_the_watermark_and_knows_when_the_next_is() {
    let desk = Desk::open().await;
    let (first, second) = (desk.asks("10:00:00", 1).await, desk.asks("11:00:00", 2).await);
    let mut sweep = desk.sweep();
    assert_eq!(sweep.look(instant("11:59:59")).await.unwrap(), Some(instant("12:00:00")));
    assert!(desk.told(first).await.is_empty());
    desk.at("12:00:00");
    assert_eq!(sweep.look(instant("12:00:00")).await.unwrap(), Some(instant("13:00:00")));
    assert_eq!(desk.told(first).await, ["ticket.threshold_passed 12:00"]);
    assert!(desk.told(second).await.is_empty());
    desk.at("14:01:00");
    assert_eq!(sweep.look(instant("14:01:00")).await.unwrap(), Some(instant("15:01:00")));
    let breached = ["ticket.threshold_passed 12:00", "ticket.breached 14:00"];
    assert_eq!(desk.told(first).await, breached);
    assert_eq!(desk.told(second).await, ["ticket.threshold_passed 13:00"]);
    // Another node, or this one after a restart, finds nothing left.
    desk.sweep().look(instant("14:01:00")).await.unwrap();
    assert_eq!(desk.told(first).await, breached);
}

#[tokio::test]
async fn after_a_long_downtime_one_look_records_all_of_it() {
    let desk = Desk::open().await;
    let mut tickets = vec![];
    for number in 1..=40 {
        tickets.push(desk.asks("10:00:00", number).await);
    }
    desk.at("23:00:00");
    assert_eq!(desk.sweep().look(instant("22:00:00")).await.unwrap(), None);
    for ticket in tickets {
        let then = ["ticket.threshold_passed 12:00", "ticket.breached 14:00"];
        assert_eq!(desk.told(ticket).await, then);
    }
}

#[tokio::test]
async fn nothing_is_recorded_before_the_backlog_is_in() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    desk.at("13:00:00");
    let mut sweep = desk.sweep();
    assert_eq!(sweep.look_up_to(None).await.unwrap(), None);
    assert!(desk.told(ticket).await.is_empty());
    sweep.look_up_to(Some(monday("11:00:00"))).await.unwrap();
    assert!(desk.told(ticket).await.is_empty());
    sweep.look_up_to(Some(monday("12:30:00"))).await.unwrap();
    assert_eq!(desk.told(ticket).await, ["ticket.threshold_passed 12:00"]);
}

#[tokio::test]
async fn what_falls_due_after_the_watermark_hurries_the_poll_and_nothing_else_does() {
    let desk = Desk::open().await;
    desk.asks("10:00:00", 1).await;
    let hurried = Arc::new(AtomicUsize::new(0));
    let counted = hurried.clone();
    let mut sweep = Sweep::new(desk.house.clone(), desk.views.clone(), move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    desk.at("11:59:59");
    sweep.look_up_to(Some(monday("11:59:30"))).await.unwrap();
    assert_eq!(hurried.load(Ordering::SeqCst), 0);
    // The clock was moved, or time went by, and nothing was heard since.
    desk.at("12:00:00");
    sweep.look_up_to(Some(monday("11:59:30"))).await.unwrap();
    assert_eq!(hurried.load(Ordering::SeqCst), 1);
    sweep.look_up_to(Some(monday("12:00:00"))).await.unwrap();
    assert_eq!(hurried.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_may_not_be_spoken_of_yet_waits_until_more_is_heard_and_hurries_nobody() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    desk.at("14:01:30");
    // Recorded after the grace: the views know of the breach before the watermark has come so far.
    let (person, known) = (PersonId([9; 16]), Person::default());
    let by = By { actor: Actor::Operator, known: &known, at: monday("14:01:30") };
    let decide = |it: &Ticket| erase::decide(it, person, &by);
    let stream = Stream::Ticket(ticket);
    transact(&desk.house, &stream, by.actor, &asked("erase"), decide).await.unwrap();
    desk.shown().await;
    let mut sweep = Sweep::new(desk.house.clone(), desk.views.clone(), || panic!("in a hurry"));
    sweep.look_up_to(Some(monday("14:00:30"))).await.unwrap();
    let then = ["ticket.data_erased 14:01", "ticket.threshold_passed 12:00"];
    assert_eq!(desk.told(ticket).await, then);
    sweep.look_up_to(Some(monday("14:01:00"))).await.unwrap();
    assert_eq!(desk.told(ticket).await.last().unwrap(), "ticket.breached 14:00");
}

#[tokio::test]
async fn a_version_that_takes_over_does_so_when_it_comes_into_force() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    let taking = Rules { migrate_running: true, grace_s: 0, ..rules() };
    desk.publish(taking, "11:00:00").await;
    let mut sweep = desk.sweep();
    assert_eq!(sweep.look(instant("10:59:00")).await.unwrap(), Some(instant("11:00:00")));
    assert!(desk.told(ticket).await.is_empty());
    for mut sweep in [sweep, desk.sweep()] {
        sweep.look(instant("11:30:00")).await.unwrap();
        assert_eq!(desk.told(ticket).await, ["ticket.retargeted 11:00"]);
    }
}

#[tokio::test]
async fn the_sweep_goes_on_by_itself_once_more_is_heard_until_it_is_cancelled() {
    let desk = Desk::open().await;
    let ticket = desk.asks("10:00:00", 1).await;
    let (heard, drained) = watch::channel(None);
    let cancel = CancellationToken::new();
    let running = tokio::spawn(desk.sweep().run(drained, cancel.clone()));
    let mut told = desk.views.changes();
    desk.at("12:00:00");
    heard.send_replace(Some(monday("12:00:00")));
    while desk.told(ticket).await.is_empty() {
        told.changed().await.unwrap();
    }
    assert_eq!(desk.told(ticket).await, ["ticket.threshold_passed 12:00"]);
    cancel.cancel();
    running.await.unwrap().unwrap();
}
