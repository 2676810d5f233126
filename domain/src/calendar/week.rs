//! Week: when do windows of local time open and close, as instants?

use super::stretches::{Stretch, united, without};
use super::{Weekly, Windows};
use crate::At;
use crate::zone::{ZoneRules, rules};
use chrono::{NaiveDate, NaiveTime, Weekday};
use std::sync::Arc;

pub(super) const DAY_S: i64 = 24 * 3600;
/// The farthest that a zone's clocks are from UTC, and a little more.
const OFFSET_S_MAX: i64 = 26 * 3600;

/// Hours by the week, ready to be read: local time is in seconds after 1970-01-01T00:00 on the wall clock.
pub(super) struct LocalWeek {
    rules: Arc<dyn ZoneRules>,
    /// From Monday, in seconds after midnight.
    days: [Vec<Stretch>; 7],
    /// By date, in days after 1970-01-01.
    overrides: Vec<(i64, Vec<Stretch>)>,
    blackouts: Vec<Stretch>,
}

impl LocalWeek {
    /// None where the zone's rules are not at hand.
    pub(super) fn new(weekly: &Weekly) -> Option<Self> {
        let seconds = |it: &Windows| {
            let windows = it.0.iter();
            let windows = windows.map(|it| (i64::from(it.from()) * 60, i64::from(it.until()) * 60));
            united(windows.collect())
        };
        let overrides = weekly.overrides.iter().map(|it| (days_of(it.date), seconds(&it.open)));
        let mut overrides: Vec<_> = overrides.collect();
        overrides.sort_unstable();
        let blackouts = weekly.blackouts.iter();
        let blackouts =
            blackouts.map(|it| (it.from.and_utc().timestamp(), it.to.and_utc().timestamp()));
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        Some(Self {
            rules: rules(weekly.tzdb, &weekly.zone)?,
            days: days.map(|it| seconds(weekly.week.of(it))),
            overrides,
            blackouts: united(blackouts.collect()),
        })
    }

    /// The open stretches between two instants.
    pub(super) fn between(&self, from: i64, to: i64) -> Vec<Stretch> {
        self.read(from, to, |_| true)
    }

    /// The open stretches of the windows that begin on one date, the tail after midnight included.
    pub(super) fn of_date(&self, date: i64) -> Vec<Stretch> {
        let midnight = date * DAY_S;
        let (from, to) = (midnight - OFFSET_S_MAX, midnight + 2 * DAY_S + OFFSET_S_MAX);
        self.read(from, to, |it| it == date)
    }

    /// Wherever the offset is constant, local time is a shifted line, and windows are cut to what of it there was: a
    /// repeated hour is open twice, one that is jumped over never.
    fn read(&self, from: i64, to: i64, wanted: impl Fn(i64) -> bool) -> Vec<Stretch> {
        let mut open = Vec::new();
        let mut begin = from;
        while begin < to {
            let end = self.rules.next_change(At(begin)).map_or(to, |it| it.0.min(to));
            let offset = i64::from(self.rules.offset_at(At(begin)));
            let (first, last) = (begin + offset, end + offset);
            // A window that began the day before may reach into the first.
            for date in first.div_euclid(DAY_S) - 1..=last.div_euclid(DAY_S) {
                let windows = if wanted(date) { self.windows(date) } else { &[] };
                for (opens, closes) in windows {
                    let window = (date * DAY_S + opens, date * DAY_S + closes);
                    for (opens, closes) in without(window, &self.blackouts) {
                        open.push((opens.max(first) - offset, closes.min(last) - offset));
                    }
                }
            }
            begin = end;
        }
        united(open)
    }

    /// The windows that begin on a date, in seconds after its midnight.
    fn windows(&self, date: i64) -> &[Stretch] {
        if let Ok(place) = self.overrides.binary_search_by_key(&date, |it| it.0) {
            return &self.overrides[place].1;
        }
        // 1970-01-01 was a Thursday.
        let weekday = usize::try_from((date + 3).rem_euclid(7)).expect("a weekday is small");
        &self.days[weekday]
    }
}

/// Days after 1970-01-01.
pub(super) fn days_of(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp().div_euclid(DAY_S)
}

/// The first second of a year, UTC.
pub(super) fn year_begins(year: i32) -> i64 {
    let first = NaiveDate::from_yo_opt(year, 1).expect("a year that chrono has");
    days_of(first) * DAY_S
}
