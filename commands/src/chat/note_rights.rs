//! Note rights: what Telegram lets the bot do in a group has changed.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Draft;
use domain::chat::{ChatMonth, Event, RightsChanged};
use domain::group_rights::GroupRights;
use std::convert::Infallible;

/// How long after the bot may write again a refusal is no news: Telegram says one thing and does another.
const CONTRADICTION_WITHIN: TimeDelta = TimeDelta::minutes(10);

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

/// What refused words make of a chat's month: that the bot may not write. Nothing where that is known, or where
/// Telegram has only just told the contrary: asked again, it would tell it again, for ever.
///
/// * `rights`: what it may do besides, as far as it was told.
///
/// # Errors
///
/// None.
pub fn refused(
    month: &ChatMonth,
    rights: GroupRights,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if month.speaks_again.is_some_and(|since| at - since < CONTRADICTION_WITHIN) {
        return Ok(vec![]);
    }
    decide(month, GroupRights { write: false, ..rights }, at)
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

    #[test]
    fn a_refusal_is_no_news_where_telegram_has_only_just_said_the_contrary() {
        let write = GroupRights { write: true, ..GroupRights::default() };
        let told = |month: ChatMonth, rights, time| {
            let drafts = decide(&month, rights, monday(time)).unwrap();
            drafts.iter().fold(month, |it, draft| it.evolve_at(&draft.event, draft.occurred_at))
        };
        let month = told(ChatMonth::default(), write, "12:00");
        let silenced = refused(&month, write, monday("12:00")).unwrap();
        assert_eq!(silenced.len(), 1, "the first is");
        let month = month.evolve_at(&silenced[0].event, silenced[0].occurred_at);
        assert_eq!(refused(&month, write, monday("12:00")), Ok(vec![]), "known");
        let month = told(month, write, "12:01");
        let pins = GroupRights { admin: true, ..write };
        let month = told(month, pins, "12:02");
        assert_eq!(refused(&month, write, monday("12:10")), Ok(vec![]));
        assert_eq!(refused(&month, write, monday("12:11")).unwrap().len(), 1);
    }
}
