//! Port rules: does what a client of a cluster must show hold on every store of ours?

use crate::place::{Place, append_from_many, everywhere, numbers, recorded_at};
use futures::StreamExt;
use std::collections::BTreeSet;
use std::time::Duration;
use store::port::{
    AppendError, Position, Revision, STREAM_NAME_CHARS_MAX, StreamName, Subscription,
};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn an_append_of_n_events_answers_the_revision_of_its_last() {
    everywhere(async |at| {
        assert_eq!(at.append("a", None, &[1, 2, 3]).await.last, Revision(2));
        assert_eq!(at.append("a", Some(2), &[4]).await.last, Revision(3));
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_should_not_be_there_is_a_conflict_that_names_its_end() {
    everywhere(async |at| {
        at.append("a", None, &[1, 2]).await;
        check_conflict(&at, None, Some(1)).await;
    })
    .await;
}

#[tokio::test]
async fn another_end_than_expected_is_a_conflict_that_names_both() {
    everywhere(async |at| {
        check_conflict(&at, Some(0), None).await;
        at.append("a", None, &[1, 2]).await;
        for expected in [0, 2, 9] {
            check_conflict(&at, Some(expected), Some(1)).await;
        }
    })
    .await;
}

async fn check_conflict(at: &Place, expecting: Option<u64>, end: Option<u64>) {
    let refused = at.try_append("a", expecting, &[9]).await;
    let Err(AppendError::Conflict { expected, actual, .. }) = refused else {
        panic!("no conflict: {refused:?}");
    };
    assert_eq!(expected.revision(), expecting.map(Revision));
    assert_eq!(actual, end.map(Revision));
}

#[tokio::test]
async fn the_same_events_asked_for_twice_stand_there_once() {
    everywhere(async |at| {
        let first = at.append("a", None, &[1, 2]).await;
        let second = at.append("a", None, &[1, 2]).await;
        assert!(second.repeated && !first.repeated);
        assert_eq!((second.position, second.last), (first.position, first.last));
        assert_eq!(numbers(&at.read("a").await), [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn the_same_events_are_recognised_long_after_whatever_is_expected() {
    everywhere(async |at| {
        let first = at.append("a", None, &[1, 2]).await;
        at.append("a", Some(1), &[3, 4, 5]).await;
        for expected in [None, Some(1), Some(4), Some(77)] {
            let again = at.append("a", expected, &[1, 2]).await;
            assert!(again.repeated);
            assert_eq!(again.position, first.position);
        }
        assert_eq!(numbers(&at.read("a").await), [1, 2, 3, 4, 5]);
    })
    .await;
}

#[tokio::test]
async fn the_events_of_one_append_are_written_all_or_none() {
    everywhere(async |at| {
        // Two who both want to be first: one of them has all of its events there, and side by side.
        let ids: Vec<Vec<u64>> = (0..8).map(|it| (it * 100..it * 100 + 20).collect()).collect();
        let appends = ids.iter().map(|it| at.try_append("a", None, it));
        let appended: Vec<_> = futures::future::join_all(appends).await;
        let written: Vec<_> = appended.iter().zip(&ids).filter(|it| it.0.is_ok()).collect();
        assert_eq!(written.len(), 1);
        assert_eq!(&numbers(&at.read("a").await), written[0].1);
        // One of the events stands there already: none of the others is written.
        assert!(at.try_append("a", Some(19), &[900, written[0].1[3], 901]).await.is_err());
        assert_eq!(at.everything().await.len(), 20);
    })
    .await;
}

#[tokio::test]
async fn a_stream_is_read_whole_and_in_order() {
    everywhere(async |at| {
        let mut last = None;
        for round in 0..12 {
            let ids: Vec<u64> = (round * 50..round * 50 + 50).collect();
            last = Some(at.append("a", last, &ids).await.last.0);
            at.append("b", round.checked_sub(1), &[10_000 + round]).await;
        }
        let read = at.read("a").await;
        assert!(numbers(&read).into_iter().eq(0..600));
        assert!(read.iter().map(|it| it.revision.0).eq(0..600));
    })
    .await;
}

#[tokio::test]
async fn the_end_of_the_log_is_where_its_last_event_stands() {
    everywhere(async |at| {
        assert_eq!(at.store.head().await.unwrap(), at.start);
        let end = at.append("a", None, &[1, 2, 3]).await.position;
        assert_eq!(at.store.head().await.unwrap(), Some(end));
        let last = at.store.last().await.unwrap().unwrap();
        assert_eq!((last.position, last.revision), (end, Revision(2)));
    })
    .await;
}

#[tokio::test]
async fn a_position_is_the_same_whoever_tells_it() {
    everywhere(async |at| {
        let mut told = vec![];
        for (stream, ids) in [("a", &[1][..]), ("b", &[2, 3, 4])] {
            told.push(at.append(stream, None, ids).await.position);
        }
        let of_streams: Vec<Position> = [at.read("a").await, at.read("b").await]
            .concat()
            .iter()
            .map(|it| it.position)
            .collect();
        let of_log: Vec<_> = at.everything().await.iter().map(|it| it.position).collect();
        let mut subscription = at.store.subscribe(at.start).await.unwrap();
        let followed = follow(&mut subscription, 4).await;
        assert_eq!(told, [of_streams[0], of_streams[3]]);
        assert_eq!(of_log, of_streams);
        assert!(followed.iter().map(|it| it.0).eq(of_log));
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_nobody_wrote_to_is_empty_and_no_failure() {
    everywhere(async |at| {
        assert_eq!(at.read("nobody-s").await, []);
        assert_eq!(at.everything().await, []);
    })
    .await;
}

#[tokio::test]
async fn instants_come_back_to_the_millisecond() {
    everywhere(async |at| {
        at.append("a", None, &[1]).await;
        let read = at.read("a").await;
        assert_eq!(read[0].recorded_at, recorded_at());
        assert_eq!(read[0].event.occurred_at, crate::place::event(1).occurred_at);
    })
    .await;
}

#[tokio::test]
async fn a_subscription_brings_what_was_before_and_after_without_gap_or_repetition() {
    everywhere(async |at| {
        append_from_many(&at, 4, 25).await;
        let mut subscription = at.store.subscribe(at.start).await.unwrap();
        let before = follow(&mut subscription, 60).await;
        let more = Place { start: at.store.head().await.unwrap(), ..at.clone() };
        let ((), after) = tokio::join!(
            async {
                for stream in 0..4 {
                    let ids: Vec<u64> = (stream * 1_000 + 25..stream * 1_000 + 65).collect();
                    more.append(&format!("s-{stream}"), Some(24), &ids).await;
                }
            },
            follow(&mut subscription, 260 - before.len())
        );
        let seen = [before, after].concat();
        let read: Vec<_> = at.everything().await.iter().map(|it| it.position).collect();
        assert!(seen.iter().map(|it| it.0).eq(read));
        assert_eq!(seen.iter().map(|it| it.1).collect::<BTreeSet<_>>().len(), 260);
    })
    .await;
}

/// The positions and numbers of at least so many events.
async fn follow(subscription: &mut Subscription, count: usize) -> Vec<(Position, u64)> {
    let mut seen = vec![];
    while seen.len() < count {
        let batch = timeout(PATIENCE, subscription.next()).await.expect("news comes in time");
        let batch = batch.unwrap().unwrap();
        seen.extend(batch.iter().map(|it| it.position).zip(numbers(&batch)));
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_fails_nobody_beside_it() {
    everywhere(async |at| {
        at.append("a", None, &[1]).await;
        let neighbours = (0..20).map(|it| {
            let at = at.clone();
            async move { at.try_append(&format!("n-{it}"), None, &[it + 10]).await.is_ok() }
        });
        let conflicts = (0..5).map(|it| {
            let at = at.clone();
            async move {
                matches!(
                    at.try_append("a", Some(7), &[it + 50]).await,
                    Err(AppendError::Conflict { .. })
                )
            }
        });
        let (written, refused) = tokio::join!(
            futures::future::join_all(neighbours),
            futures::future::join_all(conflicts)
        );
        assert_eq!(written, [true; 20]);
        assert_eq!(refused, [true; 5]);
        assert_eq!(at.everything().await.len(), 21);
    })
    .await;
}

#[tokio::test]
async fn a_name_that_would_need_encoding_is_no_name_of_a_stream() {
    for name in ["a/b", "a%2Fb", "a b", "ä", "A", "$a", ""] {
        assert!(StreamName::parse(name).is_err(), "{name}");
    }
    everywhere(async |at| {
        let longest = format!("a-_.9{}", "z".repeat(STREAM_NAME_CHARS_MAX - 5));
        at.append(&longest, None, &[1]).await;
        assert_eq!(at.read(&longest).await[0].stream.as_str(), longest);
        assert_eq!(at.everything().await[0].stream.as_str(), longest);
    })
    .await;
}
