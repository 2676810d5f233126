//! Correct: which recorded breach does a message set right that came in late?

use super::Promises;
use domain::clock::{FactKey, History, contradicted};
use domain::ticket::{Event, Ticket, VerdictCorrected};
use domain::{At, Draft};

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
    let history = &life.history;
    let Some(breached) = breached_by(history) else {
        return vec![];
    };
    let last = history.moments().iter().map(|it| it.at).max();
    let until = last.max(until).max(Some(breached.plus(1))).unwrap_or(breached);
    let measured = promises.measure(history, until);
    let due = contradicted(history, &measured, until).into_iter().map(|it| {
        // Nothing is set right before it was said, nor before what shows it.
        let stop = measured.clock(it.clock).and_then(|it| it.stop);
        let at = it.recorded.max(stop.unwrap_or(it.recorded));
        let (clock, from, to) = (it.clock, it.from, it.to);
        let corrected = VerdictCorrected { clock, from, to, approved_by: vec![] };
        Draft::new(Event::VerdictCorrected(corrected), at.utc())
    });
    due.collect()
}

/// When the last breach was recorded, if one was.
fn breached_by(history: &History) -> Option<At> {
    let breaches = history.noted().iter().filter(|it| matches!(it.0, FactKey::Breach { .. }));
    breaches.map(|it| *it.1).max()
}
