//! Note rights: what Telegram lets the bot do in a group has changed.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::chat::{ChatMonth, Event, RightsChanged};
use domain::group_rights::GroupRights;
use std::convert::Infallible;

/// What other rights make of a chat's month. The same again make nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    month: &ChatMonth,
    rights: GroupRights,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if month.rights == Some(rights) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::RightsChanged(RightsChanged { rights }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn the_same_rights_are_noted_once() {
        let rights = GroupRights { write: true, ..GroupRights::default() };
        let noted = decide(&ChatMonth::default(), rights, monday("12:00")).unwrap();
        let month = ChatMonth::default().evolve(&noted[0].event);
        assert_eq!(decide(&month, rights, monday("12:00")), Ok(vec![]));
        let more = GroupRights { admin: true, ..rights };
        assert_eq!(decide(&month, more, monday("12:00")).unwrap().len(), 1);
    }
}
