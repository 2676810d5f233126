//! Migrate: a linked group became a supergroup, under another number.

use super::{Event, Holder, on_links};
use crate::house::House;
use crate::transact::Error;
use chrono::{DateTime, Utc};
use domain::link::{ChatMigrated, Links};
use domain::{Actor, Cause, ChatId, Draft};
use std::convert::Infallible;
use store::port::Position;

/// What a migration makes of the chats. One that has moved already makes nothing of them.
///
/// # Errors
///
/// None.
pub fn decide(
    links: &Links,
    from: ChatId,
    to: ChatId,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if links.chats.contains(&from) || links.claims.contains_key(&from) {
        return Ok(vec![Draft::new(Event::Migrated(ChatMigrated { from, to }), at)]);
    }
    Ok(vec![])
}

/// Records a migration, and answers its position for whoever must read it in a view.
///
/// # Errors
///
/// As [`crate::transact::transact`].
pub async fn migrate(
    house: &House,
    holder: Holder,
    (from, to): (ChatId, ChatId),
    cause: &Cause,
) -> Result<Option<Position>, Error<Infallible>> {
    let actor = Actor::Reaction;
    on_links(house, holder, actor, cause, |it| decide(it, from, to, cause.at)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHAT, monday};

    #[test]
    fn a_linked_group_moves_once() {
        let links = Links { chats: [CHAT].into(), ..Links::default() };
        let to = ChatId::Group(-100_777);
        let decided = decide(&links, CHAT, to, monday("12:00")).unwrap();
        assert_eq!(decided[0].event, Event::Migrated(ChatMigrated { from: CHAT, to }));
        let links = Links { chats: [to].into(), ..Links::default() };
        assert_eq!(decide(&links, CHAT, to, monday("12:00")), Ok(vec![]));
    }
}
