//! Note migration: a group became a supergroup.

use chrono::{DateTime, Utc};
use domain::chat::{ChatMonth, Event, Migrated};
use domain::{ChatId, Draft};
use std::convert::Infallible;

/// What a migration makes of a chat's month: told twice, from both sides, it is one fact.
///
/// # Errors
///
/// None.
pub fn decide(
    month: &ChatMonth,
    from: ChatId,
    to: ChatId,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if month.migrated_to == Some(to) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::Migrated(Migrated { from, to }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHAT, monday};

    #[test]
    fn a_migration_told_from_both_sides_is_one_fact() {
        let to = ChatId::Group(-100_777);
        let noted = decide(&ChatMonth::default(), CHAT, to, monday("12:00")).unwrap();
        let month = ChatMonth::default().evolve(&noted[0].event);
        assert_eq!(decide(&month, CHAT, to, monday("12:01")), Ok(vec![]));
    }
}
