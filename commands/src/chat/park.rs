//! Park: an update that could not be understood is kept as it came.

use chrono::{DateTime, Utc};
use domain::chat::{ChatMonth, Event, UpdateParked};
use domain::private::TEXT_BYTES_MAX;
use domain::{Draft, Field, Owner};
use std::convert::Infallible;

/// What an update that nobody understands makes of a chat's month: it lies there, sealed, and staff are told.
///
/// # Errors
///
/// None.
pub fn decide(
    _month: &ChatMonth,
    update: i64,
    raw: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    let parked = Draft::new(Event::UpdateParked(UpdateParked { update }), at);
    Ok(vec![parked.with(Field::Raw, Owner::Desk, within_limit(raw))])
}

/// As much of a text as may be kept, cut between characters.
fn within_limit(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(TEXT_BYTES_MAX)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn what_is_too_long_is_cut_between_characters() {
        let raw = "я".repeat(TEXT_BYTES_MAX);
        let parked = decide(&ChatMonth::default(), 7, &raw, monday("12:00")).unwrap();
        assert_eq!(parked[0].texts[0].value.len(), TEXT_BYTES_MAX);
        assert_eq!(parked[0].event, Event::UpdateParked(UpdateParked { update: 7 }));
    }
}
