//! Dates: which day and which time do words name that somebody typed?
//!
//! Understood are `14:20` and `2:20pm`; `25.11`, `25.11.2026`, `2026-11-25`, `25 ноября`, `25 Nov 2026`, `Nov 25`;
//! `today`, `tomorrow` and `yesterday` in both languages. A day comes before its time.

mod cursor;

use crate::client::Zone;
use crate::zone::{instants_of, local};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use cursor::Cursor;
use thiserror::Error;

/// How long a span may last.
pub const SPAN_MAX: TimeDelta = TimeDelta::days(14);
/// How long a span may last whose end is earlier in the day than its beginning, where its last day is left out.
pub const NIGHT_MAX: TimeDelta = TimeDelta::hours(12);
/// How long ago a day without a year is taken for a slip, not for next year's.
const JUST_PASSED_MAX: TimeDelta = TimeDelta::days(182);
/// How far the next 29th of February may be: 1896 and 1904 have one each, and none between.
const LEAP_YEARS_MAX: i32 = 8;

/// Why words name no instant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unread {
    #[error("{0} is no date")]
    NoDate(String),
    #[error("{0} is no time")]
    NoTime(String),
    /// Neither, where one of them is needed.
    #[error("a date or a time is missing")]
    Missing,
    #[error("it has passed")]
    Passed,
    /// A day without a year, which is next year's only if somebody says so.
    #[error("{0} has passed, and its year is missing")]
    WhichYear(String),
    #[error("it is still to come")]
    ToCome,
    #[error("it lasts longer than {} days", SPAN_MAX.num_days())]
    TooLong,
    /// It ends before it begins, and would last most of a day if it ended on the next one.
    #[error("it ends before it begins")]
    Backwards,
}

/// Where and when words were typed: what they leave open is read off this wall.
#[derive(Debug, Clone, Copy)]
pub struct Wall<'z> {
    pub now: DateTime<Utc>,
    pub zone: &'z Zone,
}

/// What somebody wrote. Which instant that is depends on whether it has passed or is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Time(NaiveTime),
    /// Without a time it may be a word like others, as `today`, or a version, as `8.1`; then it is not sure.
    Day {
        day: Day,
        sure: bool,
    },
    Both(Day, NaiveTime),
}

/// A day as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// So many days from today.
    From(i64),
    Date {
        day: u32,
        month: u32,
        year: Option<i32>,
    },
}

/// What words begin with, and the words after it. None if they begin with neither a day nor a time.
///
/// # Errors
///
/// [`Unread::NoDate`] and [`Unread::NoTime`] for what is written like one and is none, as `31.13` and `25:99`.
pub fn first(words: &str) -> Result<Option<(Written, &str)>, Unread> {
    let Some(found) = Cursor(words).day() else {
        let Some((time, rest)) = Cursor(words).time() else { return Ok(None) };
        return Ok(Some((Written::Time(time?), rest)));
    };
    match Cursor(found.rest).past_particle().time() {
        Some((time, rest)) => Ok(Some((Written::Both(found.day?, time?), rest))),
        None if found.day.is_err() && !found.sure => Ok(None),
        None => Ok(Some((Written::Day { day: found.day?, sure: found.sure }, found.rest))),
    }
}

/// The instant in the past that words begin with, and the words after it; now, where they begin with none.
///
/// A time alone is today's, or yesterday's where today's is still to come. A date without a year is this year's.
///
/// # Errors
///
/// [`Unread`]: nothing may be measured from a slip of the finger.
pub fn past<'w>(words: &'w str, wall: Wall<'_>) -> Result<(DateTime<Utc>, &'w str), Unread> {
    let today = wall.today();
    let (at, rest) = match first(words)? {
        None | Some((Written::Day { sure: false, .. }, _)) => return Ok((wall.now, words)),
        Some((Written::Day { sure: true, .. }, _)) => return Err(Unread::Missing),
        // From when until when it went on, it was reported after that.
        Some((Written::Time(_), rest)) if Cursor(rest).past_dash().is_some_and(Cursor::is_time) => {
            return Ok((wall.now, words));
        }
        Some((Written::Time(time), rest)) => {
            let at = wall.instant(today, time);
            let yesterday = || wall.instant(today.pred_opt().unwrap_or(today), time);
            (if at <= wall.now { at } else { yesterday() }, rest)
        }
        Some((Written::Both(day, time), rest)) => {
            (wall.instant(day.in_year_of(today)?, time), rest)
        }
    };
    if at <= wall.now { Ok((at, rest)) } else { Err(Unread::ToCome) }
}

/// The span that words begin with and that is not over yet, and the words after it.
///
/// `25.11 22:00-23:30`, `tomorrow 22:00 - 02:00`, `с 22:00 до 23:30`, `25.11 22:00 - 26.11 06:00`. Without a day it is
/// today's, or tomorrow's where today's has passed. What ends before it begins ends on the next day, within
/// [`NIGHT_MAX`]. A day without a year that has just passed is not next year's.
///
/// # Errors
///
/// [`Unread`].
pub fn span<'w>(
    words: &'w str,
    wall: Wall<'_>,
) -> Result<(DateTime<Utc>, DateTime<Utc>, &'w str), Unread> {
    let (begin, rest) = first(Cursor(words).past_particle().0)?.ok_or(Unread::Missing)?;
    let rest = Cursor(rest).past_dash().ok_or(Unread::Missing)?.0;
    let (end, rest) = first(rest)?.ok_or(Unread::Missing)?;
    let ((day, from), (last, until)) = (begin.timed()?, end.timed()?);
    let today = wall.today();
    let on = |day: NaiveDate| {
        let last = match last {
            Some(last) => last.next_from(day)?,
            None if until > from => day,
            None if until - from + TimeDelta::days(1) > NIGHT_MAX => return Err(Unread::Backwards),
            None => day.succ_opt().unwrap_or(day),
        };
        Ok((wall.instant(day, from), wall.instant(last, until)))
    };
    let (from, until) = match day {
        Some(day) => on(day.not_just_passed(today)?)?,
        None => match on(today)? {
            it if it.1 > wall.now => it,
            _ => on(today.succ_opt().unwrap_or(today))?,
        },
    };
    if until <= wall.now || until <= from {
        return Err(Unread::Passed);
    }
    if until - from > SPAN_MAX {
        return Err(Unread::TooLong);
    }
    Ok((from, until, rest))
}

impl Written {
    /// The instant until which something goes on: a day alone is its beginning, a time alone the next such time, and a
    /// date without a year the next such date.
    ///
    /// # Errors
    ///
    /// [`Unread::NoDate`] for a day that no year has, [`Unread::WhichYear`] for a date that has just passed.
    pub fn until(self, wall: Wall<'_>) -> Result<DateTime<Utc>, Unread> {
        let today = wall.today();
        let (day, time) = match self {
            Self::Time(time) => {
                let at = wall.instant(today, time);
                let tomorrow = || wall.instant(today.succ_opt().unwrap_or(today), time);
                return Ok(if at > wall.now { at } else { tomorrow() });
            }
            Self::Day { day, .. } => (day, NaiveTime::MIN),
            Self::Both(day, time) => (day, time),
        };
        Ok(wall.instant(day.not_just_passed(today)?, time))
    }

    fn timed(self) -> Result<(Option<Day>, NaiveTime), Unread> {
        match self {
            Self::Time(time) => Ok((None, time)),
            Self::Both(day, time) => Ok((Some(day), time)),
            Self::Day { .. } => Err(Unread::Missing),
        }
    }
}

impl Wall<'_> {
    fn today(&self) -> NaiveDate {
        local(self.now, self.zone).date_time.date()
    }

    /// Where the clocks jump over it, when they do.
    fn instant(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        instants_of(day.and_time(time), self.zone).reached()
    }
}

impl Day {
    fn in_year_of(self, today: NaiveDate) -> Result<NaiveDate, Unread> {
        self.on(today, |month, day| NaiveDate::from_ymd_opt(today.year(), month, day))
    }

    /// A date without a year is the next such date; today is one.
    fn next_from(self, today: NaiveDate) -> Result<NaiveDate, Unread> {
        self.on(today, |month, day| {
            let years = today.year()..=today.year() + LEAP_YEARS_MAX;
            let days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
            days.into_iter().find(|it| *it >= today)
        })
    }

    /// As [`Self::next_from`], where the one before it was long ago.
    fn not_just_passed(self, today: NaiveDate) -> Result<NaiveDate, Unread> {
        let next = self.next_from(today)?;
        let Self::Date { day, month, year: None } = self else { return Ok(next) };
        let years = [today.year(), today.year() - 1].into_iter();
        let days = years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
        let passed = days.into_iter().find(|it| *it < today);
        match passed {
            Some(passed) if next > today && today - passed < JUST_PASSED_MAX => {
                Err(Unread::WhichYear(format!("{day:02}.{month:02}")))
            }
            _ => Ok(next),
        }
    }

    fn on(
        self,
        today: NaiveDate,
        without_year: impl Fn(u32, u32) -> Option<NaiveDate>,
    ) -> Result<NaiveDate, Unread> {
        let (found, written) = match self {
            Self::From(days) => (today.checked_add_signed(TimeDelta::days(days)), String::new()),
            Self::Date { day, month, year: Some(year) } => {
                let found = NaiveDate::from_ymd_opt(year, month, day);
                (found, format!("{day:02}.{month:02}.{year}"))
            }
            Self::Date { day, month, year: None } => {
                (without_year(month, day), format!("{day:02}.{month:02}"))
            }
        };
        found.ok_or(Unread::NoDate(written))
    }
}

#[cfg(test)]
mod tests;
