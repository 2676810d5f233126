//! The axis: where do days or hours begin on a drawing, and what is written there?

use crate::asked::Dates;
use crate::pages::lanes::Stretch;
use crate::words::Words;
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use domain::civil::CivilTime;

/// The hours between two marks of one day.
const HOURS: usize = 3;
/// The most days that each have their mark.
const DAYS_MAX: i64 = 31;
/// Days between two marks where there are more.
const DAYS: usize = 7;

/// A mark with what is written at it.
pub(super) struct Tick {
    pub(super) x: String,
    pub(super) label: String,
}

/// The marks of whole days in a zone: hours of one day, else days.
pub(super) fn of(words: Words, dates: Dates, civil: &CivilTime, stretch: Stretch) -> Vec<Tick> {
    let days = (dates.to - dates.from).num_days();
    let mark = |day: NaiveDate, time: NaiveTime, label: String| Tick {
        x: stretch.percent(civil.reaches(day.and_time(time))),
        label,
    };
    if days == 1 {
        let hours = (0..24).step_by(HOURS).filter_map(|it| NaiveTime::from_hms_opt(it, 0, 0));
        return hours.map(|it| mark(dates.from, it, format!("{:02}:00", it.hour()))).collect();
    }
    let step = if days > DAYS_MAX { DAYS } else { 1 };
    let begins = dates.from.iter_days().take_while(|it| *it < dates.to).step_by(step);
    begins
        .map(|day| {
            let label = match days {
                2..=7 => format!("{} {}", words.weekday(day.weekday()), day.day()),
                8..=31 => day.day().to_string(),
                _ => words.day_short(day),
            };
            mark(day, NaiveTime::MIN, label)
        })
        .collect()
}
