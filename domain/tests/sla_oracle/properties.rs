//! Properties: what holds of every story, however it is told?

use super::random::Dice;
use super::story::{Happens, Story};
use super::{again, each_case};
use domain::At;
use domain::clock::{Fact, History, Moment, State, measure};
use std::collections::BTreeSet;

#[test]
fn in_whichever_order_moments_are_taken_in_the_measure_is_the_same() {
    each_case(|seed, dice, hours| {
        let story = Story::of_resolution(dice, hours);
        let told = story.history();
        let mut shuffled = History::default();
        let mut moments: Vec<Moment> = told.moments().to_vec();
        while !moments.is_empty() {
            let any = dice.below(i64::try_from(moments.len()).unwrap());
            shuffled.take_in(moments.swap_remove(usize::try_from(any).unwrap()));
        }
        let book = story.book(hours);
        let (a, b) = (measure(&told, &book, hours.end()), measure(&shuffled, &book, hours.end()));
        assert_eq!(a, b, "{}", again(seed));
    });
}

#[test]
fn what_time_has_brought_about_it_never_takes_back() {
    each_case(|seed, dice, hours| {
        let story = Story::of_resolution(dice, hours);
        let (history, book) = (story.history(), story.book(hours));
        let mut until = story.start;
        let mut known: Vec<Fact> = Vec::new();
        while until < hours.end() {
            until = until.plus(1 + dice.below(8 * 3600));
            let measured = measure(&history, &book, until);
            let lost = known.iter().find(|it| !measured.facts.contains(it));
            assert_eq!(lost, None, "{}{story:#?}", again(seed));
            let keys: BTreeSet<_> = measured.facts.iter().map(|it| &it.key).collect();
            assert_eq!(keys.len(), measured.facts.len(), "{}{story:#?}", again(seed));
            assert!(measured.facts.iter().all(|it| it.at <= until), "{}", again(seed));
            assert!(measured.wake.is_none_or(|it| it > until), "{}", again(seed));
            known = measured.facts;
        }
    });
}

#[test]
fn who_wakes_only_when_told_to_misses_nothing() {
    each_case(|seed, dice, hours| {
        let story = Story::of_resolution(dice, hours);
        let (history, book) = (story.history(), story.book(hours));
        let mut moments: BTreeSet<At> = history.moments().iter().map(|it| it.at).collect();
        moments.insert(hours.end());
        let mut known = Vec::new();
        for next in moments {
            // From one wake to the next, as long as nothing happens.
            let mut wakes = 0;
            while let Some(wake) = measure(&history, &book, last(&known, next)).wake {
                if wake >= next || wakes > 50 {
                    break;
                }
                known.push(wake);
                wakes += 1;
            }
            assert!(wakes <= 50, "{}", again(seed));
            known.push(next);
        }
        let mut told = BTreeSet::new();
        for at in &known {
            for fact in measure(&history, &book, *at).facts {
                if told.insert(fact.key.clone()) {
                    // What is found out is told at its instant, or when it may be spoken of.
                    let spoken = fact.at.plus(60);
                    let is_found_out = story.events.iter().any(|it| it.0 == *at);
                    assert!(*at <= spoken || is_found_out, "{}{fact:?} at {at}", again(seed));
                }
            }
        }
    });
}

#[test]
fn a_breach_stays_whatever_happens_afterwards() {
    each_case(|seed, dice, hours| {
        let story = Story::of_resolution(dice, hours);
        let (history, book) = (story.history(), story.book(hours));
        let until = hours.end();
        let breached = |history: &History| {
            let measured = measure(history, &book, until);
            let clocks = measured.clocks.into_iter();
            let clocks = clocks.filter(|it| it.state == State::Breached);
            clocks.map(|it| (it.clock, it.verdict_at)).collect::<Vec<_>>()
        };
        for (clock, due) in breached(&history) {
            let last = story.events.last().map_or(due.unwrap(), |it| it.0.max(due.unwrap()));
            let more = Story { events: later(dice, last, until), ..story.clone() };
            let mut history = history.clone();
            // Numbered after all that is recorded, as what comes to be known later is.
            for (moment, revision) in more.history().moments().iter().skip(2).zip(100..) {
                history.take_in(Moment { revision, ..moment.clone() });
            }
            let still = breached(&history);
            assert!(still.contains(&(clock, due)), "{}{story:#?}{more:#?}", again(seed));
        }
    });
}

/// What may still happen after an instant.
fn later(dice: &mut Dice, after: At, until: At) -> Vec<(At, Happens)> {
    let mut events = Vec::new();
    for _ in 0..4 {
        let at = after.plus(1 + dice.below(until.since(after).max(1)));
        let happens = [Happens::Stop, Happens::Resume, Happens::Asked]
            [usize::try_from(dice.below(3)).unwrap()];
        events.push((at, happens));
    }
    events.sort_by_key(|it| it.0);
    events
}

fn last(known: &[At], before: At) -> At {
    known.last().copied().unwrap_or(before.min(At(0)))
}
