//! Retarget: how does a running clock go on under another promise?

use super::run::{Life, Reached, Run, Stop, share_of};
use super::terms::Terms;
use crate::At;
use crate::policy::{Retarget, RetargetMode, Target};

impl<'t> Run<'t> {
    /// It goes on under another promise. True if a new clock with the whole target must take its place.
    pub(super) fn retarget(&mut self, to: &'t Terms<'t>, at: At, cause: u64) -> bool {
        self.settle(at);
        let target = to.row.target(self.clock.kind);
        match (self.target, target, self.terms) {
            (None, None, _) => {
                self.terms = Some(to);
                false
            }
            (Some(_), None, _) => {
                self.supersede(at, cause);
                false
            }
            (Some(old), Some(new), Some(terms))
                if old == new
                    && terms.binding.calendar.calendar == to.binding.calendar.calendar =>
            {
                self.terms = Some(to);
                false
            }
            (Some(old), Some(new), _) => {
                let how =
                    if self.is_raised(old, new, to, at) { to.rules.raise } else { to.rules.lower };
                self.version += u32::from(how.mode != RetargetMode::Restart);
                self.go_over(new, to, how, at, cause)
            }
            // Nothing was promised until now: as if it had been counted like this, without a verdict.
            (None, Some(new), _) => {
                self.segments.iter_mut().for_each(|it| it.terms = Some(to));
                self.used = self.ran_s(at);
                self.promised = Some((at, to));
                self.go_over(new, to, to.rules.raise, at, cause)
            }
        }
    }

    fn go_over(
        &mut self,
        target: Target,
        to: &'t Terms<'t>,
        how: Retarget,
        at: At,
        cause: u64,
    ) -> bool {
        match how.mode {
            RetargetMode::Restart => {
                self.supersede(at, cause);
                return true;
            }
            RetargetMode::Carry => {
                self.total = self.total_carried(target, to, at);
                self.grace = how.min_grace_s.into();
                self.terms = Some(to);
                self.go_over_at(at, cause);
                if self.life == Life::Running {
                    self.due = self.due_from(at);
                }
            }
            RetargetMode::Retro => {
                self.segments.iter_mut().for_each(|it| it.terms = Some(to));
                self.used = self.ran_s(at);
                self.total = total_from(self.start, target, to);
                self.grace = 0;
                self.terms = Some(to);
                self.go_over_at(at, cause);
                let due = self.total.and_then(|it| self.used_up(it, at));
                self.due = due.or_else(|| self.due_from(at).filter(|_| self.life == Life::Running));
                self.latch(at);
            }
        }
        self.target = Some(target);
        self.share_at(at, to);
        false
    }

    fn go_over_at(&mut self, at: At, cause: u64) {
        let phase = self.segments.last().map(|it| it.phase);
        if let Some(phase) = phase {
            self.begin(at, phase, cause);
        }
        self.since = at;
        self.due = None;
    }

    fn supersede(&mut self, at: At, cause: u64) {
        self.end(Life::Superseded, Stop { at, cause, by_resolution: false });
    }

    /// Of the shares that are reached by the change, the highest; only if it says more than what was said before.
    fn share_at(&mut self, at: At, terms: &'t Terms<'t>) {
        let reached = |total: i64| {
            let mut shares = terms.rules.thresholds.iter().rev();
            shares.find(|it| share_of(total, **it) <= self.used).copied()
        };
        self.share = self.total.and_then(reached).unwrap_or(0);
        let before = self.reached.iter().map(|it| it.percent).max().unwrap_or(0);
        if self.share > before && self.breach.is_none_or(|it| it.version == self.version) {
            let deadline = self.due.unwrap_or(at);
            let (percent, version) = (self.share, self.version);
            self.reached.push(Reached { percent, version, at, deadline, terms });
        }
    }

    /// What the target comes to, so that what is used stays used.
    fn total_carried(&self, target: Target, to: &Terms<'_>, at: At) -> Option<i64> {
        match target {
            Target::Seconds(it) => Some(it.into()),
            Target::EndOfBusinessDay(n) => {
                let end = to.service.end_of_business_day(self.start, n)?;
                Some(self.used + to.service.elapsed(at, end))
            }
        }
    }

    /// Whether the deadline comes nearer; where both are equally near, whether the target is shorter.
    fn is_raised(&self, old: Target, new: Target, to: &Terms<'_>, at: At) -> bool {
        let never = At(i64::MAX);
        let until = |total: Option<i64>, terms: &Terms<'_>| {
            let left = total.map(|it| (it - self.used).max(0));
            left.and_then(|it| terms.service.add(at, it)).unwrap_or(never)
        };
        let before = self.terms.map_or(never, |it| until(self.total, it));
        let after = until(self.total_carried(new, to, at), to);
        match (old, new) {
            (Target::Seconds(old), Target::Seconds(new)) if before == after => new < old,
            _ => after < before,
        }
    }

    /// When so much was used up, if it was by an instant.
    fn used_up(&self, total: i64, until: At) -> Option<At> {
        let mut left = total;
        for (segment, to) in self.ran(until) {
            let service = &segment.terms?.service;
            let ran = service.elapsed(segment.from, to);
            if ran >= left {
                return service.add(segment.from, left);
            }
            left -= ran;
        }
        None
    }
}

/// What a target comes to from a clock's start on.
pub(super) fn total_from(start: At, target: Target, terms: &Terms<'_>) -> Option<i64> {
    match target {
        Target::Seconds(it) => Some(it.into()),
        Target::EndOfBusinessDay(n) => {
            let end = terms.service.end_of_business_day(start, n)?;
            Some(terms.service.elapsed(start, end))
        }
    }
}
