//! Failing: does each fault do what it is called, as often as it was armed, and no more?

use crate::asking::{
    A_WHILE, append, client, client_at, event, events, ids, next, past, read, subscribe,
};
use eventstore::{Error, ExpectedRevision, StreamPosition, SubscriptionFilter};
use standin::{Access, Begin, Call, Cluster, Fault, Options, Standin, Times};
use std::time::{Duration, Instant};

fn all() -> SubscriptionFilter {
    SubscriptionFilter::on_stream_name().exclude_system_events()
}

#[tokio::test]
async fn an_append_that_fails_is_written_or_not_as_the_fault_says() {
    for (fault, then) in [
        (Fault::CutBefore, 0),
        (Fault::CutAfter, 1),
        (Fault::Unavailable, 0),
        (Fault::NotLeader, 0),
        (Fault::Hang, 0),
    ] {
        let server = Standin::start();
        let client = client(&server);
        assert!(read(&client, "a").await.is_err());
        server.faults().arm(Call::Append, fault, Times::Next(1));

        let appended = append(&client, "a", ExpectedRevision::NoStream, vec![event(1)]);
        let answer = tokio::time::timeout(A_WHILE, appended).await;

        assert!(!matches!(answer, Ok(Ok(_))), "{fault:?}: {answer:?}");
        assert_eq!(answer.is_err(), fault == Fault::Hang, "{fault:?}: {answer:?}");
        assert_eq!(server.events().len(), then, "{fault:?}");
        // The client of that call may be lost; another is served.
        let other = client_at(&server.address());
        append(&other, "b", ExpectedRevision::NoStream, vec![event(2)]).await.unwrap();
    }
}

#[tokio::test]
async fn an_append_can_succeed_without_saying_where() {
    let server = Standin::start();
    let client = client(&server);
    server.faults().arm(Call::Append, Fault::NoPosition, Times::Next(1));

    let written = append(&client, "a", ExpectedRevision::NoStream, events(1..3)).await.unwrap();

    assert_eq!((written.next_expected_version, written.position.commit), (1, 0));
}

#[tokio::test]
async fn a_slow_answer_is_late_until_it_is_taken_back() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::Any, vec![event(1)]).await.unwrap();
    server.faults().arm(Call::Read, Fault::Slow(A_WHILE), Times::Always);
    #[expect(clippy::disallowed_methods, reason = "it is the waiting that is measured")]
    let begun = Instant::now();

    read(&client, "a").await.unwrap();
    read(&client, "a").await.unwrap();
    assert!(begun.elapsed() >= 2 * A_WHILE);

    server.faults().take_back(Call::Read);
    tokio::time::timeout(A_WHILE / 2, read(&client, "a")).await.unwrap().unwrap();
}

#[tokio::test]
async fn events_of_a_subscription_come_twice_or_late() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::Any, events(1..3)).await.unwrap();

    server.faults().arm(Call::Subscribe, Fault::Twice, Times::Next(1));
    let said = past(&mut subscribe(&client, StreamPosition::Start, all()).await).await;
    assert_eq!(ids(&said), [1, 1, 2, 2]);

    let late = Fault::Late(Duration::from_millis(200));
    server.faults().arm(Call::Subscribe, late, Times::Next(1));
    let mut subscription = subscribe(&client, StreamPosition::End, all()).await;
    past(&mut subscription).await;
    append(&client, "a", ExpectedRevision::Any, vec![event(3)]).await.unwrap();
    let soon = Duration::from_millis(100);
    assert!(tokio::time::timeout(soon, subscription.next_subscription_event()).await.is_err());
}

#[tokio::test]
async fn a_server_that_stops_cuts_its_connections_and_leaves_its_port() {
    let mut server = Standin::start();
    let client = client(&server);
    let mut subscription = subscribe(&client, StreamPosition::Start, all()).await;
    past(&mut subscription).await;

    server.stop();

    assert!(next(&mut subscription).await.is_err());
    let refused = std::net::TcpStream::connect(server.socket());
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_connection_can_be_refused_and_the_next_be_taken() {
    let server = Standin::start();
    server.faults().arm(Call::Connect, Fault::Refuse, Times::Next(1));

    assert!(read(&client(&server), "a").await.is_err());
    let answer = read(&client(&server), "a").await;

    assert!(matches!(answer, Err(Error::ResourceNotFound)), "{answer:?}");
}

#[tokio::test]
async fn what_was_asked_is_counted() {
    let server = Standin::start();
    let client = client(&server);
    append(&client, "a", ExpectedRevision::Any, events(1..3)).await.unwrap();
    read(&client, "a").await.unwrap();
    let at = server.events()[0].position;
    let place = eventstore::Position { commit: at, prepare: at };
    for from in [StreamPosition::Start, StreamPosition::End, StreamPosition::Position(place)] {
        past(&mut subscribe(&client, from, all()).await).await;
    }

    let counts = server.counts();

    assert_eq!((counts.connections, counts.appends, counts.reads), (1, 1, 1));
    let after = Begin::After { commit: at, prepare: at };
    assert_eq!(counts.subscriptions, [Begin::Start, Begin::End, after]);
}

#[tokio::test]
async fn only_who_knows_the_password_is_let_in() {
    for (login, reads_all, log, stream) in [
        ("u:p@", true, true, true),
        ("u:p@", false, false, true),
        ("u:x@", true, false, false),
        ("", true, false, false),
    ] {
        let access = Access::Password { user: "u".into(), password: "p".into(), reads_all };
        let server = Standin::start_with(Options { access, ..Options::default() }).unwrap();
        let client = client_at(&server.address().replace("://", &format!("://{login}")));

        let appended = append(&client, "a", ExpectedRevision::Any, vec![event(1)]).await;
        let mut subscription = subscribe(&client, StreamPosition::Start, all()).await;
        let said = next(&mut subscription).await;

        assert_eq!(appended.is_ok(), stream, "{login}: {appended:?}");
        assert_eq!(said.is_ok(), log, "{login}: {said:?}");
        assert!(log || matches!(said, Err(Error::AccessDenied)), "{said:?}");
    }
}

#[tokio::test]
async fn a_follower_names_the_leader_and_a_client_goes_there() {
    let cluster = Cluster::start(3);
    let client = client_at(&cluster.address());
    append(&client, "a", ExpectedRevision::Any, vec![event(1)]).await.unwrap();

    cluster.elect(2);
    let answer = append(&client, "a", ExpectedRevision::Any, vec![event(2)]).await;

    let Err(Error::NotLeaderException(leader)) = answer else { panic!("{answer:?}") };
    assert_eq!(leader.port, u32::from(cluster.node(2).socket().port()));
    append(&client, "a", ExpectedRevision::Any, vec![event(2)]).await.unwrap();
    assert_eq!(cluster.node(2).counts().appends, 1);
    assert_eq!(read(&client, "a").await.unwrap(), [(0, 1), (1, 2)]);
}

#[tokio::test]
async fn a_node_that_fails_says_unavailable_until_it_recovers() {
    let cluster = Cluster::start(3);
    let client = client_at(&cluster.address());
    append(&client, "a", ExpectedRevision::Any, vec![event(1)]).await.unwrap();

    cluster.fail(0);
    cluster.elect(1);

    let answer = append(&client, "a", ExpectedRevision::Any, vec![event(2)]).await;
    assert!(matches!(answer, Err(Error::ServerError(_))), "{answer:?}");
    cluster.recover(0);
    cluster.elect(0);
    let client = client_at(&cluster.address());
    append(&client, "a", ExpectedRevision::Any, vec![event(2)]).await.unwrap();
}
