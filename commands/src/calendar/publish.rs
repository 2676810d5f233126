//! Publish: a calendar gets its next version.

use super::find;
use crate::effective;
use chrono::{DateTime, Utc};
use domain::Draft;
use domain::book::Book;
use domain::calendar::{Calendar, Event, Hours, Problem, Published, check};
use store::canonical::{self, NotCanonical};
use store::port::FACTS_BYTES_MAX;
use thiserror::Error;

/// A version as it is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    pub hours: Hours,
    /// From when instants are to be judged by it; from its publication where it says nothing.
    pub effective_from: Option<DateTime<Utc>>,
}

/// Why no version was published. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the calendar has {} problem(s)", .0.len())]
    Unfit(Vec<Problem>),
    /// Written down, it has so many bytes.
    #[error("the calendar has {0} bytes written down, and may have {FACTS_BYTES_MAX}")]
    TooLong(usize),
    #[error("the calendar cannot be written down")]
    Unwritable(#[source] NotCanonical),
}

/// What publishing makes of a calendar: its next version, effective from `at` at the earliest. The hours of its last
/// version again make nothing of it.
///
/// * `book`: has what the hours are made of, where they are made of others.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    calendar: &Calendar,
    publish: &Publish,
    book: &Book,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let hours = &publish.hours;
    let problems = check(hours, book);
    if !problems.is_empty() {
        return Err(Rejection::Unfit(problems));
    }
    let content = canonical::hash(hours).map_err(Rejection::Unwritable)?;
    let last = find::last(calendar);
    if last.is_some_and(|it| it.content == content) {
        return Ok(vec![]);
    }
    let version = last.map_or(1, |it| it.version + 1);
    let effective_from = effective::from(publish.effective_from, at);
    let published = Published { version, effective_from, hours: hours.clone(), content };
    let bytes = canonical::write(&published).map_err(Rejection::Unwritable)?.len();
    if bytes > FACTS_BYTES_MAX {
        return Err(Rejection::TooLong(bytes));
    }
    Ok(vec![Draft::new(Event::Published(Box::new(published)), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;
    use domain::calendar::{
        BLACKOUTS_MAX, Blackout, OVERRIDES_MAX, Override, Week, Weekly, Windows,
    };
    use domain::client::Zone;
    use domain::zone::{RELEASES, newest};

    fn weekly() -> Weekly {
        let week = Week { mon: windows("09:00-18:00"), ..Week::default() };
        Weekly { zone: Zone::default(), tzdb: newest(), week, overrides: vec![], blackouts: vec![] }
    }

    fn windows(text: &str) -> Windows {
        text.parse().unwrap()
    }

    fn asked(weekly: Weekly) -> Publish {
        Publish { hours: Hours::Weekly(weekly), effective_from: None }
    }

    #[track_caller]
    fn published(calendar: &Calendar, publish: &Publish) -> Published {
        let decided = decide(calendar, publish, &Book::default(), monday("12:00")).unwrap();
        let [draft] = &decided[..] else { panic!("{decided:?}") };
        let Event::Published(it) = &draft.event;
        (**it).clone()
    }

    fn with(calendar: Calendar, it: Published) -> Calendar {
        calendar.evolve(&Event::Published(Box::new(it)))
    }

    #[test]
    fn each_version_follows_the_one_before_it() {
        let first = published(&Calendar::default(), &asked(weekly()));
        assert_eq!((first.version, first.effective_from), (1, monday("12:00")));
        let calendar = with(Calendar::default(), first.clone());
        let longer = Week { mon: windows("09:00-19:00"), ..Week::default() };
        let second = published(&calendar, &asked(Weekly { week: longer, ..weekly() }));
        assert_eq!(second.version, 2);
        assert_ne!(second.content, first.content);
        // What held before the last version is new again.
        let third = published(&with(calendar, second), &asked(weekly()));
        assert_eq!((third.version, third.content), (3, first.content));
    }

    #[test]
    fn the_same_hours_again_are_no_new_version() {
        let publish = asked(weekly());
        let calendar = with(Calendar::default(), published(&Calendar::default(), &publish));
        let again = decide(&calendar, &publish, &Book::default(), monday("13:00"));
        assert_eq!(again, Ok(vec![]));
    }

    #[test]
    fn the_same_hours_by_a_newer_release_of_the_zones_rules_are_a_new_version() {
        let old = Weekly { tzdb: RELEASES[0], ..weekly() };
        let calendar = with(Calendar::default(), published(&Calendar::default(), &asked(old)));
        assert_eq!(published(&calendar, &asked(weekly())).version, 2);
    }

    #[test]
    fn a_version_that_is_dated_back_is_effective_from_now_on() {
        let publish = Publish { effective_from: Some(monday("09:00")), ..asked(weekly()) };
        assert_eq!(published(&Calendar::default(), &publish).effective_from, monday("12:00"));
    }

    #[test]
    fn what_check_finds_is_not_published() {
        let never = asked(Weekly { week: Week::default(), ..weekly() });
        let refused = decide(&Calendar::default(), &never, &Book::default(), monday("12:00"));
        assert_eq!(refused, Err(Rejection::Unfit(vec![Problem::NeverOpen])));
    }

    #[test]
    fn what_the_log_cannot_take_is_refused() {
        let halves = (0..12).map(|it| format!("{:02}:00-{:02}:30", it * 2, it * 2));
        let open: Windows = halves.collect::<Vec<_>>().join(" ").parse().unwrap();
        let day = |it| chrono::NaiveDate::from_yo_opt(2027, it).unwrap();
        let overrides = (1..=200).map(|it| Override { date: day(it), open: open.clone() });
        let publish = asked(Weekly { overrides: overrides.collect(), ..weekly() });
        let refused = decide(&Calendar::default(), &publish, &Book::default(), monday("12:00"));
        assert!(matches!(refused, Err(Rejection::TooLong(bytes)) if bytes > FACTS_BYTES_MAX));
    }

    /// Bytes written down, as the log is given them.
    fn written(weekly: Weekly) -> usize {
        let it = published(&Calendar::default(), &asked(weekly));
        let event = domain::Event::Calendar(Event::Published(Box::new(it)));
        store::codec::write(&event, &[]).unwrap().len()
    }

    #[test]
    fn as_many_dates_and_blackouts_as_may_be_fit_with_two_windows_a_day() {
        let day = |it| chrono::NaiveDate::from_yo_opt(2027, it).unwrap();
        let open = windows("09:00-13:00 14:00-18:00");
        let overrides =
            (1..).take(OVERRIDES_MAX).map(|it| Override { date: day(it), open: open.clone() });
        let at = |it, hour| day(it).and_hms_opt(hour, 30, 0).unwrap();
        let blackouts =
            (1..).take(BLACKOUTS_MAX).map(|it| Blackout { from: at(it, 2), to: at(it, 3) });
        let largest =
            Weekly { overrides: overrides.collect(), blackouts: blackouts.collect(), ..weekly() };
        let bytes = written(largest);
        assert!(bytes <= FACTS_BYTES_MAX, "{bytes}");
    }

    #[test]
    fn whatever_is_published_the_log_can_take_up_to_the_last_byte() {
        let day = |it| chrono::NaiveDate::from_yo_opt(2027, it).unwrap();
        let open =
            windows("00:00-00:30 02:00-02:30 04:00-04:30 06:00-06:30 08:00-08:30 10:00-10:30");
        let of = |count| {
            let overrides = (1..=count).map(|it| Override { date: day(it), open: open.clone() });
            Weekly { overrides: overrides.collect(), ..weekly() }
        };
        let decided = |it: &u32| {
            decide(&Calendar::default(), &asked(of(*it)), &Book::default(), monday("12:00"))
        };
        let first_refused = (1..=250).find(|it| decided(it).is_err()).unwrap();
        assert!(written(of(first_refused - 1)) <= FACTS_BYTES_MAX);
        let Err(Rejection::TooLong(bytes)) = decided(&first_refused) else { panic!() };
        assert!(bytes > FACTS_BYTES_MAX && bytes < FACTS_BYTES_MAX + 200, "{bytes}");
    }
}
