//! Digests: when are staff told how the day stands?

use crate::book::Book;
use crate::calendar::{Hours, Published, Week, Weekly, Window, WorkingTime};
use crate::client::Zone;
use crate::{At, Malformed, Slug, zone};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A digest of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// What is to be done today.
    Morning,
    /// What was done, and that nothing was missed.
    Evening,
}

impl Which {
    pub const ALL: [Self; 2] = [Self::Morning, Self::Evening];

    pub fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Evening => "evening",
        }
    }
}

/// A time of the day on a wall clock: `9:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(u16);

impl Minute {
    /// As chrono has it.
    pub fn time(self) -> NaiveTime {
        let (hours, minutes) = (u32::from(self.0 / 60), u32::from(self.0 % 60));
        NaiveTime::from_hms_opt(hours, minutes, 0).unwrap_or_default()
    }
}

impl FromStr for Minute {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let read = |text: &str, max: u16, digits: std::ops::RangeInclusive<usize>| {
            let fits = digits.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
            text.parse::<u16>().ok().filter(|it| fits && *it <= max)
        };
        let parts = text.split_once(':');
        let minute = parts.and_then(|(hours, minutes)| {
            Some(Self(read(hours, 23, 1..=2)? * 60 + read(minutes, 59, 2..=2)?))
        });
        minute.ok_or(Malformed { expected: "a time of the day such as 9:00" })
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// When digests are sent, by the desk's clocks; one that has no time is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub morning: Option<Minute>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evening: Option<Minute>,
}

impl Default for Digests {
    fn default() -> Self {
        Self { morning: Some(Minute(9 * 60)), evening: Some(Minute(18 * 60)) }
    }
}

impl Digests {
    /// None is sent.
    pub const OFF: Self = Self { morning: None, evening: None };

    pub fn at(&self, which: Which) -> Option<Minute> {
        match which {
            Which::Morning => self.morning,
            Which::Evening => self.evening,
        }
    }
}

/// When digests are sent, from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestsSet {
    #[serde(flatten)]
    pub digests: Digests,
}

/// A digest of a day fell due. It occurred at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestDue {
    /// By the desk's clocks.
    pub date: NaiveDate,
    pub which: Which,
    /// How many of the kind were not told of the days before it, as nobody was at work to tell them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it so")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The last day of which each digest fell due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Noted {
    morning: Last,
    evening: Last,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Last {
    date: Option<NaiveDate>,
    /// Whether that was since it was last turned on.
    goes_on: bool,
}

impl Noted {
    pub fn last(&self, which: Which) -> Option<NaiveDate> {
        self.of(which).date
    }

    /// Whether one has fallen due since it was last turned on: the days after it were to be told of, too.
    pub fn goes_on(&self, which: Which) -> bool {
        self.of(which).goes_on
    }

    pub(super) fn take_in(&mut self, it: DigestDue) {
        let last = self.of_mut(it.which);
        *last = Last { date: last.date.max(Some(it.date)), goes_on: true };
    }

    /// Digests are sent at other times from now on.
    pub(super) fn set(&mut self, before: Digests, now: Digests) {
        for which in Which::ALL {
            if before.at(which).is_none() || now.at(which).is_none() {
                self.of_mut(which).goes_on = false;
            }
        }
    }

    fn of(&self, which: Which) -> &Last {
        match which {
            Which::Morning => &self.morning,
            Which::Evening => &self.evening,
        }
    }

    fn of_mut(&mut self, which: Which) -> &mut Last {
        match which {
            Which::Morning => &mut self.morning,
            Which::Evening => &mut self.evening,
        }
    }
}

/// The instant at which a wall clock of a zone first reads a time of a date, or has jumped over it; by UTC where the
/// zone is not known.
pub fn at_local(zone: &Zone, date: NaiveDate, time: NaiveTime) -> At {
    At::from(zone::instants_of(date.and_time(time), zone).reached())
}

/// When a desk is taken to work where no calendar says so: Monday to Friday from 9:00 to 18:00. None where the zone is
/// not known.
pub fn usual_hours(zone: &Zone) -> Option<WorkingTime> {
    let name: Slug = "usual".parse().ok()?;
    let day = crate::calendar::Windows(Window::new(9 * 60, 18 * 60).into_iter().collect());
    let week = Week {
        mon: day.clone(),
        tue: day.clone(),
        wed: day.clone(),
        thu: day.clone(),
        fri: day,
        ..Week::default()
    };
    let (overrides, blackouts) = (vec![], vec![]);
    let weekly = Weekly { zone: zone.clone(), tzdb: zone::newest(), week, overrides, blackouts };
    let effective_from = DateTime::<Utc>::UNIX_EPOCH;
    let (hours, content) = (Hours::Weekly(weekly), String::new());
    let mut book = Book::default();
    let published = Published { version: 1, effective_from, hours, content };
    book.take_calendar(&name, &published, At(0));
    book.working_time(&name)
}
