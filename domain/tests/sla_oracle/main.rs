//! Clocks: does the measure agree with a stop watch that is read minute by minute?
//!
//! `PROOFDESK_CASES=100000 cargo test -p domain --release --test sla_oracle` for as many as one likes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod corrections;
#[path = "../hours/oracle.rs"]
#[expect(dead_code, reason = "the hours are asked more of them than the clocks")]
mod oracle;
mod properties;
#[path = "../hours/random.rs"]
#[expect(dead_code, reason = "the hours are asked more of them than the clocks")]
mod random;
mod story;
mod turns;
mod watch;

use domain::At;
use domain::book::Book;
use domain::calendar::Published;
use domain::clock::{Clock, Measured, State, measure};
use oracle::Oracle;
use random::{Case, Dice};
use story::Story;
use watch::{Reading, Stands};

/// Enough to be done in a few seconds without optimisation.
const CASES: u64 = 400;
/// How many stories are told of one calendar.
const STORIES: u64 = 8;

#[test]
fn clocks_agree_with_a_stop_watch_read_minute_by_minute() {
    each_case(|seed, dice, hours| {
        let story = Story::of_resolution(dice, hours);
        let (history, book) = (story.history(), story.book(hours));
        for until in story.instants(dice, hours) {
            let Some(readings) = watch::read(&story, hours, until) else { return };
            let measured = measure(&history, &book, until);
            let clocks = measured.clocks.iter();
            let clocks: Vec<&Clock> = clocks.filter(|it| it.clock.kind == story::KIND).collect();
            let what = || format!("{}until {until}\n{story:#?}\n{measured:#?}", again(seed));
            assert_eq!(clocks.len(), readings.len(), "{}{readings:#?}", what());
            for (clock, reading) in clocks.into_iter().zip(&readings) {
                if let Err(wrong) = compare(clock, reading, hours.end()) {
                    panic!("{wrong}\n{reading:#?}\n{}", what());
                }
            }
            adds_up(&measured, &book, &what);
        }
    });
}

#[test]
fn turns_agree_with_a_stop_watch_read_minute_by_minute() {
    each_case(|seed, dice, hours| {
        let story = turns::Story::new(dice, hours);
        let (history, book) = (story.history(), story.book(hours));
        for until in story.instants(dice, hours) {
            let measured = measure(&history, &book, until);
            let mut lines: Vec<String> =
                measured.clocks.iter().map(|it| turns::line(it, hours.end())).collect();
            let mut read = story.read(hours, until);
            lines.sort_unstable();
            read.sort_unstable();
            assert_eq!(lines, read, "{}until {until}\n{story:#?}", again(seed));
        }
    });
}

/// Two calendars in one span of time, as the engine and as the oracle have them.
struct TwoHours {
    cases: [Case; 2],
    oracles: [Oracle; 2],
}

impl TwoHours {
    fn new(dice: &mut Dice) -> Self {
        let first = Case::new(dice);
        let mut second = Case::new(dice);
        // Their parts would have the same names.
        while !second.parts.is_empty() {
            second = Case::new(dice);
        }
        (second.begin, second.minutes) = (first.begin, first.minutes);
        let oracles = [Oracle::read(&first), Oracle::read(&second)];
        Self { cases: [first, second], oracles }
    }

    fn begin(&self) -> At {
        self.cases[0].begin
    }

    fn end(&self) -> At {
        self.begin().plus(self.cases[0].minutes * 60)
    }

    /// A whole minute in the span.
    fn minute(&self, dice: &mut Dice) -> At {
        self.begin().plus(dice.below(self.cases[0].minutes) * 60)
    }

    fn publish(&self, book: &mut Book) {
        for (case, name) in self.cases.iter().zip(story::CALENDARS) {
            for (part, hours) in &case.parts {
                let effective_from = At(0).utc();
                let (version, hours) = (part.version, hours.clone());
                let it = Published { version, effective_from, hours, content: String::new() };
                book.take_calendar(&part.calendar, &it, At(0));
            }
            for it in &case.versions {
                book.take_calendar(&name.parse().unwrap(), &it.published, it.published_at);
            }
        }
    }
}

/// Many stories about many calendars; the same for the same seeds.
fn each_case(check: impl Fn(u64, &mut Dice, &TwoHours) + Sync) {
    let number = |name| std::env::var(name).ok().and_then(|it| it.parse().ok());
    let seed: u64 = number("PROOFDESK_SEED").unwrap_or(1);
    let cases: u64 = number("PROOFDESK_CASES").unwrap_or(CASES);
    let threads = 2;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let check = &check;
            scope.spawn(move || {
                let calendars = seed..seed + cases.div_ceil(STORIES);
                for seed in calendars.filter(|it| it % threads == thread) {
                    let mut dice = Dice::new(seed);
                    let hours = TwoHours::new(&mut dice);
                    for _ in 0..STORIES {
                        check(seed, &mut dice, &hours);
                    }
                }
            });
        }
    });
}

fn again(seed: u64) -> String {
    format!("PROOFDESK_SEED={seed} PROOFDESK_CASES=1 cargo test -p domain --test sla_oracle\n")
}

fn compare(clock: &Clock, reading: &Reading, end: At) -> Result<(), String> {
    let state = match clock.state {
        State::Running => Stands::Running,
        State::Paused(it) => Stands::Paused(it),
        State::Met => Stands::Met,
        State::Breached => Stands::Breached,
        State::Superseded => Stands::Superseded,
        other => return Err(format!("{other:?} is no state of a story")),
    };
    let same = |what: &str, is_same: bool| {
        if is_same { Ok(()) } else { Err(format!("{what} of {} differs", clock.clock)) }
    };
    same("state", state == reading.stands)?;
    same("start", clock.start == reading.start)?;
    same("stop", clock.stop == reading.stop)?;
    // Beyond the span the stop watch was not read.
    let far = |it: At| it > end;
    same(
        "deadline",
        match reading.due {
            Some(due) => clock.deadline == Some(due),
            None if reading.due_is_beyond => clock.deadline.is_none_or(far),
            None => clock.deadline.is_none(),
        },
    )?;
    same("elapsed", clock.elapsed_s == reading.used)?;
    same("overrun", clock.overrun_s == reading.overrun)?;
    same("target version", clock.target_version == reading.version)?;
    same("thresholds", clock.thresholds == reading.reached)?;
    let verdict_at = match state {
        Stands::Breached => reading.breached,
        Stands::Met => reading.stop,
        Stands::Running | Stands::Paused(_) | Stands::Superseded => None,
    };
    same("verdict's instant", clock.verdict_at == verdict_at)
}

/// The ledger of each clock adds up to what it reads, and to all the business seconds of its life.
fn adds_up(measured: &Measured, book: &Book, what: &dyn Fn() -> String) {
    for clock in &measured.clocks {
        let mut sums = [0, 0, 0];
        let mut at = clock.start;
        for step in &clock.steps {
            assert_eq!(step.from, at, "{}", what());
            at = step.to;
            let service = book.working_time(&step.calendar).unwrap();
            let phase = match step.phase {
                domain::clock::Phase::Running => 0,
                domain::clock::Phase::Paused(_) => 1,
                domain::clock::Phase::ResolvedIdle => 2,
            };
            sums[phase] += service.elapsed(step.from, step.to);
        }
        assert_eq!(sums[0], clock.elapsed_s, "{}", what());
    }
}
