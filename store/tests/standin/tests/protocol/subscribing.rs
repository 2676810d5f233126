//! Subscribing: does a subscription get everything after where it begins, once, and the marks between?

use crate::asking::{Said, append, client, event, events, ids, next, past, subscribe};
use eventstore::{ExpectedRevision, StreamPosition, SubscriptionFilter};
use standin::Standin;

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
