//! Texts of dates: why could what somebody typed not be read, and what would be?

use super::{Texts, undirected};
use domain::dates::{SPAN_MAX, Unread};

/// What is wrong, how it is done, and which forms are understood; each in a line of its own.
pub(crate) fn unread(texts: Texts, why: Option<&Unread>, how: &str) -> String {
    let written = |it: &String| [("written", undirected(it).into())];
    let why = why.and_then(|it| match it {
        Unread::NoDate(it) => Some(texts.with("dates-no-date", written(it))),
        Unread::NoTime(it) => Some(texts.with("dates-no-time", written(it))),
        // How it is done says what is missing.
        Unread::Missing => None,
        Unread::Passed => Some(texts.text("dates-passed")),
        Unread::WhichYear(it) => Some(texts.with("dates-which-year", written(it))),
        Unread::Backwards => Some(texts.text("dates-backwards")),
        Unread::ToCome => Some(texts.text("dates-to-come")),
        Unread::TooLong => {
            Some(texts.with("dates-too-long", [("days", SPAN_MAX.num_days().into())]))
        }
    });
    let forms = texts.text("dates-forms");
    why.as_deref().into_iter().chain([how, &forms]).collect::<Vec<_>>().join("\n")
}
