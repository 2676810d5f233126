//! Clocks: how long does it take to measure a ticket?
//!
//! `cargo bench -p domain --bench clocks`

use domain::book::Book;
use domain::calendar::{CalendarRef, Hours, Override, Published, Week, Weekly, Windows};
use domain::client::Zone;
use domain::clock::{Binding, History, Moment, What, measure};
use domain::policy::{
    self, Pause, PolicyRef, ReopenMode, Responds, Retarget, Row, Rules, Target, Traits,
};
use domain::{At, Side, Slug, zone};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// So many calls are timed together: the clock itself takes as long as a part of one.
const TOGETHER: u32 = 50;
const ROUNDS: u32 = 2_000;
/// Monday, 16 November 2026, 09:00 in Moscow.
const MONDAY: At = At(1_794_808_800);

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

fn main() {
    let book = book();
    let day = 86_400;
    let resolved = ticket();
    time("a ticket of 12 moments, resolved", &resolved, &book, MONDAY.plus(9 * day));
    time("the same while it runs", &resolved, &book, MONDAY.plus(day + 3600));
    let moments = resolved.moments().iter().take(4);
    let mut young = History::default();
    moments.for_each(|it| young.take_in(it.clone()));
    time("a ticket of 4 moments, running", &young, &book, MONDAY.plus(3600));
}

fn time(what: &str, history: &History, book: &Book, until: At) {
    let mut taken = Vec::new();
    for _ in 0..ROUNDS {
        let begun = now();
        for _ in 0..TOGETHER {
            black_box(measure(black_box(history), book, until));
        }
        taken.push(begun.elapsed() / TOGETHER);
    }
    say(what, taken);
}

/// Asked, taken, answered; a question that pauses it overnight, another turn, resolved and confirmed.
fn ticket() -> History {
    let bound = What::Bound(Binding {
        policy: PolicyRef { policy: slug("standard"), version: 1 },
        row: slug("usual"),
        calendar: CalendarRef { calendar: slug("ru-8x5"), version: 1 },
    });
    let minutes = [
        (10, What::Opened(Side::Client)),
        (10, What::Classified(Traits::default())),
        (10, bound),
        (14, What::Assigned),
        (25, What::StaffSaid),
        (26, What::Paused(Pause::ClientWaiting)),
        (1460, What::ClientSaid { awaits: true }),
        (1460, What::Resumed),
        (1475, What::StaffSaid),
        (1600, What::ClientSaid { awaits: true }),
        (1625, What::Resolved),
        (1700, What::Confirmed),
    ];
    let mut history = History::default();
    for ((minute, what), revision) in minutes.into_iter().zip(0..) {
        let at = MONDAY.plus(minute * 60);
        history.take_in(Moment { at, revision, recorded: at, message: None, what });
    }
    history
}

/// Eight hours on five days with a year's holidays; response, next response, update and resolution are promised.
fn book() -> Book {
    let open: Windows = "09:00-13:00 14:00-18:00".parse().expect("these are windows");
    let week = Week {
        mon: open.clone(),
        tue: open.clone(),
        wed: open.clone(),
        thu: open.clone(),
        fri: open,
        ..Week::default()
    };
    let days = (1..=8).map(|it| format!("2026-01-{it:02} closed"));
    let overrides = days.map(|it| it.parse::<Override>().expect("this is an override"));
    let hours = Hours::Weekly(Weekly {
        zone: Zone("Europe/Moscow".to_owned()),
        tzdb: zone::newest(),
        week,
        overrides: overrides.collect(),
        blackouts: Vec::new(),
    });
    let mut book = Book::default();
    let effective_from = At(0).utc();
    let it = Published { version: 1, effective_from, hours, content: String::new() };
    book.take_calendar(&slug("ru-8x5"), &it, At(0));

    let target = |minutes: u32| Some(Target::Seconds(minutes * 60));
    let row = Row {
        name: slug("usual"),
        types: Vec::new(),
        priorities: Vec::new(),
        requesters: Vec::new(),
        sites: Vec::new(),
        calendar: None,
        first_response: target(30),
        next_response: target(120),
        periodic_update: target(480),
        acceptance: None,
        workaround: None,
        resolution: target(960),
    };
    let rules = Rules {
        rows: vec![row],
        first_response: Responds::Reply,
        resolution_starts: policy::ResolutionStarts::Report,
        resolution_stops: policy::ResolutionStops::Resolved,
        clients_may_raise: false,
        deadlines_shown: true,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: Vec::new(),
        pause_max_s: Some(5 * 86_400),
        thresholds: vec![50, 75, 90],
        grace_s: 60,
        reopen: ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: Vec::new(),
        levels: Vec::new(),
        teams: Vec::new(),
        rotas: Vec::new(),
        told_in: None,
    };
    let it = policy::Published { version: 1, effective_from, content: String::new(), rules };
    book.take_policy(&slug("standard"), &it, At(0));
    book
}

fn slug(name: &str) -> Slug {
    name.parse().expect("this is a name")
}
