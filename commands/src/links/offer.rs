//! Offer: a one-time token is given out, by which a chat can be linked.

use super::{Event, Holder, on_links};
use crate::house::House;
use crate::transact::Error;
use chrono::{DateTime, TimeDelta, Utc};
use domain::link::{LinkOffered, Links, OFFER_HOURS_MAX, TokenHash};
use domain::{Actor, Cause, Draft, PersonId};
use std::convert::Infallible;
use store::keyring::Keyring;

/// The bytes of a token that nobody can guess.
const TOKEN_BYTES: usize = 24;

/// What an offer makes of the chats: the same token again makes nothing of them.
///
/// # Errors
///
/// None.
pub fn decide(
    links: &Links,
    token: TokenHash,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if links.offers.contains_key(&token) {
        return Ok(vec![]);
    }
    let expires_at = at + TimeDelta::hours(OFFER_HOURS_MAX);
    Ok(vec![Draft::new(Event::Offered(LinkOffered { token, expires_at }), at)])
}

/// The keyed hash under which a token is recorded.
pub fn hash(keyring: &dyn Keyring, token: &str) -> TokenHash {
    PersonId(keyring.pseudonym(&format!("link {token}")))
}

/// Records an offer and answers with its token: 32 characters of `A-Za-z0-9_-`, as a deep link may carry.
///
/// The token is a keyed hash of the cause, so that a repeated cause answers with the token that stands recorded.
///
/// # Errors
///
/// As [`crate::transact::transact`].
pub async fn offer(
    house: &House,
    holder: Holder,
    actor: Actor,
    cause: &Cause,
) -> Result<String, Error<Infallible>> {
    let keyring = house.vault.keyring().as_ref();
    let token = token(keyring, cause);
    let hashed = hash(keyring, &token);
    on_links(house, holder, actor, cause, |it| decide(it, hashed, cause.at)).await?;
    Ok(token)
}

/// The token that a cause leads to, the same whenever it is asked for: 32 characters of `A-Za-z0-9_-`.
pub fn token(keyring: &dyn Keyring, cause: &Cause) -> String {
    let halves = ["a", "b"].map(|half| keyring.pseudonym(&format!("token {half} {}", cause.id())));
    let mut bytes = [0; TOKEN_BYTES];
    for (byte, drawn) in bytes.iter_mut().zip(halves.as_flattened()) {
        *byte = *drawn;
    }
    deep_link_text(&bytes)
}

/// Base64url without padding: three bytes become four characters.
fn deep_link_text(bytes: &[u8; TOKEN_BYTES]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let sextets = bytes.chunks_exact(3).flat_map(|it| {
        let bits = u32::from_be_bytes([0, it[0], it[1], it[2]]);
        [18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift) as usize & 63])
    });
    sextets.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn an_offer_ends_after_three_days() {
        let token = PersonId([8; 16]);
        let offered = decide(&Links::default(), token, monday("12:00")).unwrap();
        let expires_at = monday("12:00") + TimeDelta::days(3);
        assert_eq!(offered[0].event, Event::Offered(LinkOffered { token, expires_at }));
    }

    #[test]
    fn a_token_is_thirty_two_characters_that_a_deep_link_may_carry() {
        let text = deep_link_text(&[0xff; TOKEN_BYTES]);
        assert_eq!(text, "_".repeat(32));
        assert_eq!(&deep_link_text(&[0; TOKEN_BYTES])[..4], "AAAA");
    }
}
