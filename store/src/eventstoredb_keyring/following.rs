//! How does a node hear what any node does with the keys?

use super::form::{self, BadForm, StreamNames};
use super::living::Living;
use crate::eventstoredb::EventStoreDbError;
use crate::eventstoredb::feed::{Feed, Item};
use crate::port::Position;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thiserror::Error;
use tokio::sync::watch;
use tracing::error;

/// How far this node has heard.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// The position of the last key that was made, by anybody.
    pub(super) position: Option<Position>,
    /// Whether all that was there at the start is known.
    pub(super) is_current: bool,
    /// Grows with whatever comes.
    pub(super) count: u64,
    /// Why nothing more will be heard.
    pub(super) end: Option<Arc<Unheard>>,
}

/// Why a node does not hear of keys any more. It must not give any, for they may be destroyed.
#[derive(Debug, Error)]
pub(super) enum Unheard {
    #[error("the keys of the cluster cannot be followed any more")]
    Feed(#[source] EventStoreDbError),
    #[error("stream {stream} is not the stream of a key: {reason}")]
    Malformed { stream: String, reason: &'static str },
    #[error("the task that follows the keys of the cluster has ended")]
    Ended,
}

/// What the keyring and its follower have together.
pub(super) struct Shared {
    living: Mutex<Living>,
    pub(super) heard: watch::Sender<Heard>,
}

impl Shared {
    pub(super) fn new() -> Self {
        let heard = Heard { position: None, is_current: false, count: 0, end: None };
        Self { living: Mutex::default(), heard: watch::Sender::new(heard) }
    }

    /// The living keys, also after a panic elsewhere: every change of them is whole.
    pub(super) fn living(&self) -> MutexGuard<'_, Living> {
        self.living.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, why: Unheard) {
        self.heard.send_if_modified(|it| {
            let is_first = it.end.is_none();
            if is_first {
                // A task that is only let go ends with its keyring, or with the process; and whoever closed the log
                // wants no more of it.
                let is_orderly =
                    matches!(why, Unheard::Ended | Unheard::Feed(EventStoreDbError::Closed));
                if !is_orderly || std::thread::panicking() {
                    error!(error = &why as &dyn StdError, "this node gives no keys any more");
                }
                it.end = Some(Arc::new(why));
            }
            is_first
        });
    }
}

/// Says that the follower ended, however it did.
struct Watched(Arc<Shared>);

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.end(Unheard::Ended);
    }
}

/// Takes in what a feed of the keys' streams brings, until it ends.
pub(super) async fn follow(mut feed: Feed, names: Arc<StreamNames>, shared: Arc<Shared>) {
    let watched = Watched(shared);
    loop {
        let items = match feed.next().await {
            Ok(items) => items,
            Err(error) => return watched.0.end(Unheard::Feed(error)),
        };
        if let Err(why) = take_in(&items, &names, &watched.0) {
            return watched.0.end(why);
        }
    }
}

fn take_in(items: &[Item], names: &StreamNames, shared: &Shared) -> Result<(), Unheard> {
    let (mut position, mut is_current) = (None, false);
    let mut living = shared.living();
    for item in items {
        match item {
            Item::CaughtUp => is_current = true,
            Item::Deleted(stream) => {
                let bad = |BadForm(reason)| Unheard::Malformed { stream: stream.clone(), reason };
                living.forget(names.parse(stream).map_err(bad)?);
            }
            Item::Event(event) => {
                let stream = crate::eventstoredb::names::stream_of(event);
                let bad = |BadForm(reason)| Unheard::Malformed { stream: stream.into(), reason };
                let key = form::read_key(&event.event_type, &event.data).map_err(bad)?;
                living.add(names.parse(stream).map_err(bad)?, &key.owner, key.id, key.wrapped);
                position = Some(Position(event.position.commit));
            }
        }
    }
    drop(living);
    shared.heard.send_modify(|it| {
        it.position = position.or(it.position);
        it.is_current |= is_current;
        it.count += 1;
    });
    Ok(())
}
