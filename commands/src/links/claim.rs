//! Claim: a token came back from a chat.

use super::{Event, Holder, on_links};
use crate::house::House;
use crate::transact::Error;
use chrono::{DateTime, Utc};
use domain::link::{ChatLinked, LinkClaimed, Links, TokenHash};
use domain::people::Person;
use domain::people::rights::Matter;
use domain::{Actor, Cause, ChatId, Draft, Field, Owner, PersonId};
use store::port::Position;
use thiserror::Error as ThisError;

/// Why a claim was refused. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("the token was used already, or never given out")]
    NoSuchOffer,
    #[error("the token is too old")]
    Expired,
}

/// Which chat claims, by which token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub token: TokenHash,
    pub chat: ChatId,
    pub title: String,
    pub by: PersonId,
}

/// What a claim makes of the chats: an admin who brings the token has said that this is the right chat, and nobody
/// need be asked. A chat that is linked already stays so.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    links: &Links,
    claim: &Claim,
    known: &Person,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if links.chats.contains(&claim.chat) || links.claims.get(&claim.chat) == Some(&claim.token) {
        return Ok(vec![]);
    }
    match links.offers.get(&claim.token) {
        None => Err(Rejection::NoSuchOffer),
        Some(expires_at) if *expires_at < at => Err(Rejection::Expired),
        Some(_) => {
            let Claim { token, chat, by, .. } = *claim;
            let claimed = Draft::new(Event::Claimed(LinkClaimed { token, chat, by }), at);
            let mut events = vec![claimed.with(Field::Name, Owner::Client, &*claim.title)];
            if known.may(Matter::Chats, None) {
                events.push(Draft::new(Event::Linked(ChatLinked { chat }), at));
            }
            Ok(events)
        }
    }
}

/// Records a claim, and answers its position for whoever must read it in a view.
///
/// # Errors
///
/// As [`crate::transact::transact`], with [`Rejection`].
pub async fn claim(
    house: &House,
    holder: Holder,
    (claim, known): (&Claim, &Person),
    cause: &Cause,
) -> Result<Option<Position>, Error<Rejection>> {
    let actor = Actor::Person(claim.by);
    on_links(house, holder, actor, cause, |it| decide(it, claim, known, cause.at)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::offer;
    use crate::testing::{ADMIN, ANNA, CHAT, known, monday};
    use domain::client::{Client, Event as ClientEvent};

    fn offered() -> Client {
        let offered = offer::decide(&Links::default(), PersonId([8; 16]), monday("12:00"));
        let event: ClientEvent = offered.unwrap().remove(0).event.into();
        Client::default().evolve(&event)
    }

    fn nobody() -> Person {
        Person::default()
    }

    #[test]
    fn an_admin_who_brings_the_token_has_linked_the_chat() {
        let by_admin = decide(&offered().links, &claim(), &known(ADMIN), monday("13:00")).unwrap();
        let client = by_admin
            .iter()
            .fold(offered(), |client, draft| client.evolve(&draft.event.clone().into()));
        assert_eq!(by_admin.len(), 2);
        assert!(client.links.chats.contains(&CHAT) && client.links.claims.is_empty());
    }

    fn claim() -> Claim {
        Claim { token: PersonId([8; 16]), chat: CHAT, title: "Ромашка".to_owned(), by: ANNA }
    }

    #[test]
    fn a_token_is_good_for_one_claim() {
        let client = offered();
        let claimed = decide(&client.links, &claim(), &nobody(), monday("13:00")).unwrap();
        let client = client.evolve(&claimed[0].event.clone().into());
        assert_eq!(decide(&client.links, &claim(), &nobody(), monday("13:00")), Ok(vec![]));
        let elsewhere = Claim { chat: ChatId::Group(-9), ..claim() };
        let again = decide(&client.links, &elsewhere, &nobody(), monday("13:00"));
        assert_eq!(again, Err(Rejection::NoSuchOffer));
    }

    #[test]
    fn an_old_token_is_refused() {
        let late = monday("12:01") + chrono::TimeDelta::days(3);
        assert_eq!(decide(&offered().links, &claim(), &nobody(), late), Err(Rejection::Expired));
    }
}
