//! How does a subscriber get everything, at the pace of the log?

use super::reader::{Readers, page};
use super::{Closed, EVENTS_INLINE_MAX, log_page};
use crate::port::{PAGE_MAX, Position, ReadError, Recorded, Subscription};
use futures::stream;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

type Page = Result<Vec<Recorded>, ReadError>;

/// Where a subscriber is.
struct Follower {
    readers: Arc<Readers>,
    head: watch::Receiver<Option<Position>>,
    after: Option<Position>,
    /// The next page, read while the subscriber is busy with this one.
    ahead: Option<JoinHandle<Page>>,
}

/// Everything after a position, as `head` tells of it.
pub(super) fn follow(
    readers: Arc<Readers>,
    head: watch::Receiver<Option<Position>>,
    after: Option<Position>,
) -> Subscription {
    let follower = Follower { readers, head, after, ahead: None };
    Box::pin(stream::try_unfold(follower, async |mut it| {
        let page = it.next().await?;
        Ok(Some((page, it)))
    }))
}

impl Follower {
    async fn next(&mut self) -> Page {
        let events = if let Some(ahead) = self.ahead.take() {
            ahead.await.map_err(|error| failed(error.into()))??
        } else {
            let after = self.after;
            let end = self.head.wait_for(|it| *it > after).await.map(|it| *it);
            let end = end.map_err(|_| failed(Closed.into()))?;
            log_page(Arc::clone(&self.readers), end, after, PAGE_MAX).await?
        };
        self.after = events.last().map(|it| it.position);
        self.read_ahead();
        Ok(events)
    }

    fn read_ahead(&mut self) {
        let (end, after) = (*self.head.borrow(), self.after);
        let behind = end.map_or(0, |it| it.0).saturating_sub(after.map_or(0, |it| it.0));
        if page(behind, PAGE_MAX) > EVENTS_INLINE_MAX {
            let page = log_page(Arc::clone(&self.readers), end, after, PAGE_MAX);
            self.ahead = Some(tokio::spawn(page));
        }
    }
}

fn failed(source: crate::port::Failure) -> ReadError {
    ReadError { what: "the log".into(), source }
}
