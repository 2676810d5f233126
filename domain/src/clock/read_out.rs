//! Read out: what does a clock that was counted say?

use super::run::{Life, Run};
use super::{Clock, Fact, FactKey, State, Step};
use crate::At;
use crate::policy::Target;
use crate::ticket::Verdict;

impl Run<'_> {
    /// What the clock reads at an instant to which it was settled. None of one that was never promised.
    pub(super) fn read_out(&self, until: At) -> Option<Clock> {
        let (terms, target) = (self.terms?, self.target?);
        let not_applicable = self.life == Life::NotApplicable;
        let stop = self.stop.map(|it| it.at);
        let state = self.state();
        let late = self.breach.map_or((0, 0), |it| self.overrun(it.at, stop.unwrap_or(until)));
        Some(Clock {
            clock: self.clock,
            binding: terms.binding.clone(),
            state,
            start: self.start,
            started_by: self.started_by,
            target,
            target_version: self.version,
            deadline: self.deadline(),
            stop,
            stopped_by: self.stop.map(|it| it.cause),
            by_resolution: self.stop.is_some_and(|it| it.by_resolution),
            elapsed_s: if not_applicable { 0 } else { self.used },
            remaining_s: self.remaining(until),
            overrun_s: late.0,
            overrun_wall_s: late.1,
            thresholds: self.reached.iter().map(|it| (it.percent, it.version, it.at)).collect(),
            verdict_at: self.verdict_at(state),
            corrections: self.corrections.clone(),
            evidence_deleted: self.evidence_deleted,
            steps: if not_applicable { Vec::new() } else { self.steps(stop.unwrap_or(until)) },
        })
    }

    /// What time has brought about by an instant, so far as it may be spoken of.
    pub(super) fn tell(&self, until: At, facts: &mut Vec<Fact>) {
        for it in &self.reached {
            let (clock, target_version, percent) = (self.clock, it.version, it.percent);
            let key = FactKey::Threshold { clock, target_version, percent };
            facts.push(Fact { key, at: it.at, deadline: it.deadline, notify: Vec::new() });
        }
        if let Some(breach) = self.told_breach().filter(|it| it.told_from() <= until) {
            let (clock, target_version) = (self.clock, breach.version);
            let key = FactKey::Breach { clock, target_version };
            let at = breach.at;
            facts.push(Fact { key, at, deadline: at, notify: Vec::new() });
        }
    }

    /// When time alone brings about the next, if nothing else happens.
    pub(super) fn wake(&self, until: At) -> Option<At> {
        let told = self.told_breach().map(super::run::Breach::told_from);
        if let Some(told) = told.filter(|it| *it > until) {
            return Some(told);
        }
        if !self.is_live() || self.breach.is_some() || self.ruling.is_some() {
            return None;
        }
        let (terms, total) = (self.terms?, self.total?);
        let mut shares = terms.rules.thresholds.iter().filter(|it| **it > self.share);
        let share = shares.next().filter(|_| self.life == Life::Running).and_then(|it| {
            let need = super::run::share_of(total, *it) - self.used;
            terms.service.add(self.since, need)
        });
        let due = self.due.filter(|_| !self.in_gap);
        let breach = due.map(|it| it.plus(i64::from(terms.rules.grace_s.max(1))));
        match (share, breach) {
            (Some(share), Some(breach)) => Some(share.min(breach)),
            (share, breach) => share.or(breach),
        }
    }

    /// The breach, where it counts as one.
    pub(super) fn told_breach(&self) -> Option<&super::run::Breach<'_>> {
        self.breach.as_ref().filter(|it| it.told && !self.in_gap)
    }

    fn state(&self) -> State {
        match self.ruling.map(|it| it.to) {
            Some(Verdict::Met) => return State::Met,
            Some(Verdict::Breached) => return State::Breached,
            Some(Verdict::Excluded) => return State::Excluded,
            None => (),
        }
        let breached = self.breach.is_some();
        match self.life {
            Life::NotApplicable => State::NotApplicable,
            // What is lost may have been in time; what is known to be in time was, whatever is lost.
            _ if breached && self.in_gap => State::Gap,
            _ if breached => State::Breached,
            Life::Superseded => State::Superseded,
            Life::Cancelled(why) => State::Cancelled(why),
            Life::Stopped => State::Met,
            Life::Paused(reason) => State::Paused(reason),
            Life::Running => State::Running,
        }
    }

    /// Where people ruled, the instant stays that of what they ruled about, so that it stays in its period.
    fn verdict_at(&self, state: State) -> Option<At> {
        let breach = self.breach.map(|it| it.at);
        match state {
            State::Met | State::Breached | State::Gap | State::Excluded => {
                breach.or_else(|| self.stop.map(|it| it.at)).or_else(|| self.ruling.map(|it| it.at))
            }
            State::Running
            | State::Paused(_)
            | State::Superseded
            | State::Cancelled(_)
            | State::NotApplicable => None,
        }
    }

    fn deadline(&self) -> Option<At> {
        match self.life {
            Life::Paused(_) | Life::NotApplicable => None,
            Life::Running | Life::Stopped | Life::Superseded | Life::Cancelled(_) => {
                self.breach.map(|it| it.at).or(self.due)
            }
        }
    }

    fn remaining(&self, until: At) -> Option<i64> {
        if self.life == Life::NotApplicable
            || matches!(self.target, Some(Target::EndOfBusinessDay(_)))
        {
            return None;
        }
        let left = (self.total? - self.used).max(0);
        match (self.life, self.due, self.terms) {
            (Life::Running, Some(due), Some(terms)) if self.grace > 0 => {
                Some(left.max(terms.service.elapsed(until, due)))
            }
            _ => Some(left),
        }
    }

    /// Business and real seconds that it ran after a deadline.
    fn overrun(&self, deadline: At, until: At) -> (i64, i64) {
        let after = self.ran(until).filter(|(_, to)| *to > deadline).map(|(it, to)| {
            let from = it.from.max(deadline);
            (it.terms.map_or(0, |terms| terms.service.elapsed(from, to)), to.since(from))
        });
        after.fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1))
    }

    fn steps(&self, until: At) -> Vec<Step> {
        let ends = self.segments.iter().skip(1).map(|it| it.from).chain([until]);
        let steps = self.segments.iter().zip(ends).filter_map(|(it, to)| {
            let calendar = it.terms?.binding.calendar.calendar.clone();
            let (from, phase, cause) = (it.from, it.phase, it.cause);
            (from < to).then_some(Step { from, to, phase, cause, calendar })
        });
        steps.collect()
    }
}
