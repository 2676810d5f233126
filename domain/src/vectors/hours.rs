//! Hours: how is a calendar written in a file of vectors?

use super::slug;
use crate::calendar::{Blackout, CalendarRef, Hours, Override, Week, Weekly, Windows};
use crate::client::Zone;
use crate::zone;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A calendar of a file of vectors: always open, made of others, or by the week.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSpec {
    #[serde(default)]
    always: bool,
    #[serde(default)]
    intersect: Vec<String>,
    #[serde(default)]
    union: Vec<String>,
    tz: Option<String>,
    #[serde(default)]
    week: BTreeMap<String, Vec<(String, String)>>,
    #[serde(default)]
    overrides: BTreeMap<NaiveDate, Vec<(String, String)>>,
    #[serde(default)]
    blackouts: Vec<(String, String)>,
    /// Where it was taken from.
    #[serde(default)]
    source: Option<String>,
}

impl HoursSpec {
    /// The names of the calendars that it is made of.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        self.intersect.iter().chain(&self.union).map(String::as_str)
    }

    /// Where its dates were taken from, where the file says.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    pub(super) fn hours(&self) -> Result<Hours, String> {
        let first = |names: &[String]| {
            let refs = names.iter().map(|it| Ok(CalendarRef { calendar: slug(it)?, version: 1 }));
            refs.collect::<Result<Vec<_>, String>>()
        };
        match (self.always, self.intersect.is_empty(), self.union.is_empty(), &self.tz) {
            (true, true, true, None) => Ok(Hours::Always {}),
            (false, false, true, None) => Ok(Hours::Both(first(&self.intersect)?)),
            (false, true, false, None) => Ok(Hours::Either(first(&self.union)?)),
            (false, true, true, Some(zone)) => Ok(Hours::Weekly(self.weekly(zone)?)),
            _ => Err("a calendar is always open, by the week, or made of others".to_owned()),
        }
    }

    fn weekly(&self, zone: &str) -> Result<Weekly, String> {
        let mut week = Week::default();
        for (day, open) in &self.week {
            let place = match day.as_str() {
                "mon" => &mut week.mon,
                "tue" => &mut week.tue,
                "wed" => &mut week.wed,
                "thu" => &mut week.thu,
                "fri" => &mut week.fri,
                "sat" => &mut week.sat,
                "sun" => &mut week.sun,
                _ => return Err(format!("week: there is no day {day}")),
            };
            *place = windows(open)?;
        }
        let overrides = self.overrides.iter();
        let overrides =
            overrides.map(|(date, it)| Ok(Override { date: *date, open: windows(it)? }));
        let blackouts = self.blackouts.iter().map(|(from, to)| {
            let blackout = format!("{from}/{to}").parse::<Blackout>();
            blackout.map_err(|it| format!("blackouts: {it}"))
        });
        Ok(Weekly {
            zone: Zone(zone.to_owned()),
            tzdb: zone::newest(),
            week,
            overrides: overrides.collect::<Result<_, String>>()?,
            blackouts: blackouts.collect::<Result<_, String>>()?,
        })
    }
}

fn windows(open: &[(String, String)]) -> Result<Windows, String> {
    let windows = open.iter().map(|(from, to)| {
        format!("{from}-{to}").parse().map_err(|it| format!("{from}-{to}: {it}"))
    });
    windows.collect::<Result<Vec<_>, String>>().map(Windows)
}
