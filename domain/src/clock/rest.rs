//! Rest: for which reasons does a ticket rest, and which of its clocks rest with it?

use super::run::{Life, Run};
use super::walk::{Stage, Walk};
use super::{Fact, FactKey};
use crate::At;
use crate::policy::{Pause, Target};

/// A reason to rest that holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resting {
    pub(super) reason: Pause,
    cause: u64,
    /// When it ends by itself.
    pub(super) ends: Option<At>,
}

impl Walk<'_> {
    /// The walk with what time alone brings about until an instant.
    pub(super) fn until(mut self, until: At) -> Self {
        self.expire(until.plus(1));
        self
    }

    pub(super) fn paused(&mut self, reason: Pause, at: At, cause: u64) {
        if self.stage > Stage::Open || self.pauses.iter().any(|it| it.reason == reason) {
            return;
        }
        let ends = self.now.and_then(|it| it.pause_max(reason)).map(|it| at.plus(it));
        self.pauses.push(Resting { reason, cause, ends });
        self.rest_or_run(at, cause);
    }

    pub(super) fn resume(&mut self, at: At, cause: u64, keeps: impl Fn(&Resting) -> bool) {
        let before = self.pauses.len();
        self.pauses.retain(keeps);
        if self.pauses.len() != before {
            self.rest_or_run(at, cause);
        }
    }

    /// Ends the pauses that have lasted as long as they may before an instant.
    pub(super) fn expire(&mut self, before: At) {
        loop {
            let ending = self.pauses.iter().filter(|it| it.ends.is_some_and(|it| it < before));
            let Some((at, cause)) = ending.filter_map(|it| Some((it.ends?, it.cause))).min() else {
                break;
            };
            self.resume(at, cause, |it| it.ends != Some(at));
            let key = FactKey::PauseEnded { at };
            self.facts.push(Fact { key, at, deadline: at, notify: Vec::new() });
        }
        if let Some((at, cause)) = self.closes.filter(|it| it.0 < before) {
            self.confirmed(at, cause);
            let key = FactKey::Expired { at };
            self.facts.push(Fact { key, at, deadline: at, notify: Vec::new() });
        }
    }

    /// Every living clock rests if one of the reasons that hold pauses it, and else runs.
    pub(super) fn rest_or_run(&mut self, at: At, cause: u64) {
        for run in self.runs.iter_mut().filter(|it| it.is_live()) {
            rest_or_run(run, &self.pauses, at, cause);
        }
    }
}

pub(super) fn rest_or_run(run: &mut Run<'_>, pauses: &[Resting], at: At, cause: u64) {
    let by_days = matches!(run.target, Some(Target::EndOfBusinessDay(_)));
    let listed = run.terms.filter(|_| !by_days).map(|it| it.pauses(run.clock.kind));
    let reason = listed.and_then(|listed| pauses.iter().find(|it| listed.contains(&it.reason)));
    match (run.life, reason) {
        (Life::Paused(now), Some(it)) if now == it.reason => (),
        (Life::Running | Life::Paused(_), Some(it)) => run.rest(at, it.reason, cause),
        (Life::Paused(_), None) => {
            run.settle(at);
            run.go_on(at, cause);
        }
        (Life::Running, None)
        | (Life::Stopped | Life::Superseded | Life::Cancelled(_) | Life::NotApplicable, _) => (),
    }
}
