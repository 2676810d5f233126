//! Check: what makes hours that can be read unfit to be published?

use super::{
    BLACKOUTS_MAX, Blackout, CalendarRef, Hours, OVERRIDES_MAX, PARTS_MAX, WINDOWS_MAX, Weekly,
    Windows,
};
use crate::book::Book;
use crate::client::Zone;
use crate::zone::{RELEASES, Release, newest, rules};
use chrono::{NaiveDate, Weekday};
use std::collections::BTreeSet;
use std::fmt;
use thiserror::Error;

/// The most calendars that are made of one another, one within the other.
pub const DEPTH_MAX: usize = 5;
/// The minute of a day at which a window ends that was meant to end with the day.
const LAST_MINUTE: u16 = 23 * 60 + 59;
/// The years in which a calendar must be open at least once.
const OPEN_IN: std::ops::RangeInclusive<i32> = 2020..=2040;

/// A day that windows are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Weekday(Weekday),
    Date(NaiveDate),
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekday(it) => write!(f, "{}", it.to_string().to_lowercase()),
            Self::Date(it) => write!(f, "{it}"),
        }
    }
}

/// Why hours cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    #[error("release {0} of the time zone database is not at hand")]
    UnknownRelease(Release),
    #[error("release {tzdb} of the time zone database has no zone {}", zone.0)]
    UnknownZone { zone: Zone, tzdb: Release },
    #[error("{} is a distance from UTC and no zone", .0.0)]
    FixedOffset(Zone),
    #[error("{0} is closed for the last minute before midnight")]
    MinuteLost(Day),
    #[error("{day} has {count} windows, and may have {WINDOWS_MAX}")]
    TooManyWindows { day: Day, count: usize },
    #[error("windows of {0} overlap")]
    Overlap(Day),
    #[error("the window of {} that goes on after midnight overlaps the next day's", Day::Weekday(*.0))]
    OverlapsNextDay(Weekday),
    #[error("{0} is overridden more than once")]
    OverriddenTwice(NaiveDate),
    #[error("{0} dates are overridden, and may be {OVERRIDES_MAX}")]
    TooManyOverrides(usize),
    #[error("blackout {0} ends before it begins")]
    EmptyBlackout(Blackout),
    #[error("there are {0} blackouts, and may be {BLACKOUTS_MAX}")]
    TooManyBlackouts(usize),
    #[error("a calendar made of others needs two parts at least")]
    TooFewParts,
    #[error("there are {0} parts, and may be {PARTS_MAX}")]
    TooManyParts(usize),
    #[error("there is no calendar {0}")]
    NoSuchPart(CalendarRef),
    #[error("{0} is a part more than once")]
    PartTwice(CalendarRef),
    #[error("its parts are made of others more than {DEPTH_MAX} deep")]
    TooDeep,
    #[error("it is never open")]
    NeverOpen,
}

/// Everything that makes hours unfit to be published, in the order in which it stands there; nothing if they are fit.
///
/// * `book`: has every version that may be a part.
pub fn check(hours: &Hours, book: &Book) -> Vec<Problem> {
    let mut problems = match hours {
        Hours::Always {} => vec![],
        Hours::Weekly(it) => check_week(it),
        Hours::Both(parts) | Hours::Either(parts) => check_parts(parts, book),
    };
    if problems.is_empty() {
        let table = book.compile(hours);
        let is_open = table.is_some_and(|it| OPEN_IN.into_iter().any(|year| it.opens_in(year)));
        if !is_open {
            problems.push(Problem::NeverOpen);
        }
    }
    problems
}

fn check_week(weekly: &Weekly) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tzdb = weekly.tzdb;
    if !RELEASES.contains(&tzdb) {
        problems.push(Problem::UnknownRelease(tzdb));
        tzdb = newest();
    }
    let zone = weekly.zone.clone();
    if rules(tzdb, &zone).is_none() {
        problems.push(Problem::UnknownZone { zone, tzdb });
    } else if is_fixed(&zone) {
        problems.push(Problem::FixedOffset(zone));
    }
    for day in days() {
        problems.extend(check_day(Day::Weekday(day), weekly.week.of(day)));
        let (today, next) = (weekly.week.of(day), weekly.week.of(day.succ()));
        let tail = today.0.iter().filter_map(|it| it.until().checked_sub(1440)).max();
        let next = next.0.iter().map(|it| it.from()).min();
        if tail.zip(next).is_some_and(|(tail, next)| next < tail) {
            problems.push(Problem::OverlapsNextDay(day));
        }
    }
    let mut dates = BTreeSet::new();
    for it in &weekly.overrides {
        problems.extend(check_day(Day::Date(it.date), &it.open));
        if !dates.insert(it.date) {
            problems.push(Problem::OverriddenTwice(it.date));
        }
    }
    if weekly.overrides.len() > OVERRIDES_MAX {
        problems.push(Problem::TooManyOverrides(weekly.overrides.len()));
    }
    let empty = weekly.blackouts.iter().filter(|it| it.to <= it.from);
    problems.extend(empty.map(|it| Problem::EmptyBlackout(*it)));
    if weekly.blackouts.len() > BLACKOUTS_MAX {
        problems.push(Problem::TooManyBlackouts(weekly.blackouts.len()));
    }
    problems
}

/// The windows of one day against one another, the tails after midnight included.
fn check_day(day: Day, windows: &Windows) -> Vec<Problem> {
    let mut problems = Vec::new();
    let count = windows.0.len();
    if count > WINDOWS_MAX {
        problems.push(Problem::TooManyWindows { day, count });
    }
    if windows.0.iter().any(|it| it.until() == LAST_MINUTE) {
        problems.push(Problem::MinuteLost(day));
    }
    let mut windows = windows.0.clone();
    windows.sort_unstable();
    if windows.windows(2).any(|pair| pair[1].from() < pair[0].until()) {
        problems.push(Problem::Overlap(day));
    }
    problems
}

/// Whether a name of the time zone database stands for a distance and not for a place whose clocks may be changed.
fn is_fixed(zone: &Zone) -> bool {
    match zone.0.as_str() {
        "UTC" | "Etc/UTC" => false,
        name => !name.contains('/') || name.starts_with("Etc/"),
    }
}

fn check_parts(parts: &[CalendarRef], book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    if parts.len() < 2 {
        problems.push(Problem::TooFewParts);
    }
    if parts.len() > PARTS_MAX {
        problems.push(Problem::TooManyParts(parts.len()));
    }
    let mut seen = BTreeSet::new();
    for part in parts {
        if !seen.insert(part) {
            problems.push(Problem::PartTwice(part.clone()));
        }
        if book.calendar(part).is_none() {
            problems.push(Problem::NoSuchPart(part.clone()));
        }
    }
    if parts.iter().any(|it| depth(it, book, DEPTH_MAX) >= DEPTH_MAX) {
        problems.push(Problem::TooDeep);
    }
    problems
}

/// How many calendars are made of one another below and with this one, counted up to a limit.
fn depth(calendar: &CalendarRef, book: &Book, limit: usize) -> usize {
    match book.calendar(calendar).map(|it| &it.hours) {
        Some(Hours::Both(parts) | Hours::Either(parts)) if limit > 0 => {
            1 + parts.iter().map(|it| depth(it, book, limit - 1)).max().unwrap_or(0)
        }
        Some(_) | None => 0,
    }
}

fn days() -> impl Iterator<Item = Weekday> {
    std::iter::successors(Some(Weekday::Mon), |it| Some(it.succ())).take(7)
}
