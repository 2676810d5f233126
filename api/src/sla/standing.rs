//! Standing: does a clock count now, and when does that change by time alone?

use domain::book::Book;
use domain::clock::{Clock, State};
use domain::{At, Slug};

/// How far ahead a change of service is looked for, in seconds: beyond it a page is read anew anyway.
const AHEAD_S_MAX: i64 = 14 * 86_400;

/// Whether a clock counts, and until when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// It runs, and service is given.
    pub(crate) counts: bool,
    /// The next instant at which its deadline passes, or service begins or ends.
    pub(crate) next_change: Option<At>,
}

/// How a clock stands at the instant it was measured at.
pub(crate) fn of(clock: &Clock, book: &Book, now: At) -> Standing {
    let calendar = clock.steps.last().map_or(&clock.binding.calendar.calendar, |it| &it.calendar);
    match clock.state {
        State::Running => at(calendar, clock.deadline, book, now),
        State::Breached if clock.stop.is_none() => at(calendar, None, book, now),
        _ => Standing::default(),
    }
}

/// How a clock that runs by a calendar stands.
pub(crate) fn at(calendar: &Slug, deadline: Option<At>, book: &Book, now: At) -> Standing {
    let horizon = now.plus(AHEAD_S_MAX);
    let open = book.working_time(calendar).map(|it| it.stretches(now, horizon)).unwrap_or_default();
    let (counts, turn) = match open.first() {
        Some((from, to)) if *from <= now => (true, Some(*to)),
        Some((from, _)) => (false, Some(*from)),
        None => (false, None),
    };
    let turn = turn.filter(|it| *it < horizon);
    let deadline = deadline.filter(|it| *it > now);
    Standing { counts, next_change: turn.into_iter().chain(deadline).min() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::calendar::{Hours, Published, Week, Weekly};
    use domain::client::Zone;
    use domain::zone;

    /// Open on Mondays and Tuesdays from nine to five, UTC, and always.
    fn book() -> Book {
        let mut book = Book::default();
        let day: domain::calendar::Windows = "09:00-17:00".parse().unwrap();
        let week = Week { mon: day.clone(), tue: day, ..Week::default() };
        let zone = Zone("UTC".to_owned());
        let hours = Hours::Weekly(Weekly {
            zone,
            tzdb: zone::newest(),
            week,
            overrides: vec![],
            blackouts: vec![],
        });
        for (name, hours) in [("days", hours), ("always", Hours::Always {})] {
            let effective_from = instant("2026-01-01T00:00").utc();
            let it = Published { version: 1, effective_from, hours, content: String::new() };
            book.take_calendar(&name.parse().unwrap(), &it, effective_from.into());
        }
        book
    }

    fn instant(text: &str) -> At {
        At::from(format!("{text}:00Z").parse::<DateTime<Utc>>().unwrap())
    }

    #[track_caller]
    fn check(calendar: &str, now: &str, deadline: Option<&str>, then: (bool, Option<&str>)) {
        let standing = at(&calendar.parse().unwrap(), deadline.map(instant), &book(), instant(now));
        let expected = Standing { counts: then.0, next_change: then.1.map(instant) };
        assert_eq!(standing, expected);
    }

    #[test]
    fn a_clock_counts_while_service_is_given_and_says_when_that_changes() {
        let monday = |time: &str| format!("2026-03-02T{time}");
        check("days", &monday("10:00"), None, (true, Some("2026-03-02T17:00")));
        check("days", &monday("17:00"), None, (false, Some("2026-03-03T09:00")));
        check("days", "2026-03-03T17:00", None, (false, Some("2026-03-09T09:00")));
    }

    #[test]
    fn a_deadline_before_that_is_the_next_change() {
        let (monday, due) = ("2026-03-02T10:00", "2026-03-02T12:00");
        check("days", monday, Some(due), (true, Some(due)));
        check("always", monday, Some(due), (true, Some(due)));
        check("days", "2026-03-02T13:00", Some(due), (true, Some("2026-03-02T17:00")));
    }

    #[test]
    fn what_never_changes_says_nothing() {
        check("always", "2026-03-02T10:00", None, (true, None));
        check("none", "2026-03-02T10:00", None, (false, None));
    }
}
