//! Run: how does one clock count, from its start on?

use super::retarget::total_from;
use super::terms::Terms;
use super::{Cancelling, ClockRef, Corrected, Kind, Phase};
use crate::At;
use crate::policy::{Pause, Target};
use crate::ticket::Verdict;

/// What a clock is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Running,
    Paused(Pause),
    /// Fulfilled; of a resolution that turns out wrong it may go on.
    Stopped,
    Superseded,
    Cancelled(Cancelling),
    /// It never was to be measured.
    NotApplicable,
}

/// A stretch of a clock's time; it lasts until the next begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'t> {
    pub(super) from: At,
    pub(super) phase: Phase,
    pub(super) cause: u64,
    pub(super) terms: Option<&'t Terms<'t>>,
}

/// A share of the target that was reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reached<'t> {
    pub(super) percent: u8,
    pub(super) version: u32,
    pub(super) at: At,
    pub(super) deadline: At,
    pub(super) terms: &'t Terms<'t>,
}

/// A deadline that passed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Breach<'t> {
    pub(super) at: At,
    pub(super) version: u32,
    pub(super) terms: &'t Terms<'t>,
    /// False where people had ruled before, so that time says nothing of it any more.
    pub(super) told: bool,
}

impl Breach<'_> {
    /// From when on it is spoken of: a reply that is still on its way shall not be accused.
    pub(super) fn told_from(&self) -> At {
        // At the deadline itself an answer is in time.
        self.at.plus(i64::from(self.terms.rules.grace_s.max(1)))
    }
}

/// What people, or a late message, have said of a clock's verdict.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ruling {
    pub(super) at: At,
    pub(super) to: Verdict,
}

/// When and by what a clock was stopped, superseded or cancelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stop {
    pub(super) at: At,
    pub(super) cause: u64,
    pub(super) by_resolution: bool,
}

/// One clock as it is counted. One without a target is counted too: it says when another may start, and a retarget may
/// give it a target later.
#[derive(Debug)]
pub(super) struct Run<'t> {
    pub(super) clock: ClockRef,
    /// None where the book does not know what it is bound to.
    pub(super) terms: Option<&'t Terms<'t>>,
    pub(super) start: At,
    pub(super) started_by: u64,
    pub(super) life: Life,
    pub(super) stop: Option<Stop>,
    /// Every stop there was, also those that a reopening took back.
    pub(super) stops: Vec<At>,
    pub(super) target: Option<Target>,
    /// Since when it has one, and by which terms.
    pub(super) promised: Option<(At, &'t Terms<'t>)>,
    pub(super) version: u32,
    /// The business seconds of the target, counted from its start; none if they never go by.
    pub(super) total: Option<i64>,
    /// Business seconds counted until `since`.
    pub(super) used: i64,
    pub(super) since: At,
    /// The deadline; none while it is paused, save one that is this very instant.
    pub(super) due: Option<At>,
    /// Real seconds of running that a carried clock must be left.
    pub(super) grace: i64,
    pub(super) breach: Option<Breach<'t>>,
    /// The highest share that was reached of this version of the target.
    pub(super) share: u8,
    pub(super) reached: Vec<Reached<'t>>,
    pub(super) segments: Vec<Segment<'t>>,
    /// Whether messages may have been lost while it was alive and its deadline had not passed.
    pub(super) in_gap: bool,
    pub(super) ruling: Option<Ruling>,
    pub(super) corrections: Vec<Corrected>,
    pub(super) evidence_deleted: bool,
}

impl<'t> Run<'t> {
    /// A clock that starts at an instant, with the whole target that its terms give.
    pub(super) fn new(
        clock: ClockRef,
        terms: Option<&'t Terms<'t>>,
        start: At,
        started_by: u64,
    ) -> Self {
        let mut run = Self {
            clock,
            terms,
            start,
            started_by,
            life: Life::Running,
            stop: None,
            stops: Vec::new(),
            target: terms.and_then(|it| it.row.target(clock.kind)),
            promised: None,
            version: 1,
            total: None,
            used: 0,
            since: start,
            due: None,
            grace: 0,
            breach: None,
            share: 0,
            reached: Vec::new(),
            segments: Vec::with_capacity(4),
            in_gap: false,
            ruling: None,
            corrections: Vec::new(),
            evidence_deleted: false,
        };
        if let (Some(terms), Some(target)) = (terms, run.target) {
            run.total = total_from(start, target, terms);
            run.promised = Some((start, terms));
        }
        run.go_on(start, started_by);
        run
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(self.life, Life::Running | Life::Paused(_))
    }

    /// Whether opening the ticket again undoes its end.
    pub(super) fn is_undone(&self) -> bool {
        let by_resolution = self.stop.is_some_and(|it| it.by_resolution);
        match (self.life, self.clock.kind) {
            // What a workaround achieved does not fall with the resolution.
            (Life::Stopped, Kind::Workaround) => by_resolution,
            // What the client still waited for, it waits for again.
            (Life::Stopped, Kind::Resolution)
            | (Life::Cancelled(Cancelling::Withdrawn | Cancelling::Merged), _)
            | (Life::Cancelled(Cancelling::Closed), Kind::FirstResponse) => true,
            _ => false,
        }
    }

    /// It runs from an instant on.
    pub(super) fn go_on(&mut self, at: At, cause: u64) {
        self.life = Life::Running;
        self.since = at;
        self.begin(at, Phase::Running, cause);
        self.due = self.due_from(at);
    }

    /// It rests from an instant on, or rests on for another reason.
    pub(super) fn rest(&mut self, at: At, reason: Pause, cause: u64) {
        self.settle(at);
        self.life = Life::Paused(reason);
        self.since = at;
        // A pause at the deadline itself comes too late: only a stop would still be in time.
        self.due = self.due.filter(|it| *it <= at);
        self.begin(at, Phase::Paused(reason), cause);
    }

    /// It was stopped, superseded or cancelled, if it was still alive.
    pub(super) fn end(&mut self, life: Life, stop: Stop) {
        if !self.is_live() {
            return;
        }
        self.settle(stop.at);
        if matches!(self.life, Life::Paused(_)) && self.breach.is_none() {
            self.due = self.due_from(stop.at);
        }
        self.life = life;
        self.since = stop.at;
        self.stops.push(stop.at);
        self.stop = Some(stop);
    }

    /// What stopped it turned out wrong.
    ///
    /// * `counted`: whether the time between counts as work.
    pub(super) fn reopen(&mut self, at: At, counted: bool, cause: u64) {
        let Some(stop) = self.stop.take() else { return };
        if counted {
            self.go_on(stop.at, cause);
        } else {
            self.begin(stop.at, Phase::ResolvedIdle, stop.cause);
            self.go_on(at, cause);
        }
    }

    /// Counts what has run until an instant, with what time has brought about by then.
    pub(super) fn settle(&mut self, at: At) {
        if self.life == Life::Running && self.since < at {
            if let (Some(terms), Some(_)) = (self.terms, self.target) {
                let used = self.used + terms.service.elapsed(self.since, at);
                self.reach(used, terms);
                self.used = used;
            }
            self.grace = (self.grace - at.since(self.since)).max(0);
            self.since = at;
        }
        self.latch(at);
    }

    /// The deadline, where it has passed before an instant, has passed for good.
    pub(super) fn latch(&mut self, at: At) {
        if let (None, Some(due), Some(terms)) = (self.breach, self.due, self.terms)
            && due < at
            && self.is_live()
        {
            let told = self.ruling.is_none();
            self.breach = Some(Breach { at: due, version: self.version, terms, told });
        }
    }

    /// Notes the shares of the target that are reached once so much is used.
    fn reach(&mut self, used: i64, terms: &'t Terms<'t>) {
        let (Some(total), None, None) = (self.total, self.breach, self.ruling) else { return };
        for &percent in &terms.rules.thresholds {
            let need = share_of(total, percent);
            if need > used {
                break;
            }
            if percent <= self.share {
                continue;
            }
            self.share = percent;
            let Some(at) = terms.service.add(self.since, need - self.used) else { continue };
            let deadline = self.due.unwrap_or(at);
            self.reached.push(Reached { percent, version: self.version, at, deadline, terms });
        }
    }

    /// The deadline if it runs from an instant on.
    pub(super) fn due_from(&self, at: At) -> Option<At> {
        let left = (self.total? - self.used).max(0);
        let due = self.terms?.service.add(at, left)?;
        Some(due.max(at.plus(self.grace)))
    }

    /// Another stretch begins; one that lasted no second was none.
    pub(super) fn begin(&mut self, from: At, phase: Phase, cause: u64) {
        let segment = Segment { from, phase, cause, terms: self.terms };
        match self.segments.last_mut() {
            Some(last) if last.from >= from => *last = segment,
            Some(_) | None => self.segments.push(segment),
        }
    }

    /// The stretches in which it ran until an instant, each with its end.
    pub(super) fn ran(&self, until: At) -> impl Iterator<Item = (&Segment<'t>, At)> {
        let ends = self.segments.iter().skip(1).map(|it| it.from).chain([until]);
        self.segments
            .iter()
            .zip(ends)
            .filter(|(it, _)| it.phase == Phase::Running)
            .map(move |(it, to)| (it, to.min(until)))
            .filter(|(it, to)| it.from < *to)
    }

    /// When it will have run so many business seconds from an instant on; none if it rests or was stopped before.
    pub(super) fn later(&self, from: At, seconds: i64) -> Option<At> {
        let until = if self.life == Life::Running { At(i64::MAX) } else { self.since };
        let mut left = seconds;
        for (segment, to) in self.ran(until).filter(|(_, to)| *to > from) {
            let service = &segment.terms?.service;
            let from = segment.from.max(from);
            let ran = if to == At(i64::MAX) { left } else { service.elapsed(from, to) };
            if ran >= left {
                return service.add(from, left);
            }
            left -= ran;
        }
        None
    }

    /// Business seconds that it ran until an instant, counted anew.
    pub(super) fn ran_s(&self, until: At) -> i64 {
        let counted = self
            .ran(until)
            .filter_map(|(it, to)| it.terms.map(|terms| terms.service.elapsed(it.from, to)));
        counted.sum()
    }
}

/// So many percent of a target, in whole seconds, rounded up.
pub(super) fn share_of(total: i64, percent: u8) -> i64 {
    total.saturating_mul(percent.into()).saturating_add(99) / 100
}
