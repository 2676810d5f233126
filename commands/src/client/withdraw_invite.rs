//! Withdraw invite: a card hangs where it should not, or is not wanted any more.

use chrono::{DateTime, Utc};
use domain::client::{Client, Event};
use domain::invite::{AskedIn, InviteNumber, InviteWithdrawn};
use domain::people::Person;
use domain::{Draft, PersonId};
use thiserror::Error;

/// Why a card was not withdrawn. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only staff may withdraw a card")]
    NotStaff,
    #[error("the client has no such card")]
    NoSuchCard,
}

/// What withdrawing a card makes of a client. Its link is revoked thereafter.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    number: InviteNumber,
    (by, person): (PersonId, &Person),
    (asked_in, at): (AskedIn, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !person.is_staff() {
        return Err(Rejection::NotStaff);
    }
    if !client.invites.standing.contains_key(&number) {
        return Err(Rejection::NoSuchCard);
    }
    let withdrawn = InviteWithdrawn { number, by, asked_in };
    Ok(vec![Draft::new(Event::InviteWithdrawn(withdrawn), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, CHAT, OLGA, known, monday};
    use domain::MessageId;
    use domain::invite::InviteAsked;

    #[test]
    fn staff_may_withdraw_a_card_that_stands_and_only_once() {
        let asked_in = AskedIn { chat: CHAT, thread: None, message: MessageId(9) };
        let number = InviteNumber(1);
        let asked = InviteAsked { number, chat: CHAT, by: OLGA, asked_in };
        let client = Client::default().evolve(&Event::InviteAsked(asked));
        let decide = |client: &Client, person| {
            decide(client, number, (person, &known(person)), (asked_in, monday("12:00")))
        };
        assert_eq!(decide(&client, ANNA), Err(Rejection::NotStaff));
        let withdrawn = decide(&client, OLGA).unwrap();
        assert_eq!(withdrawn.len(), 1);
        let client = client.evolve(&withdrawn[0].event);
        assert_eq!(decide(&client, OLGA), Err(Rejection::NoSuchCard));
    }
}
