//! The largest events of each kind that holds a list: does the log take them?

use crate::events::{ANNA, MESSAGE, noon};
use domain::incident::{
    Announced, CHOSEN_MAX, Drafted, Event as OfIncident, GROUPS_MAX, PART_ENTRIES_MAX, TICKETS_MAX,
    Told, parts,
};
use domain::people::{Event as OfPerson, HandedOver};
use domain::routing::HANDED_OVER_MAX;
use domain::{ChatId, ClientId, ConversationId, Event, TicketId};
use store::codec;
use store::port::{APPEND_EVENTS_MAX, EventId, NewEvent, refusal};
use uuid::Uuid;

/// One event as the log would be asked to take it.
fn written(nth: usize, event: &Event) -> NewEvent {
    let (kind, form) = codec::kind_of(event);
    NewEvent {
        id: EventId(Uuid::from_u128(nth as u128)),
        kind: kind.into(),
        form,
        facts: codec::write(event, &[]).unwrap(),
        private: vec![],
        actor: "operator".into(),
        correlation: Uuid::nil(),
        causation: Uuid::nil(),
        occurred_at: noon(),
    }
}

#[track_caller]
fn is_taken(events: &[Event]) {
    let events: Vec<_> = events.iter().enumerate().map(|(nth, it)| written(nth, it)).collect();
    let largest = events.iter().map(|it| it.facts.len()).max();
    assert_eq!(refusal(noon(), &events), None, "the largest of {largest:?} bytes");
}

fn tickets(count: usize) -> impl Iterator<Item = TicketId> {
    (0..count).map(|it| TicketId(Uuid::from_u128(u128::MAX - it as u128)))
}

/// A group of the longest number.
fn group(nth: usize, tickets: impl Iterator<Item = TicketId>) -> Told {
    let chat = ChatId::Group(i64::MIN + i64::try_from(nth).unwrap());
    Told { client: ClientId(Uuid::max()), chat, tickets: tickets.collect(), further: false }
}

fn announced(to: Vec<Told>) -> Event {
    let draft = (1 << 53) - 1;
    Event::Incident(OfIncident::Announced(Announced { draft, ends: false, to, by: ANNA }))
}

#[test]
fn an_announcement_to_as_many_groups_as_may_be_is_taken_however_their_tickets_are_spread() {
    let empty = || std::iter::empty();
    for heap in [1, 2, 3, 10, PART_ENTRIES_MAX - 1, PART_ENTRIES_MAX, TICKETS_MAX] {
        let mut all = tickets(TICKETS_MAX);
        let to = (0..GROUPS_MAX).map(|nth| group(nth, all.by_ref().take(heap)));
        let events: Vec<_> = parts(to.collect()).into_iter().map(announced).collect();
        assert!(events.len() <= APPEND_EVENTS_MAX, "{} events", events.len());
        is_taken(&events);
    }
    // Groups are what takes most room.
    is_taken(&[announced((0..PART_ENTRIES_MAX).map(|nth| group(nth, empty())).collect())]);
}

#[test]
fn words_for_as_many_clients_as_may_be_named_are_taken() {
    let clients = (0..CHOSEN_MAX).map(|it| ClientId(Uuid::from_u128(u128::MAX - it as u128)));
    let clients = clients.collect();
    let drafted = Drafted { ends: false, clients, message: MESSAGE, by: ANNA };
    is_taken(&[Event::Incident(OfIncident::Drafted(drafted))]);
}

#[test]
fn as_many_tickets_as_are_handed_over_at_once_are_taken() {
    let tickets = tickets(HANDED_OVER_MAX).collect();
    let handed = HandedOver {
        to: ANNA,
        tickets,
        said: Some(MESSAGE),
        question: Some(ConversationId(Uuid::max())),
    };
    is_taken(&[Event::Person(OfPerson::HandedOver(handed))]);
}
