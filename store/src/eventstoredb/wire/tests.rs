//! Does an event come back from the server as it was written?

#![cfg(not(feature = "kurrentdb"))]

use super::*;
use crate::eventstoredb::names::Position as ServerPosition;
use std::collections::HashMap;

const METADATA: &str = r#"{"form":3,"actor":"staff","occurred_at":1700000000123,"recorded_at":1700000000456,"$correlationId":"00000000-0000-0000-0000-000000000007","$causationId":"00000000-0000-0000-0000-000000000008","private":"AP8="}"#;

#[test]
fn an_event_is_written_with_everything_it_says() {
    let shown = format!("{:?}", written(&event(b"{}"), at(1_700_000_000_456)));
    let metadata = METADATA.replace('"', "\\\"");
    for part in [metadata.as_str(), "ticket.opened", "00000000-0000-0000-0000-000000000009"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    let without = NewEvent { private: vec![], ..event(b"{}") };
    assert!(!format!("{:?}", written(&without, at(0))).contains("private"));
}

#[test]
fn facts_that_are_json_are_shown_as_such_and_no_byte_of_them_changes() {
    let table: [(&[u8], bool); 7] = [
        (b"{}", true),
        (br#"{"b":1.50,"a":["\u00e4"], "b":2}"#, true),
        (b"", false),
        (b" {}", false),
        (b"{}\n", false),
        (b"{", false),
        (b"\xff\x00", false),
    ];
    for (facts, is_json) in table {
        let shown = format!("{:?}", written(&event(facts), at(0)));
        assert_eq!(shown.contains("application/json"), is_json, "{shown}");
        let payload =
            shown.split("payload: b\"").nth(1).and_then(|it| it.split("\", id_opt").next());
        let escaped = facts.escape_ascii().to_string().replace("\\x00", "\\0").replace("\\'", "'");
        assert_eq!(payload, Some(escaped.as_str()));
    }
}

#[test]
fn an_event_is_read_as_it_was_written() {
    let recorded = read("desk", &resolved(recorded(METADATA))).unwrap();
    assert_eq!(recorded.event, event(b"\xff"));
    assert_eq!(recorded.recorded_at, at(1_700_000_000_456));
    assert_eq!(recorded.position, Position(70));
    assert_eq!(recorded.revision, Revision(5));
    assert_eq!(recorded.stream.as_str(), "ticket-1");
}

#[test]
fn an_event_that_is_not_as_ours_are_is_named_and_not_shown() {
    let change = |change: fn(&mut RecordedEvent)| {
        let mut event = recorded(METADATA);
        change(&mut event);
        resolved(event)
    };
    let metadata = |from: &str, to: &str| resolved(recorded(&METADATA.replace(from, to)));
    let not_ours = "its metadata are not ours";
    let table = [
        (metadata("staff\",", "staff\",\"more\":1,"), not_ours),
        (metadata("\"form\":3,", ""), not_ours),
        (metadata("\"form\":3", "\"form\":-3"), not_ours),
        (metadata("\"recorded_at\":1700000000456,", ""), not_ours),
        (metadata("$causationId", "causation"), not_ours),
        (metadata(METADATA, ""), not_ours),
        (metadata("AP8=", "AP8"), "its private part is not base64"),
        (metadata("1700000000123", "9000000000000000000"), "it did not occur at an instant"),
        (metadata("1700000000456", "9000000000000000000"), "it was not recorded at an instant"),
        (change(|it| it.position.prepare = 69), "it is part of a transaction"),
        (
            ResolvedEvent { link: Some(recorded(METADATA)), ..resolved(recorded(METADATA)) },
            "it is a link",
        ),
    ];
    for (event, reason) in table {
        check(&event, "desk", reason);
    }
    for prefix in ["des", "desk2", "desk."] {
        check(&resolved(recorded(METADATA)), prefix, "its stream is none of ours");
    }
}

#[track_caller]
fn check(event: &ResolvedEvent, prefix: &str, then: &str) {
    match read(prefix, event) {
        Err(EventStoreDbError::Malformed { stream, revision, reason }) => {
            assert_eq!((stream.as_str(), revision, reason), ("desk.ticket-1", 5, then));
        }
        other => panic!("{then}: {other:?}"),
    }
}

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

fn event(facts: &[u8]) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::from_u128(9)),
        kind: "ticket.opened".into(),
        form: 3,
        facts: facts.to_vec(),
        private: vec![0, 255],
        actor: "staff".into(),
        correlation: Uuid::from_u128(7),
        causation: Uuid::from_u128(8),
        occurred_at: at(1_700_000_000_123),
    }
}

fn resolved(event: RecordedEvent) -> ResolvedEvent {
    ResolvedEvent { event: Some(event), link: None, commit_position: None }
}

/// What the server would give for `event`. Only the older crate lets anybody make one.
fn recorded(metadata: &str) -> RecordedEvent {
    RecordedEvent {
        stream_id: "desk.ticket-1".to_owned(),
        id: Uuid::from_u128(9),
        revision: 5,
        event_type: "ticket.opened".to_owned(),
        data: vec![0xff].into(),
        metadata: HashMap::new(),
        custom_metadata: metadata.to_owned().into(),
        is_json: false,
        position: ServerPosition { commit: 70, prepare: 70 },
        created: at(0),
    }
}
