//! How does a subscriber get everything, at the pace of the log?

use super::reader::Readers;
use super::{Closed, log_page};
use crate::port::{PAGE_MAX, Position, ReadError, Recorded, Subscription};
use futures::stream;
use std::sync::Arc;
use tokio::sync::watch;

/// Where a subscriber is.
struct Follower {
    readers: Arc<Readers>,
    /// Where the log ends. Reading the next page ahead was tried and gained nothing: what one core
    /// saves in time, the other loses on memory that changes cores.
    head: watch::Receiver<Option<Position>>,
    after: Option<Position>,
}

/// Everything after a position, as `head` tells of it.
pub(super) fn follow(
    readers: Arc<Readers>,
    head: watch::Receiver<Option<Position>>,
    after: Option<Position>,
) -> Subscription {
    let follower = Follower { readers, head, after };
    Box::pin(stream::try_unfold(follower, async |mut it| {
        let page = it.next().await?;
        Ok(Some((page, it)))
    }))
}

impl Follower {
    async fn next(&mut self) -> Result<Vec<Recorded>, ReadError> {
        let after = self.after;
        let end = self.head.wait_for(|it| *it > after).await.map(|it| *it);
        let closed = |_| ReadError { what: "the log".into(), source: Closed.into() };
        let events = log_page(&self.readers, end.map_err(closed)?, after, PAGE_MAX).await?;
        self.after = events.last().map(|it| it.position);
        Ok(events)
    }
}
