//! Note joining: somebody came into a client's group, perhaps by one of its cards.

use crate::client::note_invite;
use crate::house::House;
use crate::transact::{Done, Error, ask, transact};
use chrono::{DateTime, Utc};
use domain::chat::{ChatMonth, Event, MemberJoined, month_of};
use domain::client::Client;
use domain::invite::InviteRef;
use domain::{Actor, Cause, ChatId, ClientId, Draft, PersonId};
use std::convert::Infallible;
use store::stream::Stream;

/// What somebody's coming makes of a chat's month.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(
    _month: &ChatMonth,
    joined: &MemberJoined,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    Ok(vec![Draft::new(Event::MemberJoined(joined.clone()), at)])
}

/// Records that somebody came into a group of a client's.
///
/// * `link`: by which link they came, if Telegram says so. One that is no card's is none to us.
///
/// # Errors
///
/// As [`transact`].
pub async fn note_joining(
    house: &House,
    (client, chat): (ClientId, ChatId),
    (person, link): (PersonId, Option<&str>),
    cause: &Cause,
) -> Result<Done<Event>, Error<Infallible>> {
    let number = match link {
        Some(link) => {
            let hash = note_invite::hash(house.vault.keyring().as_ref(), link);
            let by_link = |it: &Client| it.invites.by_link(hash);
            ask(house, &Stream::Client(client), by_link).await?
        }
        None => None,
    };
    let invite = number.map(|number| InviteRef { client, number });
    let joined = MemberJoined { person, invite };
    let decide = |it: &ChatMonth| decide(it, &joined, cause.at);
    let stream = Stream::Chat(chat, month_of(cause.dated()));
    transact(house, &stream, Actor::Reaction, cause, decide).await
}
