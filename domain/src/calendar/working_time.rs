//! Working time: when was, is and will service be given by a calendar, all its versions taken together?

use super::timetable::Timetable;
use super::week::DAY_S;
use crate::At;
use std::sync::Arc;

/// How far ahead a deadline is looked for, in years.
pub const YEARS_AHEAD_MAX: i64 = 20;
/// The same in seconds.
const AHEAD_S_MAX: i64 = YEARS_AHEAD_MAX * 366 * DAY_S;

/// When service is given by a calendar. Each instant is judged by the version in force at it: the latest one that is
/// effective by then, and before all of them the first.
///
/// Nothing is open outside the years [`YEAR_MIN`](super::YEAR_MIN) to [`YEAR_MAX`](super::YEAR_MAX).
#[derive(Debug, Clone)]
pub struct WorkingTime {
    /// By when they come in force; the first holds since ever.
    versions: Arc<[InForce]>,
}

#[derive(Debug)]
struct InForce {
    from: At,
    version: u32,
    table: Arc<Timetable>,
}

impl WorkingTime {
    /// The service by versions in their order, each with the instant it is effective from. None without any.
    pub(crate) fn new(
        versions: impl IntoIterator<Item = (u32, At, Arc<Timetable>)>,
    ) -> Option<Self> {
        let mut in_force: Vec<InForce> = Vec::new();
        for (version, effective_from, table) in versions {
            // Versions that would have come in force later never do: this one was published after them.
            while in_force.len() > 1 && in_force.last().is_some_and(|it| it.from >= effective_from)
            {
                in_force.pop();
            }
            let from = if in_force.is_empty() { At(i64::MIN) } else { effective_from };
            in_force.push(InForce { from, version, table });
        }
        (!in_force.is_empty()).then(|| Self { versions: in_force.into() })
    }

    /// The version that an instant is judged by.
    pub fn version_at(&self, at: At) -> u32 {
        self.in_force(at).version
    }

    /// Whether service is given at an instant: a wall clock of the calendar's zone reads inside its hours.
    pub fn is_open(&self, at: At) -> bool {
        self.in_force(at).table.is_open(at.0)
    }

    /// Business seconds from one instant to a later one; 0 if it is not later.
    ///
    /// Exactly the seconds at which a wall clock of the calendar's zone reads inside the hours in force. An hour that
    /// the clocks repeat counts twice, one that they jump over not at all. For any instant between, the two parts add
    /// up to the whole.
    ///
    /// * `from`, `to`: instants, whole seconds UTC; of a Telegram message, its `date`.
    ///
    /// # Example
    ///
    /// A night shift from 22:00 to 06:00 in Berlin has seven hours in the night in which the clocks go forward.
    ///
    /// ```
    /// # use domain::{At, Slug, book::Book, calendar::{Hours, Published, Week, Weekly}, client::Zone, zone};
    /// # use chrono::{DateTime, Utc};
    /// # let at = |it: &str| At::from(it.parse::<DateTime<Utc>>().unwrap());
    /// # let nights: Slug = "nights".parse()?;
    /// let week = Week { sat: "22:00-06:00".parse()?, ..Week::default() };
    /// let zone = Zone("Europe/Berlin".to_owned());
    /// let hours = Weekly { zone, tzdb: zone::newest(), week, overrides: vec![], blackouts: vec![] };
    /// # let hours = Hours::Weekly(hours);
    /// # let published = at("2026-01-01T00:00:00Z");
    /// # let effective_from = published.utc();
    /// # let it = Published { version: 1, effective_from, hours, content: String::new() };
    /// # let mut book = Book::default();
    /// # book.take_calendar(&nights, &it, published);
    /// let service = book.working_time(&nights).expect("it was taken in");
    ///
    /// let night = service.elapsed(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z"));
    ///
    /// assert_eq!(night, 7 * 3600);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn elapsed(&self, from: At, to: At) -> i64 {
        self.judged(from, to).map(|(it, from, to)| it.table.elapsed(from, to)).sum()
    }

    /// The earliest instant by which so many business seconds have gone by since `from`.
    ///
    /// What begins outside the hours starts counting when they begin. Seconds that are used up exactly when service
    /// ends are used up then, not when it begins again. Without any seconds to go by it is `from` itself.
    ///
    /// * `from`: an instant, whole seconds UTC; of a Telegram message, its `date`.
    /// * `seconds`: business seconds, not clock time: "8 hours" are one day of 09:00 to 17:00.
    ///
    /// None if they do not go by within the next [`YEARS_AHEAD_MAX`] years.
    ///
    /// # Example
    ///
    /// Two hours from Friday 16:00 in Berlin end on Monday at 10:00. The clocks went forward on the Sunday between, so
    /// 10:00 is 08:00 UTC and not 09:00.
    ///
    /// ```
    /// # use domain::{At, Slug, book::Book, calendar::{Hours, Published, Week, Weekly}, client::Zone, zone};
    /// # use chrono::{DateTime, Utc};
    /// # let at = |it: &str| At::from(it.parse::<DateTime<Utc>>().unwrap());
    /// # let days: Slug = "days".parse()?;
    /// let nine_to_five = "09:00-17:00".parse()?;
    /// let monday_and_friday = "09:00-17:00".parse()?;
    /// let week = Week { mon: nine_to_five, fri: monday_and_friday, ..Week::default() };
    /// let zone = Zone("Europe/Berlin".to_owned());
    /// let hours = Weekly { zone, tzdb: zone::newest(), week, overrides: vec![], blackouts: vec![] };
    /// # let hours = Hours::Weekly(hours);
    /// # let published = at("2026-01-01T00:00:00Z");
    /// # let effective_from = published.utc();
    /// # let it = Published { version: 1, effective_from, hours, content: String::new() };
    /// # let mut book = Book::default();
    /// # book.take_calendar(&days, &it, published);
    /// let service = book.working_time(&days).expect("it was taken in");
    ///
    /// let due = service.add(at("2026-03-27T15:00:00Z"), 2 * 3600);
    ///
    /// assert_eq!(due, Some(at("2026-03-30T08:00:00Z")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add(&self, from: At, seconds: i64) -> Option<At> {
        if seconds <= 0 {
            return Some(from);
        }
        let mut left = seconds;
        for (it, from, until) in self.judged(from, from.plus(AHEAD_S_MAX)) {
            match it.table.add(from, left, until) {
                Ok(at) => return Some(At(at)),
                Err(still) => left = still,
            }
        }
        None
    }

    /// When the n-th business day closes, counted from the first whose last close is after `start`, which is day 0.
    ///
    /// A business day is a local date on which windows begin; it closes when the last of them does, which may be after
    /// midnight. Of a calendar that is always open the dates are UTC's, and each closes when it ends. Of one that is
    /// open whenever one of its parts is, a date closes when it has closed in all of them, each in its own zone. Of one
    /// that is open whenever all are, the dates are those of the first part that has windows. None if it does not close
    /// within the next [`YEARS_AHEAD_MAX`] years.
    pub fn end_of_business_day(&self, start: At, n: u32) -> Option<At> {
        let today = start.0.div_euclid(DAY_S);
        // Wherever on Earth, the local date is one off at most, and yesterday's windows may not have closed yet.
        let dates = today - 2..today + YEARS_AHEAD_MAX * 366;
        let closes = dates.filter_map(|date| self.last_close(date)).filter(|it| *it > start);
        closes.take_while(|it| *it <= start.plus(AHEAD_S_MAX)).nth(usize::try_from(n).ok()?)
    }

    /// The open stretches between two instants, in order; none touches the next.
    pub fn stretches(&self, from: At, to: At) -> Vec<(At, At)> {
        let mut open: Vec<(At, At)> = Vec::new();
        for (it, from, to) in self.judged(from, to) {
            for (from, to) in it.table.between(from, to) {
                match open.last_mut() {
                    Some(last) if last.1.0 == from => last.1 = At(to),
                    Some(_) | None => open.push((At(from), At(to))),
                }
            }
        }
        open
    }

    /// When the last window that begins on a date closes, as far as versions are in force.
    fn last_close(&self, date: i64) -> Option<At> {
        let (from, to) = (At((date - 2) * DAY_S), At((date + 4) * DAY_S));
        let closes = self.judged(from, to).filter_map(|(it, from, to)| {
            let open = it.table.of_date(date).into_iter().rev();
            open.filter(|it| it.0 < to && it.1 > from).map(|it| it.1.min(to)).next()
        });
        closes.max().map(At)
    }

    fn in_force(&self, at: At) -> &InForce {
        let begun = self.versions.partition_point(|it| it.from <= at);
        &self.versions[begun - 1]
    }

    /// The versions that the time between two instants is judged by, each with its part of it.
    fn judged(&self, from: At, to: At) -> impl Iterator<Item = (&InForce, i64, i64)> {
        let first = self.versions.partition_point(|it| it.from <= from) - 1;
        let versions = self.versions[first..].iter();
        let ends = self.versions[first + 1..].iter().map(|it| it.from).chain([At(i64::MAX)]);
        versions
            .zip(ends)
            .map(move |(it, end)| (it, it.from.max(from).0, end.min(to).0))
            .take_while(|(_, from, to)| from < to)
    }
}
