//! Confirm: an admin says that the claiming chat is the right one.

use super::{Event, Holder, on_links};
use crate::house::House;
use crate::transact::Error;
use chrono::{DateTime, Utc};
use domain::link::{ChatLinked, Links};
use domain::people::Person;
use domain::people::rights::Matter;
use domain::{Actor, Cause, ChatId, Draft};
use store::port::Position;
use thiserror::Error as ThisError;

/// Why a link was not confirmed. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("only an admin confirms a link")]
    NotAdmin,
    #[error("the chat has claimed nothing")]
    NotClaimed,
}

/// What a confirmation makes of the chats. A linked one stays linked.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    links: &Links,
    chat: ChatId,
    known: &Person,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !known.may(Matter::Chats, None) {
        return Err(Rejection::NotAdmin);
    }
    if links.chats.contains(&chat) {
        return Ok(vec![]);
    }
    if !links.claims.contains_key(&chat) {
        return Err(Rejection::NotClaimed);
    }
    Ok(vec![Draft::new(Event::Linked(ChatLinked { chat }), at)])
}

/// Records a confirmation, and answers its position for whoever must read it in a view.
///
/// # Errors
///
/// As [`crate::transact::transact`], with [`Rejection`].
pub async fn confirm(
    house: &House,
    holder: Holder,
    chat: ChatId,
    (actor, known): (Actor, &Person),
    cause: &Cause,
) -> Result<Option<Position>, Error<Rejection>> {
    let at = house.clock.now();
    on_links(house, holder, actor, cause, |it| decide(it, chat, known, at)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, CHAT, OLGA, known, monday};
    use domain::PersonId;

    fn claimed() -> Links {
        Links { claims: [(CHAT, PersonId([8; 16]))].into(), ..Links::default() }
    }

    #[test]
    fn an_admin_confirms_what_a_chat_has_claimed() {
        let decided = decide(&claimed(), CHAT, &known(ADMIN), monday("12:00")).unwrap();
        assert_eq!(decided[0].event, Event::Linked(ChatLinked { chat: CHAT }));
    }

    #[test]
    fn nobody_else_confirms_and_nothing_unclaimed_is_confirmed() {
        let by_agent = decide(&claimed(), CHAT, &known(OLGA), monday("12:00"));
        assert_eq!(by_agent, Err(Rejection::NotAdmin));
        let unclaimed = decide(&Links::default(), CHAT, &known(ADMIN), monday("12:00"));
        assert_eq!(unclaimed, Err(Rejection::NotClaimed));
    }

    #[test]
    fn a_linked_chat_is_not_linked_twice() {
        let links = Links { chats: [CHAT].into(), ..Links::default() };
        assert_eq!(decide(&links, CHAT, &known(ADMIN), monday("12:00")), Ok(vec![]));
    }
}
