//! Subscribing: does a subscription get everything after where it begins, once, and the marks between?

use crate::asking::{
    A_WHILE, Said, append, client, event, events, ids, marks, next, past, subscribe,
};
use eventstore::{
    Error, EventData, ExpectedRevision, Position, StreamPosition, SubscribeToAllOptions,
    SubscriptionFilter,
};
use standin::Standin;
use uuid::Uuid;

fn ours() -> SubscriptionFilter {
    SubscriptionFilter::on_stream_name().add_prefix("ours-")
}

#[tokio::test]
async fn a_subscription_is_confirmed_then_gets_the_past_then_what_comes() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "ours-a", ExpectedRevision::Any, events(1..3)).await.unwrap();
    append(&client, "theirs", ExpectedRevision::Any, events(3..5)).await.unwrap();

    let mut subscription = subscribe(&client, StreamPosition::Start, ours()).await;
    let said = past(&mut subscription).await;
    append(&client, "ours-b", ExpectedRevision::Any, vec![event(5)]).await.unwrap();

    assert_eq!(said[0], Said::Confirmed);
    assert_eq!(ids(&said), [1, 2]);
    assert_eq!(next(&mut subscription).await.unwrap(), Said::Event(5));
}

/// The position of the record that was written as this many before it.
fn at(server: &Standin, place: usize) -> StreamPosition<Position> {
    let position = server.events()[place].position;
    StreamPosition::Position(Position { commit: position, prepare: position })
}

#[tokio::test]
async fn a_subscription_begins_after_its_position() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "ours-a", ExpectedRevision::Any, events(0..100)).await.unwrap();

    for (place, then) in [(0, 1..100), (31, 32..100), (98, 99..100), (99, 100..100)] {
        let said = past(&mut subscribe(&client, at(&server, place), ours()).await).await;
        assert_eq!(ids(&said), then.collect::<Vec<u128>>(), "after {place}");
    }
}

#[tokio::test]
async fn a_subscription_from_the_end_gets_only_what_comes() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "ours-a", ExpectedRevision::Any, events(0..3)).await.unwrap();

    let mut subscription = subscribe(&client, StreamPosition::End, ours()).await;
    assert_eq!(ids(&past(&mut subscription).await), []);
    append(&client, "ours-a", ExpectedRevision::Any, vec![event(7)]).await.unwrap();

    assert_eq!(next(&mut subscription).await.unwrap(), Said::Event(7));
}

#[tokio::test]
async fn a_position_beyond_the_log_is_taken_and_skips_what_comes_before_it() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "ours-a", ExpectedRevision::Any, events(0..3)).await.unwrap();
    let beyond = StreamPosition::Position(Position { commit: 1 << 40, prepare: 1 << 40 });

    let mut subscription = subscribe(&client, beyond, ours()).await;
    assert_eq!(past(&mut subscription).await, [Said::Confirmed, Said::CaughtUp]);
    append(&client, "ours-a", ExpectedRevision::Any, vec![event(7)]).await.unwrap();

    let quiet = tokio::time::timeout(A_WHILE, subscription.next_subscription_event()).await;
    assert!(quiet.is_err(), "{quiet:?}");
}

#[tokio::test]
async fn a_position_inside_a_record_ends_the_subscription() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "ours-a", ExpectedRevision::Any, events(0..3)).await.unwrap();
    let inside = server.events()[1].position + 1;
    let inside = StreamPosition::Position(Position { commit: inside, prepare: inside });

    let mut subscription = subscribe(&client, inside, ours()).await;

    assert_eq!(next(&mut subscription).await.unwrap(), Said::Confirmed);
    let answer = next(&mut subscription).await;
    assert!(matches!(&answer, Err(Error::Grpc { .. })), "{answer:?}");
}

#[tokio::test]
async fn marks_come_where_nothing_matches_and_a_subscription_goes_on_from_each() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "theirs", ExpectedRevision::Any, events(0..200)).await.unwrap();
    append(&client, "ours-a", ExpectedRevision::Any, vec![event(1_000)]).await.unwrap();
    append(&client, "theirs", ExpectedRevision::Any, events(200..400)).await.unwrap();

    let said = past(&mut subscribe(&client, StreamPosition::Start, ours().max(64)).await).await;

    let marks = marks(&said);
    assert!(marks.len() >= 400 / 64, "{marks:?}");
    assert!(marks.is_sorted_by(|a, b| (a.commit, a.prepare) < (b.commit, b.prepare)));
    let place = |it: &Said| said.iter().position(|said| said == it).unwrap();
    let ours_at = place(&Said::Event(1_000));
    for mark in marks {
        let mut again = subscribe(&client, StreamPosition::Position(mark), ours()).await;
        let then = if place(&Said::Mark(mark)) < ours_at { vec![1_000] } else { vec![] };
        assert_eq!(ids(&past(&mut again).await), then, "{mark:?}");
    }
}

#[tokio::test]
async fn marks_come_from_a_subscription_that_is_up_to_date_too() {
    let server = Standin::start();
    let client = client(&server);
    let mut subscription = subscribe(&client, StreamPosition::Start, ours().max(10)).await;
    past(&mut subscription).await;

    append(&client, "theirs", ExpectedRevision::Any, events(0..10)).await.unwrap();

    let last = server.events().pop().unwrap().position;
    let mark = Position { commit: last, prepare: last };
    assert_eq!(next(&mut subscription).await.unwrap(), Said::Mark(mark));
}

#[tokio::test]
async fn a_mark_at_the_end_of_the_log_does_not_swallow_what_is_written_there_later() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "theirs", ExpectedRevision::Any, events(0..32)).await.unwrap();
    let said = past(&mut subscribe(&client, StreamPosition::Start, ours()).await).await;
    let mark = *marks(&said).last().unwrap();
    assert_eq!(mark.prepare, 0, "it means: before whatever stands there");

    append(&client, "ours-a", ExpectedRevision::Any, vec![event(99)]).await.unwrap();

    assert_eq!(server.events().pop().unwrap().position, mark.commit);
    let mut again = subscribe(&client, StreamPosition::Position(mark), ours()).await;
    assert_eq!(ids(&past(&mut again).await), [99]);
}

#[tokio::test]
async fn a_filter_takes_beginnings_of_streams_or_types_or_all_but_the_systems_own() {
    let server = Standin::start();
    let client = client(&server);
    server.record_stats();
    append(&client, "ours-a", ExpectedRevision::Any, events(1..2)).await.unwrap();
    let other = EventData::binary("other", "".into()).id(Uuid::from_u128(2));
    append(&client, "theirs", ExpectedRevision::Any, vec![other]).await.unwrap();

    let by_stream = SubscriptionFilter::on_stream_name;
    let by_type = SubscriptionFilter::on_event_type;
    for (filter, then) in [
        (by_stream().add_prefix("ours-").add_prefix("x"), vec![1]),
        (by_stream().regex("^their.*"), vec![2]),
        (by_type().add_prefix("note"), vec![1]),
        (by_type().exclude_system_events(), vec![1, 2]),
    ] {
        let said = past(&mut subscribe(&client, StreamPosition::Start, filter).await).await;
        assert_eq!(ids(&said), then);
    }
    let unfiltered = SubscribeToAllOptions::default().position(StreamPosition::Start);
    let said = past(&mut client.subscribe_to_all(&unfiltered).await).await;
    assert_eq!((ids(&said).len(), marks(&said).len()), (3, 0));
}
