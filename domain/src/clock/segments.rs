//! Segments: what became of each second of a clock, and which event and calendar version say so?

use super::{Clock, Phase, State, Step};
use crate::book::Book;
use crate::calendar::{CalendarRef, WorkingTime};
use crate::policy::Pause;
use crate::{At, Slug};
use serde::{Deserialize, Serialize};

/// What a stretch of a clock's time was, as people are shown it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum During {
    /// It ran, within service hours.
    Running,
    /// It was on duty and stood still: no service was given.
    OutsideHours,
    Paused(Pause),
    /// Resolved, withdrawn or merged, until it was opened again.
    ResolvedIdle,
    /// It ran on, within service hours, after its deadline had passed.
    AfterBreach,
}

impl During {
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::OutsideHours => "outside_hours",
            Self::Paused(_) => "paused",
            Self::ResolvedIdle => "resolved_idle",
            Self::AfterBreach => "after_breach",
        }
    }
}

/// A stretch of a clock's time, half-open, that one event and one version of a calendar explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub from: At,
    pub to: At,
    pub what: During,
    /// The revision of the event that began it, in the ticket's stream.
    pub cause: u64,
    /// The version that says when service is given in it.
    pub calendar: CalendarRef,
    /// Business seconds in it, whether they count against the target or not.
    pub business_s: i64,
}

/// What the business seconds of a clock add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Counted against the target.
    pub elapsed_s: i64,
    pub paused_s: i64,
    pub idle_s: i64,
    /// All from start to stop, or to the instant of measuring, counted on their own.
    pub span_s: i64,
}

impl Sums {
    /// Whether no second was lost and none was counted twice.
    pub fn hold(self) -> bool {
        self.elapsed_s + self.paused_s + self.idle_s == self.span_s
    }
}

/// A clock's time in segments, in order and without a gap, from its start to its stop or to the instant of measuring.
pub fn segments(clock: &Clock, book: &Book) -> Vec<Segment> {
    let breached = clock.verdict_at.filter(|_| clock.state == State::Breached);
    let mut segments = Vec::new();
    for step in &clock.steps {
        let service = book.working_time(&step.calendar);
        for (from, to) in pieces(step, service.as_ref(), breached, book) {
            let business_s = service.as_ref().map_or(0, |it| it.elapsed(from, to));
            let what = match step.phase {
                Phase::Paused(why) => During::Paused(why),
                Phase::ResolvedIdle => During::ResolvedIdle,
                Phase::Running if business_s == 0 => During::OutsideHours,
                Phase::Running if breached.is_some_and(|it| it <= from) => During::AfterBreach,
                Phase::Running => During::Running,
            };
            let version = service.as_ref().map_or(1, |it| it.version_at(from));
            let calendar = CalendarRef { calendar: step.calendar.clone(), version };
            segments.push(Segment { from, to, what, cause: step.cause, calendar, business_s });
        }
    }
    segments
}

/// What a clock and its segments add up to. `elapsed_s` is the clock's own, so that the two are held against each other.
pub fn sums(clock: &Clock, segments: &[Segment], book: &Book) -> Sums {
    let mut sums = Sums { elapsed_s: clock.elapsed_s, ..Sums::default() };
    for it in segments {
        match it.what {
            During::Running | During::OutsideHours | During::AfterBreach => (),
            During::Paused(_) => sums.paused_s += it.business_s,
            During::ResolvedIdle => sums.idle_s += it.business_s,
        }
    }
    let mut steps = clock.steps.as_slice();
    while let [first, rest @ ..] = steps {
        // What one calendar counts is asked for in one piece, whatever happened in it.
        let more = rest.iter().take_while(|it| it.calendar == first.calendar).count();
        let to = steps[more].to;
        sums.span_s +=
            book.working_time(&first.calendar).map_or(0, |it| it.elapsed(first.from, to));
        steps = &steps[more + 1..];
    }
    sums
}

/// Where a step is cut: at each version that comes in force, and, while the clock is on duty, wherever service begins
/// or ends and where its deadline passed.
fn pieces(
    step: &Step,
    service: Option<&WorkingTime>,
    breached: Option<At>,
    book: &Book,
) -> Vec<(At, At)> {
    let mut cuts = vec![step.from, step.to];
    if let Some(service) = service {
        cuts.extend(changes(&step.calendar, service, book));
        if step.phase == Phase::Running {
            let open = service.stretches(step.from, step.to);
            cuts.extend(open.into_iter().flat_map(|(from, to)| [from, to]));
            cuts.extend(breached);
        }
    }
    cuts.retain(|it| (step.from..=step.to).contains(it));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|it| (it[0], it[1])).collect()
}

/// When another version of a calendar comes in force.
fn changes(calendar: &Slug, service: &WorkingTime, book: &Book) -> Vec<At> {
    let version = |version| CalendarRef { calendar: calendar.clone(), version };
    let published = (1..).map_while(|it| book.calendar(&version(it)));
    let effective = published.map(|it| At::from(it.effective_from));
    effective.filter(|it| service.version_at(*it) != service.version_at(it.plus(-1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Hours, Published, Week, Weekly};
    use crate::client::Zone;
    use crate::clock::{Binding, ClockRef, Kind};
    use crate::policy::Target;
    use crate::zone;
    use chrono::{DateTime, Utc};

    const HOUR_S: i64 = 3_600;

    /// On Monday, 2026-03-02, UTC, at an hour; hours above 23 are on the days after.
    fn at(hour: i64) -> At {
        At(1_772_409_600 + hour * HOUR_S)
    }

    fn published(version: u32, windows: &str, effective_from: DateTime<Utc>) -> Published {
        let day: crate::calendar::Windows = windows.parse().unwrap();
        let week = Week { mon: day.clone(), tue: day, ..Week::default() };
        let zone = Zone("UTC".to_owned());
        let weekly =
            Weekly { zone, tzdb: zone::newest(), week, overrides: vec![], blackouts: vec![] };
        let (hours, content) = (Hours::Weekly(weekly), String::new());
        Published { version, effective_from, hours, content }
    }

    /// Nine to five, and from Tuesday noon on nine to three.
    fn book() -> Book {
        let (mut book, slug) = (Book::default(), "days".parse().unwrap());
        book.take_calendar(&slug, &published(1, "09:00-17:00", at(0).utc()), at(0));
        book.take_calendar(&slug, &published(2, "09:00-15:00", at(36).utc()), at(0));
        book
    }

    fn clock(steps: &[(i64, i64, Phase)], breached: Option<i64>) -> Clock {
        let calendar: Slug = "days".parse().unwrap();
        let on_duty = steps.iter().filter(|it| it.2 == Phase::Running);
        let service = book().working_time(&calendar).unwrap();
        let elapsed_s = on_duty.map(|it| service.elapsed(at(it.0), at(it.1))).sum();
        let step = |(cause, it): (usize, &(i64, i64, Phase))| Step {
            from: at(it.0),
            to: at(it.1),
            phase: it.2,
            cause: cause as u64,
            calendar: calendar.clone(),
        };
        Clock {
            clock: ClockRef { kind: Kind::Resolution, n: 1 },
            binding: Binding {
                policy: "standard@1".parse().unwrap(),
                row: "all".parse().unwrap(),
                calendar: "days@1".parse().unwrap(),
            },
            state: if breached.is_some() { State::Breached } else { State::Running },
            start: at(steps[0].0),
            started_by: 0,
            target: Target::Seconds(1),
            target_version: 1,
            deadline: breached.map(at),
            stop: None,
            stopped_by: None,
            by_resolution: false,
            elapsed_s,
            remaining_s: None,
            overrun_s: 0,
            overrun_wall_s: 0,
            thresholds: vec![],
            verdict_at: breached.map(at),
            corrections: vec![],
            evidence_deleted: false,
            steps: steps.iter().enumerate().map(step).collect(),
        }
    }

    /// What each segment was: its hours, its cause, its calendar's version and its business hours.
    type Shown = (i64, i64, During, u64, u32, i64);

    #[track_caller]
    fn check(steps: &[(i64, i64, Phase)], breached: Option<i64>, expected: &[Shown]) {
        let (clock, book) = (clock(steps, breached), book());
        let segments = segments(&clock, &book);
        let hours = |it: At| it.since(at(0)) / HOUR_S;
        let shown = segments.iter().map(|it| {
            let business = it.business_s / HOUR_S;
            (hours(it.from), hours(it.to), it.what, it.cause, it.calendar.version, business)
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
        let sums = sums(&clock, &segments, &book);
        assert!(sums.hold(), "{sums:?}");
    }

    #[test]
    fn a_running_clock_stands_still_outside_the_hours() {
        use During::{OutsideHours, Running};
        let expected = [
            (7, 9, OutsideHours, 0, 1, 0),
            (9, 17, Running, 0, 1, 8),
            (17, 33, OutsideHours, 0, 1, 0),
            (33, 34, Running, 0, 1, 1),
        ];
        check(&[(7, 34, Phase::Running)], None, &expected);
    }

    #[test]
    fn a_pause_is_one_segment_with_the_business_seconds_it_spares() {
        let pause = Pause::ClientWaiting;
        let steps = [(16, 17, Phase::Running), (17, 34, Phase::Paused(pause))];
        let expected =
            [(16, 17, During::Running, 0, 1, 1), (17, 34, During::Paused(pause), 1, 1, 1)];
        check(&steps, None, &expected);
    }

    #[test]
    fn a_new_version_of_the_calendar_cuts_a_segment() {
        use During::{OutsideHours, ResolvedIdle, Running};
        let expected = [
            (35, 36, Running, 0, 1, 1),
            (36, 39, Running, 0, 2, 3),
            (39, 40, OutsideHours, 0, 2, 0),
        ];
        check(&[(35, 40, Phase::Running)], None, &expected);
        let expected = [(35, 36, ResolvedIdle, 0, 1, 1), (36, 40, ResolvedIdle, 0, 2, 3)];
        check(&[(35, 40, Phase::ResolvedIdle)], None, &expected);
    }

    #[test]
    fn what_runs_after_the_deadline_is_told_apart() {
        use During::{AfterBreach, OutsideHours, Running};
        let expected = [
            (9, 11, Running, 0, 1, 2),
            (11, 17, AfterBreach, 0, 1, 6),
            (17, 18, OutsideHours, 0, 1, 0),
        ];
        check(&[(9, 18, Phase::Running)], Some(11), &expected);
    }

    #[test]
    fn sums_that_lose_a_second_do_not_hold() {
        let (clock, book) = (clock(&[(9, 18, Phase::Running)], None), book());
        let lost = Clock { elapsed_s: clock.elapsed_s - 1, ..clock };
        assert!(!sums(&lost, &segments(&lost, &book), &book).hold());
    }
}
