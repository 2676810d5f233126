//! Note invite: what Telegram has made of a card that was asked for.

use chrono::{DateTime, Utc};
use domain::client::{Client, Event};
use domain::invite::{InviteMade, InviteNumber, InviteRefused, WhyNot};
use domain::link::TokenHash;
use domain::{Draft, Field, Owner};
use std::convert::Infallible;
use store::keyring::Keyring;

/// By what a link is known again, without keeping it.
pub fn hash(keyring: &dyn Keyring, link: &str) -> TokenHash {
    domain::PersonId(keyring.pseudonym(&format!("invite link {link}")))
}

/// What a link makes of a client whose card waits for it. Of a card that has one, or is gone, it makes nothing.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn made(
    client: &Client,
    number: InviteNumber,
    (link, hash): (&str, TokenHash),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if !waits(client, number) {
        return Ok(vec![]);
    }
    let made = Event::InviteMade(InviteMade { number, link: hash });
    // Whoever has the link may come in: it is no fact, and stands in no log line.
    Ok(vec![Draft::new(made, at).with(Field::Link, Owner::Client, link)])
}

/// What a refusal of Telegram's makes of a client whose card waits for its link.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn refused(
    client: &Client,
    number: InviteNumber,
    why: WhyNot,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match client.invites.standing.get(&number).filter(|it| it.link.is_none()) {
        Some(invite) => {
            let refused = InviteRefused { number, why, asked_in: invite.asked_in };
            Ok(vec![Draft::new(Event::InviteRefused(refused), at)])
        }
        None => Ok(vec![]),
    }
}

fn waits(client: &Client, number: InviteNumber) -> bool {
    client.invites.standing.get(&number).is_some_and(|it| it.link.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{CHAT, OLGA, STAFF_CHAT, monday};
    use domain::MessageId;
    use domain::invite::{AskedIn, InviteAsked, InviteWithdrawn};

    const ONE: InviteNumber = InviteNumber(1);
    const ASKED_IN: AskedIn = AskedIn { chat: STAFF_CHAT, thread: None, message: MessageId(9) };

    fn asked() -> Event {
        Event::InviteAsked(InviteAsked { number: ONE, chat: CHAT, by: OLGA, asked_in: ASKED_IN })
    }

    fn made_event() -> Event {
        Event::InviteMade(InviteMade { number: ONE, link: OLGA })
    }

    fn withdrawn() -> Event {
        Event::InviteWithdrawn(InviteWithdrawn { number: ONE, by: OLGA, asked_in: ASKED_IN })
    }

    fn refused_event() -> Event {
        let why = WhyNot::NoRight;
        Event::InviteRefused(InviteRefused { number: ONE, why, asked_in: ASKED_IN })
    }

    #[test]
    fn only_a_card_that_waits_for_its_link_gets_one_or_is_refused_one() {
        for (given, waits) in [
            (vec![], false),
            (vec![asked()], true),
            (vec![asked(), made_event()], false),
            (vec![asked(), withdrawn()], false),
            (vec![asked(), refused_event()], false),
            // Asked for once more, it has its link already.
            (vec![asked(), made_event(), asked()], false),
        ] {
            let client = given.iter().fold(Client::default(), Client::evolve);
            let link = ("https://t.me/+x", OLGA);
            let made = made(&client, ONE, link, monday("12:00")).unwrap();
            let refused = refused(&client, ONE, WhyNot::NoRight, monday("12:00")).unwrap();
            let events = |it: Vec<Draft<Event>>| it.into_iter().map(|it| it.event).collect();
            let (made, refused): (Vec<_>, Vec<_>) = (events(made), events(refused));
            let (then_made, then_refused) =
                if waits { (vec![made_event()], vec![refused_event()]) } else { (vec![], vec![]) };
            assert_eq!((made, refused), (then_made, then_refused), "{given:?}");
        }
    }

    #[test]
    fn the_link_is_no_fact() {
        let client = Client::default().evolve(&asked());
        let made = made(&client, ONE, ("https://t.me/+x", OLGA), monday("12:00")).unwrap();
        let [text] = &made[0].texts[..] else { panic!("one text") };
        assert_eq!((text.field, text.owner), (Field::Link, Owner::Client));
        assert!(!format!("{made:?}").contains("t.me"));
    }
}
