//! What is read: in which order, from where, how much, and is it what was written?

use super::{Desk, event, numbers, recorded_at};
use crate::port::{
    Expected, FACTS_BYTES_MAX, NewEvent, PAGE_MAX, PRIVATE_BYTES_MAX, Position, Recorded, Revision,
};
use chrono::DateTime;
use uuid::Uuid;

pub(super) async fn a_stream_nobody_wrote_to_is_empty(desk: Desk) {
    assert_eq!(desk.read(&desk.stream("a")).await, []);
}

pub(super) async fn a_stream_is_read_in_order_from_a_revision_on(desk: Desk) {
    let (a, b) = (desk.stream("a"), desk.stream("b"));
    desk.append(&a, None, &[1, 2]).await;
    desk.append(&b, None, &[3]).await;
    desk.append(&a, Some(1), &[4]).await;
    let read = desk.read(&a).await;
    assert_eq!(numbers(&read), [1, 2, 4]);
    assert!(read.iter().map(|it| it.revision.0).eq(0..3));
    assert!(read.iter().all(|it| it.stream == a));

    let rest = desk.store.read(&a, Revision(1), 10).await.expect("the stream is read");
    assert_eq!(rest, read[1..]);
}

pub(super) async fn a_stream_read_from_beyond_its_end_is_empty(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1, 2]).await;
    for from in [2, 3, u64::MAX] {
        assert_eq!(desk.store.read(&a, Revision(from), 10).await.expect("the stream is read"), []);
    }
}

pub(super) async fn a_page_of_a_stream_is_never_longer_than_asked_nor_than_a_page(desk: Desk) {
    let a = desk.stream("a");
    let mut last = None;
    while last.is_none_or(|it| it < PAGE_MAX as u64) {
        let next = last.map_or(0, |it| it + 1);
        let ids: Vec<_> = (next..next + 50).collect();
        last = Some(desk.append(&a, last, &ids).await.last.0);
    }
    for (limit, then) in [(0, 0), (1, 1), (999, 999), (PAGE_MAX + 1, PAGE_MAX)] {
        let page = desk.store.read(&a, Revision(3), limit).await.expect("the stream is read");
        assert!(numbers(&page).into_iter().eq(3..3 + then as u64), "limit {limit}");
        assert_eq!(desk.read_after(desk.start, limit).await.len(), then, "limit {limit}");
    }
}

pub(super) async fn bytes_come_back_as_they_were(desk: Desk) {
    let a = desk.stream("a");
    let first = NewEvent {
        kind: "ticket.message_added".into(),
        form: u16::MAX,
        facts: "{\"за\":\"\\u0000\"}".into(),
        private: (0..=255).collect(),
        actor: "Ёж \"x\"".into(),
        correlation: Uuid::nil(),
        causation: Uuid::max(),
        occurred_at: DateTime::from_timestamp_millis(-1).expect("just before 1970"),
        ..event(1)
    };
    let second = NewEvent { facts: vec![], actor: "".into(), ..event(2) };
    let events = vec![first, second];
    let at = DateTime::from_timestamp_millis(1_772_442_000_999).expect("a Monday");
    let appended = desk.store.append(&a, Expected::NoStream, at, events.clone()).await;
    let appended = appended.expect("what is expected is so");

    let read = desk.read(&a).await;
    // What no writer is told is where the first of them stands.
    let positions = [read[0].position, appended.position];
    let placed = |(revision, (event, position)): (u64, (NewEvent, Position))| Recorded {
        position,
        stream: a.clone(),
        revision: Revision(revision),
        event,
        recorded_at: at,
    };
    let then: Vec<_> = (0..).zip(events.into_iter().zip(positions)).map(placed).collect();
    assert_eq!(read, then);
    assert_eq!(desk.everything().await, then);
}

pub(super) async fn the_largest_event_comes_back_as_it_was(desk: Desk) {
    let a = desk.stream("a");
    let bytes = |length: usize, last: u8| {
        let mut bytes = vec![b'x'; length];
        bytes[length - 1] = last;
        bytes
    };
    let largest = NewEvent {
        kind: "k".repeat(60).into(),
        facts: bytes(FACTS_BYTES_MAX, b'f'),
        private: bytes(PRIVATE_BYTES_MAX, b'p'),
        actor: "ж".repeat(100).into(),
        ..event(1)
    };
    let events = vec![largest.clone()];
    let appended = desk.store.append(&a, Expected::NoStream, recorded_at(), events).await;
    appended.expect("it keeps the limits");
    assert_eq!(desk.read(&a).await[0].event, largest);
}

pub(super) async fn what_is_read_after_a_position_begins_with_the_next(desk: Desk) {
    let (a, b) = (desk.stream("a"), desk.stream("b"));
    desk.append(&a, None, &[1, 2]).await;
    desk.append(&b, None, &[3, 4]).await;
    let all = desk.everything().await;
    assert_eq!(numbers(&all), [1, 2, 3, 4]);
    for (at, it) in all.iter().enumerate() {
        assert_eq!(desk.read_after(Some(it.position), 10).await, all[at + 1..]);
    }
    if desk.start.is_none() {
        assert_eq!(desk.read_after(Some(Position(0)), 1).await, all[..1]);
    }
}

pub(super) async fn the_log_is_read_in_pages_without_gap_or_repetition(desk: Desk) {
    let streams = [desk.stream("a"), desk.stream("b"), desk.stream("c")];
    for round in 0..9_u64 {
        for (stream, number) in streams.iter().zip(round * 3..) {
            desk.append(stream, round.checked_sub(1), &[number]).await;
        }
    }
    for limit in [1, 2, 7, 27, 28] {
        let (mut seen, mut after) = (Vec::new(), desk.start);
        loop {
            let page = desk.read_after(after, limit).await;
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = Some(last.position);
            seen.extend(numbers(&page));
        }
        assert!(seen.into_iter().eq(0..27), "limit {limit}");
    }
}

pub(super) async fn the_end_of_the_log_is_empty(desk: Desk) {
    assert_eq!(desk.everything().await, []);
    let a = desk.stream("a");
    let end = desk.append(&a, None, &[1]).await.position;
    for after in [end, Position(end.0 + 1), Position(u64::MAX)] {
        assert_eq!(desk.read_after(Some(after), 10).await, []);
    }
}

pub(super) async fn positions_grow_along_and_across_streams(desk: Desk) {
    let (a, b) = (desk.stream("a"), desk.stream("b"));
    let mut told = Vec::new();
    for round in 0..4_u64 {
        let last = (2 * round).checked_sub(1);
        told.push(desk.append(&a, last, &[4 * round, 4 * round + 1]).await.position);
        told.push(desk.append(&b, last, &[4 * round + 2, 4 * round + 3]).await.position);
    }
    let all = desk.everything().await;
    assert!(numbers(&all).into_iter().eq(0..16));
    let positions: Vec<_> = all.iter().map(|it| it.position).collect();
    assert!(desk.start < Some(positions[0]));
    assert!(positions.is_sorted_by(|a, b| a < b), "{positions:?}");
    // Each append tells where the second of its two events stands.
    assert!(positions.chunks(2).map(|it| it[1]).eq(told));
    for stream in [a, b] {
        let along = desk.read(&stream).await;
        assert!(along.is_sorted_by(|a, b| a.position < b.position), "{along:?}");
    }
}

pub(super) async fn the_head_is_the_position_of_the_last_append(desk: Desk) {
    let appended = desk.append(&desk.stream("a"), None, &[1, 2]).await;
    let head = desk.store.head().await.expect("the head is read");
    assert_eq!(head, Some(appended.position));
    let last = desk.store.last().await.expect("the end is read");
    assert_eq!(last.as_ref(), desk.everything().await.last());
    assert!(head > desk.start);
}
