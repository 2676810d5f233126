//! Opening: on which days is a calendar open, from when to when, and for how long in each month?

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use domain::book::Book;
use domain::calendar::{CalendarRef, DEPTH_MAX, Hours, Published, WorkingTime};
use domain::client::Zone;
use domain::zone::{ZoneRules, instants_by, newest, rules};
use domain::{At, Slug};
use serde::Serialize;
use std::sync::Arc;

/// The name under which hours are looked at that are not published yet. No people would give it to a calendar.
const UNPUBLISHED: &str = "-";
/// How a time of day is shown.
const TIME: &str = "%H:%M";

/// Hours as they would be if they had held since ever, and a wall clock to read them by.
pub(crate) struct Opening {
    pub(crate) service: WorkingTime,
    pub(crate) zone: Zone,
    rules: Arc<dyn ZoneRules>,
}

/// A day and when it is open: local time. What begins before midnight and ends after it is part of both days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    pub(crate) open: Vec<String>,
    /// How many seconds the clocks are put forward on it; below 0 if back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clocks_s: Option<i32>,
}

/// A month, by its first day, and how much of it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Month {
    pub(crate) first: NaiveDate,
    /// Days that are open at all.
    pub(crate) days: usize,
    pub(crate) open_s: i64,
}

impl Opening {
    /// * `book`: has what the hours are made of.
    ///
    /// None where something of that, or a zone's rules, is not at hand.
    pub(crate) fn new(hours: &Hours, book: &Book) -> Option<Self> {
        let (zone, release) =
            zone_of(hours, book, DEPTH_MAX).unwrap_or_else(|| (Zone("UTC".to_owned()), newest()));
        let mut book = book.clone();
        let name: Slug = UNPUBLISHED.parse().expect("it is a name");
        let since_ever = DateTime::UNIX_EPOCH;
        let (hours, content) = (hours.clone(), String::new());
        let it = Published { version: 1, effective_from: since_ever, hours, content };
        book.take_calendar(&name, &it, since_ever.into());
        let service = book.working_time(&name)?;
        Some(Self { service, rules: rules(release, &zone)?, zone })
    }

    /// What the wall clock reads at an instant.
    pub(crate) fn local(&self, at: At) -> NaiveDateTime {
        at.utc().naive_utc() + TimeDelta::seconds(self.rules.offset_at(at).into())
    }

    /// What the time is called at an instant: `MSK`.
    pub(crate) fn time_name(&self, at: At) -> String {
        self.rules.abbreviation_at(at)
    }

    /// When the wall clock first reads this, or jumps over it.
    pub(crate) fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        instants_by(&*self.rules, local).reached()
    }

    /// So many days from a date on.
    pub(crate) fn days(&self, from: NaiveDate, count: u64) -> Vec<Day> {
        (0..count).map(|it| self.day(from + Days::new(it))).collect()
    }

    fn day(&self, date: NaiveDate) -> Day {
        let (begin, end) = (self.midnight(date), self.midnight(date + Days::new(1)));
        let time = |at: At| {
            let local = self.local(at);
            if local.date() > date { "24:00".to_owned() } else { local.format(TIME).to_string() }
        };
        let open = self.service.stretches(begin, end).into_iter();
        let open = open.map(|(from, to)| format!("{}-{}", time(from), time(to))).collect();
        let clocks = self.rules.offset_at(end) - self.rules.offset_at(begin);
        Day { date, open, clocks_s: (clocks != 0).then_some(clocks) }
    }

    /// The days from a date on, so many of them, on which the clocks are put forward or back.
    pub(crate) fn changes(&self, from: NaiveDate, count: u64) -> Vec<Day> {
        self.days(from, count).into_iter().filter(|it| it.clocks_s.is_some()).collect()
    }

    /// So many months from the one that a date lies in on.
    pub(crate) fn months(&self, from: NaiveDate, count: u32) -> Vec<Month> {
        let first = from.with_day(1).unwrap_or(from);
        (0..count).map(|it| self.month(first + chrono::Months::new(it))).collect()
    }

    fn month(&self, first: NaiveDate) -> Month {
        let next = first + chrono::Months::new(1);
        let open_s = self.service.elapsed(self.midnight(first), self.midnight(next));
        let dates = first.iter_days().take_while(|it| *it < next);
        let is_open = |it: &NaiveDate| {
            self.service.elapsed(self.midnight(*it), self.midnight(*it + Days::new(1))) > 0
        };
        Month { first, days: dates.filter(is_open).count(), open_s }
    }

    fn midnight(&self, date: NaiveDate) -> At {
        self.instant(date.and_time(NaiveTime::MIN)).into()
    }
}

/// The zone by which hours are read, and its release; of those made of others, of the first that has one.
fn zone_of(hours: &Hours, book: &Book, depth: usize) -> Option<(Zone, domain::zone::Release)> {
    match hours {
        Hours::Always {} => None,
        Hours::Weekly(it) => Some((it.zone.clone(), it.tzdb)),
        Hours::Both(parts) | Hours::Either(parts) => {
            let depth = depth.checked_sub(1)?;
            let mut hours = parts.iter().filter_map(|it: &CalendarRef| book.calendar(it));
            hours.find_map(|it| zone_of(&it.hours, book, depth))
        }
    }
}

/// A length of time as people read it: `171 h`, `7 h 30 min`.
pub(crate) fn length(seconds: i64) -> String {
    let (sign, all) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
    match (all / 3600, all / 60 % 60) {
        (0, minutes) => format!("{sign}{minutes} min"),
        (hours, 0) => format!("{sign}{hours} h"),
        (hours, minutes) => format!("{sign}{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calendar::{Week, Weekly};

    fn night_shift() -> Opening {
        let (sat, mon) = ("22:00-06:00".parse().unwrap(), "09:00-17:30".parse().unwrap());
        let week = Week { sat, mon, ..Week::default() };
        let zone = Zone("Europe/Berlin".to_owned());
        let weekly = Weekly { zone, tzdb: newest(), week, overrides: vec![], blackouts: vec![] };
        Opening::new(&Hours::Weekly(weekly), &Book::default()).unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_day_shows_what_of_a_night_lies_in_it_and_how_the_clocks_change() {
        let shown: Vec<_> = night_shift()
            .days(date("2026-03-28"), 3)
            .into_iter()
            .map(|it| (it.open.join(" "), it.clocks_s))
            .collect();
        let (sat, sun) = ("22:00-24:00".to_owned(), "00:00-06:00".to_owned());
        assert_eq!(shown, [(sat, None), (sun, Some(3600)), ("09:00-17:30".to_owned(), None)]);
        let back = night_shift().changes(date("2026-03-30"), 300);
        assert_eq!(back.iter().map(|it| it.clocks_s).collect::<Vec<_>>(), [Some(-3600)]);
    }

    #[test]
    fn the_months_are_counted_by_the_calendars_own_clock() {
        // Four nights of eight hours, one of them an hour short, and five Mondays.
        let months = night_shift().months(date("2026-03-15"), 2);
        assert_eq!((months[0].first, months[0].days), (date("2026-03-01"), 14));
        // The night of 28 February ends in March at six o'clock.
        assert_eq!(months[0].open_s, (6 + 4 * 8 - 1) * 3600 + 5 * (8 * 3600 + 1800));
        assert_eq!(months[1].first, date("2026-04-01"));
    }

    #[test]
    fn lengths_are_read_in_hours() {
        for (seconds, shown) in
            [(0, "0 min"), (3600, "1 h"), (27_000, "7 h 30 min"), (-60, "-1 min")]
        {
            assert_eq!(length(seconds), shown);
        }
    }
}
