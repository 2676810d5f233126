//! Correct: which recorded breach does a message set right that is dated in time and came in late?

use super::Promises;
use domain::clock::{ClockRef, FactKey, History, State, What};
use domain::ticket::{Event, Ticket, Verdict, VerdictCorrected};
use domain::{At, Draft};
use std::collections::BTreeMap;

/// The corrections that are due, in the order of their clocks. Both verdicts stay.
///
/// * `until`: the instant of measuring, should it be later than everything that is recorded.
pub(crate) fn late_corrections(
    ticket: &Ticket,
    promises: &Promises,
    until: Option<At>,
) -> Vec<Draft<Event>> {
    let Some(life) = ticket.life() else {
        return vec![];
    };
    let breached = recorded_breaches(&life.history);
    if breached.is_empty() {
        return vec![];
    }
    let last = life.history.moments().iter().map(|it| it.at).max();
    let Some(until) = last.max(until) else {
        return vec![];
    };
    let measured = promises.measure(&life.history, until);
    let met = |clock: &ClockRef| measured.clock(*clock).filter(|it| it.state == State::Met);
    let due = breached.into_iter().filter_map(|(clock, recorded)| {
        // Nothing is set right before it was said, nor before what shows it.
        let at = recorded.max(met(&clock)?.stop.unwrap_or(recorded));
        let (from, to) = (Verdict::Breached, Verdict::Met);
        let corrected = VerdictCorrected { clock, from, to, approved_by: vec![] };
        Some(Draft::new(Event::VerdictCorrected(corrected), at.utc()))
    });
    due.collect()
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
