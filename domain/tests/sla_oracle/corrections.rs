//! Corrections: does the chain of what was said of a clock end with what it reads, however late words come in?

use super::random::Dice;
use super::story::Story;
use super::{again, each_case};
use domain::At;
use domain::book::Book;
use domain::clock::{
    ClockRef, FactKey, History, Measured, Moment, State, What, contradicted, measure,
};
use domain::ticket::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What comes to be known after the story is numbered from here on.
const REVISION_LATE: u64 = 1_000;
/// How long after all of the story it is looked at.
const DAY_S: i64 = 24 * 3_600;

/// What was recorded of one clock.
#[derive(Debug, Default)]
struct Chain {
    /// Each correction, in order: from what to what.
    corrections: Vec<(Verdict, Verdict)>,
    /// The verdict that was said last.
    said: Option<Verdict>,
    /// When the last correction was recorded.
    corrected_at: Option<At>,
    is_ruled_on: bool,
}

/// A ticket of which some is heard only later, and all that is recorded of its verdicts.
struct Desk {
    told: History,
    book: Book,
    until: At,
    chains: BTreeMap<ClockRef, Chain>,
    /// By which corrections are told apart, in whichever second they are recorded.
    names: BTreeSet<(ClockRef, u32)>,
    revision: u64,
}

#[test]
fn what_was_said_of_a_clock_and_each_correction_end_with_what_it_reads() {
    let longest = AtomicUsize::new(0);
    each_case(|seed, dice, hours| {
        let story = Story::of_resolution(dice, hours);
        let (mut told, mut late) = (History::default(), Vec::new());
        for (n, moment) in story.history().moments().iter().enumerate() {
            // The binding and the request itself are known from the first.
            if n >= 2 && dice.percent(50) {
                late.push(moment.clone());
            } else {
                told.take_in(moment.clone());
            }
        }
        let until = hours.end().plus(DAY_S);
        let (chains, names) = (BTreeMap::new(), BTreeSet::new());
        let (book, revision) = (story.book(hours), REVISION_LATE);
        let mut desk = Desk { told, book, until, chains, names, revision };
        let mut now = hours.end();
        desk.note(now);
        while !late.is_empty() {
            // Often in the same second.
            now = now.plus(dice.below(2));
            let any = dice.below(i64::try_from(late.len()).unwrap());
            let moment = late.swap_remove(usize::try_from(any).unwrap());
            desk.hear(Moment { recorded: now, ..moment });
            desk.note(now);
            if dice.percent(5) {
                desk.rule(dice, now);
            }
            if let Err(wrong) = desk.check() {
                panic!("{wrong}\n{}{story:#?}\n{:#?}", again(seed), desk.chains);
            }
        }
        let lengths = desk.chains.values().map(|it| it.corrections.len());
        longest.fetch_max(lengths.max().unwrap_or(0), Ordering::Relaxed);
    });
    let is_chosen = std::env::var_os("PROOFDESK_CASES").is_some();
    assert!(is_chosen || longest.into_inner() >= 3, "these stories correct too little");
}

impl Desk {
    fn measured(&self) -> Measured {
        measure(&self.told, &self.book, self.until)
    }

    fn hear(&mut self, moment: Moment) {
        self.revision += 1;
        self.told.take_in(Moment { revision: self.revision, ..moment });
    }

    /// Records what time has brought about and what that sets right, as the desk does: once.
    fn note(&mut self, now: At) {
        for fact in self.measured().facts {
            let FactKey::Breach { clock, .. } = fact.key else { continue };
            if !self.told.noted().contains_key(&fact.key) {
                self.told.note(fact.key, now);
                let chain = self.chains.entry(clock).or_default();
                // In the second of a correction, it is not known to be said after it.
                if chain.corrected_at != Some(now) {
                    chain.said = Some(Verdict::Breached);
                }
            }
        }
        let corrections = contradicted(&self.told, &self.measured(), self.until);
        for it in &corrections {
            let chain =
                self.chains.get_mut(&it.clock).expect("what was never said is not set right");
            assert!(!chain.is_ruled_on, "people have ruled on {}", it.clock);
            assert_eq!(chain.said, Some(it.from), "{}", it.clock);
            chain.corrections.push((it.from, it.to));
            (chain.said, chain.corrected_at) = (Some(it.to), Some(now));
            assert!(self.names.insert((it.clock, it.nth)), "{} {} twice", it.clock, it.nth);
            let (clock, from, to, by_people) = (it.clock, it.from, it.to, false);
            let what = What::Corrected { clock, from, to, by_people };
            self.hear(Moment { at: now, revision: 0, recorded: now, message: None, what });
        }
        // Asked twice, it happens once.
        let again = contradicted(&self.told, &self.measured(), self.until);
        assert_eq!(again, [], "after {corrections:?}");
    }

    /// People say of some clock what holds.
    fn rule(&mut self, dice: &mut Dice, now: At) {
        let any = usize::try_from(dice.below(3)).unwrap();
        let to = [Verdict::Met, Verdict::Breached, Verdict::Excluded][any];
        let Some((&clock, chain)) = self.chains.iter_mut().next() else { return };
        let Some(from) = chain.said else { return };
        chain.corrections.push((from, to));
        (chain.said, chain.corrected_at) = (Some(to), Some(now));
        chain.is_ruled_on = true;
        let what = What::Corrected { clock, from, to, by_people: true };
        self.hear(Moment { at: now, revision: 0, recorded: now, message: None, what });
    }

    /// Whether what was said last of each clock is what it reads, and everything that was said can be seen.
    fn check(&self) -> Result<(), String> {
        let measured = self.measured();
        let facts = &measured.facts;
        for (&clock, chain) in &self.chains {
            let Some(it) = measured.clock(clock) else { continue };
            let seen: Vec<_> = it.corrections.iter().map(|it| (it.from, it.to)).collect();
            if seen != chain.corrections {
                return Err(format!("{clock} shows {seen:?}"));
            }
            let is_told = facts
                .iter()
                .any(|it| matches!(it.key, FactKey::Breach { clock: of, .. } if of == clock));
            let reads = match it.state {
                _ if chain.is_ruled_on => continue,
                State::Met => Verdict::Met,
                State::Breached if is_told => Verdict::Breached,
                State::Breached => continue,
                // Opened again after it was met, its next verdict has not fallen.
                State::Running | State::Paused(_) if chain.said == Some(Verdict::Met) => continue,
                _ => Verdict::Excluded,
            };
            if chain.said != Some(reads) {
                return Err(format!("{clock} reads {reads:?}"));
            }
        }
        Ok(())
    }
}
