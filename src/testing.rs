//! A desk for tests: memory, real views, one client to whom something is promised, and a clock that is moved by hand.

use chrono::{DateTime, Utc};
use commands::House;
use commands::client::{id_of, register, set_terms};
use commands::desk::set_digests;
use commands::transact::transact;
use commands::{calendar, policy, reactions};
use domain::book::Book;
use domain::calendar::{Calendar, Hours, Week, Weekly, Windows};
use domain::chat::{ChatMonth, Decision, Event as ChatEvent, MessageAccounted, Registration};
use domain::client::{Client, Event as ClientEvent, TermsChanged, Zone};
use domain::desk::{Desk as State, Digests, Event as DeskEvent};
use domain::link::ChatLinked;
use domain::policy::{Policy, Rules};
use domain::register::{Entered, Event as RegisterEvent, Register};
use domain::{
    Actor, Awaits, Cause, Channel, ChatId, ClientId, Draft, Event, Language, MessageId, PersonId,
    Side, Slug, TicketId, TicketNumber, Trigger,
};
use projections::Views;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::codec;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventStore, PAGE_MAX, Recorded, Revision};
use store::stream::Stream;
use store::vault::Vault;
use store::world::{Chance, WallClock};
use tokio_util::sync::CancellationToken;

/// How long the views may take to show what is recorded.
const PATIENCE: Duration = Duration::from_secs(5);
/// The client's group.
pub(crate) const CHAT: ChatId = ChatId::Group(-1001);
/// Where staff are, once it is linked.
pub(crate) const STAFF: ChatId = ChatId::Group(-1002);

/// Seconds since the epoch.
pub(crate) struct Hand(AtomicI64);

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

pub(crate) fn monday(time: &str) -> DateTime<Utc> {
    format!("2026-11-23T{time}Z").parse().unwrap()
}

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// Four hours to answer, said half way, round the clock.
pub(crate) fn rules() -> Rules {
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

pub(crate) struct Desk {
    store: Arc<MemoryStore>,
    pub(crate) house: House,
    pub(crate) views: Arc<Views>,
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
    pub(crate) async fn open() -> Self {
        let store = Arc::new(MemoryStore::skipping());
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
        let linked = ClientEvent::ChatLinked(ChatLinked { chat: CHAT });
        let linked = Draft::new(linked, monday("09:00:00"));
        let decide = |_: &Client| Ok::<_, Infallible>(vec![linked.clone()]);
        transact(&desk.house, &stream, operator, &asked("link"), decide).await.unwrap();
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
    pub(crate) async fn publish(&self, rules: Rules, effective: &str) {
        let publish = policy::publish::Publish { rules, effective_from: Some(monday(effective)) };
        let now = self.hand.now();
        let decide = |it: &Policy| policy::publish::decide(it, &publish, |_| true, now);
        let (stream, cause) = (Stream::Policy(slug("standard")), asked(&format!("policy {now}")));
        transact(&self.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
        self.shown().await;
    }

    pub(crate) fn after_days(&self, days: i64, time: &str) {
        let at = monday(time) + chrono::TimeDelta::days(days);
        self.hand.0.store(at.timestamp(), Ordering::SeqCst);
    }

    pub(crate) fn at(&self, time: &str) {
        self.hand.0.store(monday(time).timestamp(), Ordering::SeqCst);
    }

    /// The staff chat is linked.
    pub(crate) async fn links_staff(&self, time: &str) {
        let linked = DeskEvent::ChatLinked(ChatLinked { chat: STAFF });
        let draft = Draft::new(linked, monday(time));
        let decide = |_: &State| Ok::<_, Infallible>(vec![draft.clone()]);
        let cause = asked("staff");
        transact(&self.house, &Stream::Desk, Actor::Operator, &cause, decide).await.unwrap();
        self.shown().await;
    }

    /// Digests come at these times.
    pub(crate) async fn sets(&self, digests: Digests) {
        let decide = |it: &State| set_digests::decide(it, digests, monday("00:30:00"));
        let cause = asked(&format!("digests {digests:?}"));
        transact(&self.house, &Stream::Desk, Actor::Operator, &cause, decide).await.unwrap();
        self.shown().await;
    }

    /// The client is given service from Monday to Friday only.
    pub(crate) async fn office_hours(&self) {
        let day: Windows = "09:00-18:00".parse().unwrap();
        let week = Week {
            mon: day.clone(),
            tue: day.clone(),
            wed: day.clone(),
            thu: day.clone(),
            fri: day,
            ..Week::default()
        };
        let (zone, tzdb) = (Zone::default(), domain::zone::newest());
        let hours =
            Hours::Weekly(Weekly { zone, tzdb, week, overrides: vec![], blackouts: vec![] });
        let office = calendar::publish::Publish { hours, effective_from: None };
        let now = self.hand.now();
        let decide = |it: &Calendar| calendar::publish::decide(it, &office, &Book::default(), now);
        let (stream, operator) = (Stream::Calendar(slug("office")), Actor::Operator);
        transact(&self.house, &stream, operator, &asked("office"), decide).await.unwrap();
        let terms = TermsChanged { policy: slug("standard"), calendar: slug("office") };
        let by = (operator, &asked("office terms"));
        set_terms::set_terms(&self.house, self.client, &terms, by).await.unwrap();
        self.shown().await;
    }

    /// Words in the client's chat that were accounted for when they were said.
    pub(crate) async fn says(&self, time: &str, message: i64, side: Side, decision: Decision) {
        self.at(time);
        let accounted = MessageAccounted {
            message: MessageId(message),
            author: PersonId(if side == Side::Staff { [3; 16] } else { [1; 16] }),
            side,
            thread: None,
            reply_to: None,
            album: None,
            edited_at: None,
            decision,
            rule: slug("plain_message"),
            rules: 4,
            awaits: Awaits::Answer,
            attachments: vec![],
            clock_ahead_s: None,
            intake: None,
            asks: None,
        };
        let draft = Draft::new(ChatEvent::MessageAccounted(accounted), monday(time));
        let decide = |_: &ChatMonth| Ok::<_, Infallible>(vec![draft.clone()]);
        let stream = Stream::Chat(CHAT, "202611".to_owned());
        let cause = asked(&format!("message {message}"));
        transact(&self.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
        self.shown().await;
    }

    /// What was noted in the client's chat.
    pub(crate) async fn noted(&self) -> Vec<String> {
        let stream = Stream::Chat(CHAT, "202611".to_owned());
        self.of_stream(&stream, "chat.unanswered_noted").await
    }

    /// Which digests fell due.
    pub(crate) async fn digests(&self) -> Vec<String> {
        self.of_stream(&Stream::Desk, "desk.digest_due").await
    }

    /// Of which days staff were told, by which digest, and how many were left out before it.
    pub(crate) async fn days_told(&self) -> Vec<String> {
        let page = self.store.read(&Stream::Desk.name(), Revision(0), PAGE_MAX).await.unwrap();
        let told = page.iter().filter_map(|it| match codec::decode(it).unwrap() {
            Event::Desk(DeskEvent::DigestDue(it)) => {
                Some(format!("{} {} {}", it.date, it.which.name(), it.skipped))
            }
            _ => None,
        });
        told.collect()
    }

    async fn of_stream(&self, stream: &Stream, kind: &str) -> Vec<String> {
        let page = self.store.read(&stream.name(), Revision(0), PAGE_MAX).await.unwrap();
        let of_kind = page.iter().filter(|it| &*it.event.kind == kind);
        of_kind.map(|it| format!("{kind} {}", it.event.occurred_at.format("%H:%M"))).collect()
    }

    /// What is still to be said in a chat.
    pub(crate) fn pending(&self, chat: ChatId) -> Vec<&'static str> {
        let pending = self.views.pending_in(chat, 100).unwrap();
        pending.into_iter().map(|it| it.kind.name()).collect()
    }

    /// A request that is made now.
    pub(crate) async fn asks_then(&self, number: u64) -> TicketId {
        self.requests(self.hand.now(), number).await
    }

    /// A request that was made at a time, and recorded then.
    pub(crate) async fn asks(&self, time: &str, number: u64) -> TicketId {
        self.at(time);
        self.requests(monday(time), number).await
    }

    async fn requests(&self, at: DateTime<Utc>, number: u64) -> TicketId {
        let cause = asked(&format!("request {number}"));
        let ticket = TicketId(cause.new_id("ticket"));
        let registration = Registration {
            ticket,
            client: self.client,
            chat: CHAT,
            thread: None,
            source: None,
            requester: PersonId([1; 16]),
            registered_by: PersonId([1; 16]),
            channel: Channel::Api,
            reported_at: at,
            conversation: None,
            continues: None,
        };
        let number = TicketNumber { code: "ROM".parse().unwrap(), number };
        let entered =
            Entered { number, registration, decided: None, attachments: vec![], imported: None };
        let draft = Draft::new(RegisterEvent::Entered(entered), at);
        let decide = |_: &Register| Ok::<_, Infallible>(vec![draft.clone()]);
        let (stream, actor) = (Stream::Register(self.client), Actor::Person(PersonId([1; 16])));
        transact(&self.house, &stream, actor, &cause, decide).await.unwrap();
        reactions::catch_up(&self.house, self.store.as_ref()).await.unwrap();
        self.shown().await;
        ticket
    }

    /// Waits until the views show all that is recorded.
    pub(crate) async fn shown(&self) {
        if let Some(head) = self.store.head().await.unwrap() {
            assert!(self.views.wait_for(head, PATIENCE).await);
        }
    }

    /// What happened to a ticket since it was registered and bound: `ticket.breached 13:00`.
    pub(crate) async fn told(&self, ticket: TicketId) -> Vec<String> {
        let name = Stream::Ticket(ticket).name();
        let page = self.store.read(&name, Revision(0), PAGE_MAX).await.unwrap();
        let line = |it: &Recorded| {
            assert!(codec::decode(it).is_ok());
            format!("{} {}", it.event.kind, it.event.occurred_at.format("%H:%M"))
        };
        page.iter().skip(2).map(line).collect()
    }
}

pub(crate) fn asked(key: &str) -> Cause {
    Cause::new(Trigger::Request { key: key.to_owned() }, monday("09:00:00"))
}
