//! The contract: what must every event store do, whatever it is made of?

mod appending;
mod following;
mod reading;

use crate::port::{
    Appended, EventId, EventStore, Expected, NewEvent, Position, Recorded, Revision, StreamName,
};
use chrono::{DateTime, Utc};
use std::future::Future;
use std::sync::Arc;
use uuid::Uuid;

/// Runs every case, each on a store of its own or on one whose log has grown by the cases before.
///
/// The store may hold events already, as a server's does.
///
/// # Panics
///
/// With the case's name, if a case does not hold.
pub async fn all<F: Future<Output = Arc<dyn EventStore>>>(make_store: impl Fn() -> F) {
    macro_rules! hold {
        ($($room:ident: $($case:ident)+;)+) => {$($(
            let case = tokio::spawn($room::$case(Desk::new(make_store().await, stringify!($case)).await));
            if let Err(failure) = case.await {
                panic!("not held: {}: {failure}", stringify!($case));
            }
        )+)+};
    }
    hold! {
        reading:
            a_stream_nobody_wrote_to_is_empty
            a_stream_is_read_in_order_from_a_revision_on
            a_stream_read_from_beyond_its_end_is_empty
            a_page_of_a_stream_is_never_longer_than_asked_nor_than_a_page
            bytes_come_back_as_they_were
            the_largest_event_comes_back_as_it_was
            what_is_read_after_a_position_begins_with_the_next
            the_log_is_read_in_pages_without_gap_or_repetition
            the_end_of_the_log_is_empty
            positions_grow_along_and_across_streams
            the_head_is_the_position_of_the_last_append;
        appending:
            an_append_answers_where_its_events_stand
            an_append_to_a_stream_that_should_not_be_there_is_a_conflict
            an_append_to_a_stream_that_is_not_there_is_a_conflict
            an_append_behind_the_end_or_beyond_it_is_a_conflict
            the_second_of_two_writers_is_refused_and_writes_nothing
            of_many_writers_with_the_same_expectation_exactly_one_wins
            one_conflict_does_not_fail_its_neighbours
            a_repeated_append_is_recognised_whatever_is_expected
            of_twenty_identical_appends_at_once_one_is_written
            a_part_of_an_append_repeated_is_recognised
            an_append_that_repeats_some_events_beside_others_clashes
            the_same_events_in_another_order_clash
            an_id_may_stand_in_two_streams
            an_append_over_a_limit_is_refused_and_writes_nothing
            the_longest_append_is_written_whole;
        following:
            a_subscription_catches_up_then_follows
            a_subscription_begins_after_its_position
            a_subscription_to_an_empty_end_waits_for_what_comes
            a_subscription_has_neither_gap_nor_repetition_while_many_append
            every_subscriber_gets_everything;
    }
}

/// A store with what the cases need around it.
#[derive(Clone)]
struct Desk {
    store: Arc<dyn EventStore>,
    /// Where the log ended when the case began.
    start: Option<Position>,
    case: &'static str,
}

impl Desk {
    async fn new(store: Arc<dyn EventStore>, case: &'static str) -> Self {
        let start = store.head().await.expect("the head is read");
        Self { store, start, case }
    }

    /// A stream that no other case uses, even on a log that outlives the suite: its name tells
    /// where the log ended.
    fn stream(&self, name: &str) -> StreamName {
        let start = self.start.map_or(0, |it| it.0);
        let stream = format!("contract-{start}-{name}-{}", self.case.replace('_', "-"));
        StreamName::parse(&stream[..stream.len().min(crate::port::STREAM_NAME_CHARS_MAX)])
            .expect("a case's name makes a stream's name")
    }

    async fn append(&self, stream: &StreamName, last: Option<u64>, ids: &[u64]) -> Appended {
        let events = ids.iter().map(|&id| event(id)).collect();
        let appended = self.store.append(stream, expected(last), recorded_at(), events).await;
        appended.expect("what is expected is so")
    }

    async fn read(&self, stream: &StreamName) -> Vec<Recorded> {
        self.store.read(stream, Revision(0), usize::MAX).await.expect("the stream is read")
    }

    async fn read_after(&self, after: Option<Position>, limit: usize) -> Vec<Recorded> {
        self.store.read_all(after, limit).await.expect("the log is read")
    }

    /// Everything since the case began.
    async fn everything(&self) -> Vec<Recorded> {
        let (mut all, mut after) = (Vec::new(), self.start);
        loop {
            let page = self.read_after(after, usize::MAX).await;
            let Some(last) = page.last() else { return all };
            after = Some(last.position);
            all.extend(page);
        }
    }
}

fn expected(last: Option<u64>) -> Expected {
    last.map_or(Expected::NoStream, |it| Expected::At(Revision(it)))
}

/// Monday, 2026-03-02 09:00:00.123 UTC.
fn recorded_at() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_772_442_000_123).expect("a Monday")
}

fn id(number: u64) -> EventId {
    EventId(Uuid::from_u64_pair(0x0190_0000_0000_8000 + number, 0x8000_0000_0000_0000 + number))
}

/// An event like any other, told apart by its number.
fn event(number: u64) -> NewEvent {
    NewEvent {
        id: id(number),
        kind: "ticket.noted".into(),
        form: 1,
        facts: format!("{{\"number\":{number}}}").into_bytes(),
        private: Vec::new(),
        actor: "person-anna".into(),
        correlation: Uuid::from_u128(u128::from(number)),
        causation: Uuid::from_u128(u128::from(number) + 1),
        occurred_at: recorded_at(),
    }
}

/// The numbers of events that [`event`] made.
fn numbers(events: &[Recorded]) -> Vec<u64> {
    events.iter().map(|it| it.event.id.0.as_u64_pair().1 & 0xffff_ffff).collect()
}
