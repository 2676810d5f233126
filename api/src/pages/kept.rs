//! Kept: what became of a promise, with all that tells it from another?

use crate::history::Names;
use crate::pages::{name_or_none, promises};
use crate::words::Words;
use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::ticket::{
    Breached, ClockBound, Escalated, EscalationExhausted, MeasurementGap, Retargeted,
    ThresholdPassed, Verdict, VerdictCorrected,
};

/// Who reads it, and where.
pub(super) struct Kept<'a> {
    pub(super) words: Words,
    pub(super) zone: &'a Zone,
    pub(super) names: &'a Names,
}

impl Kept<'_> {
    pub(super) fn bound(&self, it: &ClockBound) -> String {
        let parts = [
            ("policy", it.to.policy.to_string().into()),
            ("row", it.to.row.to_string().into()),
            ("calendar", it.to.calendar.to_string().into()),
            ("tzdb", promises::release(self.words, &it.seal).into()),
        ];
        self.words.with_all("event-clock-bound", parts)
    }

    pub(super) fn retargeted(&self, it: &Retargeted) -> String {
        let parts = [
            ("from", promises::binding(&it.from).into()),
            ("to", promises::binding(&it.to).into()),
            ("why", self.words.text(promises::retargeting_key(it.why)).into()),
        ];
        self.words.with_all("event-retargeted", parts)
    }

    pub(super) fn threshold(&self, it: &ThresholdPassed) -> String {
        let parts = [
            ("clock", promises::clock(self.words, it.clock).into()),
            ("percent", it.percent.into()),
            ("deadline", self.instant(it.deadline).into()),
        ];
        self.words.with_all("event-threshold-passed", parts)
    }

    pub(super) fn breached(&self, it: &Breached) -> String {
        let clock = promises::clock(self.words, it.clock);
        let parts = [("clock", clock.into()), ("deadline", self.instant(it.deadline).into())];
        self.words.with_all("event-breached", parts)
    }

    pub(super) fn escalated(&self, it: &Escalated) -> String {
        let parts = [
            ("clock", promises::clock(self.words, it.clock).into()),
            ("level", it.level.into()),
            ("chain", it.chain.to_string().into()),
            ("whom", promises::all_of(self.words, &it.notify, self.names).into()),
        ];
        self.words.with_all("event-escalated", parts)
    }

    pub(super) fn exhausted(&self, it: &EscalationExhausted) -> String {
        let clock = promises::clock(self.words, it.clock);
        let parts = [("clock", clock.into()), ("chain", it.chain.to_string().into())];
        self.words.with_all("event-escalation-exhausted", parts)
    }

    pub(super) fn corrected(&self, it: &VerdictCorrected) -> String {
        let name = |person| name_or_none(self.words, self.names.get(person));
        let why = if it.approved_by.is_empty() {
            self.words.text(match it.to {
                Verdict::Met => "corrected-late-message",
                Verdict::Breached | Verdict::Excluded => "corrected-late-facts",
            })
        } else {
            let people: Vec<_> = it.approved_by.iter().map(|it| name(*it)).collect();
            self.words.with("corrected-by-people", "names", people.join(", "))
        };
        let parts = [
            ("clock", promises::clock(self.words, it.clock).into()),
            ("from", self.words.text(promises::verdict_key(it.from)).into()),
            ("to", self.words.text(promises::verdict_key(it.to)).into()),
            ("why", why.into()),
        ];
        self.words.with_all("event-verdict-corrected", parts)
    }

    pub(super) fn gap(&self, it: &MeasurementGap) -> String {
        let parts = [("from", self.instant(it.from).into()), ("to", self.instant(it.to).into())];
        self.words.with_all("event-measurement-gap", parts)
    }

    fn instant(&self, at: DateTime<Utc>) -> String {
        self.words.instant(at, self.zone)
    }
}
