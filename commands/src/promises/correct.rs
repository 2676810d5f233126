//! Correct: which verdict that was said does a message set right that came in late?

use super::Promises;
use domain::clock::{Clock, Correction, FactKey, History, Measured, contradicted};
use domain::ticket::{Event, Ticket, Verdict, VerdictCorrected};
use domain::{At, Draft};

/// The corrections that are due, in the order of their clocks. Every verdict that was said stays.
///
/// * `watermark`: the instant up to which all messages are known. Without it nobody is accused again.
pub(super) fn late_corrections(
    ticket: &Ticket,
    promises: &Promises,
    watermark: Option<At>,
) -> Vec<Draft<Event>> {
    due_corrections(ticket, promises, watermark).into_iter().map(|it| it.1).collect()
}

/// The same, each with what it corrects.
pub(crate) fn due_corrections(
    ticket: &Ticket,
    promises: &Promises,
    watermark: Option<At>,
) -> Vec<(Correction, Draft<Event>)> {
    let Some(life) = ticket.life() else {
        return vec![];
    };
    let history = &life.history;
    let Some(breached) = breached_by(history) else {
        return vec![];
    };
    let last = history.moments().iter().map(|it| it.at).max();
    let until = last.max(watermark).max(Some(breached.plus(1))).unwrap_or(breached);
    let measured = promises.measure(history, until);
    let mut due = contradicted(history, &measured, until);
    if due.iter().any(|it| it.to == Verdict::Breached) {
        let known = watermark.map(|it| promises.measure(history, it)).unwrap_or_default();
        due.retain(|it| it.to != Verdict::Breached || is_told(it, &known));
    }
    let draft = |it: Correction| {
        // Nothing is set right before it was said, nor before what shows it.
        let shown = measured.clock(it.clock).and_then(|clock| shown_at(clock, it.to));
        let at = it.recorded.max(shown.unwrap_or(it.recorded));
        let (clock, from, to) = (it.clock, it.from, it.to);
        let corrected = VerdictCorrected { clock, from, to, approved_by: vec![] };
        (it, Draft::new(Event::VerdictCorrected(corrected), at.utc()))
    };
    due.into_iter().map(draft).collect()
}

/// When the last breach was recorded, if one was.
fn breached_by(history: &History) -> Option<At> {
    let breaches = history.noted().iter().filter(|it| matches!(it.0, FactKey::Breach { .. }));
    breaches.map(|it| *it.1).max()
}

/// Whether it may be spoken of a breach by what is known.
fn is_told(correction: &Correction, known: &Measured) -> bool {
    let mut keys = known.facts.iter().map(|it| &it.key);
    keys.any(|it| matches!(it, FactKey::Breach { clock, .. } if *clock == correction.clock))
}

/// When what shows a verdict happened.
fn shown_at(clock: &Clock, verdict: Verdict) -> Option<At> {
    match verdict {
        Verdict::Breached => clock.verdict_at,
        Verdict::Met | Verdict::Excluded => clock.stop,
    }
}
