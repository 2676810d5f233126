//! Reading: does a read get what stands there, from where it was asked for?

use crate::asking::{append, client, events, read, read_all};
use eventstore::{
    Error, EventData, ExpectedRevision, Position, ReadAllOptions, ReadEvent, ReadStreamOptions,
    StreamPosition,
};
use standin::{Clock, Options, Standin};
use std::time::{Duration, SystemTime};

#[tokio::test]
async fn a_stream_nobody_wrote_to_is_not_found() {
    let server = Standin::start();

    let answer = read(&client(&server), "a").await;

    assert!(matches!(answer, Err(Error::ResourceNotFound)), "{answer:?}");
}

#[tokio::test]
async fn a_stream_is_read_from_a_revision_either_way_and_as_far_as_asked() {
    use StreamPosition::{End, Position, Start};
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::NoStream, events(0..100)).await.unwrap();

    for (from, backwards, count, then) in [
        (Start, false, 2, vec![0, 1]),
        (Position(97), false, 9, vec![97, 98, 99]),
        (Position(2), true, 9, vec![2, 1, 0]),
        (End, true, 1, vec![99]),
        (End, false, 5, vec![]),
        (Position(500), false, 5, vec![]),
    ] {
        let options = ReadStreamOptions::default().position(from).max_count(count);
        let options = if backwards { options.backwards() } else { options.forwards() };
        let mut found = client.read_stream("a", &options).await.unwrap();
        let (mut revisions, mut last) = (vec![], None);
        while let Some(it) = found.next_read_event().await.unwrap() {
            match it {
                ReadEvent::Event(it) => revisions.push(it.get_original_event().revision),
                ReadEvent::LastStreamPosition(it) => last = Some(it),
                _ => (),
            }
        }
        assert_eq!((revisions, last), (then, Some(99)), "{from:?} {backwards}");
    }
}

#[tokio::test]
async fn an_event_comes_back_as_it_was_with_when_it_was_recorded() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
    let options = Options { clock: Clock::standing_at(at), ..Options::default() };
    let server = Standin::start_with(options).unwrap();
    let client = client(&server);
    let json = EventData::json("Ünïcode", &[1, 2]).unwrap().metadata(b"meta".as_slice().into());
    append(&client, "a/b ü", ExpectedRevision::Any, vec![json]).await.unwrap();

    let found = read_all(&client, ReadAllOptions::default()).await.unwrap();

    let event = found[0].get_original_event();
    assert_eq!((event.stream_id.as_str(), event.event_type.as_str()), ("a/b ü", "Ünïcode"));
    assert_eq!((&event.data[..], &event.custom_metadata[..]), (&b"[1,2]"[..], &b"meta"[..]));
    assert!(event.is_json);
    assert_eq!(SystemTime::from(event.created), at);
    assert_eq!(found[0].commit_position, Some(server.events()[0].position));
}

#[tokio::test]
async fn the_log_is_read_from_a_position_that_included_forwards_and_without_it_backwards() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::Any, events(0..100)).await.unwrap();
    let at: Vec<_> = server.events().iter().map(|it| it.position).collect();
    let place = |it: usize| StreamPosition::Position(Position { commit: at[it], prepare: at[it] });

    for (from, backwards, count, then) in [
        (StreamPosition::Start, false, 1_000, (0..100).collect::<Vec<_>>()),
        (place(97), false, 9, vec![97, 98, 99]),
        (place(3), false, 2, vec![3, 4]),
        (place(2), true, 9, vec![1, 0]),
        (StreamPosition::End, true, 1, vec![99]),
        (StreamPosition::End, true, 1_000, (0..100).rev().collect()),
        (StreamPosition::End, false, 9, vec![]),
    ] {
        let options = ReadAllOptions::default().position(from).max_count(count);
        let options = if backwards { options.backwards() } else { options.forwards() };
        let found = read_all(&client, options).await.unwrap();
        let ids: Vec<_> = found.iter().map(|it| it.get_original_event().id.as_u128()).collect();
        assert_eq!(ids, then, "{from:?} {backwards}");
    }
}

#[tokio::test]
async fn a_position_at_which_no_record_begins_is_refused() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::Any, events(0..2)).await.unwrap();
    let at = server.events()[0].position + 1;

    let from = StreamPosition::Position(Position { commit: at, prepare: at });
    let answer = read_all(&client, ReadAllOptions::default().position(from)).await;

    let Err(Error::Grpc { message, .. }) = answer else { panic!("{answer:?}") };
    assert_eq!(message, "Trying to read from an invalid position.");
}

#[tokio::test]
async fn a_stream_shows_only_what_its_metadata_leave() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
    for (meta, then) in [
        (r#"{"$maxCount":2}"#, vec![(3, 3), (4, 4)]),
        (r#"{"$tb":4}"#, vec![(4, 4)]),
        (r#"{"$maxAge":1}"#, vec![]),
        (r#"{"else":1}"#, (0..5).map(|it| (it, u128::from(it))).collect()),
    ] {
        let ahead = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
        let hand = std::sync::Arc::clone(&ahead);
        let clock = Clock::following(move || {
            now + Duration::from_secs(hand.load(std::sync::atomic::Ordering::Relaxed))
        });
        let server = Standin::start_with(Options { clock, ..Options::default() }).unwrap();
        let client = client(&server);
        append(&client, "a", ExpectedRevision::NoStream, events(0..5)).await.unwrap();
        let meta = EventData::binary("$metadata", meta.into());
        append(&client, "$$a", ExpectedRevision::Any, vec![meta.clone()]).await.unwrap();
        ahead.store(2, std::sync::atomic::Ordering::Relaxed);

        assert_eq!(read(&client, "a").await.unwrap(), then, "{meta:?}");
        let all = read_all(&client, ReadAllOptions::default()).await.unwrap();
        assert_eq!(all.len(), 6, "the whole log shows what no scavenge removed");
    }
}
