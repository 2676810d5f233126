//! Note title: a group has another name.

use chrono::{DateTime, Utc};
use domain::chat::{ChatMonth, Event, Renamed};
use domain::{Draft, Field, Owner};
use std::convert::Infallible;

/// What another title makes of a chat's month. It is its client's, or the desk's.
///
/// # Errors
///
/// None.
pub fn decide(
    _: &ChatMonth,
    (title, owner): (&str, Owner),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    Ok(vec![Draft::new(Event::Renamed(Renamed {}), at).with(Field::Name, owner, title)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_title_is_no_fact() {
        let title = ("Ромашка", Owner::Client);
        let noted = decide(&ChatMonth::default(), title, monday("12:00")).unwrap();
        assert_eq!(noted[0].event, Event::Renamed(Renamed {}));
        assert_eq!(
            (noted[0].texts[0].field, noted[0].texts[0].owner),
            (Field::Name, Owner::Client)
        );
    }
}
