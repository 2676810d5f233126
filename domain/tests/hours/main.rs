//! Hours: does the engine agree with reading the wall clock minute by minute?
//!
//! `PROOFDESK_CASES=200000 cargo test -p domain --release --test hours` for as many as one likes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod oracle;
mod random;

use domain::At;
use domain::book::Book;
use domain::calendar::{Published, WorkingTime};
use oracle::Oracle;
use random::{Case, Dice};

/// Enough to be done in a few seconds without optimisation.
const CASES: u64 = 150;

#[test]
fn the_engine_agrees_with_a_wall_clock_read_minute_by_minute() {
    let number = |name| std::env::var(name).ok().and_then(|it| it.parse().ok());
    let seed = number("PROOFDESK_SEED").unwrap_or(1);
    let cases: u64 = number("PROOFDESK_CASES").unwrap_or(CASES);
    let threads = 2;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                (seed..seed + cases).filter(|it| it % threads == thread).for_each(check);
            });
        }
    });
}

/// One case: all questions about one calendar in one span of time.
fn check(seed: u64) {
    let mut dice = Dice::new(seed);
    let case = Case::new(&mut dice);
    let (service, oracle) = (service(&case), Oracle::read(&case));
    let end = case.begin.plus(case.minutes * 60);
    let same = |what: String, engine: Option<At>, oracle: Option<At>| {
        let agree = match oracle {
            Some(_) => engine == oracle,
            // The span ends before; so the engine may not have found one in it.
            None => engine.is_none_or(|it| it > end),
        };
        assert!(agree, "{what}: {engine:?}, not {oracle:?}{}", again(seed, &case));
    };

    for minute in 0..case.minutes {
        let at = case.begin.plus(minute * 60 + dice.below(60));
        let (engine, oracle) = (service.is_open(at), oracle.is_open(at));
        assert_eq!(engine, oracle, "open at {at}{}", again(seed, &case));
    }
    assert_eq!(service.stretches(case.begin, end), oracle.stretches(), "{}", again(seed, &case));
    for _ in 0..6 {
        let (from, to) = (case.second(&mut dice), case.second(&mut dice));
        let (engine, counted) = (service.elapsed(from, to), oracle.elapsed(from, to));
        assert_eq!(engine, counted, "elapsed from {from} to {to}{}", again(seed, &case));

        // Often exactly what is used up when service ends.
        let closing = service.stretches(from, to).last().map(|it| it.1);
        let until_closing = closing.map(|it| oracle.elapsed(from, it));
        let seconds = until_closing.filter(|_| dice.percent(50));
        let seconds = seconds.unwrap_or_else(|| dice.below(3 * 86_400) - 600);
        let added = (service.add(from, seconds), oracle.add(from, seconds));
        same(format!("{seconds} s after {from}"), added.0, added.1);
    }
    let is_weekly = matches!(case.versions[0].published.hours, domain::calendar::Hours::Weekly(_));
    if case.versions.len() == 1 && is_weekly {
        let start = case.begin.plus(2 * 86_400 + dice.below(86_400));
        for n in 0..3 {
            let engine = service.end_of_business_day(start, n);
            if let Some(oracle) = oracle.end_of_business_day(start, usize::try_from(n).unwrap()) {
                same(format!("end of business day {n} after {start}"), engine, Some(oracle));
            }
        }
    }
}

fn service(case: &Case) -> WorkingTime {
    let mut book = Book::default();
    let slug = "hours".parse().unwrap();
    for (part, hours) in &case.parts {
        let published = Published {
            version: part.version,
            effective_from: At(0).utc(),
            hours: hours.clone(),
            content: String::new(),
        };
        book.take_calendar(&part.calendar, &published, At(0));
    }
    for it in &case.versions {
        book.take_calendar(&slug, &it.published, it.published_at);
    }
    book.working_time(&slug).expect("every part and every zone is at hand")
}

/// What was looked at, and the line that looks at it again.
fn again(seed: u64, case: &Case) -> String {
    let line = format!("PROOFDESK_SEED={seed} PROOFDESK_CASES=1 cargo test -p domain --test hours");
    format!("\n{case:#?}\n{line}")
}
