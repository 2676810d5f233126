//! A house to ask: a memory store, its views, and what the tests let happen in them.

#![expect(dead_code, reason = "each test file, and the example, uses a part of it")]
#![expect(clippy::unwrap_used, reason = "a fixture that cannot go on has failed")]

pub(crate) mod promised;
pub(crate) mod promises;
pub(crate) mod story;

use api::{Api, Part};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use domain::chat::Registration;
use domain::{
    Actor, Cause, Channel, ChatId, ClientId, Draft, Event, Field, Language, MessageId, MessageRef,
    Owner, PersonId, Priority, TicketId, TicketNumber, Trigger, client, people, register, ticket,
};
use http_body_util::BodyExt;
use projections::Views;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::files::Files;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventStore, Expected, Position, Revision};
use store::stream::Stream;
use store::vault::{Entry, Vault};
use store::world::{Chance, WallClock};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

/// Bytes that differ from draw to draw.
#[derive(Default)]
struct Dice(AtomicU64);

impl Chance for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        for byte in bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = state.to_be_bytes()[0];
        }
    }
}

/// The present instant, as the test says.
pub(crate) struct Hands(Mutex<DateTime<Utc>>);

impl WallClock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct House {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) vault: Vault,
    pub(crate) views: Arc<Views>,
    pub(crate) cancel: CancellationToken,
    pub(crate) bot_ready: Arc<AtomicBool>,
    hands: Arc<Hands>,
    ends: Mutex<HashMap<String, Revision>>,
    count: AtomicU64,
    numbers: Mutex<HashMap<ClientId, u64>>,
    pub(crate) files: Arc<Files>,
    folder: tempfile::TempDir,
}

/// A client with one group.
#[derive(Clone)]
pub(crate) struct Company {
    pub(crate) id: ClientId,
    pub(crate) code: &'static str,
    pub(crate) chat: ChatId,
}

/// An answer over HTTP.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it.to_str().unwrap())
    }
}

/// The fixed day of all stories, Moscow time: `at("12:05")`.
pub(crate) fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-22T{time}:00+03:00").parse().unwrap()
}

/// A day and time of the promised week, Moscow time: `on("25T14:00")`.
pub(crate) fn on(time: &str) -> DateTime<Utc> {
    format!("2026-11-{time}:00+03:00").parse().unwrap()
}

impl House {
    pub(crate) fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        let chance = Arc::new(Dice::default());
        let keyring = Arc::new(MemoryKeyring::new(chance.clone()));
        let vault = Vault::new(keyring, chance.clone());
        let folder = tempfile::tempdir().unwrap();
        let files = Arc::new(Files::open(folder.path(), chance).unwrap());
        let views = Views::open(folder.path(), Arc::clone(&store) as _, vault.clone()).unwrap();
        let follower = Arc::clone(&views);
        tokio::spawn(async move { follower.run(CancellationToken::new()).await.unwrap() });
        Self {
            views,
            store,
            vault,
            cancel: CancellationToken::new(),
            bot_ready: Arc::new(AtomicBool::new(true)),
            hands: Arc::new(Hands(Mutex::new(at("15:00")))),
            ends: Mutex::default(),
            count: AtomicU64::new(0),
            numbers: Mutex::default(),
            files,
            folder,
        }
    }

    pub(crate) fn api(&self) -> Api {
        let bot_ready = Arc::clone(&self.bot_ready);
        Api {
            views: Arc::clone(&self.views),
            store: Arc::clone(&self.store) as _,
            vault: self.vault.clone(),
            files: Arc::clone(&self.files),
            clock: Arc::clone(&self.hands) as _,
            cancel: self.cancel.clone(),
            parts: Arc::new(move || {
                let ready = bot_ready.load(Ordering::Relaxed);
                let detail = (!ready).then(|| "no answer from Telegram".to_owned());
                vec![Part { name: "bot", ready, detail }]
            }),
            hosts: vec!["desk.example".to_owned()],
            bringing: Some(api::Bringing {
                username: "desk_bot".to_owned(),
                link: "https://t.me/desk_bot?startgroup&admin=pin_messages".to_owned(),
            }),
        }
    }

    /// The one file that is kept.
    pub(crate) fn stored_file(&self) -> std::path::PathBuf {
        let listed =
            |it: std::path::PathBuf| std::fs::read_dir(it).unwrap().map(|it| it.unwrap().path());
        let folders = listed(self.folder.path().join("files"));
        let mut folders = folders.filter(|it| it.is_dir() && it.file_name().unwrap().len() == 2);
        listed(folders.next().unwrap()).next().unwrap()
    }

    pub(crate) fn set_now(&self, now: DateTime<Utc>) {
        *self.hands.0.lock().unwrap() = now;
    }

    /// Asks the real router, as a program on this machine would.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(asking(path).body(Body::empty()).unwrap()).await
    }

    /// Asks as a browser would, for a page.
    pub(crate) async fn page(&self, path: &str) -> Answer {
        self.ask(asking(path).header("accept", "text/html").body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        answer(api::router(self.api()), request).await
    }

    /// Appends one event; the views may not know it yet.
    pub(crate) async fn record<E: Clone + Into<Event>>(
        &self,
        stream: &Stream,
        actor: Actor,
        draft: Draft<E>,
    ) -> Position {
        let recorded_at = draft.occurred_at + TimeDelta::seconds(1);
        self.record_at(stream, actor, draft, recorded_at).await
    }

    /// Appends one event that we hear of then.
    pub(crate) async fn record_at<E: Clone + Into<Event>>(
        &self,
        stream: &Stream,
        actor: Actor,
        draft: Draft<E>,
        recorded_at: DateTime<Utc>,
    ) -> Position {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let cause = Cause::new(Trigger::Request { key: count.to_string() }, draft.occurred_at);
        let entry = Entry { stream, actor, cause: &cause, ordinal: 0 };
        let sealed = self.vault.seal(&draft, &entry).await.unwrap();
        let name = stream.name();
        let end = self.ends.lock().unwrap().get(name.as_str()).copied();
        let expected = end.map_or(Expected::NoStream, Expected::At);
        let appended = self.store.append(&name, expected, recorded_at, vec![sealed]).await.unwrap();
        self.ends.lock().unwrap().insert(name.to_string(), appended.last);
        appended.position
    }

    /// Waits until the views have taken in the whole log.
    pub(crate) async fn settle(&self) -> Position {
        let head = self.store.head().await.unwrap().unwrap();
        let mut changes = self.views.changes();
        let there = changes.wait_for(|it| *it >= Some(head));
        tokio::time::timeout(Duration::from_secs(10), there).await.unwrap().unwrap();
        head
    }

    pub(crate) async fn company(
        &self,
        code: &'static str,
        title: &str,
        chat: i64,
        (language, zone): (Language, &str),
    ) -> Company {
        let id = ClientId(self.uuid());
        let chat = ChatId::Group(chat);
        let zone = client::Zone(zone.to_owned());
        let registered = client::Registered { code: code.parse().unwrap() };
        let agreed = client::AgreementChanged { language, zone };
        let linked = domain::link::ChatLinked { chat };
        let day = at("08:00");
        let drafts = [
            Draft::<client::Event>::new(client::Event::Registered(registered), day).with(
                Field::Name,
                Owner::Client,
                title,
            ),
            Draft::new(client::Event::AgreementChanged(agreed), day),
            Draft::new(client::Event::ChatLinked(linked), day),
        ];
        for draft in drafts {
            self.record(&Stream::Client(id), Actor::Operator, draft).await;
        }
        Company { id, code, chat }
    }

    pub(crate) async fn person(&self, name: &str) -> PersonId {
        let person = PersonId(*self.uuid().as_bytes());
        let seen = people::Event::Seen(people::Seen { profile: person });
        let draft = Draft::<people::Event>::new(seen, at("08:00"));
        let draft = draft.with(Field::Name, Owner::Person(person), name);
        self.record(&Stream::Person(person), Actor::Person(person), draft).await;
        person
    }

    /// Somebody is forgotten.
    pub(crate) async fn erase(&self, person: PersonId) {
        let erased = people::Event::Erased(people::PersonErased {});
        let draft = Draft::<people::Event>::new(erased, at("15:00"));
        self.record(&Stream::Person(person), Actor::Operator, draft).await;
    }

    /// A ticket by `/new`, registered as soon as it was reported.
    pub(crate) async fn register(
        &self,
        company: &Company,
        requester: PersonId,
        reported_at: DateTime<Utc>,
        priority: Priority,
        text: &str,
    ) -> TicketId {
        let asked = (requester, Channel::Command);
        self.register_by(company, asked, reported_at, priority, text).await
    }

    /// A ticket by any channel.
    pub(crate) async fn register_by(
        &self,
        company: &Company,
        (requester, channel): (PersonId, Channel),
        reported_at: DateTime<Utc>,
        priority: Priority,
        text: &str,
    ) -> TicketId {
        let ticket = TicketId(self.uuid());
        let number = self.next_number(company);
        let source = Some(self.message(company));
        let (client, chat) = (company.id, company.chat);
        let registration = Registration {
            ticket,
            client,
            chat,
            thread: None,
            source,
            requester,
            registered_by: requester,
            channel,
            reported_at,
            conversation: None,
            continues: None,
        };
        let entered = register::Event::Entered(register::Entered {
            number: number.clone(),
            registration,
            decided: None,
            attachments: vec![],
            imported: None,
        });
        let draft = Draft::<register::Event>::new(entered, reported_at);
        let draft = draft.with(Field::Body, Owner::Person(requester), text);
        self.record(&Stream::Register(client), Actor::Person(requester), draft).await;
        let registered = ticket::Event::Registered(ticket::Registered {
            number,
            client,
            chat,
            thread: None,
            source,
            requester,
            registered_by: requester,
            channel,
            reported_at,
            claimed_at: None,
            request_type: None,
            priority,
            site: None,
            workplace: None,
            attachments: vec![],
        });
        let texts = [(Field::Body, requester, text)];
        self.happen(ticket, Actor::Person(requester), reported_at, registered, &texts).await;
        ticket
    }

    /// Lets something happen to a ticket.
    pub(crate) async fn happen(
        &self,
        ticket: TicketId,
        actor: Actor,
        at: DateTime<Utc>,
        event: ticket::Event,
        texts: &[(Field, PersonId, &str)],
    ) -> Position {
        let mut draft = Draft::<ticket::Event>::new(event, at);
        for (field, owner, text) in texts {
            draft = draft.with(*field, Owner::Person(*owner), *text);
        }
        self.record(&Stream::Ticket(ticket), actor, draft).await
    }

    /// The next message of a company's group.
    pub(crate) fn message(&self, company: &Company) -> MessageRef {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let message = MessageId(i64::try_from(count).unwrap() + 1_000);
        MessageRef { chat: company.chat, message }
    }

    fn next_number(&self, company: &Company) -> TicketNumber {
        let mut numbers = self.numbers.lock().unwrap();
        let number = numbers.entry(company.id).or_default();
        *number += 1;
        TicketNumber { code: company.code.parse().unwrap(), number: *number }
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(0xA000 + u128::from(self.count.fetch_add(1, Ordering::Relaxed)))
    }
}

/// A request for a path under a loopback name.
pub(crate) fn asking(path: &str) -> axum::http::request::Builder {
    Request::get(path).header("host", "localhost:8080")
}

/// What a router answers.
pub(crate) async fn answer(router: axum::Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    // A stream that should have been refused never ends.
    let body = tokio::time::timeout(Duration::from_secs(30), body.collect());
    let body = body.await.expect("the answer ends").unwrap().to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}
