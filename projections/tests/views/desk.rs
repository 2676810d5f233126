//! A desk to test with: a log in memory, its views in a folder, and words for what happens.

use chrono::{DateTime, TimeDelta, Utc};
use domain::chat::{Decision, MessageAccounted, NoticeDelivered, Part, Registration, Step};
use domain::link::ChatLinked;
use domain::notice::Kind;
use domain::{
    Actor, Attachment, Awaits, Cause, Channel, ChatId, ClientId, Draft, Event, EventRef, Field,
    MediaKind, MessageId, MessageRef, Owner, PersonId, Priority, Side, TicketId, TicketNumber,
    Trigger, Visibility, chat, client, desk, people, register, ticket,
};
use projections::Views;
use projections::rows::PendingNotice;
use std::collections::HashMap;
use std::sync::Arc;
use store::keyring::Keyring;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, Position, ReadError, Recorded, Revision,
    StreamName, Subscription,
};
use store::stream::Stream;
use store::vault::{Entry, Vault};
use store::world::Chance;
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const ROM: ClientId = ClientId(Uuid::from_u128(0xA));
pub(crate) const GROUP: ChatId = ChatId::Group(-100);
pub(crate) const SUPERGROUP: ChatId = ChatId::Group(-1_000_000_000_100);
pub(crate) const STAFF: ChatId = ChatId::Group(-900);
pub(crate) const ANNA: PersonId = PersonId([1; 16]);
pub(crate) const BORIS: PersonId = PersonId([2; 16]);
pub(crate) const OLGA: PersonId = PersonId([9; 16]);

/// Monday, 2026-03-02 09:00 UTC, and so many minutes.
pub(crate) fn monday(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_442_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

pub(crate) fn ticket_id(number: u64) -> TicketId {
    TicketId(Uuid::from_u128(0x7000 + u128::from(number)))
}

pub(crate) fn number(number: u64) -> TicketNumber {
    TicketNumber { code: "ROM".parse().unwrap(), number }
}

pub(crate) fn in_group(message: i64) -> MessageRef {
    MessageRef { chat: GROUP, message: MessageId(message) }
}

pub(crate) fn in_staff(message: i64) -> MessageRef {
    MessageRef { chat: STAFF, message: MessageId(message) }
}

struct Counting(std::sync::atomic::AtomicU64);

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            chunk.copy_from_slice(&next.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A memory store that delivers the last events again before each new one.
pub(crate) struct Stuttering(MemoryStore);

const AGAIN: usize = 2;

#[async_trait::async_trait]
impl EventStore for Stuttering {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.0.read(stream, from, limit).await
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        self.0.append(stream, expected, recorded_at, events).await
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let mut page = self.0.read_all(after, limit).await?;
        if let (Some(after), false) = (after, page.is_empty()) {
            let first = after.0.saturating_sub(AGAIN as u64);
            let again = self.0.read_all(Some(Position(first)), AGAIN).await?;
            page.splice(..0, again);
        }
        Ok(page)
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        self.0.head().await
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        self.0.subscribe(after).await
    }
}

pub(crate) struct Desk {
    pub(crate) store: Arc<Stuttering>,
    pub(crate) keyring: Arc<MemoryKeyring>,
    pub(crate) vault: Vault,
    pub(crate) folder: TempDir,
    pub(crate) views: Arc<Views>,
    revisions: HashMap<StreamName, u64>,
    events: u64,
    /// Minutes since Monday morning, of the next event.
    pub(crate) now: i64,
    /// Who does what happens next.
    pub(crate) actor: Actor,
}

impl Desk {
    pub(crate) fn empty() -> Self {
        let chance: Arc<dyn Chance> = Arc::new(Counting(std::sync::atomic::AtomicU64::new(0)));
        let keyring = Arc::new(MemoryKeyring::new(Arc::clone(&chance)));
        let vault = Vault::new(Arc::clone(&keyring) as Arc<dyn Keyring>, chance);
        let store = Arc::new(Stuttering(MemoryStore::skipping()));
        let folder = tempfile::tempdir().unwrap();
        let views = Views::open(folder.path(), store.clone(), vault.clone()).unwrap();
        let revisions = HashMap::new();
        let actor = Actor::Operator;
        Self { store, keyring, vault, folder, views, revisions, events: 0, now: 0, actor }
    }

    /// A desk with a staff chat, and a client with a group in which Anna and Boris write.
    pub(crate) async fn open() -> Self {
        let mut desk = Self::empty();
        desk.link_staff(STAFF).await;
        desk.client(ROM, "ROM", "Romashka").await;
        desk.link(ROM, GROUP).await;
        for (person, name) in [(ANNA, "Anna"), (BORIS, "Boris"), (OLGA, "Olga")] {
            desk.seen(person, name).await;
        }
        desk
    }

    /// The views of the same log in another folder, caught up at once.
    pub(crate) async fn other_views(&self, folder: &TempDir) -> Arc<Views> {
        let views = Views::open(folder.path(), self.store.clone(), self.vault.clone()).unwrap();
        views.catch_up().await.unwrap();
        views
    }

    pub(crate) fn reopen(&mut self) {
        self.views =
            Views::open(self.folder.path(), self.store.clone(), self.vault.clone()).unwrap();
    }

    /// Records an event and does not tell the views.
    pub(crate) async fn record(
        &mut self,
        stream: Stream,
        event: impl Into<Event>,
        texts: &[(Field, Owner, &str)],
    ) -> EventRef {
        let occurred_at = monday(self.now);
        self.record_late(stream, event, texts, occurred_at).await
    }

    /// Records now what happened then.
    pub(crate) async fn record_late(
        &mut self,
        stream: Stream,
        event: impl Into<Event>,
        texts: &[(Field, Owner, &str)],
        occurred_at: DateTime<Utc>,
    ) -> EventRef {
        let at = monday(self.now);
        self.now += 1;
        self.events += 1;
        let mut draft = Draft::<Event>::new(event, occurred_at);
        for (field, owner, value) in texts {
            draft = draft.with(*field, *owner, *value);
        }
        let trigger = Trigger::Request { key: self.events.to_string() };
        let cause = Cause::new(trigger, at);
        let entry = Entry { stream: &stream, actor: self.actor, cause: &cause, ordinal: 0 };
        let event = self.vault.seal(&draft, &entry).await.unwrap();
        let id = EventRef(event.id.0);
        let name = stream.name();
        let count = self.revisions.entry(name.clone()).or_default();
        let expected = match count.checked_sub(1) {
            Some(last) => Expected::At(Revision(last)),
            None => Expected::NoStream,
        };
        *count += 1;
        self.store.append(&name, expected, at, vec![event]).await.unwrap();
        id
    }

    /// Records an event and brings the views up to it.
    pub(crate) async fn happens(&mut self, stream: Stream, event: impl Into<Event>) -> EventRef {
        let id = self.record(stream, event, &[]).await;
        self.views.catch_up().await.unwrap();
        id
    }

    pub(crate) async fn says(
        &mut self,
        stream: Stream,
        event: impl Into<Event>,
        texts: &[(Field, Owner, &str)],
    ) {
        self.record(stream, event, texts).await;
        self.views.catch_up().await.unwrap();
    }

    pub(crate) async fn client(&mut self, client: ClientId, code: &str, title: &str) {
        let event = client::Event::Registered(client::Registered { code: code.parse().unwrap() });
        self.says(Stream::Client(client), event, &[(Field::Name, Owner::Client, title)]).await;
    }

    pub(crate) async fn link(&mut self, client: ClientId, chat: ChatId) {
        self.of_client(client, client::Event::ChatLinked(ChatLinked { chat })).await;
    }

    pub(crate) async fn link_staff(&mut self, chat: ChatId) {
        self.happens(Stream::Desk, desk::Event::ChatLinked(ChatLinked { chat })).await;
    }

    pub(crate) async fn seen(&mut self, person: PersonId, name: &str) {
        let event = people::Event::Seen(people::Seen { profile: person });
        let owner = Owner::Person(person);
        let texts = [(Field::Name, owner, name), (Field::TelegramId, owner, "42")];
        self.says(Stream::Person(person), event, &texts).await;
    }

    pub(crate) async fn of_client(&mut self, client: ClientId, event: client::Event) {
        self.happens(Stream::Client(client), event).await;
    }

    pub(crate) async fn of_chat(&mut self, chat: ChatId, event: chat::Event) {
        self.happens(Stream::Chat(chat, "202603".to_owned()), event).await;
    }

    pub(crate) async fn of_ticket(&mut self, number: u64, event: ticket::Event) {
        self.happens(Stream::Ticket(ticket_id(number)), event).await;
    }

    pub(crate) async fn person_erased(&mut self, person: PersonId) {
        let event = people::Event::Erased(people::PersonErased {});
        self.happens(Stream::Person(person), event).await;
    }

    /// Anna asks in the group with a command; the request gets a number and becomes a ticket.
    pub(crate) async fn asks(&mut self, ticket: u64, message: i64, text: &str) {
        self.accounted(in_group(message), Decision::Register(registration(ticket, message))).await;
        let owner = Owner::Person(ANNA);
        let entered = register::Event::Entered(entered(ticket, message));
        self.says(Stream::Register(ROM), entered, &[(Field::Body, owner, text)]).await;
        let registered = ticket::Event::Registered(registered(ticket, message));
        let stream = Stream::Ticket(ticket_id(ticket));
        self.says(stream, registered, &[(Field::Body, owner, text)]).await;
    }

    pub(crate) async fn accounted(&mut self, at: MessageRef, decision: Decision) {
        self.of_chat(at.chat, chat::Event::MessageAccounted(accounted(at, decision))).await;
    }

    /// The sender delivers everything that is pending, each notice under a number of its own.
    pub(crate) async fn deliver_all(&mut self, first: i64) -> Vec<PendingNotice> {
        let mut said = Vec::new();
        let mut message = first;
        while let Some(next) = self.views.pending(1).unwrap().pop() {
            self.deliver(&next, message).await;
            message += 1;
            said.push(next);
        }
        said
    }

    pub(crate) async fn deliver(&mut self, notice: &PendingNotice, message: i64) {
        let delivered = delivered(notice, message, monday(self.now));
        self.of_chat(notice.chat, chat::Event::NoticeDelivered(delivered)).await;
    }

    /// What is pending, as kind and chat.
    pub(crate) fn pending(&self) -> Vec<(Kind, ChatId)> {
        let pending = self.views.pending(100).unwrap();
        pending.into_iter().map(|it| (it.kind, it.chat)).collect()
    }
}

pub(crate) fn delivered(
    notice: &PendingNotice,
    message: i64,
    at: DateTime<Utc>,
) -> NoticeDelivered {
    NoticeDelivered {
        notice: notice.notice,
        kind: notice.kind,
        message: notice.message.unwrap_or(MessageId(message)),
        at,
        ticket: notice.ticket,
        conversation: notice.conversation,
        of: notice.of,
        announcement: None,
        shown: notice.want,
        edited: notice.message.is_some(),
    }
}

pub(crate) fn registration(ticket: u64, message: i64) -> Registration {
    Registration {
        ticket: ticket_id(ticket),
        client: ROM,
        chat: GROUP,
        thread: None,
        source: Some(in_group(message)),
        requester: ANNA,
        registered_by: ANNA,
        channel: Channel::Command,
        reported_at: monday(0),
        conversation: None,
        continues: None,
    }
}

pub(crate) fn entered(ticket: u64, message: i64) -> register::Entered {
    register::Entered {
        number: number(ticket),
        registration: registration(ticket, message),
        decided: None,
        attachments: Vec::new(),
        imported: None,
    }
}

pub(crate) fn registered(ticket: u64, message: i64) -> ticket::Registered {
    ticket::Registered {
        number: number(ticket),
        client: ROM,
        chat: GROUP,
        thread: None,
        source: Some(in_group(message)),
        requester: ANNA,
        registered_by: ANNA,
        channel: Channel::Command,
        reported_at: monday(0),
        claimed_at: None,
        request_type: None,
        priority: Priority::Normal,
        site: None,
        workplace: None,
        attachments: Vec::new(),
    }
}

pub(crate) fn accounted(at: MessageRef, decision: Decision) -> MessageAccounted {
    let staff = at.chat == STAFF;
    MessageAccounted {
        message: at.message,
        author: if staff { OLGA } else { ANNA },
        side: if staff { Side::Staff } else { Side::Client },
        thread: None,
        reply_to: None,
        album: None,
        edited_at: None,
        rule: "reply".parse().unwrap(),
        rules: 1,
        awaits: Awaits::Answer,
        attachments: Vec::new(),
        clock_ahead_s: None,
        intake: None,
        asks: None,
        decision,
    }
}

/// Decided by a rule, with nothing to be done.
pub(crate) fn skipped(at: MessageRef, rule: &str) -> MessageAccounted {
    let it = accounted(at, Decision::Skipped);
    MessageAccounted { rule: rule.parse().unwrap(), awaits: Awaits::Nothing, ..it }
}

pub(crate) fn part(ticket: u64, step: Step) -> Decision {
    Decision::Part(Part { ticket: ticket_id(ticket), step, relayed: false, conversation: None })
}

/// Anna's words in the group.
pub(crate) fn client_words(message: i64) -> ticket::MessageAdded {
    ticket::MessageAdded {
        message: in_group(message),
        author: ANNA,
        side: Side::Client,
        visibility: Visibility::Public,
        awaits: Awaits::Answer,
        rule: "reply".parse().unwrap(),
        relayed: false,
        reply_to: None,
        attachments: Vec::new(),
    }
}

/// Olga's words in the staff chat, to be brought to the client.
pub(crate) fn relayed_words(message: i64) -> ticket::MessageAdded {
    ticket::MessageAdded {
        message: in_staff(message),
        author: OLGA,
        side: Side::Staff,
        awaits: Awaits::Nothing,
        relayed: true,
        ..client_words(message)
    }
}

/// Olga's words in the client's group.
pub(crate) fn staff_words(message: i64) -> ticket::MessageAdded {
    ticket::MessageAdded { message: in_group(message), relayed: false, ..relayed_words(message) }
}

pub(crate) fn photo() -> Attachment {
    Attachment { media: MediaKind::Photo, size: Some(1_000) }
}
