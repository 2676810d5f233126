//! Deleting: what is left of a stream that was deleted, before and after a scavenge?

use crate::asking::{append, client, event, events, past, read, subscribe};
use eventstore::{
    Client, DeleteStreamOptions, Error, EventData, ExpectedRevision, Position, StreamPosition,
    SubscriptionFilter, TombstoneStreamOptions,
};
use standin::Standin;

async fn given() -> (Standin, Client) {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::NoStream, events(0..3)).await.unwrap();
    (server, client)
}

#[tokio::test]
async fn a_stream_softly_deleted_is_not_found_and_goes_on_in_number() {
    let (_server, client) = given().await;
    client.delete_stream("a", &DeleteStreamOptions::default()).await.unwrap();
    assert!(matches!(read(&client, "a").await, Err(Error::ResourceNotFound)));

    append(&client, "a", ExpectedRevision::NoStream, vec![event(9)]).await.unwrap();

    assert_eq!(read(&client, "a").await.unwrap(), [(3, 9)]);
}

#[tokio::test]
async fn a_stream_deleted_for_good_can_neither_be_read_nor_written() {
    let (server, client) = given().await;

    client.tombstone_stream("a", &TombstoneStreamOptions::default()).await.unwrap();

    assert!(matches!(read(&client, "a").await, Err(Error::ResourceDeleted)));
    for expected in [ExpectedRevision::Any, ExpectedRevision::NoStream, ExpectedRevision::Exact(2)]
    {
        let answer = append(&client, "a", expected, vec![event(9)]).await;
        assert!(matches!(answer, Err(Error::ResourceDeleted)), "{answer:?}");
    }
    let last = server.events().pop().unwrap();
    assert_eq!((last.stream.as_str(), last.kind.as_str()), ("a", "$streamDeleted"));
    assert_eq!(last.revision, i64::MAX.cast_unsigned());
}

#[tokio::test]
async fn deleting_holds_the_stream_to_what_is_expected() {
    let (server, client) = given().await;
    let options = TombstoneStreamOptions::default().expected_revision(ExpectedRevision::Exact(1));

    let answer = client.tombstone_stream("a", &options).await;

    assert!(answer.is_err());
    assert_eq!(server.events().len(), 3);
}

#[tokio::test]
async fn a_scavenge_removes_for_good_what_can_no_longer_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let server = Standin::start_in(folder.path()).unwrap();
    let client = client(&server);
    for stream in ["gone", "soft", "few", "kept"] {
        append(&client, stream, ExpectedRevision::NoStream, events(0..3)).await.unwrap();
    }
    let meta = EventData::binary("$metadata", r#"{"$maxCount":2}"#.into());
    append(&client, "$$few", ExpectedRevision::Any, vec![meta]).await.unwrap();
    client.tombstone_stream("gone", &TombstoneStreamOptions::default()).await.unwrap();
    client.delete_stream("soft", &DeleteStreamOptions::default()).await.unwrap();
    let bookmark = server.events_of("gone")[1].position;

    server.scavenge().unwrap();

    let left = |stream| server.events_of(stream).iter().map(|it| it.revision).collect::<Vec<_>>();
    assert_eq!(left("gone"), [i64::MAX.cast_unsigned()]);
    assert_eq!(left("soft"), [2]);
    assert_eq!(left("few"), [1, 2]);
    assert_eq!(left("kept"), [0, 1, 2]);
    let journal = std::fs::read(folder.path().join("journal")).unwrap();
    let facts = |text: &[u8]| journal.windows(text.len()).filter(|it| *it == text).count();
    assert_eq!(facts(b"facts of 0"), 1, "of kept only");

    let from = StreamPosition::Position(Position { commit: bookmark, prepare: bookmark });
    let filter = SubscriptionFilter::on_stream_name().add_prefix("kept");
    let said = past(&mut subscribe(&client, from, filter).await).await;
    assert_eq!(crate::asking::ids(&said), [0, 1, 2], "a bookmark at what is gone still holds");
}
