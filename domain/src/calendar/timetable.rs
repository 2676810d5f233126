//! Timetable: in which stretches is one version of a calendar open, and how much of them lies between two instants?

use super::stretches::{Stretch, common, united};
use super::week::{DAY_S, LocalWeek, year_begins};
use super::{CalendarRef, Hours};
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

/// The first year that calendars know.
pub const YEAR_MIN: i32 = 1970;
/// The last year that calendars know. Before the first and after this one, nothing is ever open.
pub const YEAR_MAX: i32 = 2169;
/// A year is never longer, in seconds.
const YEAR_S_MAX: i64 = 366 * DAY_S;

/// When each year begins, and when the last one ends.
static YEARS: LazyLock<Vec<i64>> =
    LazyLock::new(|| (YEAR_MIN..=YEAR_MAX + 1).map(year_begins).collect());

/// The compiled hours of one version of a calendar. Years are computed when they are first asked for.
pub struct Timetable {
    hours: Compiled,
    years: Box<[OnceLock<Year>]>,
}

enum Compiled {
    Always,
    Weekly(Box<LocalWeek>),
    Both(Vec<Arc<Timetable>>),
    Either(Vec<Arc<Timetable>>),
}

/// The open stretches of one year, UTC.
struct Year {
    open: Vec<Counted>,
    total: i64,
}

struct Counted {
    from: i64,
    to: i64,
    /// Open seconds of the year before it.
    before: i64,
}

impl Year {
    fn new(stretches: Vec<Stretch>) -> Self {
        let mut total = 0;
        let counted = |(from, to)| {
            let before = total;
            total += to - from;
            Counted { from, to, before }
        };
        let open = stretches.into_iter().map(counted).collect();
        Self { open, total }
    }

    /// Open seconds of the year before an instant.
    fn counted(&self, at: i64) -> i64 {
        let begun = self.open.partition_point(|it| it.from < at);
        match begun.checked_sub(1) {
            Some(last) => {
                let Counted { from, to, before } = self.open[last];
                before + to.min(at) - from
            }
            None => 0,
        }
    }

    /// The first instant with so many open seconds of the year before it: from 1 to `total`.
    fn used_up(&self, seconds: i64) -> i64 {
        let short = |it: &Counted| it.before + it.to - it.from < seconds;
        let Counted { from, before, .. } = self.open[self.open.partition_point(short)];
        from + seconds - before
    }
}

impl Timetable {
    /// Compiles hours; `part` finds the compiled parts of a calendar made of others. None where a part or the rules of
    /// a zone are not at hand.
    pub(crate) fn new(
        hours: &Hours,
        part: impl Fn(&CalendarRef) -> Option<Arc<Self>>,
    ) -> Option<Self> {
        let parts = |them: &[CalendarRef]| them.iter().map(&part).collect::<Option<Vec<_>>>();
        let hours = match hours {
            Hours::Always {} => Compiled::Always,
            Hours::Weekly(it) => Compiled::Weekly(Box::new(LocalWeek::new(it)?)),
            Hours::Both(them) => Compiled::Both(parts(them)?),
            Hours::Either(them) => Compiled::Either(parts(them)?),
        };
        let years = (YEAR_MIN..=YEAR_MAX).map(|_| OnceLock::new()).collect();
        Some(Self { hours, years })
    }

    pub(super) fn is_open(&self, at: i64) -> bool {
        place(at).is_some_and(|place| {
            let year = self.year(place);
            let begun = year.open.partition_point(|it| it.from <= at);
            begun.checked_sub(1).is_some_and(|last| at < year.open[last].to)
        })
    }

    /// Open seconds between two instants.
    pub(super) fn elapsed(&self, from: i64, to: i64) -> i64 {
        years_between(from, to).map(|(place, from, to)| self.counted(place, from, to)).sum()
    }

    /// The first instant by which so many open seconds have gone by since one, if there is one by the other; if not,
    /// how many are left there.
    pub(super) fn add(&self, from: i64, mut seconds: i64, until: i64) -> Result<i64, i64> {
        for (place, from, to) in years_between(from, until) {
            let open = self.counted(place, from, to);
            if open >= seconds {
                let year = self.year(place);
                return Ok(year.used_up(year.counted(from) + seconds));
            }
            seconds -= open;
        }
        Err(seconds)
    }

    /// The open stretches between two instants, cut where a year ends.
    pub(super) fn between(&self, from: i64, to: i64) -> Vec<Stretch> {
        let mut open = Vec::new();
        for (place, from, to) in years_between(from, to) {
            let year = &self.year(place).open;
            let year = &year[year.partition_point(|it| it.to <= from)..];
            let begun = year.iter().take_while(|it| it.from < to);
            open.extend(begun.map(|it| (it.from.max(from), it.to.min(to))));
        }
        open
    }

    /// The open stretches of the windows that begin on a date, in days after 1970-01-01.
    ///
    /// The dates of a calendar that is always open are UTC's. Of a calendar open whenever one of its parts is, each
    /// part has its own dates. Of one open whenever all are, the first part that has windows says which date it is.
    pub(super) fn of_date(&self, date: i64) -> Vec<Stretch> {
        match &self.hours {
            Compiled::Always => vec![(date * DAY_S, (date + 1) * DAY_S)],
            Compiled::Weekly(week) => week.of_date(date),
            Compiled::Either(parts) => {
                united(parts.iter().flat_map(|it| it.of_date(date)).collect())
            }
            Compiled::Both(parts) => {
                let dated = parts.iter().find(|it| it.has_windows()).or(parts.first());
                let open = dated.map(|it| it.of_date(date)).unwrap_or_default();
                let ends = open.first().zip(open.last()).map(|(first, last)| (first.0, last.1));
                ends.map(|(from, to)| common(&open, &united(self.between(from, to))))
                    .unwrap_or_default()
            }
        }
    }

    fn has_windows(&self) -> bool {
        match &self.hours {
            Compiled::Always => false,
            Compiled::Weekly(_) => true,
            Compiled::Both(parts) | Compiled::Either(parts) => {
                parts.iter().any(|it| it.has_windows())
            }
        }
    }

    /// Whether it is open at all in a year that calendars know.
    pub(super) fn opens_in(&self, year: i32) -> bool {
        let place = usize::try_from(year - YEAR_MIN).expect("a year that calendars know");
        self.year(place).total > 0
    }

    /// Open seconds between two instants of one year, its end included.
    fn counted(&self, place: usize, from: i64, to: i64) -> i64 {
        let year = self.year(place);
        let before = if from == YEARS[place] { 0 } else { year.counted(from) };
        let until = if to == YEARS[place + 1] { year.total } else { year.counted(to) };
        until - before
    }

    fn year(&self, place: usize) -> &Year {
        self.years[place].get_or_init(|| Year::new(self.stretches(YEARS[place], YEARS[place + 1])))
    }

    fn stretches(&self, from: i64, to: i64) -> Vec<Stretch> {
        match &self.hours {
            Compiled::Always => vec![(from, to)],
            Compiled::Weekly(week) => week.between(from, to),
            Compiled::Both(parts) => {
                let open = parts.iter().map(|it| it.between(from, to));
                open.reduce(|all, it| common(&all, &it)).unwrap_or_default()
            }
            Compiled::Either(parts) => {
                united(parts.iter().flat_map(|it| it.between(from, to)).collect())
            }
        }
    }
}

impl fmt::Debug for Timetable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timetable").finish_non_exhaustive()
    }
}

/// Which year an instant lies in, from 0. None of a year that calendars do not know.
fn place(at: i64) -> Option<usize> {
    if at < YEARS[0] {
        return None;
    }
    // As if all years were the longest: never late, and hardly ever early.
    let mut place = usize::try_from(at.checked_sub(YEARS[0])? / YEAR_S_MAX).ok()?;
    while *YEARS.get(place + 1)? <= at {
        place += 1;
    }
    Some(place)
}

/// The years that two instants lie in and all between, each with what of it lies between them.
fn years_between(from: i64, to: i64) -> impl Iterator<Item = (usize, i64, i64)> {
    let from = from.max(YEARS[0]);
    let to = to.min(YEARS[YEARS.len() - 1]);
    let first = if from < to { place(from) } else { None };
    let places = first.into_iter().flat_map(|first| first..YEARS.len() - 1);
    places
        .take_while(move |place| YEARS[*place] < to)
        .map(move |place| (place, from.max(YEARS[place]), to.min(YEARS[place + 1])))
}
