//! Fault: what goes wrong, with which calls, and how often?

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Kinds of calls, each of which can be made to fail by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Call {
    /// A new connection.
    Connect,
    /// The first question of a client: what can you do?
    Features,
    Gossip,
    Append,
    /// A read of a stream or of the whole log that ends.
    Read,
    /// A read that does not end by itself.
    Subscribe,
    /// Soft and for good.
    Delete,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection is closed as soon as it is there. Only of [`Call::Connect`].
    Refuse,
    /// The connection is cut before anything is done.
    CutBefore,
    /// The connection is cut when everything is done, and nobody is told.
    CutAfter,
    /// The server says that it is not ready.
    Unavailable,
    /// The server says that the login may not do this.
    Deny,
    /// The server says that another is the leader; alone, that it is itself.
    NotLeader,
    /// Whatever is done is begun this much later.
    Slow(Duration),
    /// There is never an answer.
    Hang,
    /// An append succeeds, and it is not said where. Only of [`Call::Append`].
    NoPosition,
    /// Each event comes twice. Only of [`Call::Subscribe`].
    Twice,
    /// Events come this much later than they could. Only of [`Call::Subscribe`].
    Late(Duration),
    /// The subscription is confirmed and ends at once, as if all were well. Only of [`Call::Subscribe`].
    EndAtOnce,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    Next(u32),
    /// Until it is taken back.
    Always,
}

type Armed = HashMap<Call, Vec<(Fault, Times)>>;

/// What is armed. Copies share it.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Armed>>);

impl Faults {
    /// Lets calls of this kind fail. What was armed before comes first; one call, one fault.
    pub fn arm(&self, call: Call, fault: Fault, times: Times) {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        armed.entry(call).or_default().push((fault, times));
    }

    /// Takes back whatever is armed for calls of this kind.
    pub fn take_back(&self, call: Call) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&call);
    }

    /// Takes everything back.
    pub fn take_all_back(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What goes wrong with this call, which counts as one of the next.
    pub(crate) fn take(&self, call: Call) -> Option<Fault> {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let faults = armed.get_mut(&call)?;
        faults.retain(|it| it.1 != Times::Next(0));
        let (fault, times) = faults.first_mut()?;
        if let Times::Next(left) = times {
            *left -= 1;
        }
        Some(*fault)
    }
}
