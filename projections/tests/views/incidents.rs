//! Which incidents are open, and what is said of them where?

use crate::desk::{Desk, GROUP, OLGA, ROM, SUPERGROUP, in_staff, number, ticket_id};
use domain::client::Event as ClientEvent;
use domain::incident::{
    Announced, Declared, Drafted, Ended, Event, Nature, TicketLinked, TicketUnlinked, Told,
};
use domain::link::ChatMigrated;
use domain::notice::Kind;
use domain::{ChatId, Field, IncidentId, Owner};
use store::stream::Stream;
use uuid::Uuid;

const FIRST: IncidentId = IncidentId(Uuid::from_u128(0x51));
const SECOND: IncidentId = IncidentId(Uuid::from_u128(0x52));

async fn declared(desk: &mut Desk, incident: IncidentId, number: u32) {
    let event = Event::Declared(Declared { number, nature: Nature::Outage, by: OLGA });
    let texts = [(Field::Body, Owner::Desk, "Нет связи")];
    desk.says(Stream::Incident(incident), event, &texts).await;
}

async fn happens(desk: &mut Desk, event: Event) {
    desk.happens(Stream::Incident(FIRST), event).await;
}

fn linked(ticket: u64) -> Event {
    let (ticket, number) = (ticket_id(ticket), number(ticket));
    Event::TicketLinked(TicketLinked { ticket, number, client: ROM, by: OLGA })
}

fn drafted(ends: bool) -> Event {
    Event::Drafted(Drafted { ends, clients: [].into(), message: in_staff(5), by: OLGA })
}

fn announced(draft: u64, ends: bool, chat: ChatId) -> Event {
    let told = Told { client: ROM, chat, tickets: [].into() };
    Event::Announced(Announced { draft, ends, to: vec![told], by: OLGA })
}

fn open(desk: &Desk) -> Vec<(u32, u64)> {
    let rows = desk.views.open_incidents(10).unwrap();
    rows.into_iter().map(|it| (it.number, it.tickets)).collect()
}

#[tokio::test]
async fn open_incidents_are_listed_newest_first_with_the_count_of_their_tickets() {
    let mut desk = Desk::open().await;
    declared(&mut desk, FIRST, 1).await;
    declared(&mut desk, SECOND, 2).await;
    happens(&mut desk, linked(1)).await;
    happens(&mut desk, linked(2)).await;
    assert_eq!(open(&desk), [(2, 0), (1, 2)]);
    assert_eq!(desk.views.incident(1).unwrap().unwrap().title, "Нет связи");
    let gone = Event::TicketUnlinked(TicketUnlinked { ticket: ticket_id(1), by: OLGA });
    happens(&mut desk, gone).await;
    assert_eq!(open(&desk), [(2, 0), (1, 1)]);
    assert_eq!(desk.views.tickets_of_incident(1).unwrap(), [ticket_id(2)]);
    happens(&mut desk, Event::Ended(Ended { by: OLGA })).await;
    assert_eq!(open(&desk), [(2, 0)]);
}

#[tokio::test]
async fn it_is_over_when_words_that_say_so_are_announced_and_not_before() {
    let mut desk = Desk::open().await;
    declared(&mut desk, FIRST, 1).await;
    happens(&mut desk, drafted(false)).await;
    happens(&mut desk, drafted(true)).await;
    happens(&mut desk, announced(1, false, GROUP)).await;
    assert!(!desk.views.incident(1).unwrap().unwrap().ended);
    happens(&mut desk, announced(2, true, GROUP)).await;
    assert!(desk.views.incident(1).unwrap().unwrap().ended);
}

#[tokio::test]
async fn an_announcement_is_said_once_where_its_group_goes_on() {
    let mut desk = Desk::open().await;
    declared(&mut desk, FIRST, 1).await;
    happens(&mut desk, drafted(false)).await;
    let moved = ChatMigrated { from: GROUP, to: SUPERGROUP };
    desk.of_client(ROM, ClientEvent::ChatMigrated(moved)).await;
    happens(&mut desk, announced(1, false, GROUP)).await;
    let pending = desk.views.pending(100).unwrap();
    let said: Vec<_> = pending.iter().filter(|it| it.kind == Kind::Announcement).collect();
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].chat, said[0].subject.1.0), (SUPERGROUP, 1));
}

#[tokio::test]
async fn a_ticket_may_have_to_do_with_two_incidents_and_leaves_neither_for_the_other() {
    let mut desk = Desk::open().await;
    declared(&mut desk, FIRST, 1).await;
    declared(&mut desk, SECOND, 2).await;
    happens(&mut desk, linked(1)).await;
    desk.happens(Stream::Incident(SECOND), linked(1)).await;
    assert_eq!(open(&desk), [(2, 1), (1, 1)]);
}
