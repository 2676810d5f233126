//! Hours: how long do the questions take that clocks ask of a calendar?
//!
//! `cargo bench -p domain --bench hours`

use domain::book::Book;
use domain::calendar::{Hours, Published, Week, Weekly};
use domain::client::Zone;
use domain::{At, zone};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// So many calls are timed together: the clock itself takes as long as one.
const TOGETHER: u32 = 100;
const ROUNDS: u32 = 2_000;

#[expect(clippy::disallowed_methods, reason = "a bench is a shell of its own")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::print_stdout, reason = "what it finds is for the terminal")]
fn say(what: &str, mut taken: Vec<Duration>) {
    taken.sort_unstable();
    let at = |percent: usize| taken[(taken.len() - 1) * percent / 100].as_nanos();
    println!("{what}: median {} ns, p90 {} ns, p99 {} ns", at(50), at(90), at(99));
}

/// Asks many times, each time from another second of a year.
fn ask(what: &str, mut question: impl FnMut(At)) {
    let year = At(1_767_225_600);
    let mut taken = Vec::new();
    for round in 0..ROUNDS {
        let begun = now();
        for call in 0..TOGETHER {
            let second = i64::from((round * TOGETHER + call).wrapping_mul(7_919)) % (365 * 86_400);
            question(year.plus(second));
        }
        taken.push(begun.elapsed() / TOGETHER);
    }
    say(what, taken);
}

fn main() {
    let hours = Hours::Weekly(office());
    let slug = "office".parse().expect("it is a slug");
    let effective_from = At(0).utc();
    let it = Published { version: 1, effective_from, hours, content: String::new() };
    let mut book = Book::default();
    book.take_calendar(&slug, &it, At(0));

    let begun = now();
    let service = book.working_time(&slug).expect("it was taken in");
    black_box(service.elapsed(At(1_767_225_600), At(1_767_225_600 + 2 * 366 * 86_400)));
    say("compiled, and three years filled", vec![begun.elapsed()]);

    let business_year = 247 * 8 * 3600;
    ask("elapsed over a year", |at| {
        black_box(service.elapsed(black_box(at), at.plus(365 * 86_400)));
    });
    ask("add of a year", |at| {
        black_box(service.add(black_box(at), business_year));
    });
    ask("elapsed over three days", |at| {
        black_box(service.elapsed(black_box(at), at.plus(3 * 86_400)));
    });
    ask("add of four hours", |at| {
        black_box(service.add(black_box(at), 4 * 3600));
    });
    ask("is it open", |at| {
        black_box(service.is_open(black_box(at)));
    });
    ask("end of the next business day", |at| {
        black_box(service.end_of_business_day(black_box(at), 1));
    });
    ask("the service of a book", |_| {
        black_box(book.working_time(black_box(&slug)));
    });
}

/// Nine to six in Moscow with a lunch break, the holidays of a year and its short days.
fn office() -> Weekly {
    let day = || "09:00-13:00 14:00-18:00".parse().expect("they are windows");
    let week =
        Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Week::default() };
    let closed = ["01-01", "01-02", "01-05", "01-06", "01-07", "01-08", "01-09", "02-23", "03-09"];
    let closed = closed.into_iter().chain(["05-01", "05-11", "06-12", "11-04", "12-31"]);
    let short = ["04-30", "05-08", "06-11", "11-03"].map(|it| (it, "09:00-13:00 14:00-17:00"));
    let overrides = closed.map(|it| (it, "closed")).chain(short);
    let overrides = overrides.flat_map(|(date, open)| {
        [2026, 2027].map(|year| format!("{year}-{date} {open}").parse().expect("a date"))
    });
    Weekly {
        zone: Zone("Europe/Moscow".to_owned()),
        tzdb: zone::newest(),
        week,
        overrides: overrides.collect(),
        blackouts: vec![],
    }
}
