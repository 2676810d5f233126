//! Faults: what shall go wrong between the bot and Telegram, and when?

use crate::chance::Chance;
use crate::ids::ChatId;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One thing that goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The connection breaks before the call is taken; nothing is done.
    CutBefore,
    /// The call is done, but the connection breaks before a byte of the answer.
    CutAfter,
    /// 502 with a page of HTML; nothing is done.
    ServerError,
    /// The call is done, and the answer comes so much later, in real time.
    Slow(Duration),
    /// The call is done, but the JSON of the answer, or the file, ends in the middle.
    Truncated,
    /// `getUpdates` gives its first update twice, and so does a web hook; on other methods, nothing.
    Duplicate,
    /// 429 with this many seconds; nothing is done.
    RetryAfter(u64),
}

/// The faults still to come. Copies share one plan.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug)]
struct Plan {
    ordered: VecDeque<Ordered>,
    floods: BTreeMap<ChatId, DateTime<Utc>>,
    shut: BTreeSet<ChatId>,
    drawn: Option<Drawn>,
    count: u64,
}

/// A fault for the next call of a method; of any method if it has no name.
#[derive(Debug)]
struct Ordered {
    method: Option<String>,
    fault: Fault,
}

#[derive(Debug)]
struct Drawn {
    chance: Chance,
    per_mille: u64,
    among: Vec<Fault>,
}

impl Faults {
    pub(crate) fn none() -> Self {
        let plan = Plan {
            ordered: VecDeque::new(),
            floods: BTreeMap::new(),
            shut: BTreeSet::new(),
            drawn: None,
            count: 0,
        };
        Self(Arc::new(Mutex::new(plan)))
    }

    /// Breaks the next call of a method (`"sendMessage"`), once. Several for one method come in order. The deliveries to a
    /// web hook are called `"webhook"`: one that is cut, or answered by another server, is sent again. The download of a
    /// file is called `"download"`.
    pub fn next(&self, method: &str, fault: Fault) {
        let method = Some(method.to_ascii_lowercase());
        self.plan().ordered.push_back(Ordered { method, fault });
    }

    /// Breaks the next call, whichever it is.
    pub fn next_of_any(&self, fault: Fault) {
        self.plan().ordered.push_back(Ordered { method: None, fault });
    }

    /// From now on breaks calls by chance: `per_mille` of a thousand, each with one of `among`.
    ///
    /// The same seed and the same calls make the same faults.
    pub fn at_random(&self, seed: u64, per_mille: u16, among: &[Fault]) {
        self.plan().drawn = (!among.is_empty()).then(|| Drawn {
            chance: Chance::seeded(seed),
            per_mille: per_mille.into(),
            among: among.to_vec(),
        });
    }

    /// Refuses sends and edits in one chat with 429 until the emulator's clock is at `until`.
    pub fn flood(&self, chat: ChatId, until: DateTime<Utc>) {
        self.plan().floods.insert(chat, until);
    }

    /// Refuses sends in one chat as if the bot had not the right, whatever is told of its rights there.
    pub fn shut(&self, chat: ChatId) {
        self.plan().shut.insert(chat);
    }

    /// Nothing goes wrong any more.
    pub fn stop(&self) {
        let mut plan = self.plan();
        plan.ordered.clear();
        plan.floods.clear();
        plan.shut.clear();
        plan.drawn = None;
    }

    /// How many calls were broken so far; floods not counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.plan().count
    }

    pub(crate) fn take(&self, method: &str) -> Option<Fault> {
        let mut plan = self.plan();
        let due =
            plan.ordered.iter().position(|it| it.method.as_deref().is_none_or(|it| it == method));
        let fault = match due.and_then(|at| plan.ordered.remove(at)) {
            Some(ordered) => Some(ordered.fault),
            None => plan.drawn.as_mut().and_then(Drawn::draw),
        };
        plan.count += u64::from(fault.is_some());
        fault
    }

    /// Whole seconds that a flooded chat still refuses; `None` if it does not.
    pub(crate) fn flooded(&self, now: DateTime<Utc>, chat: ChatId) -> Option<u64> {
        let until = *self.plan().floods.get(&chat)?;
        let wait = (until - now).max(TimeDelta::zero());
        let milliseconds = u64::try_from(wait.num_milliseconds()).unwrap_or(0);
        (milliseconds > 0).then(|| milliseconds.div_ceil(1000))
    }

    pub(crate) fn is_shut(&self, chat: ChatId) -> bool {
        self.plan().shut.contains(&chat)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drawn {
    fn draw(&mut self) -> Option<Fault> {
        if self.chance.below(1000) >= self.per_mille {
            return None;
        }
        let many = u64::try_from(self.among.len()).unwrap_or(1);
        let one = usize::try_from(self.chance.below(many)).unwrap_or(0);
        self.among.get(one).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordered_fault_hits_the_next_call_of_its_method_once() {
        let faults = Faults::none();
        faults.next("sendMessage", Fault::CutAfter);
        assert_eq!(faults.take("getupdates"), None);
        assert_eq!(faults.take("sendmessage"), Some(Fault::CutAfter));
        assert_eq!(faults.take("sendmessage"), None);
        assert_eq!(faults.count(), 1);
    }

    #[test]
    fn the_same_seed_makes_the_same_faults() {
        let drawn = || {
            let faults = Faults::none();
            faults.at_random(7, 200, &[Fault::CutBefore, Fault::CutAfter]);
            (0..1000).map(|_| faults.take("sendmessage")).collect::<Vec<_>>()
        };
        let count = drawn().iter().flatten().count();
        assert!((120..280).contains(&count), "{count} of 1000");
        assert_eq!(drawn(), drawn());
    }
}
