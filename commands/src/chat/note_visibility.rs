//! Note visibility: what the bot is shown of a chat has changed.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::chat::{ChatMonth, Event, Visibility, VisibilityChanged};
use std::convert::Infallible;

/// What another visibility makes of a chat's month. The same again makes nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    month: &ChatMonth,
    sees: Visibility,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if month.sees == Some(sees) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::VisibilityChanged(VisibilityChanged { sees }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn the_same_visibility_is_noted_once() {
        let month = ChatMonth::default();
        let noted = decide(&month, Visibility::All, monday("12:00")).unwrap();
        let month = month.evolve(&noted[0].event);
        assert_eq!(decide(&month, Visibility::All, monday("12:00")), Ok(vec![]));
        let other = decide(&month, Visibility::Commands, monday("12:00")).unwrap();
        assert_eq!(other.len(), 1);
    }
}
