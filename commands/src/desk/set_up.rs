//! Set up: an admin wants a group to become a client's, and says so before it is anybody's.

use chrono::{DateTime, Utc};
use domain::desk::{Desk, Event, SetUpAsked, SetUpEnded};
use domain::people::Person;
use domain::people::rights::Matter;
use domain::{ChatId, Draft, Field, Owner};
use std::convert::Infallible;
use thiserror::Error;

/// Why a group is not set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only an admin sets a group up")]
    NotAdmin,
}

/// What the wish of somebody makes of the desk. The same again makes nothing of it.
///
/// * `title`: the group's, as Telegram tells it.
///
/// # Errors
///
/// [`Rejection::NotAdmin`].
pub fn ask(
    desk: &Desk,
    asked: &SetUpAsked,
    title: &str,
    (known, at): (&Person, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !known.may(Matter::Chats, None) {
        return Err(Rejection::NotAdmin);
    }
    if desk.set_ups.contains(asked) {
        return Ok(vec![]);
    }
    let asked = Draft::new(Event::SetUpAsked(asked.clone()), at);
    Ok(vec![asked.with(Field::Name, Owner::Client, title)])
}

/// What the end of a set-up makes of the desk. One that has ended is not ended again.
///
/// # Errors
///
/// None.
pub fn end(desk: &Desk, chat: ChatId, at: DateTime<Utc>) -> Result<Vec<Draft<Event>>, Infallible> {
    if !desk.set_ups.iter().any(|it| it.chat == chat) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::SetUpEnded(SetUpEnded { chat }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, CHAT, OLGA, known, monday};
    use domain::PersonId;
    use domain::desk::SET_UPS_MAX;

    fn asked(token: Option<PersonId>) -> SetUpAsked {
        SetUpAsked { chat: CHAT, by: ADMIN, token }
    }

    #[test]
    fn an_admin_asks_once_and_nobody_else_does() {
        let (noon, admin) = (monday("12:00"), known(ADMIN));
        let first = ask(&Desk::default(), &asked(None), "Ромашка", (&admin, noon)).unwrap();
        let desk = Desk::default().evolve(&first[0].event);
        assert_eq!(ask(&desk, &asked(None), "Ромашка", (&admin, noon)), Ok(vec![]));
        let by_agent = ask(&Desk::default(), &asked(None), "Ромашка", (&known(OLGA), noon));
        assert_eq!(by_agent, Err(Rejection::NotAdmin));
    }

    #[test]
    fn a_newer_wish_takes_the_place_of_the_older_with_its_token() {
        let (noon, admin) = (monday("12:00"), known(ADMIN));
        let token = asked(Some(PersonId([8; 16])));
        let first = ask(&Desk::default(), &token, "Ромашка", (&admin, noon)).unwrap();
        let desk = Desk::default().evolve(&first[0].event);
        let second = ask(&desk, &asked(None), "Ромашка", (&admin, noon)).unwrap();
        assert_eq!(desk.evolve(&second[0].event).set_ups, [asked(None)]);
    }

    #[test]
    fn what_has_ended_is_not_ended_again_and_the_oldest_makes_room() {
        let noon = monday("12:00");
        let of = |chat| Event::SetUpAsked(SetUpAsked { chat, by: ADMIN, token: None });
        let desk = (1..=SET_UPS_MAX + 1)
            .map(|it| ChatId::Group(-i64::try_from(it).unwrap()))
            .fold(Desk::default(), |desk, it| desk.evolve(&of(it)));
        assert_eq!(desk.set_ups.len(), SET_UPS_MAX);
        assert_eq!(end(&desk, ChatId::Group(-1), noon), Ok(vec![]));
        let ended = end(&desk, ChatId::Group(-2), noon).unwrap();
        let desk = desk.evolve(&ended[0].event);
        assert_eq!(desk.set_ups.len(), SET_UPS_MAX - 1);
    }
}
