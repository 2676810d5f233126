//! Record failure: a notice can never be said.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::chat::{ChatMonth, Event, NoticeFailed};
use std::convert::Infallible;

/// What a failure makes of a chat's month: a fact, so that nobody tries for ever and staff are told.
///
/// # Errors
///
/// None.
pub fn decide(
    _month: &ChatMonth,
    failed: &NoticeFailed,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    Ok(vec![Draft::new(Event::NoticeFailed(failed.clone()), at)])
}
