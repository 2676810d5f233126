//! Walk: what does each thing that happens do to which clock?

use super::rest::{Resting, rest_or_run};
use super::run::{Life, Ruling, Run, Stop};
use super::terms::Terms;
use super::{Cancelling, ClockRef, Corrected, Fact, Kind, Moment, What};
use crate::policy::{Pause, ReopenMode, ResolutionStarts, ResolutionStops, Responds};
use crate::{At, Side};

/// The clocks of a ticket while its history is walked through.
#[derive(Debug)]
pub(super) struct Walk<'t> {
    moments: &'t [Moment],
    /// What each binding and retarget names, in their order; the next is at `bound`.
    terms: &'t [Option<Terms<'t>>],
    bound: usize,
    /// What clocks that start now are measured against.
    pub(super) now: Option<&'t Terms<'t>>,
    pub(super) runs: Vec<Run<'t>>,
    /// By when they began.
    pub(super) pauses: Vec<Resting>,
    pub(super) facts: Vec<Fact>,
    pub(super) stage: Stage,
    is_assigned: bool,
    /// Until when messages may have been lost.
    gap_to: Option<At>,
    /// When the ticket closes by itself if its client stays silent, and the resolution that they are silent about.
    pub(super) closes: Option<(At, u64)>,
}

/// How far the ticket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Unopened,
    Open,
    Resolved,
    Closed,
    Cancelled,
}

impl<'t> Walk<'t> {
    pub(super) fn new(
        moments: &'t [Moment],
        terms: &'t [Option<Terms<'t>>],
        now: Option<&'t Terms<'t>>,
    ) -> Self {
        Self {
            moments,
            terms,
            bound: 0,
            now,
            runs: Vec::with_capacity(8),
            pauses: Vec::new(),
            facts: Vec::new(),
            stage: Stage::Unopened,
            is_assigned: false,
            gap_to: None,
            closes: None,
        }
    }

    pub(super) fn take(&mut self, moment: &Moment) {
        self.expire(moment.at);
        let (at, cause) = (moment.at, moment.revision);
        match &moment.what {
            What::Opened(side) => self.open(*side, at, cause),
            What::ClientSaid { .. } if self.stage == Stage::Unopened => {
                self.open(Side::Client, at, cause);
            }
            What::ClientSaid { awaits } => self.heard(*awaits, at, cause),
            What::Bound(_) => self.now = self.next_terms(),
            What::Retargeted(_) => {
                self.now = self.next_terms();
                if let Some(to) = self.now {
                    self.retarget(to, at, cause);
                }
            }
            What::StaffSaid => self.answered(at, cause),
            What::TakingShown => self.taking_shown(at, cause),
            What::Assigned => self.assigned(at, cause),
            What::Unassigned => {
                self.is_assigned = false;
                if self.stage == Stage::Open && self.live(Kind::Acceptance).is_none() {
                    self.start(Kind::Acceptance, at, cause);
                }
            }
            What::Paused(reason) => self.paused(*reason, at, cause),
            What::Resumed => self.resume(at, cause, |_| false),
            What::PauseOver(reason) => self.resume(at, cause, |it| it.reason != *reason),
            What::WorkaroundGiven => self.stop(Kind::Workaround, at, cause),
            What::Resolved => self.resolved(at, cause),
            What::Confirmed => self.confirmed(at, cause),
            What::Reopened => self.reopened(at, cause),
            What::Cancelled(why) => {
                self.cancel(*why, at, cause);
                self.pauses.clear();
                self.closes = None;
                self.stage = Stage::Cancelled;
            }
            What::Gap { to } => {
                for run in self.runs.iter_mut().filter(|it| it.is_live()) {
                    run.settle(at);
                    run.in_gap |= run.breach.is_none();
                }
                self.gap_to = self.gap_to.max(Some(*to));
            }
            What::EvidenceDeleted => self.evidence_deleted(moment),
            What::Corrected { clock, from, to, by_people } => {
                let Some(run) = self.runs.iter_mut().find(|it| it.clock == *clock) else { return };
                let (from, to, by_people) = (*from, *to, *by_people);
                run.corrections.push(Corrected { from, to, at, revision: cause, by_people });
                if by_people {
                    run.settle(at);
                    run.ruling = Some(Ruling { at, to });
                }
            }
            What::Classified(_) | What::Acknowledged(_) => (),
        }
    }

    fn open(&mut self, side: Side, at: At, cause: u64) {
        if self.stage != Stage::Unopened {
            return;
        }
        self.stage = Stage::Open;
        self.start(Kind::FirstResponse, at, cause);
        self.start(Kind::Acceptance, at, cause);
        if self.is_assigned {
            self.stop(Kind::Acceptance, at, cause);
        }
        let starts = self.now.map(|it| it.rules.resolution_starts).unwrap_or_default();
        if starts == ResolutionStarts::Report || self.is_assigned {
            self.start(Kind::Resolution, at, cause);
            self.start(Kind::Workaround, at, cause);
        }
        if side == Side::Staff {
            self.runs[0].life = Life::NotApplicable;
            self.start(Kind::PeriodicUpdate, at, cause);
        }
    }

    /// The client's next words end the wait for the client, whatever they say.
    fn heard(&mut self, awaits: bool, at: At, cause: u64) {
        let client = [Pause::ClientWaiting, Pause::ClientHold];
        self.resume(at, cause, |it| !client.contains(&it.reason));
        // Whoever wants an answer is not content.
        self.closes = self.closes.filter(|_| !awaits);
        // One clock of response at a time, and later questions do not move it.
        let is_due = self.live(Kind::FirstResponse).is_none();
        if awaits && is_due && self.is_at_work() && self.live(Kind::NextResponse).is_none() {
            self.start(Kind::NextResponse, at, cause);
        }
    }

    fn answered(&mut self, at: At, cause: u64) {
        self.respond(at, cause, |it| it != Responds::Taken);
        self.stop(Kind::NextResponse, at, cause);
        // Before the first response that one governs.
        if self.live(Kind::FirstResponse).is_none() {
            self.update(at, cause);
        }
    }

    fn taking_shown(&mut self, at: At, cause: u64) {
        if self.respond(at, cause, |it| it != Responds::Reply) {
            self.update(at, cause);
        }
    }

    /// Stops the first response where the policy lets it, and says whether it did.
    fn respond(&mut self, at: At, cause: u64, lets: impl Fn(Responds) -> bool) -> bool {
        let Some(run) = self.live(Kind::FirstResponse) else { return false };
        let stops = lets(run.terms.map(|it| it.rules.first_response).unwrap_or_default());
        if stops {
            run.end(Life::Stopped, Stop { at, cause, by_resolution: false });
        }
        stops
    }

    fn update(&mut self, at: At, cause: u64) {
        self.stop(Kind::PeriodicUpdate, at, cause);
        if self.stage == Stage::Open {
            self.start(Kind::PeriodicUpdate, at, cause);
        }
    }

    fn assigned(&mut self, at: At, cause: u64) {
        self.is_assigned = true;
        self.stop(Kind::Acceptance, at, cause);
        let is_started = self.runs.iter().any(|it| it.clock.kind == Kind::Resolution);
        if self.stage == Stage::Open && !is_started {
            self.start(Kind::Resolution, at, cause);
            self.start(Kind::Workaround, at, cause);
        }
    }

    fn resolved(&mut self, at: At, cause: u64) {
        if !self.is_at_work() {
            return;
        }
        for run in &mut self.runs {
            let stops = run.terms.map(|it| it.rules.resolution_stops).unwrap_or_default();
            let is_resolution = run.clock.kind == Kind::Resolution;
            if !is_resolution || stops == ResolutionStops::Resolved {
                run.end(Life::Stopped, Stop { at, cause, by_resolution: !is_resolution });
            }
        }
        self.stage = Stage::Resolved;
        self.resume(at, cause, |_| false);
        self.closes = self.now.and_then(|it| it.closes(at)).map(|it| (it, cause));
    }

    pub(super) fn confirmed(&mut self, at: At, cause: u64) {
        if !self.is_at_work() {
            return;
        }
        self.stop(Kind::Resolution, at, cause);
        self.stop(Kind::Workaround, at, cause);
        self.cancel(Cancelling::Closed, at, cause);
        self.pauses.clear();
        self.closes = None;
        self.stage = Stage::Closed;
    }

    fn reopened(&mut self, at: At, cause: u64) {
        if !matches!(self.stage, Stage::Resolved | Stage::Closed | Stage::Cancelled) {
            return;
        }
        self.stage = Stage::Open;
        self.closes = None;
        for kind in Kind::ALL {
            let gap_to = self.gap_to;
            let last = self.runs.iter_mut().rev().find(|it| it.clock.kind == kind);
            let Some(run) = last.filter(|it| it.is_undone()) else { continue };
            match run.terms.map(|it| it.rules.reopen).unwrap_or_default() {
                // A ticket has one first response.
                ReopenMode::NewCycle if kind != Kind::FirstResponse => {
                    self.start(kind, at, cause);
                    continue;
                }
                ReopenMode::Continue | ReopenMode::NewCycle => run.reopen(at, false, cause),
                ReopenMode::RetroCount => run.reopen(at, true, cause),
            }
            run.settle(at);
            run.in_gap |= run.breach.is_none() && gap_to > Some(at);
        }
    }

    fn retarget(&mut self, to: &'t Terms<'t>, at: At, cause: u64) {
        for i in 0..self.runs.len() {
            let run = &mut self.runs[i];
            if !run.is_live() || !run.retarget(to, at, cause) {
                continue;
            }
            let kind = run.clock.kind;
            if run.target.is_none() {
                // Nobody was ever promised that one.
                self.runs.remove(i);
                self.start(kind, at, cause);
                let last = self.runs.len() - 1;
                self.runs[i..=last].rotate_right(1);
            } else {
                self.start(kind, at, cause);
            }
        }
        self.rest_or_run(at, cause);
    }

    fn start(&mut self, kind: Kind, at: At, cause: u64) {
        let before = self.runs.iter().filter(|it| it.clock.kind == kind).count();
        let n = u32::try_from(before).map_or(u32::MAX, |it| it.saturating_add(1));
        let mut run = Run::new(ClockRef { kind, n }, self.now, at, cause);
        run.in_gap = self.gap_to > Some(at);
        rest_or_run(&mut run, &self.pauses, at, cause);
        self.runs.push(run);
    }

    fn stop(&mut self, kind: Kind, at: At, cause: u64) {
        if let Some(run) = self.live(kind) {
            run.end(Life::Stopped, Stop { at, cause, by_resolution: false });
        }
    }

    fn cancel(&mut self, why: Cancelling, at: At, cause: u64) {
        for run in &mut self.runs {
            run.end(Life::Cancelled(why), Stop { at, cause, by_resolution: false });
        }
    }

    fn evidence_deleted(&mut self, moment: &Moment) {
        let Some(message) = moment.message else { return };
        let shown = self.moments.iter().filter(|it| it.message == Some(message));
        for shown in shown.filter(|it| it.what != What::EvidenceDeleted) {
            for run in &mut self.runs {
                let stopped_by = run.stop.map(|it| it.cause);
                run.evidence_deleted |= run.started_by == shown.revision;
                run.evidence_deleted |= stopped_by == Some(shown.revision);
            }
        }
    }

    fn live(&mut self, kind: Kind) -> Option<&mut Run<'t>> {
        self.runs.iter_mut().rev().find(|it| it.clock.kind == kind && it.is_live())
    }

    fn next_terms(&mut self) -> Option<&'t Terms<'t>> {
        let terms = self.terms.get(self.bound).and_then(Option::as_ref);
        self.bound += 1;
        terms
    }

    /// Whether somebody may still wait for something.
    fn is_at_work(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Resolved)
    }
}
