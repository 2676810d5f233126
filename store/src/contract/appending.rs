//! What is written: under which expectation, how often, and how much of it?

use super::{Desk, event, expected, numbers, recorded_at};
use crate::port::{
    APPEND_EVENTS_MAX, AppendError, Appended, EventStore, FACTS_BYTES_MAX, NewEvent,
    PRIVATE_BYTES_MAX, Revision, StreamName,
};
use chrono::TimeDelta;
use std::sync::Arc;
use tokio::task::JoinSet;

type Answer = Result<Appended, AppendError>;

async fn append(desk: &Desk, stream: &StreamName, last: Option<u64>, ids: &[u64]) -> Answer {
    let events = ids.iter().map(|&id| event(id)).collect();
    desk.store.append(stream, expected(last), recorded_at(), events).await
}

#[track_caller]
fn check_conflict(answer: &Answer, last: Option<u64>) {
    let actual = match answer {
        Err(AppendError::Conflict { actual, .. }) => actual.map(|it| it.0),
        other => panic!("not a conflict: {other:?}"),
    };
    assert_eq!(actual, last);
}

#[track_caller]
fn check_clash(answer: &Answer) {
    assert!(matches!(answer, Err(AppendError::Clash { .. })), "not a clash: {answer:?}");
}

pub(super) async fn an_append_answers_where_its_events_stand(desk: Desk) {
    let a = desk.stream("a");
    for (last, ids) in [(None, &[1, 2, 3][..]), (Some(2), &[4])] {
        let appended = desk.append(&a, last, ids).await;
        let read = desk.read(&a).await;
        let written = &read[read.len() - ids.len()..];
        assert_eq!(numbers(written), ids);
        let last = &written[ids.len() - 1];
        assert_eq!((appended.position, appended.last), (last.position, last.revision));
        assert!(!appended.repeated);
    }
}

pub(super) async fn an_append_to_a_stream_that_should_not_be_there_is_a_conflict(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1, 2]).await;
    check_conflict(&append(&desk, &a, None, &[3]).await, Some(1));
    assert_eq!(numbers(&desk.everything().await), [1, 2]);
}

pub(super) async fn an_append_to_a_stream_that_is_not_there_is_a_conflict(desk: Desk) {
    let a = desk.stream("a");
    for last in [0, 7, u64::MAX] {
        check_conflict(&append(&desk, &a, Some(last), &[1]).await, None);
    }
    assert_eq!(desk.read(&a).await, []);
    assert_eq!(desk.everything().await, []);
    desk.append(&a, None, &[1]).await;
}

pub(super) async fn an_append_behind_the_end_or_beyond_it_is_a_conflict(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1, 2]).await;
    for last in [0, 2, 99] {
        check_conflict(&append(&desk, &a, Some(last), &[3]).await, Some(1));
    }
    assert_eq!(numbers(&desk.read(&a).await), [1, 2]);
}

pub(super) async fn the_second_of_two_writers_is_refused_and_writes_nothing(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1]).await;
    let (first, second) = (append(&desk, &a, Some(0), &[2]), append(&desk, &a, Some(0), &[3, 4]));
    first.await.expect("the first is in time");
    check_conflict(&second.await, Some(1));
    assert_eq!(numbers(&desk.everything().await), [1, 2]);
}

pub(super) async fn of_many_writers_with_the_same_expectation_exactly_one_wins(desk: Desk) {
    let a = desk.stream("a");
    for round in 0..5 {
        let last = u64::checked_sub(round, 1);
        let mut writers = JoinSet::new();
        for writer in 0..20 {
            let (desk, a) = (desk.clone(), a.clone());
            writers.spawn(async move { append(&desk, &a, last, &[100 * round + writer]).await });
        }
        let (won, refused): (Vec<_>, Vec<_>) =
            writers.join_all().await.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), refused.len()), (1, 19));
        for it in &refused {
            check_conflict(it, Some(round));
        }
        assert_eq!(desk.read(&a).await.len() as u64, round + 1);
    }
}

pub(super) async fn one_conflict_does_not_fail_its_neighbours(desk: Desk) {
    let mut writers = JoinSet::new();
    for writer in 0..40 {
        let (desk, stream) = (desk.clone(), desk.stream(&format!("s{writer}")));
        // Every fourth believes in a stream that is not there.
        let last = (writer % 4 == 3).then_some(5);
        writers.spawn(async move { (last, append(&desk, &stream, last, &[writer]).await) });
    }
    for (last, answer) in writers.join_all().await {
        match last {
            None => assert!(answer.is_ok(), "{answer:?}"),
            Some(_) => check_conflict(&answer, None),
        }
    }
    assert_eq!(desk.everything().await.len(), 30);
}

pub(super) async fn a_repeated_append_is_recognised_whatever_is_expected(desk: Desk) {
    let a = desk.stream("a");
    let first = desk.append(&a, None, &[1, 2]).await;
    let then = Appended { repeated: true, ..first };
    for last in [None, Some(0), Some(1), Some(9)] {
        assert_eq!(append(&desk, &a, last, &[1, 2]).await.expect("it is repeated"), then);
    }
    desk.append(&a, Some(1), &[3]).await;
    for last in [None, Some(1), Some(2)] {
        assert_eq!(append(&desk, &a, last, &[1, 2]).await.expect("it is repeated"), then);
    }
    assert_eq!(numbers(&desk.everything().await), [1, 2, 3]);
}

pub(super) async fn of_twenty_identical_appends_at_once_one_is_written(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1]).await;
    let mut writers = JoinSet::new();
    for _ in 0..20 {
        let (desk, a) = (desk.clone(), a.clone());
        writers.spawn(async move { append(&desk, &a, Some(0), &[2, 3]).await });
    }
    let answers = writers.join_all().await;
    let answers: Vec<_> = answers.into_iter().map(|it| it.expect("all are answered")).collect();
    assert_eq!(answers.iter().filter(|it| !it.repeated).count(), 1);
    let read = desk.read(&a).await;
    assert_eq!(numbers(&read), [1, 2, 3]);
    for it in answers {
        assert_eq!((it.last, it.position), (Revision(2), read[2].position));
    }
}

pub(super) async fn a_part_of_an_append_repeated_is_recognised(desk: Desk) {
    let a = desk.stream("a");
    let whole = desk.append(&a, None, &[1, 2, 3]).await;
    let part = append(&desk, &a, None, &[2, 3]).await.expect("it is repeated");
    assert_eq!(part, Appended { repeated: true, ..whole });
    let read = desk.read(&a).await;
    let part = append(&desk, &a, None, &[1, 2]).await.expect("it is repeated");
    let then = Appended { position: read[1].position, last: Revision(1), repeated: true };
    assert_eq!(part, then);
}

pub(super) async fn an_append_that_repeats_some_events_beside_others_clashes(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1, 2]).await;
    desk.append(&a, Some(1), &[3]).await;
    for ids in [&[2, 4][..], &[4, 3], &[3, 4], &[1, 2, 3, 4], &[4, 5, 1], &[1, 3]] {
        for last in [None, Some(2), Some(9)] {
            check_clash(&append(&desk, &a, last, ids).await);
        }
    }
    assert_eq!(numbers(&desk.everything().await), [1, 2, 3]);
    desk.append(&a, Some(2), &[4]).await;
}

pub(super) async fn the_same_events_in_another_order_clash(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1, 2]).await;
    check_clash(&append(&desk, &a, Some(1), &[2, 1]).await);
    assert_eq!(numbers(&desk.read(&a).await), [1, 2]);
}

pub(super) async fn an_id_may_stand_in_two_streams(desk: Desk) {
    let (a, b) = (desk.stream("a"), desk.stream("b"));
    let first = desk.append(&a, None, &[1]).await;
    let second = desk.append(&b, None, &[1]).await;
    assert!(!second.repeated);
    assert!(first.position < second.position);
    assert_eq!(append(&desk, &b, Some(0), &[1]).await.expect("repeated").last, Revision(0));
    assert_eq!(numbers(&desk.everything().await), [1, 1]);
}

pub(super) async fn an_append_over_a_limit_is_refused_and_writes_nothing(desk: Desk) {
    let a = desk.stream("a");
    desk.append(&a, None, &[1]).await;
    let half = TimeDelta::microseconds(500);
    let too_many = APPEND_EVENTS_MAX as u64 + 1;
    let cases: Vec<(&str, Vec<NewEvent>)> = vec![
        ("no events", vec![]),
        ("too many events", (2..2 + too_many).map(event).collect()),
        ("the same id twice", vec![event(2), event(2)]),
        ("facts", vec![event(2), NewEvent { facts: vec![0; FACTS_BYTES_MAX + 1], ..event(3) }]),
        ("private", vec![NewEvent { private: vec![0; PRIVATE_BYTES_MAX + 1], ..event(2) }]),
        ("no kind", vec![NewEvent { kind: "".into(), ..event(2) }]),
        ("a long kind", vec![NewEvent { kind: "k".repeat(61).into(), ..event(2) }]),
        ("a kind in capitals", vec![NewEvent { kind: "Ticket".into(), ..event(2) }]),
        ("an actor", vec![NewEvent { actor: "a".repeat(101).into(), ..event(2) }]),
        ("half a millisecond", vec![NewEvent { occurred_at: recorded_at() + half, ..event(2) }]),
        // What is refused is refused even if it stands there already.
        ("a repeated one", vec![NewEvent { facts: vec![0; FACTS_BYTES_MAX + 1], ..event(1) }]),
    ];
    for (case, events) in cases {
        // Refused whatever is expected.
        for last in [None, Some(0)] {
            let answer = desk.store.append(&a, expected(last), recorded_at(), events.clone()).await;
            check_refused(case, &answer);
        }
    }
    let answer =
        desk.store.append(&a, expected(Some(0)), recorded_at() + half, vec![event(2)]).await;
    check_refused("recorded at half a millisecond", &answer);
    assert_eq!(numbers(&desk.everything().await), [1]);
}

#[track_caller]
fn check_refused(case: &str, answer: &Answer) {
    let Err(error @ AppendError::Refused { .. }) = answer else {
        panic!("not refused: {case}: {answer:?}");
    };
    assert!(!error.may_retry());
}

pub(super) async fn the_longest_append_is_written_whole(desk: Desk) {
    let a = desk.stream("a");
    let ids: Vec<_> = (0..APPEND_EVENTS_MAX as u64).collect();
    let store: Arc<dyn EventStore> = Arc::clone(&desk.store);
    let appended = desk.append(&a, None, &ids).await;
    let read = store.read(&a, Revision(0), usize::MAX).await.expect("the stream is read");
    assert_eq!(numbers(&read), ids);
    assert_eq!(read.last().map(|it| it.position), Some(appended.position));
}
