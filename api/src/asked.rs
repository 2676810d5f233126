//! Asked: which stretch of time, as of when, and which of it? Each refusal names its parameter.

use crate::refused::{Refused, Why};
use crate::{Kind, Problem};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, Utc};
use domain::Language;
use domain::client::Zone;
use domain::zone::instants_of;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The longest period that may be asked for, in days: a leap year.
pub(crate) const PERIOD_DAYS_MAX: i64 = 366;

/// The parameters of a query that nobody has looked at yet. An empty one, as forms send it, was not given.
pub(crate) struct Fields(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Fields {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs: Result<Query<Vec<(String, String)>>, QueryRejection> =
            Query::try_from_uri(&parts.uri);
        let Query(pairs) = pairs.map_err(|it| Problem::because(Kind::BadQuery, it.body_text()))?;
        let mut fields = BTreeMap::new();
        for (name, value) in pairs {
            if fields.insert(name.clone(), value).is_some() {
                return Err(bad(&name, Why::Twice));
            }
        }
        Ok(Self(fields))
    }
}

impl Fields {
    /// The text of a parameter, if it was given.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).filter(|it| !it.is_empty())
    }

    /// A parameter as what it stands for.
    pub(crate) fn read<T, E: fmt::Display>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|it| read(&it).map_err(|why| bad(name, Why::Form(why.to_string()))))
            .transpose()
    }

    /// A parameter that can be read from its text.
    pub(crate) fn parse<T: FromStr<Err: fmt::Display>>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, Problem> {
        self.read(name, T::from_str)
    }

    /// One of a list of names.
    pub(crate) fn one_of<T: Copy, const N: usize>(
        &mut self,
        name: &str,
        all: [T; N],
        called: impl Fn(T) -> &'static str,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let found = all.into_iter().find(|it| called(*it) == text);
        let names = || all.map(&called).join(", ");
        found.map(Some).ok_or_else(|| bad(name, Why::OneOf(names())))
    }

    /// The past instant that is asked for: RFC 3339, or local time in a zone.
    pub(crate) fn as_of(
        &mut self,
        now: DateTime<Utc>,
        zone: &Zone,
    ) -> Result<Option<DateTime<Utc>>, Problem> {
        let at = self.read("as_of", |it| instant(it, zone))?;
        match at {
            Some(at) if at > now => Err(bad("as_of", Why::Future)),
            Some(_) | None => Ok(at),
        }
    }

    /// `month=2026-11`, or `from=` and `to=` (half-open); `None` where neither was given.
    pub(crate) fn dates(&mut self) -> Result<Option<Dates>, Problem> {
        let month = self.read("month", Dates::month)?;
        let from = self.read("from", date)?;
        let to = self.read("to", date)?;
        match (month, from, to) {
            (month, None, None) => Ok(month),
            (None, Some(from), Some(to)) => Dates::between(from, to).map(Some),
            (None, Some(_), None) => Err(bad("to", Why::Alone)),
            (None, None, Some(_)) => Err(bad("from", Why::Alone)),
            (Some(_), _, _) => Err(bad("month", Why::BesidePeriod)),
        }
    }

    /// How many of a list at most.
    pub(crate) fn limit(&mut self, default: usize, max: usize) -> Result<usize, Problem> {
        let limit = self.parse::<usize>("limit")?.unwrap_or(default);
        if (1..=max).contains(&limit) { Ok(limit) } else { Err(bad("limit", Why::Between(1, max))) }
    }

    /// The language that was chosen just now.
    pub(crate) fn lang(&mut self) -> Result<Option<Language>, Problem> {
        self.read("lang", |it| match it {
            "ru" => Ok(Language::Ru),
            "en" => Ok(Language::En),
            _ => Err("ru or en"),
        })
    }

    /// Refuses what nobody has looked at.
    pub(crate) fn end(self) -> Result<(), Problem> {
        match self.0.into_keys().next() {
            Some(name) => Err(bad(&name, Why::Stray)),
            None => Ok(()),
        }
    }
}

/// Whole days of a zone's calendar, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dates {
    pub(crate) from: NaiveDate,
    /// The first day after it.
    pub(crate) to: NaiveDate,
}

impl Dates {
    /// `2026-11`.
    fn month(text: &str) -> Result<Self, &'static str> {
        let first = || {
            let (year, month) = text.split_once('-')?;
            let digits = |it: &str, n| it.len() == n && it.bytes().all(|it| it.is_ascii_digit());
            let is_month = digits(year, 4) && digits(month, 2);
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).filter(|_| is_month)
        };
        first().map(Self::month_of).ok_or("a year and a month such as 2026-11")
    }

    /// The month that a day is in.
    pub(crate) fn month_of(day: NaiveDate) -> Self {
        let from = day.with_day(1).expect("every month has a first day");
        Self { from, to: from.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX) }
    }

    fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, Problem> {
        if to <= from {
            return Err(bad("to", Why::Order));
        }
        if (to - from).num_days() > PERIOD_DAYS_MAX {
            return Err(bad("to", Why::TooLong(PERIOD_DAYS_MAX)));
        }
        Ok(Self { from, to })
    }

    /// As many days before or after; of a month, the month.
    pub(crate) fn shifted(self, later: bool) -> Self {
        let (days, one) =
            (Days::new((self.to - self.from).num_days().unsigned_abs()), Months::new(1));
        let (from, to) = match (self.is_month(), later) {
            (true, true) => (Some(self.to), self.to.checked_add_months(one)),
            (true, false) => (self.from.checked_sub_months(one), Some(self.from)),
            (false, true) => (Some(self.to), self.to.checked_add_days(days)),
            (false, false) => (self.from.checked_sub_days(days), Some(self.from)),
        };
        // There is nothing before or after the ends of the calendar.
        from.zip(to).map_or(self, |(from, to)| Self { from, to })
    }

    /// Whether it is one month, and no more or less.
    pub(crate) fn is_month(self) -> bool {
        self == Self::month_of(self.from)
    }
}

impl fmt::Display for Dates {
    /// As a query names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_month() {
            write!(f, "month={}", self.from.format("%Y-%m"))
        } else {
            write!(f, "from={}&to={}", self.from, self.to)
        }
    }
}

/// A refusal of one parameter.
pub(crate) fn bad(parameter: &str, why: Why) -> Problem {
    let mut problem = Problem::because(Kind::BadQuery, format!("{parameter}: {why}"));
    problem.more.insert("parameter".to_owned(), parameter.into());
    problem.refused = Some(Box::new(Refused { parameter: parameter.to_owned(), why }));
    problem
}

fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let is_plain = text.len() == 10;
    let date = text.parse().ok().filter(|_| is_plain);
    date.ok_or("a day such as 2026-11-22")
}

fn instant(text: &str, zone: &Zone) -> Result<DateTime<Utc>, &'static str> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.to_utc());
    }
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let local = local.ok_or("an instant such as 2026-11-22T11:05:00Z")?;
    Ok(instants_of(local, zone).reached())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Fields {
        let pairs = query.split('&').filter_map(|it| it.split_once('='));
        Fields(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_has_all_its_days() {
        let month = asked("month=2026-11").dates().unwrap().unwrap();
        assert_eq!(month, Dates { from: day("2026-11-01"), to: day("2026-12-01") });
    }

    #[test]
    fn a_period_is_written_as_it_is_asked_for() {
        for query in ["month=2026-11", "from=2026-11-02&to=2026-11-09"] {
            assert_eq!(asked(query).dates().unwrap().unwrap().to_string(), query);
        }
        let month = asked("from=2026-11-01&to=2026-12-01").dates().unwrap().unwrap();
        assert_eq!(month.to_string(), "month=2026-11");
        assert_eq!(asked("month=").dates().unwrap(), None);
    }

    #[test]
    fn months_follow_months_and_weeks_weeks() {
        let of = |query: &str| asked(query).dates().unwrap().unwrap();
        assert_eq!(of("month=2026-11").shifted(true), of("month=2026-12"));
        assert_eq!(of("month=2026-03").shifted(false), of("month=2026-02"));
        let week = of("from=2026-11-02&to=2026-11-09");
        assert_eq!(week.shifted(true), of("from=2026-11-09&to=2026-11-16"));
        assert_eq!(week.shifted(false).shifted(true), week);
    }

    #[test]
    fn a_refusal_names_its_parameter() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let zone = Zone::default();
        check("month=2026-13", |it| it.dates().map(|_| ()), "month");
        check("month=2026-1", |it| it.dates().map(|_| ()), "month");
        check("month=2026-11&from=2026-11-01", |it| it.dates().map(|_| ()), "month");
        check("from=2026-11-01", |it| it.dates().map(|_| ()), "to");
        check("to=2026-11-01", |it| it.dates().map(|_| ()), "from");
        check("from=1.11.2026&to=2026-11-02", |it| it.dates().map(|_| ()), "from");
        check("from=2026-11-02&to=2026-11-02", |it| it.dates().map(|_| ()), "to");
        check("from=2025-11-02&to=2026-11-04", |it| it.dates().map(|_| ()), "to");
        check("as_of=yesterday", |it| it.as_of(now, &zone).map(|_| ()), "as_of");
        check("as_of=2026-11-22T12:00:01Z", |it| it.as_of(now, &zone).map(|_| ()), "as_of");
        check("colour=red", |it| Fields(std::mem::take(&mut it.0)).end(), "colour");
    }

    #[test]
    fn as_of_is_an_instant_or_local_time() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for text in ["2026-11-22T10:00:00Z", "2026-11-22T13:00:00+03:00", "2026-11-22T13:00"] {
            let at = asked(&format!("as_of={text}")).as_of(now, &Zone::default()).unwrap();
            assert_eq!(at.unwrap().to_rfc3339(), "2026-11-22T10:00:00+00:00", "{text}");
        }
    }

    #[track_caller]
    fn check(given: &str, ask: impl Fn(&mut Fields) -> Result<(), Problem>, then: &str) {
        let problem = ask(&mut asked(given)).unwrap_err();
        assert_eq!(problem.more["parameter"], then, "{given}");
        assert!(problem.detail.unwrap().starts_with(&format!("{then}: ")));
    }
}
