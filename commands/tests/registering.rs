//! Registering: numbers without gaps, each request exactly one ticket, whatever comes between two appends.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod chance;

use async_trait::async_trait;
use chance::Counter;
use chrono::{DateTime, Utc};
use commands::House;
use commands::chat::account;
use commands::client::{id_of, import_ticket, register};
use commands::follow;
use commands::people::{erase, grant, revoke};
use commands::reactions;
use commands::transact::{Done, Error, transact};
use domain::chat::Registration;
use domain::client::{Client, Zone};
use domain::intake::{Belongs, Canned, Incoming, Known, Named, Place, Quiet, Sender, Typed};
use domain::people::{Basis, Person};
use domain::register::Register;
use domain::{
    Actor, Cause, Channel, ChatId, ClientId, Draft, Event, Field, Language, MessageId, MessageRef,
    PersonId, Priority, RequestType, Role, TicketId, TicketNumber, Trigger, people,
    register as entries, ticket,
};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::codec;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{
    AppendError, Appended, EventStore, Expected, NewEvent, PAGE_MAX, Position, ReadError, Recorded,
    Revision, StreamName, Subscription,
};
use store::stream::Stream;
use store::vault::Vault;
use store::world::WallClock;

const CHAT: ChatId = ChatId::Group(-1001);
const ANNA: PersonId = PersonId([1; 16]);

struct Monday;

impl WallClock for Monday {
    fn now(&self) -> DateTime<Utc> {
        noon()
    }
}

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A store that breaks down after so many appends, until it is mended.
struct Breaking {
    store: MemoryStore,
    left: AtomicI64,
}

#[async_trait]
impl EventStore for Breaking {
    async fn read(
        &self,
        stream: &StreamName,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.store.read(stream, from, limit).await
    }

    async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: Vec<NewEvent>,
    ) -> Result<Appended, AppendError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            let source = "the power is out".into();
            return Err(AppendError::Unavailable { stream: stream.clone(), source });
        }
        self.store.append(stream, expected, recorded_at, events).await
    }

    async fn read_all(
        &self,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        self.store.read_all(after, limit).await
    }

    async fn head(&self) -> Result<Option<Position>, ReadError> {
        self.store.head().await
    }

    async fn subscribe(&self, after: Option<Position>) -> Result<Subscription, ReadError> {
        self.store.subscribe(after).await
    }
}

struct Desk {
    store: Arc<Breaking>,
    house: House,
    client: ClientId,
}

impl Desk {
    async fn open() -> Self {
        let store = Breaking { store: MemoryStore::default(), left: AtomicI64::new(i64::MAX) };
        let store = Arc::new(store);
        let chance = Arc::new(Counter::from(1));
        let keyring = Arc::new(MemoryKeyring::new(chance.clone()));
        let vault = Vault::new(keyring, chance);
        let house = House::new(store.clone(), vault, Arc::new(Monday));
        let code = "ROM".parse().unwrap();
        let client = id_of(&code);
        let (title, zone) = ("Ромашка".to_owned(), Zone::default());
        let register = register::Register { code, title, language: Language::Ru, zone };
        let cause = Cause::new(Trigger::Request { key: "client".to_owned() }, noon());
        let decide = |it: &Client| register::decide(it, &register, noon());
        let stream = Stream::Client(client);
        transact(&house, &stream, Actor::Operator, &cause, decide).await.unwrap();
        Self { store, house, client }
    }

    /// The process after a crash: nothing is kept but the log and the keys.
    fn restarted(&self) -> House {
        House::new(self.store.clone(), self.house.vault.clone(), Arc::new(Monday))
    }

    /// `/new text`, as the shell brings it: accounted for, then followed.
    async fn asks(&self, house: &House, message: i64) -> Result<(), ()> {
        let at = MessageRef { chat: CHAT, message: MessageId(message) };
        let trigger =
            Trigger::Message { bot: 1, chat: CHAT, message: MessageId(message), edited: None };
        let cause = Cause::new(trigger, noon());
        let text = format!("просьба {message}");
        let incoming = Incoming {
            at,
            author: ANNA,
            sender: Sender::Person,
            date: noon(),
            ahead_s: None,
            edited_at: None,
            text: format!("/new {text}"),
            command: Some(Typed { name: "new".to_owned(), rest: text }),
            reply_to: None,
            thread: None,
            album: None,
            attachments: vec![],
        };
        let author = Person::default();
        let known = Known {
            place: Place::ClientChat(self.client),
            author: &author,
            replied: Belongs::Nothing,
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
        let done = account::account(house, &incoming, account::Files::default(), &known, &cause)
            .await
            .map_err(drop)?;
        for happened in &done.events {
            match follow::accounted(house, CHAT, happened).await {
                Ok(_) => (),
                Err(Error::Rejected(rejection)) => panic!("{rejection}"),
                Err(_) => return Err(()),
            }
        }
        Ok(())
    }

    async fn log(&self) -> Vec<(Recorded, Event)> {
        let (mut log, mut after) = (vec![], None);
        loop {
            let page = self.store.read_all(after, PAGE_MAX).await.unwrap();
            let Some(last) = page.last() else { return log };
            after = Some(last.position);
            log.extend(page.into_iter().map(|it| {
                let event = codec::decode(&it).unwrap();
                (it, event)
            }));
        }
    }

    /// Every one of so many requests is one ticket, under numbers without a gap.
    async fn check(&self, requests: usize) {
        let log = self.log().await;
        let numbers: Vec<u64> = log.iter().filter_map(|it| entered(&it.1)).collect();
        assert_eq!(numbers, (1..=requests as u64).collect::<Vec<_>>());
        let registered: Vec<&StreamName> =
            log.iter().filter(|it| is_registered(&it.1)).map(|it| &it.0.stream).collect();
        assert_eq!(registered.len(), requests);
        assert_eq!(registered.iter().collect::<BTreeSet<_>>().len(), requests);
    }
}

fn entered(event: &Event) -> Option<u64> {
    match event {
        Event::Register(entries::Event::Entered(it)) => Some(it.number.number),
        _ => None,
    }
}

fn is_registered(event: &Event) -> bool {
    matches!(event, Event::Ticket(ticket::Event::Registered(_)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_registrations_at_once_get_numbers_without_gaps() {
    let desk = Arc::new(Desk::open().await);
    let asking = (1..=100).map(|message| {
        let desk = desk.clone();
        tokio::spawn(async move { desk.asks(&desk.house, message).await })
    });
    for asked in asking.collect::<Vec<_>>() {
        asked.await.unwrap().unwrap();
    }
    desk.check(100).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_at_one_log_give_numbers_without_gaps() {
    let desk = Arc::new(Desk::open().await);
    let other = desk.restarted();
    let asking = (1..=60).map(|message| {
        let (desk, other) = (desk.clone(), other.clone());
        tokio::spawn(async move {
            let house = if message % 2 == 0 { &desk.house } else { &other };
            desk.asks(house, message).await
        })
    });
    for asked in asking.collect::<Vec<_>>() {
        asked.await.unwrap().unwrap();
    }
    desk.check(60).await;
}

#[tokio::test]
async fn the_same_update_again_changes_nothing() {
    let desk = Desk::open().await;
    desk.asks(&desk.house, 7).await.unwrap();
    let once = desk.log().await.len();
    desk.asks(&desk.house, 7).await.unwrap();
    desk.asks(&desk.restarted(), 7).await.unwrap();
    assert_eq!(desk.log().await.len(), once);
    desk.check(1).await;
}

#[tokio::test]
async fn a_crash_between_any_two_appends_is_resumed_at_the_next_start() {
    for appends in 0..4 {
        let desk = Desk::open().await;
        desk.asks(&desk.house, 1).await.unwrap();
        desk.store.left.store(appends, Ordering::SeqCst);
        let finished = desk.asks(&desk.house, 2).await.is_ok();
        assert_eq!(finished, appends >= 3, "{appends}");
        desk.store.left.store(i64::MAX, Ordering::SeqCst);
        // The update was not acknowledged: it comes again, before or after what was begun is resumed.
        let house = desk.restarted();
        reactions::catch_up(&house, &desk.store.store).await.unwrap();
        if appends > 0 {
            desk.check(2).await;
        }
        desk.asks(&house, 2).await.unwrap();
        desk.check(2).await;
        // And the resumption itself may be cut and repeated.
        let length = desk.log().await.len();
        reactions::catch_up(&desk.restarted(), &desk.store.store).await.unwrap();
        assert_eq!(desk.log().await.len(), length);
    }
}

#[tokio::test]
async fn an_entry_that_came_from_no_chat_begins_its_ticket_too() {
    let desk = Desk::open().await;
    let cause = Cause::new(Trigger::Request { key: "call".to_owned() }, noon());
    let registration = Registration {
        ticket: TicketId(cause.new_id("ticket")),
        client: desk.client,
        chat: CHAT,
        thread: None,
        source: None,
        requester: ANNA,
        registered_by: ANNA,
        channel: Channel::Api,
        reported_at: noon(),
        conversation: None,
        continues: None,
    };
    let number = TicketNumber { code: "ROM".parse().unwrap(), number: 1 };
    let entered = entries::Entered {
        number,
        registration,
        decided: None,
        attachments: vec![],
        imported: None,
    };
    let draft = Draft::new(entries::Event::Entered(entered), noon());
    let decide = |_: &Register| Ok::<_, Infallible>(vec![draft.clone()]);
    let stream = Stream::Register(desk.client);
    transact(&desk.house, &stream, Actor::Person(ANNA), &cause, decide).await.unwrap();
    reactions::catch_up(&desk.restarted(), &desk.store.store).await.unwrap();
    desk.check(1).await;
}

#[tokio::test]
async fn a_cause_is_answered_with_what_it_led_to_the_first_time() {
    let desk = Desk::open().await;
    let stream = Stream::Person(ANNA);
    let asked = |key: &str| Cause::new(Trigger::Request { key: key.to_owned() }, noon());
    let agent = grant::Grant { role: Role::Agent, client: None, basis: Basis::Admin };
    let give = |it: &Person| grant::decide(it, agent, noon());
    let actor = Actor::Operator;
    let first = transact(&desk.house, &stream, actor, &asked("give"), give).await.unwrap();
    let ids = |it: &Done<people::Event>| it.events.iter().map(|it| it.id).collect::<Vec<_>>();
    // The role is there, so deciding anew would lead to nothing.
    let again = transact(&desk.house, &stream, actor, &asked("give"), give).await.unwrap();
    assert_eq!((ids(&again), again.repeated), (ids(&first), true));
    let take = |it: &Person| revoke::decide(it, Role::Agent, None, noon());
    transact(&desk.house, &stream, actor, &asked("take"), take).await.unwrap();
    let length = desk.log().await.len();
    // The role is gone again, so deciding anew would give it once more.
    for house in [&desk.house, &desk.restarted()] {
        let again = transact(house, &stream, actor, &asked("give"), give).await.unwrap();
        assert!(again.repeated);
        assert_eq!((ids(&again), again.position), (ids(&first), first.position));
    }
    assert_eq!(desk.log().await.len(), length);
}

#[tokio::test]
async fn an_append_whose_answer_was_lost_is_recognised_and_not_repeated() {
    let desk = Desk::open().await;
    desk.asks(&desk.house, 1).await.unwrap();
    // The log has it; the process that wrote it never learned so.
    let other = desk.restarted();
    desk.asks(&other, 1).await.unwrap();
    desk.check(1).await;
}

#[tokio::test]
async fn what_a_person_said_is_gone_once_they_are_erased_and_the_log_stays_whole() {
    let desk = Desk::open().await;
    desk.asks(&desk.house, 1).await.unwrap();
    let words = |log: &[(Recorded, Event)]| {
        let texts = log.iter().map(|it| desk.house.vault.open(&it.0).unwrap());
        texts.filter(|it| it.get(Field::Body).is_some()).count()
    };
    let before = desk.log().await;
    assert_eq!(words(&before), 3);
    let cause = Cause::new(Trigger::Request { key: "erase".to_owned() }, noon());
    let destroyed = erase::erase(&desk.house, ANNA, Actor::Operator, &cause).await.unwrap();
    assert_eq!(destroyed, 2);
    let after = desk.log().await;
    assert_eq!(words(&after), 0);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after[..before.len()], before[..]);
}

#[tokio::test]
async fn an_erasure_cut_before_its_keys_were_destroyed_is_completed_at_start() {
    let desk = Desk::open().await;
    desk.asks(&desk.house, 1).await.unwrap();
    let cause = Cause::new(Trigger::Request { key: "erase".to_owned() }, noon());
    let decide = |it: &Person| erase::decide(it, noon());
    let stream = Stream::Person(ANNA);
    transact(&desk.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
    reactions::catch_up(&desk.restarted(), &desk.store.store).await.unwrap();
    for (recorded, _) in desk.log().await {
        assert_eq!(desk.house.vault.open(&recorded).unwrap().get(Field::Body), None);
    }
}

fn of_a_table(desk: &Desk, outside: Option<&str>, text: &str) -> import_ticket::Request {
    import_ticket::Request {
        client: desk.client,
        code: "ROM".parse().unwrap(),
        chat: CHAT,
        outside: outside.map(str::to_owned),
        text: text.to_owned(),
        requester: "Анна Петрова".to_owned(),
        requester_id: None,
        note: Some("ждём картридж".to_owned()),
        imported: entries::Imported {
            claimed_at: Some("2026-11-20T09:00:00Z".parse().unwrap()),
            request_type: Some(RequestType::Fault),
            priority: Priority::Urgent,
            site: None,
            agent: Some(ANNA),
        },
    }
}

#[tokio::test]
async fn what_a_table_says_is_imported_once_however_often_it_is_read() {
    let desk = Desk::open().await;
    let rows = [
        of_a_table(&desk, Some("HD-1"), "просьба"),
        of_a_table(&desk, Some("HD-2"), "просьба"),
        of_a_table(&desk, None, "просьба"),
        of_a_table(&desk, None, "другая просьба"),
    ];
    for row in &rows {
        let here = import_ticket::import(&desk.house, row).await.unwrap();
        assert!(here.is_some());
    }
    desk.check(4).await;
    // What stands there by now is another thing: the ticket lives here.
    let later = of_a_table(&desk, Some("HD-1"), "как-то иначе");
    for row in rows.iter().chain([&later]) {
        assert_eq!(import_ticket::import(&desk.restarted(), row).await.unwrap(), None);
    }
    desk.check(4).await;
    let named = desk
        .log()
        .await
        .into_iter()
        .filter(|it| matches!(it.1, Event::Person(people::Event::Seen(_))));
    assert_eq!(named.count(), 1);
}

#[tokio::test]
async fn the_time_that_a_table_claims_is_kept_and_begins_nothing() {
    let desk = Desk::open().await;
    let row = of_a_table(&desk, Some("HD-1"), "просьба");
    import_ticket::import(&desk.house, &row).await.unwrap();
    let of_ticket = |it: (Recorded, Event)| match it.1 {
        Event::Ticket(event) => Some((it.0, event)),
        _ => None,
    };
    let events: Vec<_> = desk.log().await.into_iter().filter_map(of_ticket).collect();
    let [
        (recorded, ticket::Event::Registered(it)),
        (_, ticket::Event::Assigned(_)),
        (_, ticket::Event::WorkStarted(_)),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((it.channel, it.reported_at), (Channel::Import, noon()));
    assert_eq!(it.claimed_at, row.imported.claimed_at);
    assert_eq!((it.priority, it.request_type), (Priority::Urgent, Some(RequestType::Fault)));
    assert_eq!(recorded.event.occurred_at, noon());
    let texts = desk.house.vault.open(recorded).unwrap();
    let read = [Field::Body, Field::Reason, Field::OutsideNumber].map(|it| texts.get(it));
    assert_eq!(read, [Some("просьба"), Some("ждём картридж"), Some("HD-1")]);
    // Nothing that anybody wrote, and no number of theirs, stands where it is read by everybody.
    let facts = String::from_utf8(recorded.event.facts.clone()).unwrap();
    assert!(facts.contains("claimed_at") && !facts.contains("HD-1"), "{facts}");
}

#[tokio::test]
async fn an_import_that_broke_down_goes_on_when_it_is_asked_again() {
    for left in 0..4 {
        let desk = Desk::open().await;
        let row = of_a_table(&desk, Some("HD-1"), "просьба");
        desk.store.left.store(left, Ordering::SeqCst);
        let broken = import_ticket::import(&desk.house, &row).await;
        desk.store.left.store(i64::MAX, Ordering::SeqCst);
        assert_eq!(broken.is_err(), left < 3, "{left}");
        import_ticket::import(&desk.restarted(), &row).await.unwrap();
        desk.check(1).await;
    }
}
