//! The vault: is what people said sealed, bound to its place, and gone when it is to be?

use crate::events;
use chrono::{DateTime, Utc};
use domain::{
    Actor, Cause, Draft, Event, EventRef, Field, Owner, PersonId, Texts, TicketId, Trigger,
};
use futures::executor::block_on;
use proptest::prelude::*;
use std::sync::Arc;
use store::codec;
use store::memory_keyring::MemoryKeyring;
use store::port::{EventId, NewEvent, Position, Recorded, Revision};
use store::sealed;
use store::stream::Stream;
use store::vault::{Entry, Vault, VaultError};
use store::world::Chance;
use uuid::Uuid;

const ANNA: PersonId = PersonId([0xa1; 16]);
const BORIS: PersonId = PersonId([0xb0; 16]);
const TICKET: Stream = Stream::Ticket(TicketId(Uuid::from_u128(7)));

struct System;

impl Chance for System {
    #[expect(clippy::disallowed_methods, reason = "keys of tests are as random as any")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

fn vault() -> Vault {
    let chance = Arc::new(System);
    Vault::new(Arc::new(MemoryKeyring::new(chance.clone())), chance)
}

fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn seal(vault: &Vault, draft: &Draft<Event>) -> NewEvent {
    let cause = Cause::new(Trigger::Event(EventRef(Uuid::from_u128(1))), noon());
    let entry = Entry { stream: &TICKET, actor: Actor::Operator, cause: &cause, ordinal: 0 };
    block_on(vault.seal(draft, &entry)).unwrap()
}

fn recorded(event: NewEvent) -> Recorded {
    Recorded {
        position: Position(1),
        stream: TICKET.name(),
        revision: Revision(0),
        event,
        recorded_at: noon(),
    }
}

/// The first event of the list that is a ticket's message, with a text of each of two people.
fn said(anna: &str, boris: &str) -> Draft<Event> {
    let message =
        events::full().into_iter().find(|it| codec::kind_of(it).0 == "ticket.message_added");
    Draft::<Event>::new(message.unwrap(), noon()).with(Field::Body, Owner::Person(ANNA), anna).with(
        Field::Reason,
        Owner::Person(BORIS),
        boris,
    )
}

fn texts(all: &[(Field, &str)]) -> Texts {
    Texts(all.iter().map(|(field, text)| (*field, (*text).to_owned())).collect())
}

#[test]
fn what_was_sealed_opens_in_its_order() {
    let vault = vault();
    let draft = said("Не печатает", "срочно")
        .with(Field::FileName, Owner::Person(ANNA), "чек.jpg")
        .with(Field::FileName, Owner::Person(ANNA), "второй.jpg");
    let opened = vault.open(&recorded(seal(&vault, &draft))).unwrap();
    let expected = [
        (Field::Body, "Не печатает"),
        (Field::Reason, "срочно"),
        (Field::FileName, "чек.jpg"),
        (Field::FileName, "второй.jpg"),
    ];
    assert_eq!(opened, texts(&expected));
    assert_eq!(
        opened.0.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(),
        expected.map(|it| it.1)
    );
}

#[test]
fn the_words_of_an_erased_person_are_absent_and_those_of_others_are_there() {
    let vault = vault();
    let recorded = recorded(seal(&vault, &said("Не печатает", "срочно")));
    let destroyed = block_on(vault.keyring().destroy_owner(&ANNA.to_string())).unwrap();
    assert_eq!(destroyed, 1);
    assert_eq!(vault.open(&recorded).unwrap().0, [(Field::Reason, "срочно".to_owned())]);
}

#[test]
fn a_text_moved_to_another_event_does_not_open() {
    let vault = vault();
    let mut recorded = recorded(seal(&vault, &said("Не печатает", "срочно")));
    recorded.event.id = EventId(Uuid::from_u128(2));
    assert!(matches!(vault.open(&recorded), Err(VaultError::Sealed { .. })));
}

#[test]
fn a_text_moved_to_another_field_does_not_open() {
    let vault = vault();
    let mut recorded = recorded(seal(&vault, &said("Не печатает", "срочно")));
    let at = recorded.event.private.windows(4).position(|it| it == b"body").unwrap();
    recorded.event.private[at..at + 4].copy_from_slice(b"name");
    assert!(matches!(vault.open(&recorded), Err(VaultError::Sealed { .. })));
}

#[test]
fn a_changed_text_does_not_open() {
    let vault = vault();
    let mut recorded = recorded(seal(&vault, &said("Не печатает", "срочно")));
    *recorded.event.private.last_mut().unwrap() ^= 1;
    assert!(matches!(vault.open(&recorded), Err(VaultError::Sealed { .. })));
}

#[test]
fn facts_hold_the_commitment_of_each_text_and_the_opened_text_gives_it_again() {
    let vault = vault();
    let event = seal(&vault, &said("Не печатает", "срочно"));
    let facts: serde_json::Value = serde_json::from_slice(&event.facts).unwrap();
    for text in sealed::parse(&event.private).unwrap() {
        let key = vault.keyring().opening_key(text.key).unwrap().unwrap();
        let opened = text.open(event.id, &key).unwrap();
        let value = opened.value.as_bytes();
        let commitment = sealed::commitment(&opened.salt, text.field, event.id, value);
        assert_eq!(facts[codec::COMMITMENTS][text.field], commitment);
    }
    assert_eq!(facts[codec::COMMITMENTS].as_object().unwrap().len(), 2);
}

#[test]
fn the_same_words_said_twice_have_nothing_in_common() {
    let vault = vault();
    let event = seal(&vault, &said("привет", "привет"));
    let facts: serde_json::Value = serde_json::from_slice(&event.facts).unwrap();
    let commitments = &facts[codec::COMMITMENTS];
    assert_ne!(commitments["body"], commitments["reason"]);
}

#[test]
fn a_text_beyond_its_limit_is_refused() {
    let long = "x".repeat(domain::private::TEXT_BYTES_MAX + 1);
    let (vault, draft) = (vault(), said(&long, "срочно"));
    let cause = Cause::new(Trigger::Request { key: "k".into() }, noon());
    let entry = Entry { stream: &TICKET, actor: Actor::Operator, cause: &cause, ordinal: 0 };
    assert!(matches!(block_on(vault.seal(&draft, &entry)), Err(VaultError::TooLong)));
}

proptest! {
    // Each case goes through all kinds.
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn neither_facts_nor_sealed_bytes_of_any_kind_hold_a_private_text(
        texts in prop::collection::vec("\\PC{8,40}", Field::ALL.len())
    ) {
        let vault = vault();
        for event in events::full() {
            let mut draft = Draft::<Event>::new(event, noon());
            for (field, text) in Field::ALL.into_iter().zip(&texts) {
                draft = draft.with(field, Owner::Person(ANNA), text.as_str());
            }
            let event = seal(&vault, &draft);
            for text in &texts {
                let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|it| it == text.as_bytes());
                prop_assert!(!holds(&event.facts) && !holds(&event.private), "{}", event.kind);
                let escaped = serde_json::to_string(text).unwrap();
                prop_assert!(!String::from_utf8_lossy(&event.facts).contains(&escaped));
            }
        }
    }
}
