//! Note import: staff are to hear that open tickets of a table were imported.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::desk::{Desk, Event, TicketsImported};
use std::convert::Infallible;

/// What an import that has ended makes of the desk. One that brought nothing new makes nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    _desk: &Desk,
    imported: &TicketsImported,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if imported.tickets == 0 {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::TicketsImported(imported.clone()), at)])
}
