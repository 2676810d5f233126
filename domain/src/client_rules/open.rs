//! Open: on which days and at which times is service given, and which days come next that differ?

use crate::At;
use crate::book::Book;
use crate::calendar::{Blackout, CalendarRef, DEPTH_MAX, Hours, Override, Week, Weekly, Windows};
use crate::client::Zone;
use crate::zone::local;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

/// The most stretches of days that are told of ahead, and the most blackouts.
pub const EXCEPTIONS_MAX: usize = 5;

/// When service is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    Always,
    Weekly {
        zone: Zone,
        week: Vec<Span>,
        /// What comes next, the earliest first: at most [`EXCEPTIONS_MAX`].
        exceptions: Vec<Exception>,
        /// Stretches without service that are not over: at most [`EXCEPTIONS_MAX`].
        blackouts: Vec<Blackout>,
    },
    /// Whenever all of these are open.
    Both(Vec<Open>),
    /// Whenever one of these is open.
    Either(Vec<Open>),
}

/// Days of the week, one after the other, with the same windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    #[serde(serialize_with = "super::shown")]
    pub first: Weekday,
    #[serde(serialize_with = "super::shown")]
    pub last: Weekday,
    pub open: Windows,
}

/// Dates, one after the other, with the same windows; not those of their weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exception {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub open: Windows,
}

impl Open {
    /// What hours say at an instant.
    pub(super) fn of(hours: &Hours, book: &Book, at: At) -> Self {
        Self::within(hours, book, at, DEPTH_MAX)
    }

    fn within(hours: &Hours, book: &Book, at: At, depth: usize) -> Self {
        let parts = |them: &[CalendarRef]| {
            let known = them.iter().filter(|_| depth > 0).filter_map(|it| book.calendar(it));
            known.map(|it| Self::within(&it.hours, book, at, depth - 1)).collect()
        };
        match hours {
            Hours::Always {} => Self::Always,
            Hours::Weekly(it) => weekly(it, at),
            Hours::Both(them) => Self::Both(parts(them)),
            Hours::Either(them) => Self::Either(parts(them)),
        }
    }
}

fn weekly(it: &Weekly, at: At) -> Open {
    let now = local(at.utc(), &it.zone).date_time;
    let blackouts = it.blackouts.iter().filter(|it| it.to > now).copied();
    let mut blackouts: Vec<_> = blackouts.collect();
    blackouts.sort_unstable_by_key(|it| (it.from, it.to));
    blackouts.truncate(EXCEPTIONS_MAX);
    Open::Weekly {
        zone: it.zone.clone(),
        week: spans(&it.week),
        exceptions: exceptions(it, now.date()),
        blackouts,
    }
}

fn spans(week: &Week) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut day = Weekday::Mon;
    for _ in 0..7 {
        let open = week.of(day);
        match spans.last_mut().filter(|it| it.last.succ() == day && it.open == *open) {
            Some(span) => span.last = day,
            None if open.is_closed() => (),
            None => spans.push(Span { first: day, last: day, open: open.clone() }),
        }
        day = day.succ();
    }
    spans
}

fn exceptions(weekly: &Weekly, today: NaiveDate) -> Vec<Exception> {
    let mut ahead: Vec<&Override> = weekly.overrides.iter().filter(|it| it.date >= today).collect();
    ahead.sort_unstable_by_key(|it| it.date);
    let mut all: Vec<(Exception, bool)> = Vec::new();
    for it in ahead {
        let differs = it.open != *weekly.week.of(it.date.weekday());
        let goes_on =
            |last: &Exception| last.last.succ_opt() == Some(it.date) && last.open == it.open;
        if let Some((last, differed)) = all.last_mut().filter(|before| goes_on(&before.0)) {
            (last.last, *differed) = (it.date, *differed || differs);
        } else {
            let it = Exception { first: it.date, last: it.date, open: it.open.clone() };
            all.push((it, differs));
        }
    }
    all.into_iter().filter(|it| it.1).map(|it| it.0).take(EXCEPTIONS_MAX).collect()
}
