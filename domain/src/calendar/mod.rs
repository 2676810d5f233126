//! Calendars: when is service given? Published as immutable versions.

mod check;
mod stretches;
mod timetable;
mod week;
mod working_time;

pub use check::{DEPTH_MAX, Day, Problem, check};
pub use timetable::{Timetable, YEAR_MAX, YEAR_MIN};
pub use working_time::{WorkingTime, YEARS_AHEAD_MAX};

use crate::client::Zone;
use crate::zone::Release;
use crate::{Malformed, Slug};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How a day without windows is written.
const CLOSED: &str = "closed";
/// The most windows of one day.
pub const WINDOWS_MAX: usize = 12;
/// The most dates of one calendar that differ from the week.
pub const OVERRIDES_MAX: usize = 250;
/// The most blackouts of one calendar.
pub const BLACKOUTS_MAX: usize = 50;
/// The most parts of a calendar made of others.
pub const PARTS_MAX: usize = 8;

/// A window of service on a day, local civil time, half-open: `09:00-18:00`. `24:00` may end it; one that ends before
/// it begins goes on after midnight and belongs to the day it begins on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// Minutes after midnight, 0 to 1439.
    from: u16,
    /// Minutes after midnight, 0 to 1440, never `from`.
    to: u16,
}

impl Window {
    /// Minutes of the day on which it opens and closes; a window from a minute to itself is none.
    pub fn new(from: u16, to: u16) -> Option<Self> {
        (from < 1440 && to <= 1440 && from != to).then_some(Self { from, to })
    }

    /// Minutes after midnight at which it opens.
    pub fn from(self) -> u16 {
        self.from
    }

    /// Minutes after the midnight that its day begins with at which it closes: above 1440 if on the next day.
    pub fn until(self) -> u16 {
        if self.to > self.from { self.to } else { self.to + 1440 }
    }
}

impl FromStr for Window {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let minutes = |text: &str| {
            let (hours, minutes) = text.split_once(':')?;
            let two = |it: &str| (it.len() == 2).then(|| it.parse::<u16>().ok()).flatten();
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            (minutes < 60).then_some(hours * 60 + minutes)
        };
        let window = text
            .split_once('-')
            .and_then(|(from, to)| Self::new(minutes(from.trim_end())?, minutes(to.trim_start())?));
        window
            .ok_or(Malformed { expected: "a window such as 09:00-18:00, from a minute to another" })
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// The windows of one day, in order: `09:00-13:00 14:00-18:00`, or `closed`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Windows(pub Vec<Window>);

impl Windows {
    pub fn is_closed(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Windows {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text == CLOSED {
            return Ok(Self::default());
        }
        let windows = text.split_whitespace().map(Window::from_str);
        let windows = windows.collect::<Result<Vec<_>, _>>()?;
        if windows.is_empty() || windows.len() > WINDOWS_MAX {
            return Err(Malformed { expected: "1 to 12 windows with a space between, or closed" });
        }
        Ok(Self(windows))
    }
}

impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str(CLOSED),
            [first, rest @ ..] => {
                write!(f, "{first}")?;
                rest.iter().try_for_each(|it| write!(f, " {it}"))
            }
        }
    }
}

/// The windows of each day of a week; a day that is not named is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub mon: Windows,
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub tue: Windows,
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub wed: Windows,
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub thu: Windows,
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub fri: Windows,
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub sat: Windows,
    #[serde(default, skip_serializing_if = "Windows::is_closed")]
    pub sun: Windows,
}

impl Week {
    pub fn of(&self, day: Weekday) -> &Windows {
        match day {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }
}

/// A date whose windows are not its weekday's: `2026-05-01 closed`, `2026-04-30 09:00-17:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub date: NaiveDate,
    pub open: Windows,
}

impl FromStr for Override {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed { expected: "a date and its windows, or closed" };
        let (date, open) = text.split_once(' ').ok_or(malformed.clone())?;
        let date = date.parse().map_err(|_| malformed)?;
        Ok(Self { date, open: open.parse()? })
    }
}

impl fmt::Display for Override {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date, self.open)
    }
}

/// A stretch of local civil time, half-open, in which there is no service whatever the week says:
/// `2026-11-17T00:00/2026-11-18T00:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blackout {
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
}

/// How a blackout's ends are written.
const BLACKOUT_FORM: &str = "%Y-%m-%dT%H:%M";

impl FromStr for Blackout {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed =
            Malformed { expected: "a stretch such as 2026-11-17T00:00/2026-11-18T00:00" };
        let (from, to) = text.split_once('/').ok_or(malformed.clone())?;
        let end = |it| NaiveDateTime::parse_from_str(it, BLACKOUT_FORM);
        let (from, to) = (end(from).map_err(|_| malformed.clone())?, end(to));
        let to = to.ok().filter(|it| *it > from).ok_or(malformed)?;
        Ok(Self { from, to })
    }
}

impl fmt::Display for Blackout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from.format(BLACKOUT_FORM), self.to.format(BLACKOUT_FORM))
    }
}

/// A version of a calendar: `ru-8x5@3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarRef {
    pub calendar: Slug,
    pub version: u32,
}

impl FromStr for CalendarRef {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parts = text.split_once('@').and_then(|(calendar, version)| {
            let version = version.parse().ok().filter(|it| *it > 0)?;
            Some(Self { calendar: calendar.parse().ok()?, version })
        });
        parts.ok_or(Malformed { expected: "a calendar's version such as ru-8x5@3" })
    }
}

impl fmt::Display for CalendarRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.calendar, self.version)
    }
}

/// When service is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "there are few, and nearly all are weekly")]
pub enum Hours {
    /// Round the clock, every day of every year.
    Always {},
    Weekly(Weekly),
    /// Whenever all of these are open.
    Both(Vec<CalendarRef>),
    /// Whenever one of these is open.
    Either(Vec<CalendarRef>),
}

/// Hours by the week, in one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    pub zone: Zone,
    /// The release of the zone's rules.
    pub tzdb: Release,
    pub week: Week,
    /// By date, each date once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blackouts: Vec<Blackout>,
}

/// A new version of a calendar. Nothing of it ever changes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// From 1, one after the other.
    pub version: u32,
    /// From when instants are judged by it; never before it was published.
    pub effective_from: DateTime<Utc>,
    pub hours: Hours,
    /// SHA-256 of the hours as they are written canonically, hex.
    pub content: String,
}

/// Something that happened to a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Published(Box<Published>),
}

/// What the events of one calendar add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    pub versions: BTreeMap<u32, Published>,
}

impl Calendar {
    /// The calendar after one more event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Published(it) => self.versions.insert(it.version, (**it).clone()),
        };
        self
    }
}
