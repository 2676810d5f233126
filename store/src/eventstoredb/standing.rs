//! Standing: which events stand in the streams that this process writes to?

use crate::port::{NewEvent, StreamName};
use lru::LruCache;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Mutex as AsyncMutex;
use uuid::Uuid;

/// The most streams whose ids are known.
pub const STREAMS_MAX: usize = 10_000;
/// The most ids that are known in all streams together: about 60 bytes each.
pub const IDS_MAX: usize = 1_000_000;

/// What is known of streams, the least recently used one forgotten first.
pub(super) struct Standing {
    known: Mutex<Known>,
    streams_max: usize,
    ids_max: usize,
}

struct Known {
    streams: LruCache<StreamName, Kept>,
    ids: usize,
}

struct Kept {
    page: Arc<AsyncMutex<Option<Page>>>,
    ids: usize,
}

/// The ids of one stream and their revisions, from its first event on.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Page {
    ids: HashMap<Uuid, u64>,
    next: u64,
}

/// How the events of an append stand in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standings {
    /// None of them does.
    None,
    /// All do, side by side and in order, from this revision on.
    From(u64),
    /// Some do, or all in another order.
    Otherwise,
}

impl Standing {
    pub(super) fn new(streams_max: usize, ids_max: usize) -> Self {
        let known = Known { streams: LruCache::unbounded(), ids: 0 };
        Self { known: Mutex::new(known), streams_max, ids_max }
    }

    /// What is known of a stream, for one writer at a time. `None` inside: nothing, so far.
    pub(super) fn of(&self, stream: &StreamName) -> Arc<AsyncMutex<Option<Page>>> {
        let mut known = self.lock();
        let kept =
            known.streams.get_or_insert(stream.clone(), || Kept { page: Arc::default(), ids: 0 });
        Arc::clone(&kept.page)
    }

    /// Counts anew how many ids are known of a stream, and forgets others that became too many.
    ///
    /// A stream that somebody is writing to is not forgotten: its writers must meet at one lock.
    pub(super) fn weigh(&self, stream: &StreamName, ids: usize) {
        let mut known = self.lock();
        let Some(kept) = known.streams.get_mut(stream) else { return };
        let before = std::mem::replace(&mut kept.ids, ids);
        known.ids = known.ids - before + ids;
        while known.ids > self.ids_max || known.streams.len() > self.streams_max {
            let idle = known.streams.iter().rev().find(|(_, it)| Arc::strong_count(&it.page) == 1);
            let Some(idle) = idle.map(|(stream, _)| stream.clone()) else { return };
            let forgotten = known.streams.pop(&idle).map_or(0, |it| it.ids);
            known.ids -= forgotten;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    /// The revision that the next event will have.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// The revision of the last event; `None` while there is none.
    pub(super) fn last(&self) -> Option<u64> {
        self.next.checked_sub(1)
    }

    /// How many ids are known.
    pub(super) fn ids(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn push(&mut self, id: Uuid) {
        self.ids.entry(id).or_insert(self.next);
        self.next += 1;
    }

    /// How the events of an append stand here.
    pub(super) fn stand(&self, events: &[NewEvent]) -> Standings {
        let places: Vec<_> = events.iter().map(|it| self.ids.get(&it.id.0).copied()).collect();
        let Some(first) = places.iter().flatten().min().copied() else { return Standings::None };
        let in_order = places.iter().zip(first..).all(|(place, at)| *place == Some(at));
        if in_order { Standings::From(first) } else { Standings::Otherwise }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::EventId;
    use chrono::DateTime;

    #[test]
    fn events_stand_where_all_of_them_are_side_by_side_and_in_order() {
        let table: [(&[u128], Standings); 8] = [
            (&[9], Standings::None),
            (&[9, 8], Standings::None),
            (&[1], Standings::From(0)),
            (&[2, 3], Standings::From(1)),
            (&[1, 2, 3], Standings::From(0)),
            (&[3, 2], Standings::Otherwise),
            (&[1, 3], Standings::Otherwise),
            (&[3, 9], Standings::Otherwise),
        ];
        for (ids, expected) in table {
            assert_eq!(page(&[1, 2, 3]).stand(&events(ids)), expected, "{ids:?}");
        }
        assert_eq!(Page::default().last(), None);
        assert_eq!(page(&[1, 2, 3]).last(), Some(2));
    }

    #[tokio::test]
    async fn what_was_used_least_recently_is_forgotten_first() {
        let standing = Standing::new(2, 100);
        for stream in ["a", "b", "a", "c"] {
            know(&standing, stream, 1).await;
        }
        assert_eq!(known(&standing), ["c", "a"]);
    }

    #[tokio::test]
    async fn ids_are_forgotten_with_their_streams_once_they_are_too_many() {
        let standing = Standing::new(10, 5);
        for (stream, ids) in [("a", 2), ("b", 3), ("a", 3)] {
            know(&standing, stream, ids).await;
        }
        assert_eq!(known(&standing), ["a"]);
        assert_eq!(standing.lock().ids, 3);
        // A stream of too many ids of its own is not kept either.
        know(&standing, "c", 6).await;
        assert!(known(&standing).is_empty());
        assert_eq!(standing.lock().ids, 0);
    }

    #[tokio::test]
    async fn a_stream_that_is_written_to_is_not_forgotten() {
        let standing = Standing::new(1, 100);
        let page = standing.of(&name("a"));
        know(&standing, "b", 1).await;
        assert!(Arc::ptr_eq(&page, &standing.of(&name("a"))));
    }

    async fn know(standing: &Standing, stream: &str, ids: usize) {
        let stream = name(stream);
        let page = standing.of(&stream);
        *page.lock().await = Some(Page::default());
        drop(page);
        standing.weigh(&stream, ids);
    }

    fn known(standing: &Standing) -> Vec<String> {
        standing.lock().streams.iter().map(|(stream, _)| stream.to_string()).collect()
    }

    fn name(name: &str) -> StreamName {
        StreamName::parse(name).unwrap()
    }

    fn page(ids: &[u128]) -> Page {
        let mut page = Page::default();
        for id in ids {
            page.push(Uuid::from_u128(*id));
        }
        page
    }

    fn events(ids: &[u128]) -> Vec<NewEvent> {
        let event = |id: &u128| NewEvent {
            id: EventId(Uuid::from_u128(*id)),
            kind: "ticket.opened".into(),
            form: 1,
            facts: b"{}".to_vec(),
            private: vec![],
            actor: "person".into(),
            correlation: Uuid::nil(),
            causation: Uuid::nil(),
            occurred_at: DateTime::UNIX_EPOCH,
        };
        ids.iter().map(event).collect()
    }
}
