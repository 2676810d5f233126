//! Escalate: who is told next when nothing happens, and when?

use super::run::{Life, Run};
use super::terms::Terms;
use super::{Fact, FactKey, Kind, Moment, What};
use crate::At;
use crate::book::Book;
use crate::policy::{Anchor, Chain, Condition, Counted, Level, ROUNDS_MAX, Whom};

/// Adds the levels that were reached by an instant, and says when time alone would bring about the next.
///
/// * `moments`: what happened by then.
pub(super) fn climb(
    runs: &[Run<'_>],
    moments: &[Moment],
    until: At,
    book: &Book,
    facts: &mut Vec<Fact>,
) -> Option<At> {
    let mut wake: Option<At> = None;
    for run in runs.iter().filter(|it| it.life != Life::NotApplicable) {
        for begun in begun(run) {
            let levels = begun.terms.rules.levels_of(&begun.chain.name).collect();
            let ladder = Ladder { run, runs, moments, book, begun, levels, until };
            let next = ladder.climb(facts);
            wake = wake.into_iter().chain(next).min();
        }
    }
    wake
}

/// A chain that has begun, by the policy that held then: a later one does not touch it.
#[derive(Clone, Copy)]
struct Begun<'a> {
    chain: &'a Chain,
    terms: &'a Terms<'a>,
    anchor: At,
    /// From when on what it brings about is spoken of.
    told_from: At,
}

/// The chains that a clock has begun, each of them once.
fn begun<'a>(run: &'a Run<'a>) -> Vec<Begun<'a>> {
    let started = run.promised.map(|(at, terms)| (Anchor::Start, 0, at, at, terms));
    let shares = run.reached.iter();
    let shares = shares.map(|it| (Anchor::Threshold, it.percent, it.at, it.at, it.terms));
    let breach = run.told_breach();
    let breach = breach.map(|it| (Anchor::Breach, 0, it.at, it.told_from(), it.terms));
    let mut all: Vec<Begun<'a>> = Vec::new();
    for (anchor, percent, at, told_from, terms) in started.into_iter().chain(shares).chain(breach) {
        for chain in &terms.rules.chains {
            let begins = chain.clock == run.clock.kind
                && chain.anchor == anchor
                && (anchor != Anchor::Threshold || chain.percent.unwrap_or(0) <= percent);
            if begins && all.iter().all(|it| it.chain.name != chain.name) {
                all.push(Begun { chain, terms, anchor: at, told_from });
            }
        }
    }
    all
}

/// One chain of one clock.
struct Ladder<'a> {
    run: &'a Run<'a>,
    runs: &'a [Run<'a>],
    moments: &'a [Moment],
    book: &'a Book,
    begun: Begun<'a>,
    levels: Vec<&'a Level>,
    until: At,
}

/// Where on a ladder the next level, or its end, is looked for.
struct Rung {
    round: u32,
    /// Of the levels; past the last it is the end of the round.
    index: usize,
    from: At,
    after: (u32, Counted),
    round_max: u32,
    /// Acknowledgements before have run out.
    acked_from: At,
    is_last_reached: bool,
}

impl Ladder<'_> {
    fn climb(&self, facts: &mut Vec<Fact>) -> Option<At> {
        let first = self.levels.first()?;
        let chain = self.begun.chain;
        let rounds = chain.rounds.clamp(1, ROUNDS_MAX);
        let mut rung = Rung {
            round: 1,
            index: 0,
            from: self.begun.anchor,
            after: (first.after_s, first.counted),
            round_max: rounds,
            acked_from: self.begun.anchor,
            is_last_reached: false,
        };
        loop {
            let at = self.scheduled(rung.from, rung.after);
            let is_end = rung.index == self.levels.len();
            let lapse = self.lapse(rung.acked_from);
            let is_acked = at.is_some_and(|at| self.is_acked(rung.acked_from, at));
            let lapses_first = at.is_none_or(|at| lapse.is_some_and(|it| it < at));
            if let Some(lapse) = lapse.filter(|_| lapses_first || (is_end && is_acked)) {
                // Nothing came of the acknowledgement: from the first level again.
                if rung.round == ROUNDS_MAX || self.is_over(lapse) {
                    return None;
                }
                let round = rung.round + 1;
                rung = Rung {
                    round,
                    index: 0,
                    from: lapse,
                    after: (first.after_s, first.counted),
                    round_max: (round + rounds - 1).min(ROUNDS_MAX),
                    acked_from: lapse.plus(1),
                    is_last_reached: false,
                };
                continue;
            }
            let at = at.filter(|it| !self.is_over(*it))?;
            let fact = if is_end {
                if is_acked || !rung.is_last_reached {
                    return None;
                }
                let key = FactKey::Exhausted { chain: chain.name.clone(), clock: self.run.clock };
                Some(Fact { key, at, deadline: at, notify: Vec::new() })
            } else {
                self.step(&mut rung, at, is_acked)
            };
            if let Some(fact) = fact {
                let told = at.max(self.begun.told_from);
                if told > self.until {
                    return Some(told);
                }
                facts.push(fact);
                if is_end {
                    return None;
                }
            }
        }
    }

    /// Steps over a level, and gives it if it is reached.
    fn step(&self, rung: &mut Rung, at: At, is_acked: bool) -> Option<Fact> {
        let level = self.levels[rung.index];
        let (round, number) = (rung.round, rung.index + 1);
        let holds = self.holds(level.condition, at, is_acked);
        let notify = if holds { self.notify(level, at) } else { Vec::new() };
        let is_passed_on = holds && notify.is_empty();

        rung.index += 1;
        rung.from = at;
        rung.is_last_reached = holds;
        match self.levels.get(rung.index) {
            // Nobody is there to be told: the next ones at once.
            Some(next) if is_passed_on => rung.after = (0, next.counted),
            Some(next) => rung.after = (next.after_s, next.counted),
            None => {
                rung.after = self.between_rounds();
                // Rounds without time between them say nothing new.
                if rung.round < rung.round_max && rung.after.0 > 0 {
                    rung.round += 1;
                    rung.index = 0;
                }
            }
        }
        let level = u32::try_from(number).unwrap_or(u32::MAX);
        let (chain, clock) = (self.begun.chain.name.clone(), self.run.clock);
        let key = FactKey::Level { chain, clock, round, level };
        (!notify.is_empty()).then_some(Fact { key, at, deadline: at, notify })
    }

    /// How long after the last level the first comes again: by its own delay, or if it has none, by the last one's.
    fn between_rounds(&self) -> (u32, Counted) {
        let both = [self.levels.first(), self.levels.last()].into_iter().flatten();
        let mut delays = both.map(|it| (it.after_s, it.counted));
        delays.find(|it| it.0 > 0).unwrap_or((0, Counted::Wall))
    }

    /// So many seconds later. Business seconds are counted while the clock runs: none where it rests for good.
    fn scheduled(&self, from: At, after: (u32, Counted)) -> Option<At> {
        match after {
            (0, _) => Some(from),
            (seconds, Counted::Wall) => Some(from.plus(seconds.into())),
            (seconds, Counted::Business) => self.run.later(from, seconds.into()),
        }
    }

    /// Whether the chain has come to its end by an instant: its clock was stopped, or people have ruled.
    fn is_over(&self, at: At) -> bool {
        let stopped = self.run.stops.iter().copied().find(|it| *it >= self.begun.anchor);
        let ruled = self.run.ruling.map(|it| it.at);
        stopped.into_iter().chain(ruled).any(|it| it <= at)
    }

    /// Whether somebody has acknowledged, and it still holds.
    fn is_acked(&self, from: At, until: At) -> bool {
        let acked = |it: &Moment| matches!(it.what, What::Acknowledged(_));
        self.moments.iter().any(|it| acked(it) && from <= it.at && it.at <= until)
    }

    /// When an acknowledgement runs out of which nothing came.
    fn lapse(&self, from: At) -> Option<At> {
        let timeout = i64::from(self.begun.chain.ack_timeout_s?);
        let mut since: Option<At> = None;
        for moment in self.moments.iter().filter(|it| it.at >= from) {
            if since.is_some_and(|it| it.plus(timeout) < moment.at) {
                break;
            }
            match moment.what {
                What::Acknowledged(_) => since = Some(moment.at),
                What::StaffSaid
                | What::TakingShown
                | What::Assigned
                | What::Paused(_)
                | What::WorkaroundGiven
                | What::Resolved => {
                    // What came of it settles this one; a later one may run out again.
                    since = None;
                }
                _ => (),
            }
        }
        since.map(|it| it.plus(timeout))
    }

    /// Whether what a level asks for is still so at an instant. What happened in the same second came first.
    fn holds(&self, condition: Option<Condition>, at: At, is_acked: bool) -> bool {
        let then = &self.moments[..self.moments.partition_point(|it| it.at <= at)];
        match condition {
            None => true,
            Some(Condition::Unacknowledged) => !is_acked,
            Some(Condition::Unassigned) => !self.is_assigned(at),
            Some(Condition::Unresolved) => {
                let last = then.iter().rev().find_map(|it| match it.what {
                    What::Resolved | What::Confirmed | What::Cancelled(_) => Some(true),
                    What::Reopened => Some(false),
                    _ => None,
                });
                last != Some(true)
            }
            Some(Condition::Unanswered) => self.runs.iter().any(|it| {
                matches!(it.clock.kind, Kind::FirstResponse | Kind::NextResponse)
                    && it.life != Life::NotApplicable
                    && it.start <= at
                    && it.stop.is_none_or(|it| it.at > at)
            }),
        }
    }

    /// Whether somebody has the ticket at an instant. What happened in the same second came first.
    fn is_assigned(&self, at: At) -> bool {
        let then = &self.moments[..self.moments.partition_point(|it| it.at <= at)];
        let last = then.iter().rev().find_map(|it| match it.what {
            What::Assigned => Some(true),
            What::Unassigned => Some(false),
            _ => None,
        });
        last == Some(true)
    }

    /// Whom a level tells: whoever is on call by name, and the assignee only while there is one.
    fn notify(&self, level: &Level, at: At) -> Vec<Whom> {
        let rules = self.begun.terms.rules;
        let whom = level.notify.iter().filter_map(|it| match it {
            Whom::Rota(name) => {
                let rota = rules.rotas.iter().find(|it| it.name == *name)?;
                rota.on_call(at, self.book).map(Whom::Person)
            }
            Whom::Assignee => self.is_assigned(at).then(|| it.clone()),
            // Who is responsible or on duty is asked when it is told: the group hears of it though nobody may be.
            Whom::Responsible | Whom::Duty | Whom::Role(_) | Whom::Team(_) | Whom::Person(_) => {
                Some(it.clone())
            }
        });
        whom.collect()
    }
}
