//! Folds: what did the streams that were asked lately add up to?
//!
//! A bounded cache, so that a stream's length costs nothing per command. What is kept is never trusted alone: whoever
//! takes a fold out reads what is new in its stream first.

use chrono::{DateTime, Utc};
use domain::calendar::Calendar;
use domain::chat::ChatMonth;
use domain::client::Client;
use domain::clock::Placed;
use domain::conversation::Conversation;
use domain::desk::Desk;
use domain::incident::Incident;
use domain::intake::Intake;
use domain::people::Person;
use domain::policy::Policy;
use domain::register::Register;
use domain::ticket::Ticket;
use domain::{
    calendar, chat, client, conversation, desk, incident, intake, people, policy, register, ticket,
};
use lru::LruCache;
use std::any::Any;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use store::port::{Position, Revision, StreamName};
use tokio::sync::Mutex as AsyncMutex;
use uuid::Uuid;

/// The most streams whose folds are kept.
pub const FOLDS_MAX: usize = 4_096;

/// A state that the events of one stream add up to.
pub trait Folding: Default + Send + 'static {
    type Event: Clone + Send + Sync + Into<domain::Event>;

    /// The event, if it is one of this kind of stream.
    fn own(event: domain::Event) -> Option<Self::Event>;

    /// The state after one more event, which stands there in its stream and in time.
    #[must_use]
    fn after(self, event: &Self::Event, placed: Placed) -> Self;
}

macro_rules! folding {
    ($($state:ty, $module:ident, $room:ident;)+) => {$(
        impl Folding for $state {
            type Event = $module::Event;

            fn own(event: domain::Event) -> Option<Self::Event> {
                if let domain::Event::$room(own) = event { Some(own) } else { None }
            }

            fn after(self, event: &Self::Event, _: Placed) -> Self {
                self.evolve(event)
            }
        }
    )+};
}

folding! {
    Register, register, Register;
    Client, client, Client;
    Desk, desk, Desk;
    Conversation, conversation, Conversation;
    Person, people, Person;
    Policy, policy, Policy;
    Calendar, calendar, Calendar;
    Intake, intake, Intake;
    Incident, incident, Incident;
}

impl Folding for ChatMonth {
    type Event = chat::Event;

    fn own(event: domain::Event) -> Option<Self::Event> {
        if let domain::Event::Chat(own) = event { Some(own) } else { None }
    }

    fn after(self, event: &Self::Event, placed: Placed) -> Self {
        self.evolve_at(event, placed.occurred_at)
    }
}

impl Folding for Ticket {
    type Event = ticket::Event;

    fn own(event: domain::Event) -> Option<Self::Event> {
        if let domain::Event::Ticket(own) = event { Some(own) } else { None }
    }

    fn after(self, event: &Self::Event, placed: Placed) -> Self {
        self.evolve_at(event, placed)
    }
}

/// When an event occurred, and when it was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    pub occurred_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// One stream's fold: its state, how far it has come, and which causes it has answered to.
#[derive(Debug, Default)]
pub struct Fold<S> {
    pub state: S,
    /// The revision of the next event.
    pub next: u64,
    /// Causation id -> revision of the first event of that cause.
    pub causes: HashMap<Uuid, Revision>,
    /// Where the last event stands in the log.
    pub last: Option<Position>,
}

impl<S: Folding> Fold<S> {
    /// Takes in the next event of the stream.
    pub fn take_in(&mut self, causation: Uuid, event: &S::Event, times: Times) {
        let Times { occurred_at, recorded_at } = times;
        let placed = Placed { revision: self.next, occurred_at, recorded_at };
        self.state = std::mem::take(&mut self.state).after(event, placed);
        self.causes.entry(causation).or_insert(Revision(self.next));
        self.next += 1;
    }
}

/// The kept folds, by stream. Whoever works on one holds its lock, so that rivals within one process queue up
/// instead of retrying.
pub struct Folds {
    kept: Mutex<LruCache<StreamName, Arc<dyn Any + Send + Sync>>>,
}

impl Default for Folds {
    fn default() -> Self {
        let bound = NonZeroUsize::new(FOLDS_MAX).expect("the bound is not zero");
        Self { kept: Mutex::new(LruCache::new(bound)) }
    }
}

impl Folds {
    /// The fold of a stream, as it was left; a new one if it is not kept.
    pub fn of<S: Folding>(&self, stream: &StreamName) -> Arc<AsyncMutex<Fold<S>>>
    where
        Fold<S>: Default,
    {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let any = kept.get(stream).cloned();
        if let Some(fold) = any.and_then(|it| it.downcast::<AsyncMutex<Fold<S>>>().ok()) {
            return fold;
        }
        let fold = Arc::new(AsyncMutex::new(Fold::<S>::default()));
        kept.put(stream.clone(), Arc::clone(&fold) as Arc<dyn Any + Send + Sync>);
        fold
    }

    /// Forgets a stream's fold, which may no longer be what the log says.
    pub fn forget(&self, stream: &StreamName) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop(stream);
    }
}
