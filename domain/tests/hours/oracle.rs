//! Oracle: what do the hours say, read off a wall clock minute by minute?

use super::random::Case;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use domain::At;
use domain::calendar::{Hours, Weekly, Windows};
use domain::zone::{ZoneRules, rules};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which minutes of a case's span are open, read one by one.
pub(crate) struct Oracle {
    begin: At,
    open: Vec<bool>,
    /// Until when each date's windows were open, as far as the span shows; of a calendar of one version, by the week.
    closes: BTreeMap<NaiveDate, At>,
}

/// Hours with the rules of their zone at hand.
enum Wall<'a> {
    Always,
    Weekly(&'a Weekly, Arc<dyn ZoneRules>),
    All(Vec<Wall<'a>>),
    Any(Vec<Wall<'a>>),
}

impl Oracle {
    pub(crate) fn read(case: &Case) -> Self {
        let mut versions: Vec<(At, Wall<'_>)> = Vec::new();
        for it in &case.versions {
            let effective_from = At::from(it.published.effective_from).max(it.published_at);
            versions.push((effective_from, Wall::new(&it.published.hours, case)));
        }
        let mut oracle = Self { begin: case.begin, open: vec![], closes: BTreeMap::new() };
        for minute in 0..case.minutes {
            let at = case.begin.plus(minute * 60);
            let in_force = versions.iter().rev().find(|it| it.0 <= at);
            let wall = &in_force.unwrap_or(&versions[0]).1;
            oracle.open.push(wall.is_open(at));
            if let ([(_, Wall::Weekly(week, rules))], true) = (&versions[..], wall.is_open(at)) {
                for date in owners(week, reading(&**rules, at)) {
                    oracle.closes.insert(date, at.plus(60));
                }
            }
        }
        oracle
    }

    pub(crate) fn is_open(&self, at: At) -> bool {
        self.open[usize::try_from(at.since(self.begin) / 60).unwrap()]
    }

    /// Counts the open seconds of each minute between.
    pub(crate) fn elapsed(&self, from: At, to: At) -> i64 {
        let seconds = |(minute, _): (usize, &bool)| {
            let begin = self.begin.plus(i64::try_from(minute).unwrap() * 60);
            begin.plus(60).min(to).since(begin.max(from)).max(0)
        };
        self.open.iter().enumerate().filter(|it| *it.1).map(seconds).sum()
    }

    /// Walks until so many seconds were open. None if the span ends before.
    pub(crate) fn add(&self, from: At, seconds: i64) -> Option<At> {
        if seconds <= 0 {
            return Some(from);
        }
        let mut left = seconds;
        let mut at = from;
        while left > 0 {
            let minute = at.since(self.begin) / 60;
            let end = self.begin.plus((minute + 1) * 60);
            if *self.open.get(usize::try_from(minute).unwrap())? {
                let used = left.min(end.since(at));
                left -= used;
                at = at.plus(if left == 0 { used } else { end.since(at) });
            } else {
                at = end;
            }
        }
        Some(at)
    }

    /// The open stretches of the whole span.
    pub(crate) fn stretches(&self) -> Vec<(At, At)> {
        let mut stretches: Vec<(At, At)> = Vec::new();
        for (minute, _) in self.open.iter().enumerate().filter(|it| *it.1) {
            let begin = self.begin.plus(i64::try_from(minute).unwrap() * 60);
            match stretches.last_mut() {
                Some(last) if last.1 == begin => last.1 = begin.plus(60),
                Some(_) | None => stretches.push((begin, begin.plus(60))),
            }
        }
        stretches
    }

    /// When the n-th date closes, from the first that does so later. None if the span does not show it.
    pub(crate) fn end_of_business_day(&self, start: At, n: usize) -> Option<At> {
        // A date near the end may go on after it.
        let end = self.begin.plus(i64::try_from(self.open.len()).unwrap() * 60 - 2 * 86_400);
        self.closes.values().copied().filter(|it| *it > start).nth(n).filter(|it| *it < end)
    }
}

impl<'a> Wall<'a> {
    fn new(hours: &'a Hours, case: &'a Case) -> Self {
        let part = |it| Self::new(&case.parts[it], case);
        match hours {
            Hours::Always {} => Self::Always,
            Hours::Weekly(it) => Self::Weekly(it, rules(it.tzdb, &it.zone).unwrap()),
            Hours::Both(parts) => Self::All(parts.iter().map(part).collect()),
            Hours::Either(parts) => Self::Any(parts.iter().map(part).collect()),
        }
    }

    fn is_open(&self, at: At) -> bool {
        match self {
            Self::Always => true,
            Self::Weekly(week, rules) => {
                let reads = reading(&**rules, at);
                let is_black = week.blackouts.iter().any(|it| it.from <= reads && reads < it.to);
                !is_black && owners(week, reads).next().is_some()
            }
            Self::All(parts) => parts.iter().all(|it| it.is_open(at)),
            Self::Any(parts) => parts.iter().any(|it| it.is_open(at)),
        }
    }
}

/// What the wall clock reads.
fn reading(rules: &dyn ZoneRules, at: At) -> NaiveDateTime {
    let offset = i64::from(rules.offset_at(at));
    DateTime::from_timestamp(at.0 + offset, 0).unwrap().naive_utc()
}

/// Today if the clock reads inside a window of today, and yesterday if it reads inside one that goes on after midnight.
fn owners(week: &Weekly, reads: NaiveDateTime) -> impl Iterator<Item = NaiveDate> {
    let today = reads.date();
    let minute = u16::try_from(reads.hour() * 60 + reads.minute()).unwrap();
    [(today, minute), (today.pred_opt().unwrap(), minute + 1440)].into_iter().filter_map(
        move |(date, minute)| {
            let windows = windows_of(week, date);
            let inside = windows.0.iter().any(|it| it.from() <= minute && minute < it.until());
            inside.then_some(date)
        },
    )
}

fn windows_of(week: &Weekly, date: NaiveDate) -> &Windows {
    let overridden = week.overrides.iter().find(|it| it.date == date);
    overridden.map_or_else(|| week.week.of(date.weekday()), |it| &it.open)
}
