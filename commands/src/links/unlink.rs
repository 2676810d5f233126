//! Unlink: a chat is no longer anybody's, or its claim is refused.

use super::{Event, Holder, on_links};
use crate::house::House;
use crate::transact::Error;
use chrono::{DateTime, Utc};
use domain::link::{ChatUnlinked, Links};
use domain::people::Person;
use domain::people::rights::{Matter, may};
use domain::{Actor, Cause, ChatId, Draft};
use store::port::Position;
use thiserror::Error as ThisError;

/// Why a chat stays linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("only an admin, or whoever holds the machine, unlinks a chat")]
    NotAdmin,
}

/// What unlinking makes of the chats. A chat that is not there makes nothing of them.
///
/// # Errors
///
/// [`Rejection::NotAdmin`].
pub fn decide(
    links: &Links,
    chat: ChatId,
    (actor, known): (Actor, &Person),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !may(Matter::Chats, (actor, known), None) {
        return Err(Rejection::NotAdmin);
    }
    if links.chats.contains(&chat) || links.claims.contains_key(&chat) {
        return Ok(vec![Draft::new(Event::Unlinked(ChatUnlinked { chat }), at)]);
    }
    Ok(vec![])
}

/// Records that a chat is unlinked, and answers its position for whoever must read it in a view.
///
/// # Errors
///
/// As [`crate::transact::transact`], with [`Rejection`].
pub async fn unlink(
    house: &House,
    holder: Holder,
    chat: ChatId,
    (actor, known): (Actor, &Person),
    cause: &Cause,
) -> Result<Option<Position>, Error<Rejection>> {
    let at = house.clock.now();
    on_links(house, holder, actor, cause, |it| decide(it, chat, (actor, known), at)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, CHAT, OLGA, known, monday};

    #[test]
    fn an_admin_unlinks_and_an_agent_does_not() {
        let links = Links { chats: [CHAT].into(), ..Links::default() };
        let by = |person| (Actor::Person(person), known(person));
        let (actor, admin) = by(ADMIN);
        let decided = decide(&links, CHAT, (actor, &admin), monday("12:00")).unwrap();
        assert_eq!(decided[0].event, Event::Unlinked(ChatUnlinked { chat: CHAT }));
        let (actor, olga) = by(OLGA);
        let refused = decide(&links, CHAT, (actor, &olga), monday("12:00"));
        assert_eq!(refused, Err(Rejection::NotAdmin));
        let nothing = decide(&Links::default(), CHAT, (actor, &admin), monday("12:00"));
        assert_eq!(nothing, Ok(vec![]));
    }
}
