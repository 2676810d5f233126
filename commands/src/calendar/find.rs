//! Find: what is published under a calendar's name, and what is it made of?

use crate::house::House;
use crate::transact::{Error, ask};
use domain::Slug;
use domain::book::Book;
use domain::calendar::{Calendar, Hours, Published};
use std::collections::BTreeSet;
use std::convert::Infallible;
use store::stream::Stream;

/// The most calendars that are looked up for one question.
pub const CALENDARS_MAX: usize = 500;

/// Every version of a calendar; none of one that was never published.
///
/// # Errors
///
/// As [`ask`].
pub async fn versions(house: &House, name: &Slug) -> Result<Calendar, Error<Infallible>> {
    ask(house, &Stream::Calendar(name.clone()), Calendar::clone).await
}

/// All versions of these calendars, and of those that they are made of. What was never published is not in it; nor
/// is what is left after [`CALENDARS_MAX`] of them.
///
/// # Errors
///
/// As [`ask`].
pub async fn with_parts(
    house: &House,
    names: impl IntoIterator<Item = Slug>,
) -> Result<Book, Error<Infallible>> {
    let mut book = Book::default();
    let (mut seen, mut wanted) = (BTreeSet::new(), names.into_iter().collect::<Vec<_>>());
    while let Some(name) = wanted.pop() {
        if seen.len() >= CALENDARS_MAX || !seen.insert(name.clone()) {
            continue;
        }
        for it in versions(house, &name).await?.versions.values() {
            book.take_calendar(&name, it, it.effective_from.into());
            wanted.extend(parts(&it.hours));
        }
    }
    Ok(book)
}

/// The calendars that hours are made of.
pub fn parts(hours: &Hours) -> impl Iterator<Item = Slug> {
    let parts = match hours {
        Hours::Both(parts) | Hours::Either(parts) => parts.as_slice(),
        Hours::Always {} | Hours::Weekly(_) => &[],
    };
    parts.iter().map(|it| it.calendar.clone())
}

/// The last version of a calendar.
pub fn last(calendar: &Calendar) -> Option<&Published> {
    calendar.versions.values().next_back()
}
