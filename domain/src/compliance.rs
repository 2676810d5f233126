//! Compliance: of the promises that fell due in a period, how many were kept?

use crate::At;
use crate::civil::CivilTime;
use crate::client::Zone;
use crate::clock::{Cancelling, Clock, State};
use crate::zone::newest;
use chrono::NaiveDate;
use std::fmt;
use std::ops::AddAssign;

/// A stretch of time, half-open: what happens at `to` is no longer in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: At,
    pub to: At,
}

impl Period {
    /// A month by the wall clock of a zone. None of a month that there is not.
    ///
    /// * `month`: 1 to 12.
    pub fn month(year: i32, month: u32, zone: &Zone) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = first.checked_add_months(chrono::Months::new(1))?;
        let civil = CivilTime { zone: zone.clone(), tzdb: newest() };
        Some(Self { from: civil.begin(first), to: civil.begin(next) })
    }

    pub fn holds(&self, at: At) -> bool {
        self.from <= at && at < self.to
    }
}

/// What a report needs of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    pub state: State,
    pub start: At,
    pub stop: Option<At>,
    pub verdict_at: Option<At>,
    /// Business seconds; of a clock that still runs, to the instant of measuring.
    pub elapsed_s: i64,
}

impl From<&Clock> for Outcome {
    fn from(it: &Clock) -> Self {
        let Clock { state, start, stop, verdict_at, elapsed_s, .. } = *it;
        Self { state, start, stop, verdict_at, elapsed_s }
    }
}

/// The line of a report on which a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    Met,
    /// Overdue ones that are still open too, once, in the period of their deadline.
    Breached,
    /// At the end it was not due yet.
    OpenNotDue,
    /// It rests as it is measured, so that nothing is due.
    PausedOpen,
    NotApplicable,
    Superseded,
    Cancelled(Cancelling),
    Gap,
    Excluded,
}

impl Outcome {
    /// The line of a period's report on which it stands; none if it was over before, or began after.
    ///
    /// An outcome does not say when it rested. What was over only after the period, or after the report's cut-off, is
    /// open on its line, also if it rested then; for that, measure at the cut-off.
    ///
    /// * `cut_off`: the instant up to which the report looks.
    pub fn line(&self, period: Period, cut_off: At) -> Option<Line> {
        if self.start >= period.to || self.start > cut_off {
            return None;
        }
        match self.over_at() {
            Some(at) if at < period.from => None,
            Some(at) if at < period.to && at <= cut_off => Some(match self.state {
                State::Met => Line::Met,
                State::Breached => Line::Breached,
                State::Superseded => Line::Superseded,
                State::Cancelled(why) => Line::Cancelled(why),
                State::NotApplicable => Line::NotApplicable,
                State::Gap => Line::Gap,
                State::Excluded => Line::Excluded,
                State::Paused(_) => Line::PausedOpen,
                State::Running => Line::OpenNotDue,
            }),
            // What became of it belongs to a later period.
            Some(_) => Some(Line::OpenNotDue),
            None => Some(match self.state {
                State::Paused(_) => Line::PausedOpen,
                _ => Line::OpenNotDue,
            }),
        }
    }

    /// When it was over for reports: at its verdict, or when it turned out that there is none.
    pub fn over_at(&self) -> Option<At> {
        match self.state {
            State::Met | State::Breached | State::Gap | State::Excluded => self.verdict_at,
            State::Superseded | State::Cancelled(_) => self.stop,
            State::NotApplicable => Some(self.start),
            State::Running | State::Paused(_) => None,
        }
    }

    /// Whether any of its life lies in a period: from its start to its verdict, or to its stop if it has none. Does not
    /// ask on which line it stands, so that the two can be held against each other.
    fn touches(&self, period: Period, cut_off: At) -> bool {
        let was_none = self.state == State::NotApplicable;
        let end = self.verdict_at.or(self.stop).or(was_none.then_some(self.start));
        let begun = self.start < period.to && self.start <= cut_off;
        begun && end.is_none_or(|it| period.from <= it)
    }
}

/// How many clocks stand on which line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub met: u64,
    pub breached: u64,
    pub open_not_due: u64,
    pub paused_open: u64,
    pub not_applicable: u64,
    pub superseded: u64,
    pub cancelled: CancelledTally,
    pub gap: u64,
    pub excluded: u64,
    /// How many clocks had any of their life in the period, counted by themselves.
    pub touched: u64,
}

/// How many clocks ended without a verdict, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CancelledTally {
    pub withdrawn: u64,
    pub merged: u64,
    pub closed: u64,
}

impl CancelledTally {
    pub fn all(self) -> u64 {
        self.withdrawn + self.merged + self.closed
    }
}

impl Tally {
    /// Counts clocks in a period, as far as a report looks.
    pub fn of<'a>(
        outcomes: impl IntoIterator<Item = &'a Outcome>,
        period: Period,
        cut_off: At,
    ) -> Self {
        let mut tally = Self::default();
        outcomes.into_iter().for_each(|it| tally.count(it, period, cut_off));
        tally
    }

    pub fn count(&mut self, outcome: &Outcome, period: Period, cut_off: At) {
        self.touched += u64::from(outcome.touches(period, cut_off));
        let Some(line) = outcome.line(period, cut_off) else { return };
        let place = match line {
            Line::Met => &mut self.met,
            Line::Breached => &mut self.breached,
            Line::OpenNotDue => &mut self.open_not_due,
            Line::PausedOpen => &mut self.paused_open,
            Line::NotApplicable => &mut self.not_applicable,
            Line::Superseded => &mut self.superseded,
            Line::Cancelled(Cancelling::Withdrawn) => &mut self.cancelled.withdrawn,
            Line::Cancelled(Cancelling::Merged) => &mut self.cancelled.merged,
            Line::Cancelled(Cancelling::Closed) => &mut self.cancelled.closed,
            Line::Gap => &mut self.gap,
            Line::Excluded => &mut self.excluded,
        };
        *place += 1;
    }

    /// The share of promises kept among those with a verdict, rounded down. None if there were none.
    pub fn compliance(&self) -> Option<BasisPoints> {
        BasisPoints::of(self.met, self.met + self.breached)
    }

    /// Those without a verdict, all lines together.
    pub fn outside(&self) -> u64 {
        self.open_not_due
            + self.paused_open
            + self.not_applicable
            + self.superseded
            + self.cancelled.all()
            + self.gap
            + self.excluded
    }

    /// Whether each clock stands on just one line: met + breached + outside = touched.
    pub fn adds_up(&self) -> bool {
        self.met + self.breached + self.outside() == self.touched
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.met += other.met;
        self.breached += other.breached;
        self.open_not_due += other.open_not_due;
        self.paused_open += other.paused_open;
        self.not_applicable += other.not_applicable;
        self.superseded += other.superseded;
        self.cancelled.withdrawn += other.cancelled.withdrawn;
        self.cancelled.merged += other.cancelled.merged;
        self.cancelled.closed += other.cancelled.closed;
        self.gap += other.gap;
        self.excluded += other.excluded;
        self.touched += other.touched;
    }
}

/// Hundredths of a percent, 0 to 10,000. Written `97.43`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u32);

impl BasisPoints {
    /// A part of a whole, rounded down: 100.00 only if it is all of it. None of nothing.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        let points = (u128::from(part) * 10_000).checked_div(whole.into())?;
        Some(Self(u32::try_from(points).unwrap_or(u32::MAX)))
    }

    /// Hundredths of a percent.
    pub fn hundredths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The value that so many percent of the values do not exceed: one of them, never something between two. None of none.
///
/// * `sorted`: growing.
/// * `p`: percent, 0 to 100; the 0th is the least.
pub fn percentile(sorted: &[i64], p: u8) -> Option<i64> {
    let rank = (sorted.len() * usize::from(p.min(100))).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Pause;

    const NOVEMBER: Period = Period { from: At(1000), to: At(2000) };
    const LATER: At = At(5000);

    #[test]
    fn a_promise_counts_in_the_period_of_its_verdict() {
        check(outcome(State::Met, 10, None, Some(999)), LATER, None);
        check(outcome(State::Met, 10, None, Some(1000)), LATER, Some(Line::Met));
        check(outcome(State::Met, 1500, None, Some(1999)), LATER, Some(Line::Met));
        check(outcome(State::Met, 1500, None, Some(2000)), LATER, Some(Line::OpenNotDue));
        check(outcome(State::Met, 2000, None, Some(2500)), LATER, None);
    }

    #[test]
    fn an_overdue_promise_counts_once_at_its_deadline_however_long_it_stays_open() {
        check(outcome(State::Breached, 10, None, Some(999)), LATER, None);
        check(outcome(State::Breached, 10, Some(4000), Some(1999)), LATER, Some(Line::Breached));
        check(outcome(State::Breached, 10, None, Some(1999)), LATER, Some(Line::Breached));
    }

    #[test]
    fn what_happened_after_the_cut_off_is_not_reported() {
        check(outcome(State::Met, 10, None, Some(1500)), At(1499), Some(Line::OpenNotDue));
        check(outcome(State::Met, 1500, None, Some(1600)), At(1499), None);
    }

    #[test]
    fn what_has_no_verdict_stands_on_a_line_of_its_own() {
        let merged = State::Cancelled(Cancelling::Merged);
        check(
            outcome(merged, 10, Some(1500), None),
            LATER,
            Some(Line::Cancelled(Cancelling::Merged)),
        );
        check(outcome(merged, 10, Some(500), None), LATER, None);
        check(outcome(State::Superseded, 10, Some(1500), None), LATER, Some(Line::Superseded));
        check(outcome(State::NotApplicable, 1500, None, None), LATER, Some(Line::NotApplicable));
        check(outcome(State::NotApplicable, 10, None, None), LATER, None);
        check(outcome(State::Gap, 10, None, Some(1500)), LATER, Some(Line::Gap));
        check(outcome(State::Excluded, 10, None, Some(1500)), LATER, Some(Line::Excluded));
        let paused = State::Paused(Pause::ClientHold);
        check(outcome(paused, 10, None, None), LATER, Some(Line::PausedOpen));
        check(outcome(State::Running, 10, None, None), LATER, Some(Line::OpenNotDue));
    }

    #[test]
    fn a_clock_whose_line_and_life_disagree_is_noticed() {
        // Stopped before the period, and yet not over: on a line without having been there.
        let astray = outcome(State::Running, 10, Some(500), None);
        assert!(!Tally::of([&astray], NOVEMBER, LATER).adds_up());
        let met = outcome(State::Met, 10, Some(500), None);
        assert!(!Tally::of([&met], NOVEMBER, LATER).adds_up());
    }

    #[test]
    fn a_share_is_rounded_down_and_of_nothing_there_is_none() {
        for (met, of, percent) in
            [(2, 3, "66.66"), (9999, 10_000, "99.99"), (99_999, 100_000, "99.99"), (7, 7, "100.00")]
        {
            assert_eq!(BasisPoints::of(met, of).unwrap().to_string(), percent);
        }
        assert_eq!(BasisPoints::of(0, 3).unwrap().to_string(), "0.00");
        assert_eq!(Tally::default().compliance(), None);
    }

    #[test]
    fn a_month_begins_when_the_wall_clock_of_its_zone_says_so() {
        let berlin = Zone("Europe/Berlin".to_owned());
        let october = Period::month(2026, 10, &berlin).unwrap();
        assert_eq!(october.from.to_string(), "2026-09-30T22:00:00Z");
        assert_eq!(october.to.to_string(), "2026-10-31T23:00:00Z");
        assert_eq!(Period::month(2026, 13, &berlin), None);
        let december = Period::month(2026, 12, &berlin).unwrap();
        assert_eq!(december.to.to_string(), "2026-12-31T23:00:00Z");
    }

    #[test]
    fn a_percentile_is_a_value_that_occurred() {
        assert_eq!(percentile(&[10, 20, 30], 50), Some(20));
        assert_eq!(percentile(&[10, 20], 50), Some(10));
        assert_eq!(percentile(&[10, 20, 30], 100), Some(30));
        assert_eq!(percentile(&[10, 20, 30], 0), Some(10));
        assert_eq!(percentile(&[], 50), None);
    }

    fn outcome(state: State, start: i64, stop: Option<i64>, verdict_at: Option<i64>) -> Outcome {
        let (stop, verdict_at) = (stop.map(At), verdict_at.map(At));
        Outcome { state, start: At(start), stop, verdict_at, elapsed_s: 0 }
    }

    #[track_caller]
    fn check(outcome: Outcome, cut_off: At, line: Option<Line>) {
        assert_eq!(outcome.line(NOVEMBER, cut_off), line);
        let tally = Tally::of([&outcome], NOVEMBER, cut_off);
        assert_eq!(tally.touched, u64::from(line.is_some()));
        assert!(tally.adds_up());
    }
}
