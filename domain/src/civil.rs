//! Civil time: by the clocks of which zone, and by which release of its rules, do a period's days begin?

use crate::book::Book;
use crate::client::Zone;
use crate::compliance::Period;
use crate::zone::{Local, RELEASES, Release, ZoneRules, instants_by, local_by, newest, rules};
use crate::{At, Slug};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::sync::Arc;

/// How long after its end a period is closed, in seconds: Telegram delivers for a day, and an hour is for us.
pub const CLOSING_S: i64 = 25 * 3_600;

/// A zone, and the release of its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CivilTime {
    pub zone: Zone,
    pub tzdb: Release,
}

impl CivilTime {
    /// By the newest release: for what is told of the present, and is bound to no period.
    pub fn of_today(zone: Zone) -> Self {
        Self { zone, tzdb: newest() }
    }

    /// What its clocks read: by its release, or where that has no such zone, by the first later one that has it. None of
    /// a zone that no release has; such clocks read UTC.
    pub fn rules(&self) -> Option<Arc<dyn ZoneRules>> {
        let later = RELEASES.into_iter().filter(|it| *it >= self.tzdb);
        later.into_iter().find_map(|it| rules(it, &self.zone))
    }

    /// What its clocks read at an instant.
    pub fn local(&self, at: At) -> Local {
        local_by(self.rules().as_deref(), at.utc())
    }

    /// The first instant of a day.
    pub fn begin(&self, day: NaiveDate) -> At {
        self.reaches(day.and_time(NaiveTime::MIN))
    }

    /// The first instant at which its clocks have come to a reading.
    pub fn reaches(&self, reading: NaiveDateTime) -> At {
        let at = self.rules().map(|it| instants_by(&*it, reading).reached());
        at.unwrap_or(reading.and_utc()).into()
    }
}

/// What was agreed on by and by that says how days are told: by a client, or by the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreed {
    /// Each with when it was recorded, in the order of the log.
    zones: Vec<(At, Zone)>,
    calendars: Vec<(At, Slug)>,
}

impl Agreed {
    pub fn take_zone(&mut self, recorded: At, zone: Zone) {
        self.zones.push((recorded, zone));
    }

    pub fn take_calendar(&mut self, recorded: At, calendar: Slug) {
        self.calendars.push((recorded, calendar));
    }

    /// Whether anything was agreed on by an instant.
    pub fn is_known_by(&self, instant: At) -> bool {
        self.zones.iter().any(|it| it.0 <= instant)
    }

    /// By which clocks days were told at an instant, as recorded by then: in the zone that was agreed on last, by the
    /// release that the calendar named which was in force. Without one, by the newest that any calendar named; without
    /// any, by the oldest there is, which stays the oldest whatever is shipped later.
    ///
    /// Whoever was not known by then goes by what was agreed on first.
    pub fn civil_time(&self, book: &Book, at: At) -> CivilTime {
        let zone = last_by(&self.zones, at).or_else(|| self.zones.first().map(|it| &it.1));
        let calendar = last_by(&self.calendars, at);
        let tzdb = calendar
            .and_then(|it| book.release_at(it, at))
            .or_else(|| book.newest_release_by(at))
            .unwrap_or(RELEASES[0]);
        CivilTime { zone: zone.cloned().unwrap_or_default(), tzdb }
    }
}

fn last_by<T>(all: &[(At, T)], instant: At) -> Option<&T> {
    all.iter().rfind(|it| it.0 <= instant).map(|it| &it.1)
}

/// Whole days, by whose clocks they were told, and the stretch of time that they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    pub civil: CivilTime,
    pub period: Period,
}

impl Days {
    /// The days from one local date to a later one, which is no longer among them, as asked for at an instant. What is
    /// recorded once they are closed moves neither end.
    pub fn of(agreed: &Agreed, book: &Book, (from, to): (NaiveDate, NaiveDate), at: At) -> Self {
        let civil = agreed.civil_time(book, bound_at(to, at));
        let period = Period { from: civil.begin(from), to: civil.begin(to) };
        Self { civil, period }
    }
}

/// As of when the clocks of days are looked up that end with a date: as of when they are asked for, until they are
/// closed. Where they end depends on those clocks, so that it is the end by UTC.
pub fn bound_at(to: NaiveDate, at: At) -> At {
    let end = At::from(to.and_time(NaiveTime::MIN).and_utc());
    at.min(end.plus(CLOSING_S))
}
