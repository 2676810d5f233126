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
