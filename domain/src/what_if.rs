//! What if: how would recorded tickets have fared under another promise?

use crate::book::Book;
use crate::clock::{Clock, ClockRef, History, Measured, measure};
use crate::compliance::{Line, Outcome, Period, Tally};
use crate::{At, Priority, Slug};
use std::collections::BTreeMap;

/// Another promise, to be held against recorded history.
#[derive(Debug, Clone, Copy)]
pub struct Supposition<'a> {
    /// What is recorded, and besides it what is supposed.
    pub book: &'a Book,
    pub policy: &'a Slug,
    /// The calendar of tickets whose row names none.
    pub calendar: &'a Slug,
}

/// One clock of a ticket, as it was and as it would have been. One of them may not have been at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub clock: ClockRef,
    pub recorded: Option<Clock>,
    pub supposed: Option<Clock>,
}

/// A ticket under both promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// As it was last set.
    pub priority: Priority,
    pub pairs: Vec<Pair>,
}

/// Measures a ticket's recorded happenings under the recorded and under the supposed promise, up to an instant.
pub fn compare(
    history: &History,
    recorded: &Book,
    supposition: Supposition<'_>,
    until: At,
) -> Compared {
    let Supposition { book, policy, calendar } = supposition;
    let supposed = measure(&history.bound_by(book, policy, calendar), book, until);
    let recorded = measure(history, recorded, until);
    Compared { priority: history.traits_at(until).priority, pairs: pairs(recorded, supposed) }
}

fn pairs(recorded: Measured, supposed: Measured) -> Vec<Pair> {
    let mut pairs: BTreeMap<ClockRef, Pair> = BTreeMap::new();
    let none = |clock| Pair { clock, recorded: None, supposed: None };
    for it in recorded.clocks {
        let clock = it.clock;
        pairs.entry(clock).or_insert_with(|| none(clock)).recorded = Some(it);
    }
    for it in supposed.clocks {
        let clock = it.clock;
        pairs.entry(clock).or_insert_with(|| none(clock)).supposed = Some(it);
    }
    pairs.into_values().collect()
}

impl Pair {
    /// The lines of a period's report on which the clock stands under both promises.
    pub fn lines(&self, period: Period, cut_off: At) -> [Option<Line>; 2] {
        [&self.recorded, &self.supposed].map(|it| Outcome::from(it.as_ref()?).line(period, cut_off))
    }
}

/// How many clocks stand where, under both promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub recorded: Tally,
    pub supposed: Tally,
}

impl Sums {
    pub fn count(&mut self, pair: &Pair, period: Period, cut_off: At) {
        let both = [(&mut self.recorded, &pair.recorded), (&mut self.supposed, &pair.supposed)];
        for (tally, clock) in both {
            if let Some(clock) = clock {
                tally.count(&clock.into(), period, cut_off);
            }
        }
    }
}
