//! Lanes: which updates are being taken in, and whose turn is it in each chat?

use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Mutex as Turns, Notify, OwnedMutexGuard};

/// The most updates that are being taken in or wait for their turn: more than Telegram ever sends side by side.
const IN_FLIGHT_MAX: usize = 256;

/// The updates under way. One of a chat at a time, in the order in which they came.
#[derive(Default)]
pub(super) struct Lanes {
    under_way: Mutex<UnderWay>,
    left: Notify,
}

#[derive(Default)]
struct UnderWay {
    next: u64,
    /// When each one was said.
    dates: BTreeMap<u64, DateTime<Utc>>,
    chats: HashMap<Option<i64>, Arc<Turns<()>>>,
}

/// An update under way, until dropped.
pub(super) struct Place {
    lanes: Arc<Lanes>,
    number: u64,
}

impl Lanes {
    /// Lets an update in that was said at an instant; `None` if too many are under way.
    pub(super) fn enter(self: &Arc<Self>, date: DateTime<Utc>) -> Option<Place> {
        let mut under_way = self.under_way();
        if under_way.dates.len() >= IN_FLIGHT_MAX {
            return None;
        }
        let number = under_way.next;
        under_way.next += 1;
        under_way.dates.insert(number, date);
        Some(Place { lanes: Arc::clone(self), number })
    }

    /// When the oldest update under way was said.
    pub(super) fn oldest(&self) -> Option<DateTime<Utc>> {
        self.under_way().dates.values().min().copied()
    }

    /// Waits until nothing is under way.
    pub(super) async fn idle(&self) {
        loop {
            let left = self.left.notified();
            if self.under_way().dates.is_empty() {
                return;
            }
            left.await;
        }
    }

    fn under_way(&self) -> MutexGuard<'_, UnderWay> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Waits for its turn among the updates of a chat.
    pub(super) async fn turn(&self, chat: Option<i64>) -> OwnedMutexGuard<()> {
        let turns = Arc::clone(self.lanes.under_way().chats.entry(chat).or_default());
        turns.lock_owned().await
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.lanes.under_way();
        under_way.dates.remove(&self.number);
        // Nobody holds or awaits a turn that only this map knows of.
        under_way.chats.retain(|_, it| Arc::strong_count(it) > 1);
        drop(under_way);
        self.lanes.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    #[tokio::test]
    async fn one_of_a_chat_at_a_time_and_chats_side_by_side() {
        let lanes = Arc::new(Lanes::default());
        let places: Vec<_> = (0..4).map(|it| lanes.enter(at(it)).unwrap()).collect();
        let first = places[0].turn(Some(1)).await;
        let mut second = Box::pin(places[1].turn(Some(1)));
        let mut third = Box::pin(places[2].turn(Some(1)));
        assert!((&mut second).now_or_never().is_none() && (&mut third).now_or_never().is_none());
        assert!(places[3].turn(Some(2)).now_or_never().is_some());
        drop(first);
        assert!((&mut third).now_or_never().is_none(), "they keep their order");
        let turn = second.now_or_never().unwrap();
        drop(turn);
        assert!(third.now_or_never().is_some());
    }

    #[tokio::test]
    async fn the_oldest_under_way_is_known_and_nothing_is_kept_of_what_is_done() {
        let lanes = Arc::new(Lanes::default());
        let (late, early) = (lanes.enter(at(9)).unwrap(), lanes.enter(at(5)).unwrap());
        drop((early.turn(Some(1)).await, late.turn(None).await));
        assert_eq!(lanes.oldest(), Some(at(5)));
        assert!(lanes.idle().now_or_never().is_none());
        drop(early);
        assert_eq!(lanes.oldest(), Some(at(9)));
        drop(late);
        lanes.idle().await;
        assert!(lanes.under_way().chats.is_empty());
    }

    #[test]
    fn beyond_the_limit_nothing_is_let_in() {
        let lanes = Arc::new(Lanes::default());
        let mut places: Vec<_> = (0..IN_FLIGHT_MAX).map(|_| lanes.enter(at(0)).unwrap()).collect();
        assert!(lanes.enter(at(0)).is_none());
        places.pop();
        assert!(lanes.enter(at(0)).is_some());
    }
}
