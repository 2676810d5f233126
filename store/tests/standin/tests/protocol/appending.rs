//! Appending: is what was asked for written once, in order, or refused with what stands there?

use crate::asking::{append, client, event, events, read};
use eventstore::{CurrentRevision, Error, EventData, ExpectedRevision};
use standin::Standin;
use uuid::Uuid;

#[tokio::test]
async fn an_append_tells_the_last_revision_and_the_position_of_the_last_event() {
    let server = Standin::start();
    let client = client(&server);

    let written = append(&client, "a", ExpectedRevision::NoStream, events(1..4)).await.unwrap();

    assert_eq!(written.next_expected_version, 2);
    let last = server.events().pop().unwrap();
    assert_eq!((written.position.commit, written.position.prepare), (last.position, last.position));
    assert_eq!(read(&client, "a").await.unwrap(), [(0, 1), (1, 2), (2, 3)]);
}

#[tokio::test]
async fn positions_grow_by_what_a_record_takes() {
    let server = Standin::start();
    let client = client(&server);
    let long = EventData::binary("noted", vec![7; 5_000].into()).id(Uuid::from_u128(1));

    append(&client, "a", ExpectedRevision::Any, vec![long, event(2), event(3)]).await.unwrap();

    let positions: Vec<_> = server.events().iter().map(|it| it.position).collect();
    assert!(positions[0] > 0);
    assert!(positions[1] - positions[0] > 5_000, "{positions:?}");
    assert!((50..1_000).contains(&(positions[2] - positions[1])), "{positions:?}");
}

#[tokio::test]
async fn what_a_writer_expects_is_held_against_the_stream() {
    use ExpectedRevision::{Any, Exact, NoStream, StreamExists};
    for (events, expected, current) in [
        (0, StreamExists, Some(CurrentRevision::NoStream)),
        (0, Exact(0), Some(CurrentRevision::NoStream)),
        (2, NoStream, Some(CurrentRevision::Current(1))),
        (2, Exact(0), Some(CurrentRevision::Current(1))),
        (2, Exact(2), Some(CurrentRevision::Current(1))),
        (2, Exact(1), None),
        (2, StreamExists, None),
        (2, Any, None),
        (0, Any, None),
        (0, NoStream, None),
    ] {
        check(events, expected, current).await;
    }
}

async fn check(given: u128, when: ExpectedRevision, then: Option<CurrentRevision>) {
    let server = Standin::start();
    let client = client(&server);
    if given > 0 {
        append(&client, "a", ExpectedRevision::Any, events(0..given)).await.unwrap();
    }

    let answer = append(&client, "a", when, vec![event(99)]).await;

    let written = server.events_of("a").len() as u128 - given;
    match (answer, then) {
        (Err(Error::WrongExpectedVersion { expected, current }), Some(then)) => {
            assert_eq!((expected, current, written), (when, then, 0), "{when:?}");
        }
        (Ok(_), None) => assert_eq!(written, 1, "{when:?}"),
        (answer, _) => panic!("{when:?}: {answer:?}"),
    }
}

#[tokio::test]
async fn the_same_append_again_writes_nothing_and_tells_where_it_stands() {
    for expected in [ExpectedRevision::NoStream, ExpectedRevision::Any] {
        let server = Standin::start();
        let client = client(&server);
        let first = append(&client, "a", expected, events(1..4)).await.unwrap();
        append(&client, "a", ExpectedRevision::Any, vec![event(4)]).await.unwrap();

        let again = append(&client, "a", expected, events(1..4)).await.unwrap();

        assert_eq!((again.next_expected_version, again.position), (2, first.position));
        assert_eq!(server.events().len(), 4);
    }
}

#[tokio::test]
async fn an_append_of_which_a_part_stands_there_is_refused() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::NoStream, events(1..3)).await.unwrap();

    for expected in [ExpectedRevision::NoStream, ExpectedRevision::Any] {
        let answer = append(&client, "a", expected, vec![event(1), event(9)]).await;
        assert!(matches!(answer, Err(Error::WrongExpectedVersion { .. })), "{answer:?}");
    }
    assert_eq!(server.events().len(), 2);
}

#[tokio::test]
async fn what_is_repeated_but_gone_has_no_position() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::NoStream, vec![event(1)]).await.unwrap();
    append(&client, "a", ExpectedRevision::Any, vec![event(2)]).await.unwrap();
    let meta = EventData::binary("$metadata", r#"{"$maxCount":1}"#.into());
    append(&client, "$$a", ExpectedRevision::Any, vec![meta]).await.unwrap();

    let again = append(&client, "a", ExpectedRevision::NoStream, vec![event(1)]).await.unwrap();

    assert_eq!(again.next_expected_version, 0);
    assert_eq!(again.position, eventstore::Position::start());
}

#[tokio::test]
async fn an_append_larger_than_the_server_takes_is_refused_whole() {
    let server = Standin::start();
    let client = client(&server);
    let half = |id| EventData::binary("noted", vec![7; 600_000].into()).id(Uuid::from_u128(id));

    let answer = append(&client, "a", ExpectedRevision::Any, vec![half(1), half(2)]).await;

    let Err(Error::Grpc { message, .. }) = answer else { panic!("{answer:?}") };
    assert_eq!(message, "Maximum Append Size of 1048576 Exceeded.");
    assert_eq!(server.events(), []);
}
