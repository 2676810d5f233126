//! Ask invite: a card with a code is wanted, that leads into a client's group from where people work.

use chrono::{DateTime, Utc};
use domain::client::{Client, Event};
use domain::invite::{AskedIn, InviteAsked, InviteNumber, PLACE_CHARS_MAX, STANDING_MAX};
use domain::people::Person;
use domain::{ChatId, Draft, Field, Owner, PersonId};
use thiserror::Error;

/// Why no card was asked for. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only staff may ask for a card")]
    NotStaff,
    #[error("the client was never registered")]
    Unregistered,
    #[error("the group is not the client's")]
    NotLinked,
    #[error("the name of a site or workplace is too long")]
    TooLong,
    #[error("the client has as many cards as there may be")]
    TooMany,
}

/// A card that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The client's group that it leads to.
    pub chat: ChatId,
    /// Both may be empty.
    pub site: String,
    pub workplace: String,
    /// The card that says the same, if there is one: it is given once more.
    pub again: Option<InviteNumber>,
    pub asked_in: AskedIn,
}

/// What a wish for a card makes of a client. The link follows, once Telegram has made it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    ask: &Ask,
    (by, person): (PersonId, &Person),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !person.is_staff() {
        return Err(Rejection::NotStaff);
    }
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if !client.links.chats.contains(&ask.chat) {
        return Err(Rejection::NotLinked);
    }
    let (site, workplace) = (ask.site.trim(), ask.workplace.trim());
    if [site, workplace].iter().any(|it| it.chars().count() > PLACE_CHARS_MAX) {
        return Err(Rejection::TooLong);
    }
    let standing = &client.invites.standing;
    let same = |it: &InviteNumber| standing.get(it).is_some_and(|it| it.chat == ask.chat);
    let again = ask.again.filter(same);
    if again.is_none() && standing.len() >= STANDING_MAX {
        return Err(Rejection::TooMany);
    }
    let number = again.unwrap_or_else(|| client.invites.next());
    let asked = InviteAsked { number, chat: ask.chat, by, asked_in: ask.asked_in };
    let asked = Draft::new(Event::InviteAsked(asked), at);
    // Of the client, not of whoever asked: the card hangs there when that person is long forgotten.
    let asked = asked.with(Field::Site, Owner::Client, site);
    Ok(vec![asked.with(Field::Workplace, Owner::Client, workplace)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, ANNA, CHAT, OLGA, STAFF_CHAT, known, monday};
    use domain::MessageId;
    use domain::client::Registered;
    use domain::invite::Invite;
    use domain::link::ChatLinked;

    const ONE: InviteNumber = InviteNumber(1);

    fn ask() -> Ask {
        let asked_in = AskedIn { chat: STAFF_CHAT, thread: None, message: MessageId(9) };
        let (site, workplace) = (" Склад ".to_owned(), "Касса 2".to_owned());
        Ask { chat: CHAT, site, workplace, again: None, asked_in }
    }

    fn linked() -> Client {
        let registered = Event::Registered(Registered { code: "ROM".parse().unwrap() });
        Client::default().evolve(&registered).evolve(&Event::ChatLinked(ChatLinked { chat: CHAT }))
    }

    /// With this many cards.
    fn having(count: u32) -> Client {
        let mut client = linked();
        let invite = Invite { chat: CHAT, link: None, asked_in: ask().asked_in };
        client.invites.standing = (1..=count).map(|it| (InviteNumber(it), invite)).collect();
        client.invites.last = InviteNumber(count);
        client
    }

    #[track_caller]
    fn check(client: &Client, person: PersonId, ask: &Ask, then: Result<InviteNumber, Rejection>) {
        let decided = decide(client, ask, (person, &known(person)), monday("12:00"));
        let number = decided.map(|drafts| match &drafts[..] {
            [Draft { event: Event::InviteAsked(it), .. }] => it.number,
            other => panic!("{other:?}"),
        });
        assert_eq!(number, then, "{ask:?}");
    }

    #[test]
    fn staff_may_ask_for_a_card_into_a_group_of_the_client() {
        let elsewhere = Ask { chat: STAFF_CHAT, ..ask() };
        let bare = Ask { site: String::new(), workplace: String::new(), ..ask() };
        let long = Ask { workplace: "я".repeat(PLACE_CHARS_MAX + 1), ..ask() };
        let fits = Ask { workplace: "я".repeat(PLACE_CHARS_MAX), ..ask() };
        let unregistered = Client::default();
        let full = having(u32::try_from(STANDING_MAX).unwrap());
        for (client, person, ask, then) in [
            (&linked(), OLGA, &ask(), Ok(ONE)),
            (&linked(), ADMIN, &bare, Ok(ONE)),
            (&linked(), OLGA, &fits, Ok(ONE)),
            (&having(3), OLGA, &ask(), Ok(InviteNumber(4))),
            (&linked(), ANNA, &ask(), Err(Rejection::NotStaff)),
            (&unregistered, OLGA, &ask(), Err(Rejection::Unregistered)),
            (&linked(), OLGA, &elsewhere, Err(Rejection::NotLinked)),
            (&linked(), OLGA, &long, Err(Rejection::TooLong)),
            (&full, OLGA, &ask(), Err(Rejection::TooMany)),
        ] {
            check(client, person, ask, then);
        }
    }

    #[test]
    fn a_card_that_stands_is_given_once_more_instead_of_another() {
        let again = Ask { again: Some(InviteNumber(2)), ..ask() };
        check(&having(3), OLGA, &again, Ok(InviteNumber(2)));
        check(&having(u32::try_from(STANDING_MAX).unwrap()), OLGA, &again, Ok(InviteNumber(2)));
        let gone = Ask { again: Some(InviteNumber(9)), ..ask() };
        check(&having(3), OLGA, &gone, Ok(InviteNumber(4)));
    }

    #[test]
    fn the_place_is_kept_apart_from_the_facts_as_a_text_of_the_client() {
        let by = (OLGA, &known(OLGA));
        let drafts = decide(&linked(), &ask(), by, monday("12:00")).unwrap();
        let texts: Vec<_> =
            drafts[0].texts.iter().map(|it| (it.field, it.owner, it.value.as_str())).collect();
        let (site, workplace) = ((Field::Site, "Склад"), (Field::Workplace, "Касса 2"));
        let of_client = |it: (Field, &'static str)| (it.0, Owner::Client, it.1);
        assert_eq!(texts, [of_client(site), of_client(workplace)]);
    }
}
