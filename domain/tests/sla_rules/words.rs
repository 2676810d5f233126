//! Words: what tests say of a ticket's week, from Monday, 16 November 2026, all in UTC.

use domain::book::Book;
use domain::calendar::{CalendarRef, Hours, Published, Week, Weekly};
use domain::client::Zone;
use domain::clock::{
    Binding, Clock, Fact, FactKey, History, Kind, Measured, Moment, State, What, measure,
};
use domain::policy::{self, Pause, PolicyRef, ReopenMode, Responds, Retarget, Row, Rules, Target};
use domain::zone;
use domain::{At, Slug};

/// 2026-11-16T00:00:00Z.
const MONDAY: i64 = 1_794_787_200;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `09:30` is Monday's, `tue 09:30` and `09:30:07` are what they say.
#[track_caller]
pub(crate) fn at(text: &str) -> At {
    let (day, time) = text.split_once(' ').unwrap_or(("mon", text));
    let day = DAYS.iter().position(|it| *it == day).unwrap();
    let parts = time.split(':').map(|it| it.parse::<i64>().unwrap());
    let seconds = parts.chain([0]).take(3).fold(0, |sum, it| sum * 60 + it);
    At(MONDAY + i64::try_from(day).unwrap() * 86_400 + seconds)
}

/// An instant as [`at`] reads it.
pub(crate) fn said(at: At) -> String {
    let since = at.0 - MONDAY;
    let day = usize::try_from(since.div_euclid(86_400)).unwrap();
    let (hours, seconds) = (since.rem_euclid(86_400) / 3600, since.rem_euclid(3600));
    let day = if day == 0 { String::new() } else { format!("{} ", DAYS[day]) };
    let rest = if seconds % 60 == 0 { String::new() } else { format!(":{:02}", seconds % 60) };
    format!("{day}{hours:02}:{:02}{rest}", seconds / 60)
}

pub(crate) fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

/// Rules that promise these minutes and nothing else, in a row called `usual`.
pub(crate) fn promised(minutes: &[(Kind, u32)]) -> Rules {
    Rules {
        rows: vec![row("usual", minutes)],
        first_response: Responds::Reply,
        resolution_starts: policy::ResolutionStarts::Report,
        resolution_stops: policy::ResolutionStops::Resolved,
        clients_may_raise: false,
        deadlines_shown: true,
        pauses: vec![Pause::ClientWaiting, Pause::ClientHold],
        update_pauses: Vec::new(),
        pause_max_s: None,
        thresholds: Vec::new(),
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
    }
}

pub(crate) fn row(name: &str, minutes: &[(Kind, u32)]) -> Row {
    let target = |kind| {
        let minutes = minutes.iter().find(|it| it.0 == kind);
        minutes.map(|it| Target::Seconds(it.1 * 60))
    };
    Row {
        name: slug(name),
        types: Vec::new(),
        priorities: Vec::new(),
        requesters: Vec::new(),
        sites: Vec::new(),
        calendar: None,
        first_response: target(Kind::FirstResponse),
        next_response: target(Kind::NextResponse),
        periodic_update: target(Kind::PeriodicUpdate),
        acceptance: target(Kind::Acceptance),
        workaround: target(Kind::Workaround),
        resolution: target(Kind::Resolution),
    }
}

/// A row and a calendar to be measured against: `usual`, in `office` hours unless said otherwise.
pub(crate) fn to(row: &str, calendar: &str) -> Binding {
    Binding {
        policy: PolicyRef { policy: slug("standard"), version: 1 },
        row: slug(row),
        calendar: CalendarRef { calendar: slug(calendar), version: 1 },
    }
}

/// Monday to Friday 09:00 to 18:00 in `office`; round the clock in `always`; the `usual` policy as version 1.
pub(crate) fn book(rules: &Rules) -> Book {
    let open = "09:00-18:00".parse::<domain::calendar::Windows>().unwrap();
    let week = Week {
        mon: open.clone(),
        tue: open.clone(),
        wed: open.clone(),
        thu: open.clone(),
        fri: open,
        ..Week::default()
    };
    let zone = Zone("UTC".to_owned());
    let tzdb = zone::newest();
    let office = Weekly { zone, tzdb, week, overrides: Vec::new(), blackouts: Vec::new() };
    let mut book = Book::default();
    for (name, hours) in [("office", Hours::Weekly(office)), ("always", Hours::Always {})] {
        let effective_from = At(0).utc();
        let it = Published { version: 1, effective_from, hours, content: String::new() };
        book.take_calendar(&slug(name), &it, At(0));
    }
    publish(&mut book, 1, rules);
    book
}

pub(crate) fn publish(book: &mut Book, version: u32, rules: &Rules) {
    let (effective_from, rules) = (At(0).utc(), rules.clone());
    let it = policy::Published { version, effective_from, content: String::new(), rules };
    book.take_policy(&slug("standard"), &it, At(0));
}

/// What happened; bound to `usual` in `office` hours at the first, unless it is bound to something itself.
pub(crate) fn history(given: &[(&str, What)]) -> History {
    let mut history = History::default();
    let is_bound = given.iter().any(|it| matches!(it.1, What::Bound(_)));
    let first = given.iter().filter(|_| !is_bound).take(1);
    let bound = first.map(|it| (it.0, What::Bound(to("usual", "office"))));
    for ((when, what), revision) in given.iter().cloned().chain(bound).zip(0..) {
        let at = at(when);
        history.take_in(Moment { at, revision, recorded: at, message: None, what });
    }
    history
}

/// What each clock reads, one a line.
#[track_caller]
pub(crate) fn check(rules: &Rules, given: &[(&str, What)], until: &str, then: &[&str]) {
    let measured = measure(&history(given), &book(rules), at(until));
    let lines: Vec<String> = measured.clocks.iter().map(line).collect();
    assert_eq!(lines, then);
}

/// What time has brought about, one a line, and last of all when it brings about the next.
#[track_caller]
pub(crate) fn check_facts(rules: &Rules, given: &[(&str, What)], until: &str, then: &[&str]) {
    assert_eq!(facts(&measure(&history(given), &book(rules), at(until))), then);
}

pub(crate) fn facts(measured: &Measured) -> Vec<String> {
    let wake = measured.wake.map(|it| format!("wake {}", said(it)));
    measured.facts.iter().map(fact).chain(wake).collect()
}

pub(crate) fn line(clock: &Clock) -> String {
    let state = match clock.state {
        State::Running => "running".to_owned(),
        State::Paused(it) => format!("paused {}", it.name()),
        State::Met => "met".to_owned(),
        State::Breached => "breached".to_owned(),
        State::Superseded => "superseded".to_owned(),
        State::Cancelled(it) => format!("cancelled {it:?}").to_lowercase(),
        State::NotApplicable => "not applicable".to_owned(),
        State::Gap => "gap".to_owned(),
        State::Excluded => "excluded".to_owned(),
    };
    let stop = clock.stop.map(|it| format!(" at {}", said(it))).unwrap_or_default();
    let due = clock.deadline.map(|it| format!(", due {}", said(it))).unwrap_or_default();
    format!("{} {state}{stop}{due}, used {}m", clock.clock, clock.elapsed_s / 60)
}

pub(crate) fn fact(fact: &Fact) -> String {
    let what = match &fact.key {
        FactKey::Threshold { clock, target_version, percent } => {
            format!("{percent} % of {clock} v{target_version}")
        }
        FactKey::Breach { clock, target_version } => format!("breach of {clock} v{target_version}"),
        FactKey::Level { round, level, .. } => {
            let whom: Vec<String> = fact.notify.iter().map(ToString::to_string).collect();
            format!("level {round}.{level} to {}", whom.join(" "))
        }
        FactKey::Exhausted { .. } => "exhausted".to_owned(),
        FactKey::PauseEnded { .. } => "pause ended".to_owned(),
        FactKey::Expired { .. } => "closed by itself".to_owned(),
    };
    format!("{} {what}", said(fact.at))
}
