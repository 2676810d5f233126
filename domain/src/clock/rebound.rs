//! Rebound: what would a history be, had its clocks been bound by another rule?

use super::{Binding, History, Moment, State, What, measure};
use crate::book::Book;
use crate::policy::Traits;
use crate::{At, Slug};

impl History {
    /// The same happenings, with bindings and retargets derived anew, just as they are recorded: bound before what starts
    /// a clock, retargeted after what gives the ticket another row, carried over by a version that says so.
    ///
    /// * `calendar`: of tickets whose row names none.
    ///
    /// What was set right of the recorded clocks says nothing of the supposed ones and is left out, and so are the facts
    /// that time has brought about.
    #[must_use]
    pub fn bound_by(&self, book: &Book, policy: &Slug, calendar: &Slug) -> Self {
        let mut rebinding = Rebinding {
            recorded: self,
            book,
            policy,
            calendar,
            traits: first_said(self),
            supposed: Self::default(),
            held: None,
            is_open: false,
        };
        let mut takeovers = takeovers(book, policy).into_iter().peekable();
        // What one event means to clocks stands together.
        for event in self.moments().chunk_by(|a, b| (a.at, a.revision) == (b.at, b.revision)) {
            while let Some((at, version)) = takeovers.next_if(|it| it.0 < event[0].at) {
                rebinding.take_over(at, version);
            }
            rebinding.take(event);
        }
        takeovers.for_each(|(at, version)| rebinding.take_over(at, version));
        rebinding.supposed
    }
}

/// A history while it is bound anew.
struct Rebinding<'a> {
    recorded: &'a History,
    book: &'a Book,
    policy: &'a Slug,
    calendar: &'a Slug,
    traits: Traits,
    supposed: History,
    held: Option<Binding>,
    /// Whether the ticket is worked on.
    is_open: bool,
}

impl Rebinding<'_> {
    fn take(&mut self, event: &[Moment]) {
        let first = &event[0];
        let is_reopened = event.iter().any(|it| it.what == What::Reopened);
        if event.iter().any(|it| starts(&it.what)) {
            self.bind(first, is_reopened);
        }
        let mut may_move = is_reopened;
        for moment in event {
            match &moment.what {
                What::Bound(_) | What::Retargeted(_) | What::Corrected { .. } => continue,
                What::Classified(it) => {
                    self.traits = it.clone();
                    may_move = true;
                }
                What::Opened(_) | What::Reopened => self.is_open = true,
                What::Resolved | What::Confirmed | What::Cancelled(_) => self.is_open = false,
                _ => (),
            }
            self.supposed.take_in(moment.clone());
        }
        if may_move && self.is_open {
            self.retarget(first);
        }
    }

    /// What clocks start under with an event, where they are not bound to it already.
    fn bind(&mut self, first: &Moment, is_reopened: bool) {
        let Some(to) = self.bound_at(first.at) else { return };
        // Reopened under another row, the ticket is moved there afterwards.
        let is_moved = is_reopened && self.held.as_ref().is_some_and(|it| self.is_left(it));
        if self.held.as_ref() != Some(&to) && !is_moved {
            self.put(What::Bound(to), first.at, first.revision, first.recorded);
        }
    }

    /// What running clocks go on under after an event, where it gives the ticket another row.
    fn retarget(&mut self, first: &Moment) {
        let Some(held) = self.held.clone() else { return };
        let left = Some(held).filter(|it| self.is_left(it)).or_else(|| {
            let mut open = self.open_clocks(first.at).into_iter();
            open.find(|it| self.is_left(it))
        });
        let (Some(from), Some(to)) = (left, self.bound_at(first.at)) else { return };
        if from != to {
            let revision = self.recorded_move(first.at, first.revision).unwrap_or(first.revision);
            self.put(What::Retargeted(to), first.at, revision, first.recorded);
        }
    }

    /// A version that takes over running clocks came into force.
    fn take_over(&mut self, at: At, version: u32) {
        let mut open = self.open_clocks(at).into_iter().map(|it| it.policy);
        let runs_earlier = open.any(|it| it.policy == *self.policy && it.version < version);
        let to = self.bound_at(at).filter(|it| it.policy.version == version);
        let Some(to) = to.filter(|_| runs_earlier) else { return };
        let before = self.recorded.moments().iter().filter(|it| it.at <= at);
        let last = before.map(|it| it.revision).max().unwrap_or(0);
        let revision = self.recorded_move(at, 0).unwrap_or(last);
        self.put(What::Retargeted(to), at, revision, at);
    }

    fn put(&mut self, what: What, at: At, revision: u64, recorded: At) {
        let (What::Bound(to) | What::Retargeted(to)) = &what else { return };
        self.held = Some(to.clone());
        self.supposed.take_in(Moment { at, revision, recorded, message: None, what });
    }

    fn bound_at(&self, at: At) -> Option<Binding> {
        Some(self.book.bind(self.policy, self.calendar, &self.traits, at)?.0)
    }

    /// Whether another row than a binding's holds by now, by the rules of that binding.
    fn is_left(&self, binding: &Binding) -> bool {
        let own = self.book.policy(&binding.policy);
        let row = own.and_then(|it| it.rules.row_for(&self.traits));
        row.is_some_and(|it| it.name != binding.row)
    }

    /// What the clocks that run or rest are measured against.
    fn open_clocks(&self, at: At) -> Vec<Binding> {
        let clocks = measure(&self.supposed, self.book, at).clocks.into_iter();
        let open = clocks.filter(|it| it.stop.is_none() && it.state != State::NotApplicable);
        open.map(|it| it.binding).collect()
    }

    /// Under which revision the ticket was moved in truth at an instant, so that the same is named as the cause.
    fn recorded_move(&self, at: At, from: u64) -> Option<u64> {
        let mut moments = self.recorded.moments().iter();
        let moved = |it: &&Moment| matches!(it.what, What::Retargeted(_));
        moments.find(|it| it.at == at && it.revision >= from && moved(it)).map(|it| it.revision)
    }
}

/// Whether clocks may start with what happened.
fn starts(what: &What) -> bool {
    match what {
        What::Opened(_)
        | What::ClientSaid { awaits: true }
        | What::StaffSaid
        | What::TakingShown
        | What::Assigned
        | What::Unassigned
        | What::Reopened => true,
        What::ClientSaid { awaits: false }
        | What::Classified(_)
        | What::Bound(_)
        | What::Retargeted(_)
        | What::Paused(_)
        | What::Resumed
        | What::PauseOver(_)
        | What::WorkaroundGiven
        | What::Resolved
        | What::Confirmed
        | What::Cancelled(_)
        | What::Gap { .. }
        | What::EvidenceDeleted
        | What::Acknowledged(_)
        | What::Corrected { .. } => false,
    }
}

/// The traits as they were first said: they hold for earlier words as well.
fn first_said(history: &History) -> Traits {
    let mut said = history.moments().iter().filter_map(|it| match &it.what {
        What::Classified(traits) => Some(traits.clone()),
        _ => None,
    });
    said.next().unwrap_or_default()
}

/// The versions of a policy that take over running clocks, by the instant at which they come into force.
fn takeovers(book: &Book, policy: &Slug) -> Vec<(At, u32)> {
    let versions =
        book.policies().filter(|(of, it)| of.policy == *policy && it.rules.migrate_running);
    let mut all: Vec<(At, u32)> =
        versions.map(|(of, it)| (At::from(it.effective_from), of.version)).collect();
    all.sort_unstable();
    all
}
