//! Held: does the log say what the people did, once?

use super::Group;
use crate::house::House;
use domain::{Event, MessageRef, TicketId, chat, notice, register, ticket};
use emulator::{ChatId, MessageId};
use std::collections::{BTreeMap, BTreeSet};
use store::codec;
use store::port::{EventStore, PAGE_MAX, Recorded};
use store::stream::Stream;

/// The whole log, from its first event on.
pub(super) async fn read_log(store: &dyn EventStore) -> Vec<(Recorded, Event)> {
    let (mut log, mut after) = (vec![], None);
    loop {
        let page = store.read_all(after, PAGE_MAX).await.unwrap();
        let Some(last) = page.last() else { return log };
        after = Some(last.position);
        for recorded in page {
            let event = codec::decode(&recorded).unwrap();
            log.push((recorded, event));
        }
    }
}

pub(super) fn every_request_is_exactly_one_ticket(
    log: &[(Recorded, Event)],
    groups: &[Group],
) -> BTreeMap<MessageRef, TicketId> {
    let mut entered = BTreeMap::new();
    let mut registered = BTreeMap::<TicketId, usize>::new();
    for (recorded, event) in log {
        match event {
            Event::Register(register::Event::Entered(it)) => {
                let source = it.registration.source.expect("these come from messages");
                let before = entered.insert(source, it.registration.ticket);
                assert_eq!(before, None, "{source:?} was entered twice");
            }
            Event::Ticket(ticket::Event::Registered(_)) => {
                let Some(Stream::Ticket(id)) = Stream::parse(&recorded.stream) else {
                    panic!("a ticket stands in {}", recorded.stream)
                };
                *registered.entry(id).or_default() += 1;
            }
            _ => (),
        }
    }
    let requests: BTreeSet<MessageRef> = groups
        .iter()
        .flat_map(|group| group.requests.iter().map(|&it| reference(group.chat, it)))
        .collect();
    assert_eq!(entered.keys().copied().collect::<BTreeSet<_>>(), requests);
    let once: BTreeMap<TicketId, usize> = entered.values().map(|&it| (it, 1)).collect();
    assert_eq!(registered, once);
    entered
}

pub(super) fn numbers_have_no_gaps(log: &[(Recorded, Event)]) {
    let mut next = BTreeMap::<String, u64>::new();
    for (recorded, event) in log {
        if let Event::Register(register::Event::Entered(it)) = event {
            let next = next.entry(it.number.code.to_string()).or_insert(1);
            assert_eq!(it.number.number, *next, "{}", it.number);
            assert_eq!(recorded.revision.0 + 1, *next, "{}", it.number);
            *next += 1;
        }
    }
}

pub(super) fn every_message_is_accounted_for_once(log: &[(Recorded, Event)], groups: &[Group]) {
    let mut accounted = BTreeMap::<MessageRef, usize>::new();
    for (recorded, event) in log {
        if let (Event::Chat(chat::Event::MessageAccounted(it)), Some(Stream::Chat(chat, _))) =
            (event, Stream::parse(&recorded.stream))
        {
            let at = MessageRef { chat, message: it.message };
            *accounted.entry(at).or_default() += 1;
        }
    }
    for group in groups {
        for &message in &group.shown {
            let at = reference(group.chat, message);
            assert_eq!(accounted.get(&at), Some(&1), "{at:?}");
        }
    }
}

/// Each ticket's receipt and first card, and an answer to each command that asks.
pub(super) fn every_notice_was_delivered(
    log: &[(Recorded, Event)],
    tickets: &BTreeMap<MessageRef, TicketId>,
) {
    let mut delivered = BTreeMap::<(notice::Kind, TicketId), usize>::new();
    for (_, event) in log {
        if let Event::Chat(chat::Event::NoticeDelivered(it)) = event
            && let Some(ticket) = it.ticket
        {
            *delivered.entry((it.kind, ticket)).or_default() += 1;
        }
    }
    for &ticket in tickets.values() {
        assert_eq!(delivered.get(&(notice::Kind::Receipt, ticket)), Some(&1), "{ticket}");
        for kind in [notice::Kind::Card, notice::Kind::StaffCard] {
            assert!(delivered.contains_key(&(kind, ticket)), "{kind:?} of {ticket}");
        }
    }
}

/// A message that was in flight when something broke may be said again: at most one for each break and chat.
pub(super) fn repeats_are_few(house: &House, groups: &[Group], breaks: usize) -> usize {
    let mut repeats = 0;
    for group in groups {
        let transcript = house.tg.transcript(group.chat).unwrap();
        let mut said = BTreeMap::<String, usize>::new();
        for line in transcript.by_bots().filter(|it| it.text.contains("зарегистрирована"))
        {
            *said.entry(line.text.clone()).or_default() += 1;
        }
        let again: usize = said.values().map(|it| it - 1).sum();
        assert!(again <= breaks, "{again} receipts were said twice in one chat");
        repeats += again;
    }
    repeats
}

fn reference(chat: ChatId, message: MessageId) -> MessageRef {
    MessageRef { chat: domain::ChatId::Group(chat.0), message: domain::MessageId(message.0) }
}
