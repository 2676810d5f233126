//! Which incidents are open, and what is said of them where?

use crate::desk::{Desk, GROUP, OLGA, ROM, SUPERGROUP, in_staff, number, ticket_id};
use domain::chat::{self, NoticeFailed, Undeliverable};
use domain::client::Event as ClientEvent;
use domain::incident::{
    Announced, Declared, Drafted, Ended, Event, Nature, TicketLinked, TicketUnlinked, Told,
};
use domain::link::ChatMigrated;
use domain::notice::Kind;
use domain::{ChatId, ClientId, Field, IncidentId, Owner};
use projections::rows::Delivered;
use store::stream::Stream;
use uuid::Uuid;

const ACM: ClientId = ClientId(Uuid::from_u128(0xC));
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
    let told = Told { client: ROM, chat, tickets: [].into(), further: false };
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
    assert!(desk.views.incident(1).unwrap().unwrap().ended.is_none());
    happens(&mut desk, announced(2, true, GROUP)).await;
    assert!(desk.views.incident(1).unwrap().unwrap().ended.is_some());
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

#[tokio::test]
async fn who_was_told_what_and_whether_it_arrived_is_known() {
    let mut desk = Desk::open().await;
    declared(&mut desk, FIRST, 1).await;
    let words = [(Field::Body, Owner::Desk, "Чиним")];
    desk.says(Stream::Incident(FIRST), drafted(false), &words).await;
    assert_eq!(desk.views.announcements(1).unwrap(), [], "drafted words went to nobody");
    happens(&mut desk, announced(1, false, GROUP)).await;
    let told = |desk: &Desk| {
        let all = desk.views.announcements(1).unwrap();
        let [one] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((one.words.as_str(), one.ends, one.by), ("Чиним", false, OLGA));
        let [to] = one.to.as_slice() else { panic!("{:?}", one.to) };
        assert_eq!((to.client, to.chat), (ROM, GROUP));
        to.delivery
    };
    assert_eq!(told(&desk), Delivered::NotYet);
    let pending = desk.views.pending(100).unwrap();
    let notice = pending.iter().find(|it| it.kind == Kind::Announcement).unwrap().notice;
    let failed = NoticeFailed {
        notice,
        kind: Kind::Announcement,
        why: Undeliverable::Forbidden,
        ticket: None,
        of: None,
        shown: 0,
    };
    desk.of_chat(GROUP, chat::Event::NoticeFailed(failed)).await;
    assert!(matches!(told(&desk), Delivered::Failed(_)));
    let pending = pending.into_iter().find(|it| it.notice == notice).unwrap();
    desk.deliver(&pending, 77).await;
    assert!(matches!(told(&desk), Delivered::At(_)));
}

#[tokio::test]
async fn the_staff_card_is_said_anew_when_its_ticket_is_linked_and_when_it_no_longer_is() {
    let mut desk = Desk::open().await;
    declared(&mut desk, FIRST, 1).await;
    desk.asks(1, 11, "Help").await;
    desk.deliver_all(40).await;
    let cards = |desk: &Desk| {
        let pending = desk.views.pending(100).unwrap();
        pending.iter().map(|it| it.kind).collect::<Vec<_>>()
    };
    let unlinked = Event::TicketUnlinked(TicketUnlinked { ticket: ticket_id(1), by: OLGA });
    for (event, then) in [(linked(1), 1), (unlinked, 0)] {
        assert_eq!(cards(&desk), []);
        happens(&mut desk, event).await;
        assert_eq!(cards(&desk), [Kind::StaffCard]);
        assert_eq!(desk.views.incidents_of_ticket(ticket_id(1)).unwrap().len(), then);
        desk.deliver_all(60).await;
    }
    // What happens to the ticket itself is shown as ever.
    desk.of_ticket(
        1,
        domain::ticket::Event::Unassigned(domain::ticket::Unassigned { agent: OLGA }),
    )
    .await;
    assert!(cards(&desk).contains(&Kind::StaffCard));
}

#[tokio::test]
async fn an_announcement_of_several_events_is_one_and_says_it_to_each_group_once() {
    let mut desk = Desk::open().await;
    let other = ChatId::Group(-4_004);
    desk.client(ACM, "ACM", "Acme").await;
    desk.link(ACM, other).await;
    declared(&mut desk, FIRST, 1).await;
    happens(&mut desk, drafted(true)).await;
    let told = |client, chat, tickets: [u64; 2], further| Told {
        client,
        chat,
        tickets: tickets.map(ticket_id).into(),
        further,
    };
    for to in [
        vec![told(ROM, GROUP, [1, 2], false)],
        vec![told(ROM, GROUP, [3, 4], true), told(ACM, other, [5, 6], false)],
    ] {
        happens(&mut desk, Event::Announced(Announced { draft: 1, ends: true, to, by: OLGA }))
            .await;
    }
    let all = desk.views.announcements(1).unwrap();
    let [one] = all.as_slice() else { panic!("{all:?}") };
    let mut to: Vec<_> = one.to.iter().map(|it| (it.chat, it.tickets)).collect();
    to.sort_unstable_by_key(|it| it.1);
    assert_eq!(to, [(other, 2), (GROUP, 4)]);
    let pending = desk.views.pending(100).unwrap();
    let mut said: Vec<_> =
        pending.iter().filter(|it| it.kind == Kind::Announcement).map(|it| it.chat).collect();
    said.sort_unstable();
    let mut then = [GROUP, other];
    then.sort_unstable();
    assert_eq!(said, then);
}
