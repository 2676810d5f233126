//! Asked: what do the words after a command of routing mean?

use crate::times::Times;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use commands::client::route::Change;
use domain::zone::{instants_by, newest, rules};
use domain::{PersonId, Slug};

/// Words in the place of a team or a person that mean none.
const NOBODY: [&str; 3] = ["-", "none", "нет"];
/// Words before a date that say nothing themselves.
const UNTIL: [&str; 2] = ["until", "до"];

/// What of a client's route is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Routed {
    Team,
    Responsible,
    Deputy,
}

impl Routed {
    pub(super) fn put(self, change: &mut Change, person: Option<PersonId>) {
        match self {
            Self::Team => (),
            Self::Responsible => change.responsible = Some(person),
            Self::Deputy => change.deputy = Some(person),
        }
    }
}

/// `team=network`, and what it names.
pub(super) fn setting(word: &str) -> Option<(Routed, &str)> {
    let (what, value) = word.split_once('=')?;
    let what = match what {
        "team" => Routed::Team,
        "responsible" => Routed::Responsible,
        "deputy" => Routed::Deputy,
        _ => return None,
    };
    let value = if NOBODY.contains(&value) { "-" } else { value };
    (!value.is_empty()).then_some((what, value))
}

/// A word that no team can be called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoTeam;

/// A team's name; nothing where none is meant.
pub(super) fn team(word: &str) -> Result<Option<Slug>, NoTeam> {
    if NOBODY.contains(&word) {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| NoTeam)
}

/// A date or a time that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoDate;

/// When something ends, by the clocks of those who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Day(u32, u32, Option<i32>),
    Time(NaiveTime),
}

/// Words in any order: a handle, a date, a time, and what is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) handle: Option<String>,
    pub(super) nobody: bool,
    pub(super) others: Vec<String>,
    ends: Vec<End>,
    says_until: bool,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        for word in text.split_whitespace() {
            if UNTIL.contains(&word) {
                words.says_until = true;
            } else if NOBODY.contains(&word) {
                words.nobody = true;
            } else if word.starts_with('@') {
                words.handle = Some(word.to_owned());
            } else if let Some(end) = end(word) {
                words.ends.push(end);
            } else {
                words.others.push(word.to_owned());
            }
        }
        words
    }

    /// The instant that date and time name: a date alone is its beginning, a time alone the next such time, and a date
    /// without a year the next such date. None where neither is named.
    pub(super) fn end(&self, times: &Times) -> Result<Option<DateTime<Utc>>, NoDate> {
        let rules = rules(newest(), &times.zone).ok_or(NoDate)?;
        let offset = TimeDelta::seconds(rules.offset_at(times.now.into()).into());
        let now = (times.now + offset).naive_utc();
        let local = match self.ends.as_slice() {
            [] if self.says_until => return Err(NoDate),
            [] => return Ok(None),
            [End::Time(time)] => {
                let today = now.date().and_time(*time);
                if today > now { today } else { today + TimeDelta::days(1) }
            }
            [End::Day(day, month, year)] => {
                date(*day, *month, *year, now)?.and_time(NaiveTime::MIN)
            }
            [End::Day(day, month, year), End::Time(time)] => {
                date(*day, *month, *year, now)?.and_time(*time)
            }
            _ => return Err(NoDate),
        };
        Ok(Some(instants_by(&*rules, local).reached()))
    }
}

fn date(day: u32, month: u32, year: Option<i32>, now: NaiveDateTime) -> Result<NaiveDate, NoDate> {
    let of = |year| NaiveDate::from_ymd_opt(year, month, day);
    let found = match year {
        Some(year) => of(year),
        None => of(now.year()).filter(|it| *it >= now.date()).or_else(|| of(now.year() + 1)),
    };
    found.ok_or(NoDate)
}

fn end(word: &str) -> Option<End> {
    if let Ok(time) = NaiveTime::parse_from_str(word, "%H:%M") {
        return Some(End::Time(time));
    }
    if let Ok(date) = NaiveDate::parse_from_str(word, "%Y-%m-%d") {
        return Some(End::Day(date.day(), date.month(), Some(date.year())));
    }
    let mut parts = word.split('.');
    let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let year = match parts.next() {
        Some(year) => Some(year.parse().ok()?),
        None => None,
    };
    parts.next().is_none().then_some(End::Day(day, month, year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
    use domain::client::Zone;

    /// Noon of Monday, 23 November 2026, in Moscow.
    #[track_caller]
    fn check(text: &str, then: Result<Option<&str>, NoDate>) {
        let zone = Zone("Europe/Moscow".to_owned());
        let times = Times::new(Language::Ru, &zone, "2026-11-23T09:00:00Z".parse().unwrap());
        let then = then.map(|it| it.map(|it| it.parse::<DateTime<Utc>>().unwrap()));
        assert_eq!(Words::of(text).end(&times), then, "{text}");
    }

    #[test]
    fn an_end_is_named_as_people_write_it() {
        check("", Ok(None));
        check("until 25.11", Ok(Some("2026-11-24T21:00:00Z")));
        check("до 25.11 09:00", Ok(Some("2026-11-25T06:00:00Z")));
        check("2026-12-01", Ok(Some("2026-11-30T21:00:00Z")));
        check("01.12.2027", Ok(Some("2027-11-30T21:00:00Z")));
        check("18:00", Ok(Some("2026-11-23T15:00:00Z")));
    }

    #[test]
    fn what_has_gone_by_is_the_next_of_its_kind() {
        check("11:00", Ok(Some("2026-11-24T08:00:00Z")));
        check("01.02", Ok(Some("2027-01-31T21:00:00Z")));
    }

    #[test]
    fn what_is_no_date_is_said_to_be_none() {
        for text in ["31.02", "until", "25.11 26.11", "09:00 25.11"] {
            check(text, Err(NoDate));
        }
    }

    #[test]
    fn words_come_in_any_order() {
        let words = Words::of("network @olga до 25.11");
        assert_eq!(
            (words.handle.as_deref(), words.others.as_slice()),
            (Some("@olga"), &["network".to_owned()][..])
        );
        assert!(Words::of("-").nobody);
        assert_eq!(setting("deputy=нет"), Some((Routed::Deputy, "-")));
        assert_eq!(setting("deputy="), None);
        assert_eq!(team("none"), Ok(None));
    }
}
