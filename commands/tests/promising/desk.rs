//! A desk with one client, one agent, and a clock that tests move.

use crate::chance::Counter;
use chrono::{DateTime, Utc};
use commands::House;
use commands::chat::account;
use commands::client::{id_of, register, set_terms};
use commands::follow;
use commands::people::grant;
use commands::transact::{Happened, transact};
use commands::{calendar, policy};
use domain::book::Book;
use domain::calendar::{Calendar, Hours};
use domain::chat::{Event as ChatEvent, NoticeDelivered};
use domain::client::{Client, TermsChanged, Zone};
use domain::intake::{Belongs, Canned, Incoming, Known, Named, Place, Quiet, Sender, Typed};
use domain::notice::Kind;
use domain::people::{Basis, Person};
use domain::policy::{
    Policy, ReopenMode, ResolutionStarts, ResolutionStops, Responds, Retarget, Row, Rules, Target,
};
use domain::ticket::{Event, Ticket};
use domain::{
    Actor, Cause, ChatId, ClientId, Draft, EventRef, Language, MessageId, MessageRef, NoticeId,
    PersonId, Priority, Role, Slug, Texts, TicketId, Trigger,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::codec;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventStore, PAGE_MAX, Recorded, Revision};
use store::stream::Stream;
use store::vault::Vault;
use store::world::WallClock;
use uuid::Uuid;

const CHAT: ChatId = ChatId::Group(-1001);
pub(crate) const ANNA: PersonId = PersonId([1; 16]);
pub(crate) const OLGA: PersonId = PersonId([3; 16]);

/// Seconds since the epoch.
pub(crate) struct Hand(AtomicI64);

impl WallClock for Hand {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
    }
}

/// A time of one Monday: `11:00`.
pub(crate) fn monday(time: &str) -> DateTime<Utc> {
    format!("2026-11-23T{time}:00Z").parse().unwrap()
}

pub(crate) fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// An hour to answer an urgent request and four any other, twice that to resolve it, round the clock.
pub(crate) fn rules() -> Rules {
    let row = |name: &str, priorities: &[Priority], hours: u32| {
        let target = |hours| Some(Target::Seconds(hours * 3600));
        let (priorities, resolution) = (priorities.to_vec(), target(2 * hours));
        let (types, requesters, sites) = (vec![], vec![], vec![]);
        let (periodic_update, acceptance, workaround) = (None, None, None);
        let (first_response, next_response) = (target(hours), target(hours));
        let (name, calendar) = (slug(name), None);
        Row {
            name,
            types,
            priorities,
            requesters,
            sites,
            calendar,
            first_response,
            next_response,
            periodic_update,
            acceptance,
            workaround,
            resolution,
        }
    };
    Rules {
        rows: vec![row("urgent", &[Priority::Urgent], 1), row("rest", &[], 4)],
        first_response: Responds::default(),
        resolution_starts: ResolutionStarts::default(),
        resolution_stops: ResolutionStops::default(),
        clients_may_raise: true,
        deadlines_shown: true,
        pauses: vec![],
        update_pauses: vec![],
        pause_max_s: None,
        thresholds: vec![50],
        grace_s: 60,
        reopen: ReopenMode::default(),
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: vec![],
        levels: vec![],
        teams: vec![],
        rotas: vec![],
        told_in: None,
    }
}

pub(crate) struct Desk {
    store: Arc<MemoryStore>,
    hand: Arc<Hand>,
    pub(crate) house: House,
    pub(crate) client: ClientId,
    messages: AtomicI64,
}

impl Desk {
    /// Opened at nine, with a client to whom nothing is promised.
    pub(crate) async fn open() -> Self {
        let store = Arc::new(MemoryStore::default());
        let chance = Arc::new(Counter::from(1));
        let vault = Vault::new(Arc::new(MemoryKeyring::new(chance.clone())), chance);
        let hand = Arc::new(Hand(AtomicI64::new(monday("09:00").timestamp())));
        let house = House::new(store.clone(), vault, hand.clone());
        let code = "ROM".parse().unwrap();
        let client = id_of(&code);
        let (title, zone) = ("Ромашка".to_owned(), Zone::default());
        let register = register::Register { code, title, language: Language::Ru, zone };
        let decide = |it: &Client| register::decide(it, &register, monday("09:00"));
        let (stream, operator) = (Stream::Client(client), Actor::Operator);
        transact(&house, &stream, operator, &asked("client"), decide).await.unwrap();
        let agent = grant::Grant { role: Role::Agent, client: None, basis: Basis::Admin };
        let decide = |it: &Person| grant::decide(it, agent, monday("09:00"));
        let stream = Stream::Person(OLGA);
        transact(&house, &stream, operator, &asked("agent"), decide).await.unwrap();
        Self { store, hand, house, client, messages: AtomicI64::new(10) }
    }

    /// The same with the terms that these rules make, since nine.
    pub(crate) async fn promising(rules: &Rules) -> Self {
        let desk = Self::open().await;
        desk.publish(rules).await;
        desk.agree().await;
        desk
    }

    /// Another node at the same log.
    pub(crate) fn other_node(&self) -> House {
        House::new(self.store.clone(), self.house.vault.clone(), self.hand.clone())
    }

    pub(crate) fn at(&self, time: &str) {
        self.hand.0.store(monday(time).timestamp(), Ordering::SeqCst);
    }

    /// Publishes a version of the policy, from now on, by another node.
    pub(crate) async fn publish(&self, rules: &Rules) {
        let (house, now) = (self.other_node(), self.hand.now());
        let publish = calendar::publish::Publish { hours: Hours::Always {}, effective_from: None };
        let decide = |it: &Calendar| calendar::publish::decide(it, &publish, &Book::default(), now);
        let (stream, operator) = (Stream::Calendar(slug("always")), Actor::Operator);
        let cause = asked(&format!("calendar {now}"));
        transact(&house, &stream, operator, &cause, decide).await.unwrap();
        let publish = policy::publish::Publish { rules: rules.clone(), effective_from: None };
        let decide = |it: &Policy| policy::publish::decide(it, &publish, |_| true, now);
        let (stream, cause) = (Stream::Policy(slug("standard")), asked(&format!("policy {now}")));
        transact(&house, &stream, operator, &cause, decide).await.unwrap();
    }

    pub(crate) async fn agree(&self) {
        let terms = TermsChanged { policy: slug("standard"), calendar: slug("always") };
        let by = (Actor::Operator, &asked("terms"));
        set_terms::set_terms(&self.house, self.client, &terms, by).await.unwrap();
    }

    /// The client asks at a time, and it is recorded at once.
    pub(crate) async fn asks(&self, time: &str) -> TicketId {
        self.at(time);
        let typed = Typed { name: "new".to_owned(), rest: "не печатает".to_owned() };
        let message = self.next();
        self.hears(ANNA, message, time, Some(typed), Belongs::Nothing).await;
        TicketId(cause_of(message, time).new_id("ticket"))
    }

    /// Somebody's words in the client's group, in reply to the ticket, dated `time`, recorded now.
    pub(crate) async fn says(&self, ticket: TicketId, who: PersonId, time: &str) {
        self.hears(who, self.next(), time, None, Belongs::Ticket(ticket)).await;
    }

    fn next(&self) -> MessageId {
        MessageId(self.messages.fetch_add(1, Ordering::SeqCst))
    }

    async fn hears(
        &self,
        author: PersonId,
        message: MessageId,
        time: &str,
        command: Option<Typed>,
        replied: Belongs,
    ) {
        let cause = cause_of(message, time);
        let incoming = Incoming {
            at: MessageRef { chat: CHAT, message },
            author,
            sender: Sender::Person,
            date: monday(time),
            ahead_s: None,
            edited_at: None,
            text: "не печатает".to_owned(),
            command,
            reply_to: None,
            thread: None,
            album: None,
            attachments: vec![],
        };
        let author = commands::people::find::known(&self.house, author).await.unwrap();
        let known = Known {
            place: Place::ClientChat(self.client),
            author: &author,
            replied,
            told: None,
            note: false,
            pressed: None,
            itself: Belongs::Nothing,
            wording: None,
            album: None,
            over: vec![],
            named: Named::Nothing,
            other: Named::Nothing,
            waiting: vec![],
            alone: None,
            caller: None,
            judge: None,
            canned: Canned::Nothing,
            quiet: Quiet::Over,
            fresh: TicketId(cause.new_id("ticket")),
        };
        let files = account::Files::default();
        let done = account::account(&self.house, &incoming, files, &known, &cause).await.unwrap();
        for happened in &done.events {
            follow::accounted(&self.house, CHAT, happened).await.unwrap();
        }
    }

    /// The message of our own was delivered that tells who has taken the ticket.
    pub(crate) async fn taking_shown(&self, ticket: TicketId, time: &str) {
        let delivered = NoticeDelivered {
            notice: NoticeId(Uuid::from_u128(5)),
            kind: Kind::Taken,
            message: self.next(),
            at: monday(time),
            ticket: Some(ticket),
            conversation: None,
            of: None,
            announcement: None,
            shown: 1,
            edited: false,
        };
        let happened = Happened {
            id: EventRef(Uuid::from_u128(6)),
            event: ChatEvent::NoticeDelivered(delivered.clone()),
            occurred_at: monday(time),
            correlation: Uuid::from_u128(6),
            actor: Actor::Sender,
            texts: Texts::default(),
        };
        follow::delivered(&self.house, CHAT, &delivered, &happened).await.unwrap();
    }

    /// Records what happened to a ticket, however late, with nothing that promises would make of it.
    pub(crate) async fn happens(&self, ticket: TicketId, event: Event, time: &str) {
        let cause = Cause::new(Trigger::Request { key: format!("at {time}") }, monday(time));
        let decide = |_: &Ticket| {
            Ok::<_, std::convert::Infallible>(vec![Draft::new(event.clone(), monday(time))])
        };
        let stream = Stream::Ticket(ticket);
        transact(&self.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
    }

    pub(crate) async fn life(&self, ticket: TicketId) -> Vec<(Recorded, Event)> {
        let name = Stream::Ticket(ticket).name();
        let page = self.store.read(&name, Revision(0), PAGE_MAX).await.unwrap();
        let own = |it: Recorded| match codec::decode(&it).unwrap() {
            domain::Event::Ticket(event) => (it, event),
            other => panic!("{other:?} in the stream of a ticket"),
        };
        page.into_iter().map(own).collect()
    }

    /// Kinds and times of what happened to a ticket after the first so many events: `ticket.breached 15:00`.
    pub(crate) async fn told(&self, ticket: TicketId, after: usize) -> Vec<String> {
        let line = |it: &(Recorded, Event)| {
            format!("{} {}", it.0.event.kind, it.0.event.occurred_at.format("%H:%M"))
        };
        self.life(ticket).await.iter().skip(after).map(line).collect()
    }
}

pub(crate) fn asked(key: &str) -> Cause {
    Cause::new(Trigger::Request { key: key.to_owned() }, monday("09:00"))
}

fn cause_of(message: MessageId, time: &str) -> Cause {
    let trigger = Trigger::Message { bot: 1, chat: CHAT, message, edited: None };
    Cause::new(trigger, monday(time))
}
