//! Announcing: a day on which everything fails at once, from the first link to the last ticket resolved.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod chance;

use chance::Counter;
use chrono::{DateTime, Utc};
use commands::House;
use commands::follow;
use commands::incident::from_ticket::{self, First, Known, Outage};
use commands::incident::link::{self, Link};
use commands::incident::{By, Rejection, announce, declare, draft, end};
use commands::people::{grant, revoke};
use commands::transact::{Error, ask, transact};
use domain::chat::{self, NoticeDelivered};
use domain::incident::{
    AnnouncementRef, Audience, Event, Groups, Incident, Nature, TICKETS_MAX, Told,
};
use domain::notice::Kind;
use domain::people::{Basis, Person};
use domain::ticket::{self, Registered, Status, Ticket};
use domain::{
    Actor, Cause, Channel, ChatId, ClientId, Draft, IncidentId, MessageId, MessageRef, NoticeId,
    PersonId, Priority, Role, TicketId, TicketNumber, Trigger,
};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use store::memory::MemoryStore;
use store::memory_keyring::MemoryKeyring;
use store::port::{APPEND_EVENTS_MAX, EventStore, PAGE_MAX, Revision};
use store::stream::Stream;
use store::vault::Vault;
use store::world::WallClock;
use uuid::Uuid;

const OLGA: PersonId = PersonId([3; 16]);
const GROUPS: u32 = 200;
const TICKETS: u32 = 150;

struct Monday;

impl WallClock for Monday {
    fn now(&self) -> DateTime<Utc> {
        noon()
    }
}

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn asked(what: &str) -> Cause {
    Cause::new(Trigger::Request { key: what.to_owned() }, noon())
}

fn client(nth: u32) -> ClientId {
    ClientId(Uuid::from_u128(0x1_0000 + u128::from(nth)))
}

fn group(nth: u32) -> ChatId {
    ChatId::Group(-1_001_000_000_000 - i64::from(nth))
}

fn ticket(nth: u32) -> TicketId {
    TicketId(Uuid::from_u128(0x2_0000 + u128::from(nth)))
}

/// The ticket of that place is of the group of the same one.
fn linked(nth: u32) -> Link {
    let number = TicketNumber { code: "ROM".parse().unwrap(), number: u64::from(nth) + 1 };
    Link { ticket: ticket(nth), number, client: client(nth), chat: group(nth) }
}

struct Desk {
    house: House,
    store: Arc<MemoryStore>,
    olga: Person,
    incident: IncidentId,
}

impl Desk {
    /// Everybody has a group, an outage was declared, and the first of them have a ticket.
    async fn open() -> Self {
        let store = Arc::new(MemoryStore::default());
        let chance = Arc::new(Counter::from(1));
        let vault = Vault::new(Arc::new(MemoryKeyring::new(chance.clone())), chance);
        let house = House::new(store.clone(), vault, Arc::new(Monday));
        let agent = grant::Grant { role: Role::Agent, client: None, basis: Basis::Admin };
        let decide = |it: &Person| grant::decide(it, agent, noon());
        let stream = Stream::Person(OLGA);
        transact(&house, &stream, Actor::Operator, &asked("agent"), decide).await.unwrap();
        let olga = ask(&house, &stream, Person::clone).await.unwrap();
        let mut desk = Self { house, store, olga, incident: IncidentId(Uuid::nil()) };
        let title = "Нет связи".to_owned();
        let outage = declare::Declare { nature: Nature::Outage, title, first: None };
        let declared = declare::declare(&desk.house, &outage, &desk.by(), &asked("outage")).await;
        desk.incident = declared.unwrap().0.incident;
        for nth in 0..TICKETS {
            desk.registers(nth).await;
        }
        desk
    }

    fn by(&self) -> By<'_> {
        By { actor: Actor::Person(OLGA), known: &self.olga, at: noon() }
    }

    async fn registers(&self, nth: u32) {
        let Link { ticket, number, client, chat } = linked(nth);
        let registered = Registered {
            number,
            client,
            chat,
            thread: None,
            source: None,
            requester: PersonId([1; 16]),
            registered_by: PersonId([1; 16]),
            channel: Channel::Api,
            reported_at: noon(),
            claimed_at: None,
            request_type: None,
            priority: Priority::Normal,
            site: None,
            workplace: None,
            attachments: vec![],
        };
        let draft = Draft::new(ticket::Event::Registered(registered), noon());
        let decide = |_: &Ticket| Ok::<_, Infallible>(vec![draft.clone()]);
        let (stream, cause) = (Stream::Ticket(ticket), asked(&format!("ticket {nth}")));
        transact(&self.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
    }

    async fn links(&self, links: &[Link]) -> Result<usize, Error<Rejection>> {
        let cause = asked(&format!("links from {}", links[0].number.number));
        let done = link::link(&self.house, self.incident, links, &self.by(), &cause).await;
        done.map(|it| it.events.len())
    }

    /// Drafts words and sends them to everybody, twice by one press. Answers the draft and whom they went to.
    async fn announces(&self, words: &str, ends: bool) -> (u64, Vec<Told>) {
        let (stream, by) = (Stream::Incident(self.incident), self.by());
        let message = MessageRef { chat: ChatId::Group(-2), message: MessageId(30) };
        let words = draft::Draft { words: words.to_owned(), ends, clients: [].into(), message };
        let groups = Groups {
            of_tickets: (0..TICKETS).map(|nth| (ticket(nth), Some(group(nth)))).collect(),
            of_clients: (0..GROUPS).map(|nth| (client(nth), group(nth))).collect(),
        };
        let decide = |it: &Incident| draft::decide(it, &words, &groups, &by);
        let cause = asked(&format!("draft {}", words.words));
        transact(&self.house, &stream, by.actor, &cause, decide).await.unwrap();
        let newest = |it: &Incident| it.drafts.keys().next_back().copied();
        let draft = ask(&self.house, &stream, newest).await.unwrap().unwrap();
        let asked_of = announce::Announce { draft, to: Audience::All, groups: &groups };
        let decide = |it: &Incident| announce::decide(it, &asked_of, &by);
        let press = asked(&format!("press {}", words.words));
        let once = transact(&self.house, &stream, by.actor, &press, decide).await.unwrap();
        let again = transact(&self.house, &stream, by.actor, &press, decide).await.unwrap();
        let told = |events: Vec<commands::transact::Happened<Event>>| {
            let told = events.into_iter().map(|it| match it.event {
                Event::Announced(it) => it.to,
                other => panic!("{other:?}"),
            });
            told.collect::<Vec<_>>()
        };
        let (once, repeated) = (told(once.events), (again.repeated, told(again.events)));
        assert!(once.len() > 1, "it is too much for one event");
        assert_eq!(repeated, (true, once.clone()));
        // Another press says it to nobody.
        let other = asked(&format!("other press {}", words.words));
        let other = transact(&self.house, &stream, by.actor, &other, decide).await.unwrap();
        assert_eq!(told(other.events), Vec::<Vec<Told>>::new());
        (draft, once.concat())
    }

    /// The announcement arrives in a group, and is told of twice.
    async fn arrives(&self, draft: u64, chat: ChatId) {
        let announcement = Some(AnnouncementRef { incident: self.incident, draft, chat });
        let delivered = NoticeDelivered {
            notice: NoticeId(Uuid::nil()),
            kind: Kind::Announcement,
            message: MessageId(100 + i64::try_from(draft).unwrap()),
            at: noon(),
            ticket: None,
            conversation: None,
            of: None,
            announcement,
            shown: 0,
            edited: false,
        };
        let event = Draft::new(chat::Event::NoticeDelivered(delivered.clone()), noon());
        let decide = |_: &chat::ChatMonth| Ok::<_, Infallible>(vec![event.clone()]);
        let stream = Stream::Chat(chat, "202611".to_owned());
        let cause = asked(&format!("delivery {draft} {chat}"));
        let done = transact(&self.house, &stream, Actor::Sender, &cause, decide).await.unwrap();
        for _ in 0..2 {
            follow::delivered(&self.house, chat, &delivered, &done.events[0]).await.unwrap();
        }
    }

    /// Olga is of staff no longer.
    async fn olga_leaves(&self) {
        let decide = |it: &Person| revoke::decide(it, Role::Agent, None, noon());
        let (stream, cause) = (Stream::Person(OLGA), asked("leaves"));
        transact(&self.house, &stream, Actor::Operator, &cause, decide).await.unwrap();
    }

    /// How a ticket stands, and who has it.
    async fn standing(&self, nth: u32) -> (Status, Option<PersonId>) {
        let standing = |it: &Ticket| it.life().map(|it| (it.status, it.assignee));
        ask(&self.house, &Stream::Ticket(ticket(nth)), standing).await.unwrap().unwrap()
    }

    /// How often each kind of event stands in the stream of a ticket.
    async fn life(&self, nth: u32) -> BTreeMap<String, usize> {
        let name = Stream::Ticket(ticket(nth)).name();
        let mut life = BTreeMap::new();
        for it in self.store.read(&name, Revision(0), PAGE_MAX).await.unwrap() {
            *life.entry(it.event.kind.to_string()).or_default() += 1;
        }
        life
    }
}

#[tokio::test]
async fn two_hundred_groups_are_told_once_and_each_of_their_tickets_is_answered_once() {
    let desk = Desk::open().await;
    let links: Vec<_> = (0..TICKETS).map(linked).collect();
    for _ in 0..2 {
        assert_eq!(desk.links(&links).await.unwrap(), links.len());
    }
    for (words, ends) in [("Чиним", false), ("Починили", true)] {
        let (draft, told) = desk.announces(words, ends).await;
        let mut chats: Vec<_> = told.iter().map(|it| it.chat).collect();
        chats.sort_unstable();
        chats.dedup();
        assert_eq!((told.len(), chats.len()), (GROUPS as usize, GROUPS as usize));
        for chat in chats {
            desk.arrives(draft, chat).await;
        }
    }
    for nth in 0..TICKETS {
        let life = desk.life(nth).await;
        let of = |kind: &str| life.get(kind).copied().unwrap_or_default();
        // The first words answered it, the last ones resolved it.
        assert_eq!((of("ticket.message_added"), of("ticket.resolved")), (1, 1), "{nth}: {life:?}");
    }
    let stream = Stream::Incident(desk.incident);
    let over = ask(&desk.house, &stream, |it: &Incident| !it.is_open()).await.unwrap();
    assert!(over, "the incident is over");
}

#[tokio::test]
async fn links_beyond_one_append_are_ended_as_they_were_made() {
    let desk = Desk::open().await;
    let links: Vec<_> = (0..=2 * u32::try_from(APPEND_EVENTS_MAX).unwrap()).map(linked).collect();
    assert_eq!(desk.links(&links).await.unwrap(), links.len());
    let tickets: Vec<_> = links.iter().map(|it| it.ticket).collect();
    for _ in 0..2 {
        let cause = asked("unlinks");
        let done = link::unlink(&desk.house, desk.incident, &tickets, &desk.by(), &cause).await;
        assert_eq!(done.unwrap().events.len(), links.len());
    }
    let stream = Stream::Incident(desk.incident);
    assert_eq!(ask(&desk.house, &stream, |it: &Incident| it.tickets.len()).await.unwrap(), 0);
}

#[tokio::test]
async fn more_links_than_there_is_room_for_are_refused_before_any_is_made() {
    let desk = Desk::open().await;
    let links: Vec<_> = (0..=u32::try_from(TICKETS_MAX).unwrap()).map(linked).collect();
    let refused = desk.links(&links).await;
    assert!(matches!(refused, Err(Error::Rejected(Rejection::TooMany))), "{refused:?}");
    let stream = Stream::Incident(desk.incident);
    assert_eq!(ask(&desk.house, &stream, |it: &Incident| it.tickets.len()).await.unwrap(), 0);
    // A ticket that is named twice is linked once.
    assert_eq!(desk.links(&[linked(1), linked(1)]).await.unwrap(), 1);
}

/// One that a ticket is the first of, asked for a minute after the one before.
async fn declares(desk: &Desk, known: &[Known], minute: i64) -> Outage {
    let by = By { actor: Actor::Person(OLGA), known: &desk.olga, at: noon() };
    let first = First { link: linked(0), registered_at: noon(), title: "ROM-1".to_owned() };
    let press = Trigger::Request { key: format!("press {minute}") };
    let cause = Cause::new(press, noon() + chrono::TimeDelta::minutes(minute));
    let outage = from_ticket::declare(&desk.house, &first, known, &by, &cause).await.unwrap();
    if let Outage::Declared { incident, .. } = outage {
        link::link(&desk.house, incident, &[linked(0)], &by, &cause).await.unwrap();
    }
    outage
}

fn number_of(outage: Outage) -> u32 {
    match outage {
        Outage::Declared { number, .. } | Outage::Known(number) => number,
    }
}

#[tokio::test]
async fn an_outage_is_declared_once_from_a_ticket_whoever_asks() {
    let desk = Desk::open().await;
    let first = declares(&desk, &[], 1).await;
    let Outage::Declared { number, .. } = first else { panic!("{first:?}") };
    // The view of whoever asks may lag.
    assert_eq!(declares(&desk, &[], 2).await, Outage::Known(number));
    assert_eq!(declares(&desk, &[Known { number, is_open: true }], 3).await, Outage::Known(number));
    assert_eq!(declares(&desk, &[], 1).await, first);
}

#[tokio::test]
async fn an_outage_that_is_over_or_that_the_ticket_has_left_is_not_declared_again() {
    let desk = Desk::open().await;
    let by = By { actor: Actor::Person(OLGA), known: &desk.olga, at: noon() };
    let first = declares(&desk, &[], 1).await;
    let Outage::Declared { incident, number } = first else { panic!("{first:?}") };
    let out = link::unlink(&desk.house, incident, &[ticket(0)], &by, &asked("out")).await;
    out.unwrap();
    let next = declares(&desk, &[], 2).await;
    assert_eq!(number_of(next), number + 1, "it was taken out of the first, which goes on");
    let Outage::Declared { incident, .. } = next else { panic!("{next:?}") };
    let out = link::unlink(&desk.house, incident, &[ticket(0)], &by, &asked("out again")).await;
    out.unwrap();
    let end = |it: &Incident| end::decide(it, &by);
    let stream = Stream::Incident(incident);
    transact(&desk.house, &stream, by.actor, &asked("end"), end).await.unwrap();
    assert_eq!(number_of(declares(&desk, &[], 3).await), number + 2, "the second is over");
    // The same press, told again.
    for (minute, then) in [(1, number), (2, number + 1), (3, number + 2)] {
        assert_eq!(number_of(declares(&desk, &[], minute).await), then);
    }
}

#[tokio::test]
async fn what_is_announced_does_its_part_though_its_author_leaves_before_it_arrives() {
    let desk = Desk::open().await;
    desk.links(&[linked(0)]).await.unwrap();
    let (first, _) = desk.announces("Чиним", false).await;
    let (last, _) = desk.announces("Починили", true).await;
    desk.olga_leaves().await;
    desk.arrives(first, group(0)).await;
    assert_eq!(desk.life(0).await.get("ticket.message_added"), Some(&1));
    // Whoever has left has no ticket of it.
    assert_eq!(desk.standing(0).await, (Status::New, None));
    desk.arrives(last, group(0)).await;
    assert_eq!(desk.life(0).await.get("ticket.resolved"), Some(&1));
    assert_eq!(desk.standing(0).await, (Status::Resolved, None));
}

#[tokio::test]
async fn a_ticket_that_is_linked_late_is_told_what_somebody_said_who_has_left() {
    let desk = Desk::open().await;
    desk.links(&[linked(0)]).await.unwrap();
    let (draft, _) = desk.announces("Чиним", false).await;
    desk.arrives(draft, group(0)).await;
    desk.olga_leaves().await;
    // Somebody else of staff links it.
    desk.links(&[linked(1)]).await.unwrap();
    assert_eq!(desk.life(1).await.get("ticket.message_added"), Some(&1));
    assert_eq!(desk.standing(1).await, (Status::New, None));
}
