//! Days: on which days does the story play, so that there is a weekend in it whenever the demo is started?

use anyhow::{Context, Result};
use chrono::{DateTime, Datelike, Days as Count, NaiveDate, NaiveTime, Utc, Weekday};
use domain::client::Zone;
use domain::zone::{instants_of, local};

/// The name of the zone in which the demo's people live.
pub(super) const ZONE: &str = "Europe/Moscow";
/// How many days without work make a weekend.
const REST_DAYS_MIN: i64 = 2;
/// The farthest that a weekend is looked for; no holidays are longer.
const DAYS_BACK_MAX: usize = 60;

/// The days of the story, as its people count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    /// The last day of work before a weekend, mostly a Friday.
    pub(super) friday: NaiveDate,
    /// The first one after it.
    pub(super) monday: NaiveDate,
    /// The last one before the present day; it may be that Monday.
    pub(super) eve: NaiveDate,
}

impl Days {
    /// The last days of the kind that are over.
    ///
    /// * `works`: whether people work at an instant.
    ///
    /// # Errors
    ///
    /// Nobody has worked, or rested, for two months.
    pub(super) fn before(
        present: DateTime<Utc>,
        works: impl Fn(DateTime<Utc>) -> bool,
    ) -> Result<Self> {
        let today = local(present, &zone()).date_time.date();
        let earlier = (1..).map_while(|it| today.checked_sub_days(Count::new(it)));
        let works_on = |it: &NaiveDate| works(instant(*it, (10, 0)));
        let mut of_work = earlier.take(DAYS_BACK_MAX).filter(works_on);
        let eve = of_work.next().context("the demo's calendar has no day of work")?;
        let mut monday = eve;
        for day in of_work {
            if (monday - day).num_days() > REST_DAYS_MIN {
                return Ok(Self { friday: day, monday, eve });
            }
            monday = day;
        }
        anyhow::bail!("the demo's calendar has no weekend")
    }
}

/// An hour and minute of a day, as the demo's people read it. Moscow's clocks are not changed; where they were, the
/// jump over it.
pub(super) fn instant(day: NaiveDate, (hour, minute): (u32, u32)) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    instants_of(day.and_time(time), &zone()).reached()
}

/// The next Monday at nine in the morning.
pub(super) fn monday_after(now: DateTime<Utc>) -> DateTime<Utc> {
    let mondays =
        local(now, &zone()).date_time.date().iter_days().filter(|it| it.weekday() == Weekday::Mon);
    let mut mornings = mondays.map(|it| instant(it, (9, 0)));
    mornings.find(|it| *it > now).unwrap_or(now)
}

fn zone() -> Zone {
    Zone(ZONE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weekend_of_the_story_is_the_last_one_that_a_day_of_work_has_followed() {
        // A Sunday, a Monday, and a Tuesday.
        check("2026-11-22T12:00:00Z", ["2026-11-13", "2026-11-16", "2026-11-20"]);
        check("2026-11-23T12:00:00Z", ["2026-11-13", "2026-11-16", "2026-11-20"]);
        check("2026-11-24T12:00:00Z", ["2026-11-20", "2026-11-23", "2026-11-23"]);
        // Late in the evening by UTC it is Tuesday already in Moscow.
        check("2026-11-23T21:30:00Z", ["2026-11-20", "2026-11-23", "2026-11-23"]);
    }

    #[test]
    fn a_single_day_of_rest_is_no_weekend() {
        let works = |at: DateTime<Utc>| {
            let day = local(at, &zone()).date_time.date();
            day.weekday() != Weekday::Sun
        };
        assert!(Days::before("2026-11-22T12:00:00Z".parse().unwrap(), works).is_err());
    }

    #[test]
    fn the_next_monday_is_always_ahead() {
        for (now, monday) in [
            ("2026-11-22T12:00:00Z", "2026-11-23T06:00:00Z"),
            ("2026-11-23T05:59:59Z", "2026-11-23T06:00:00Z"),
            ("2026-11-23T06:00:00Z", "2026-11-30T06:00:00Z"),
            ("2026-11-22T21:30:00Z", "2026-11-23T06:00:00Z"),
        ] {
            let expected: DateTime<Utc> = monday.parse().unwrap();
            assert_eq!(monday_after(now.parse().unwrap()), expected, "{now}");
        }
    }

    #[track_caller]
    fn check(present: &str, [friday, monday, eve]: [&str; 3]) {
        let works = |at: DateTime<Utc>| {
            let day = local(at, &zone()).date_time.date();
            !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        };
        let day = |it: &str| it.parse().unwrap();
        let then = Days { friday: day(friday), monday: day(monday), eve: day(eve) };
        assert_eq!(Days::before(present.parse().unwrap(), works).unwrap(), then);
    }
}
