//! Contradict: which verdict that was said does what came to be known later not bear out?

use super::{ClockRef, FactKey, History, Measured, State, What};
use crate::At;
use crate::ticket::Verdict;
use std::collections::BTreeMap;

/// What the verdict that was last said of a clock turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    pub clock: ClockRef,
    /// What was last said: by the recorded breach, or by the correction before.
    pub from: Verdict,
    /// Met where a late message was in time, breached where what had excused the clock did not hold. Excluded where there
    /// is no verdict any more, or none yet: the clock rests, runs on, was withdrawn or superseded before its deadline, was
    /// never started, or an answer to it may be lost.
    pub to: Verdict,
    /// When the verdict that it corrects was recorded; not before it occurred.
    pub recorded: At,
    /// Its place among the corrections of the clock, from 1.
    pub nth: u32,
}

/// The verdicts that were said and do not hold by what is known now, by clock. Each correction is of the one before, so
/// that nothing is said twice in a row; what people have ruled on is left to people.
///
/// * `measured`: what the history reads at `until`.
/// * `until`: a verdict that was recorded at that instant or later is not called void: the clock may not have been looked
///   at as late as its deadline. That it is met or breached is so whenever it is seen.
pub fn contradicted(history: &History, measured: &Measured, until: At) -> Vec<Correction> {
    let corrections = said(history).into_iter().filter_map(|(clock, said)| {
        let to = match measured.clock(clock).map(|it| it.state) {
            Some(State::Met) => Verdict::Met,
            Some(State::Breached) if is_told(clock, history, measured) => Verdict::Breached,
            Some(State::Breached) => return None,
            // What was met and goes on, say reopened, has its next verdict when that falls.
            Some(State::Running | State::Paused(_)) if said.verdict == Verdict::Met => return None,
            // Where nothing is measured, nobody knows by what.
            None if measured.clocks.is_empty() => return None,
            _ if until <= said.recorded => return None,
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
        let Said { verdict: from, recorded, corrections } = said;
        let correction = Correction { clock, from, to, recorded, nth: corrections + 1 };
        (from != to).then_some(correction)
    });
    corrections.collect()
}

/// Whether a breach may be spoken of, and is recorded already. One that is not says so itself.
fn is_told(clock: ClockRef, history: &History, measured: &Measured) -> bool {
    let mut keys = measured.facts.iter().map(|it| &it.key);
    let breach = keys.find(|it| matches!(it, FactKey::Breach { clock: of, .. } if *of == clock));
    breach.is_some_and(|it| history.noted().contains_key(it))
}

/// What was last said of a clock.
#[derive(Clone, Copy)]
struct Said {
    verdict: Verdict,
    recorded: At,
    corrections: u32,
}

/// What was last said of each clock whose breach is recorded and on which people have not ruled.
fn said(history: &History) -> BTreeMap<ClockRef, Said> {
    let mut said = BTreeMap::new();
    for (key, &recorded) in history.noted() {
        if let FactKey::Breach { clock, .. } = key {
            let it = Said { verdict: Verdict::Breached, recorded, corrections: 0 };
            let last = said.entry(*clock).or_insert(it);
            last.recorded = last.recorded.max(recorded);
        }
    }
    let mut corrected: Vec<_> = history.moments().iter().collect();
    corrected.retain(|it| matches!(it.what, What::Corrected { .. }));
    corrected.sort_by_key(|it| it.revision);
    let breached: BTreeMap<ClockRef, At> = said.iter().map(|it| (*it.0, it.1.recorded)).collect();
    for moment in corrected {
        let What::Corrected { clock, to, by_people, .. } = moment.what else { continue };
        if by_people {
            said.remove(&clock);
        }
        let Some(last) = said.get_mut(&clock) else { continue };
        last.corrections += 1;
        // The breach of a target that was set anew may have been recorded since.
        if breached.get(&clock).is_some_and(|it| *it <= moment.recorded) {
            (last.verdict, last.recorded) = (to, moment.recorded.max(moment.at));
        }
    }
    said
}
