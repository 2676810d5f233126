//! The log as a feed: its events after a position, a page of them, or all as they come?

use super::{Feeds, Item, Way};
use crate::eventstoredb::anchor::Anchor;
use crate::eventstoredb::connection::{Connection, PATIENCE_MAX};
use crate::eventstoredb::error::EventStoreDbError;
use crate::eventstoredb::names::{RecordedEvent, ResolvedEvent};
use crate::eventstoredb::wire;
use crate::port::{PAGE_MAX, Position, ReadError, Recorded, Subscription};
use futures::stream;
use std::sync::Arc;
use tokio::time::timeout;

/// The streams of the log, among what else the server keeps.
#[derive(Debug, Clone)]
pub(crate) struct Streams {
    prefix: Arc<str>,
    /// How the names of its streams begin on the server.
    begins: Arc<str>,
}

impl Streams {
    /// Those of the house whose names have this before their dot.
    pub(crate) fn of(prefix: &str) -> Self {
        Self { prefix: prefix.into(), begins: wire::prefix_of(prefix).into() }
    }

    fn decode(&self, event: RecordedEvent) -> Result<Recorded, EventStoreDbError> {
        let resolved = ResolvedEvent { event: Some(event), link: None, commit_position: None };
        wire::read(&self.prefix, &resolved)
    }
}

impl Feeds {
    /// Everything after a position: first what is there, then what comes.
    ///
    /// `head` answers where the log ends, and is asked only if that matters.
    ///
    /// # Errors
    ///
    /// [`EventStoreDbError::Beyond`] if the log does not reach to `after`; why `head` has no answer.
    pub(crate) async fn subscribe(
        &self,
        log: &Streams,
        head: impl Future<Output = Result<Option<Position>, EventStoreDbError>>,
        after: Option<Position>,
    ) -> Result<Subscription, ReadError> {
        if let Some(after) = after.filter(|it| *it > self.known())
            && head.await.map_err(failed)?.unwrap_or(Position(0)) < after
        {
            return Err(failed(EventStoreDbError::Beyond { position: after.0 }));
        }
        let feed = self.feed(&log.begins, after);
        let follower =
            Follower { log: log.clone(), connection: self.connection.clone(), over: None };
        Ok(Box::pin(stream::unfold((follower, feed), async |(mut follower, mut feed)| {
            if let Some(over) = &follower.over {
                return Some((Err(failed(over.clone())), (follower, feed)));
            }
            loop {
                let batch = match feed.next().await {
                    Ok(items) => follower.batch(items, PAGE_MAX).events,
                    Err(error) => {
                        follower.over = Some(error);
                        Vec::new()
                    }
                };
                if !batch.is_empty() {
                    return Some((Ok(batch), (follower, feed)));
                }
                if let Some(over) = &follower.over {
                    return Some((Err(failed(over.clone())), (follower, feed)));
                }
            }
        })))
    }

    /// The events after a position, at most `limit`.
    ///
    /// `head` as in [`Self::subscribe`].
    ///
    /// # Errors
    ///
    /// Why they cannot be read, also if there is no answer within [`PATIENCE_MAX`].
    pub(crate) async fn read_all(
        &self,
        log: &Streams,
        head: impl Future<Output = Result<Option<Position>, EventStoreDbError>>,
        after: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Recorded>, ReadError> {
        let limit = limit.min(PAGE_MAX);
        // No position is sent to the server that did not come from it.
        if let Some(after) = after.filter(|it| *it >= self.known())
            && head.await.map_err(failed)?.is_none_or(|end| end <= after)
        {
            return Ok(Vec::new());
        }
        let mut feed = self.open(&log.begins, after, Way::Shared);
        let mut follower =
            Follower { log: log.clone(), connection: self.connection.clone(), over: None };
        let mut events = Vec::new();
        while events.len() < limit {
            let items = match timeout(PATIENCE_MAX, feed.next()).await {
                Ok(Ok(items)) => items,
                Ok(Err(error)) => {
                    follower.over = Some(error);
                    break;
                }
                Err(_elapsed) => {
                    follower.over = feed.trouble().cloned().or(Some(EventStoreDbError::Deadline));
                    break;
                }
            };
            let batch = follower.batch(items, limit - events.len());
            events.extend(batch.events);
            if batch.caught_up || follower.over.is_some() {
                break;
            }
        }
        match follower.over {
            // What stands before a failure is answered; the next question begins with it.
            Some(error) if events.is_empty() => Err(failed(error)),
            _ => Ok(events),
        }
    }

    /// The last position known to be in the log.
    fn known(&self) -> Position {
        Position(self.connection.anchor().map_or(0, |it| it.position))
    }
}

/// Who makes events of the log from what a feed brings.
struct Follower {
    log: Streams,
    connection: Connection,
    /// What stands in the way of everything later.
    over: Option<EventStoreDbError>,
}

/// What became of some items.
struct Page {
    events: Vec<Recorded>,
    /// All there was has been seen.
    caught_up: bool,
}

impl Follower {
    /// The events among some items, up to `limit`, or to one that is none of ours.
    fn batch(&mut self, items: Vec<Item>, limit: usize) -> Page {
        let mut page =
            Page { events: Vec::with_capacity(items.len().min(limit)), caught_up: false };
        let last = items.iter().rev().find_map(|it| match it {
            Item::Event(event) => Some(Anchor::of(event)),
            _ => None,
        });
        for item in items {
            if page.events.len() == limit {
                return page;
            }
            match item {
                Item::CaughtUp => page.caught_up = true,
                Item::Deleted(stream) => {
                    self.over = Some(EventStoreDbError::Deleted { stream });
                    return page;
                }
                Item::Event(event) => match self.log.decode(event) {
                    Ok(event) => page.events.push(event),
                    Err(error) => {
                        self.over = Some(error);
                        return page;
                    }
                },
            }
        }
        if let Some(last) = last {
            self.connection.knows(last);
        }
        page
    }
}

fn failed(error: EventStoreDbError) -> ReadError {
    ReadError { what: "the log".to_owned(), source: error.into() }
}
