//! Contradict: which recorded breach does what came to be known later not bear out?

use super::{ClockRef, FactKey, History, Measured, State, What};
use crate::At;
use crate::ticket::Verdict;
use std::collections::BTreeMap;

/// What a recorded breach turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    pub clock: ClockRef,
    pub from: Verdict,
    /// Met where a late message was in time. Excluded where there is no verdict any more, or none yet: the clock rests,
    /// runs on, was withdrawn or superseded before its deadline, was never started, or an answer to it may be lost.
    pub to: Verdict,
    /// When the breach was recorded.
    pub recorded: At,
}

/// The recorded breaches that do not hold by what is known now, by clock. Each clock is set right once: what was set
/// right already, by people or by a late message, is left as it was.
///
/// * `measured`: what the history reads at `until`.
/// * `until`: a breach that was recorded at that instant or later counts as contradicted only if it was met: the clock may
///   not have been looked at as late as its deadline.
pub fn contradicted(history: &History, measured: &Measured, until: At) -> Vec<Correction> {
    let corrections = recorded_breaches(history).into_iter().filter_map(|(clock, recorded)| {
        let to = match measured.clock(clock).map(|it| it.state) {
            Some(State::Met) => Verdict::Met,
            Some(State::Breached) => return None,
            // Where nothing is measured, nobody knows by what.
            None if measured.clocks.is_empty() => return None,
            _ if until <= recorded => return None,
            None
            | Some(
                State::Running
                | State::Paused(_)
                | State::Superseded
                | State::Cancelled(_)
                | State::NotApplicable
                | State::Gap
                | State::Excluded,
            ) => Verdict::Excluded,
        };
        Some(Correction { clock, from: Verdict::Breached, to, recorded })
    });
    corrections.collect()
}

/// The clocks whose breach is recorded and not set right yet, and since when it is.
fn recorded_breaches(history: &History) -> BTreeMap<ClockRef, At> {
    let mut breached = BTreeMap::new();
    for (key, recorded) in history.noted() {
        if let FactKey::Breach { clock, .. } = key {
            breached.entry(*clock).or_insert(*recorded);
        }
    }
    for moment in history.moments() {
        if let What::Corrected { clock, .. } = moment.what {
            breached.remove(&clock);
        }
    }
    breached
}
