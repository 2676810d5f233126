//! Link: how does the press of a button in a client's group open the private chat, and prove there who pressed it where?

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::{ClientId, PersonId};
use store::keyring::Keyring;
use uuid::Uuid;

/// What a link carries that proves nothing: whoever follows it must be known.
pub(super) const OPEN: &str = "private";
/// Before what proves it. All other tokens are shorter.
const PROOF: &str = "p";
const DAY_S: i64 = 24 * 3_600;

/// The token for whoever pressed the button in a group of a client: good for them alone, today and tomorrow. Nothing of it
/// is recorded.
pub(super) fn token(
    keyring: &dyn Keyring,
    (person, client): (PersonId, ClientId),
    now: DateTime<Utc>,
) -> String {
    let mut bytes = client.0.as_bytes().to_vec();
    bytes.extend(proof(keyring, (person, client), day_of(now)));
    format!("{PROOF}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The client in whose group the person has pressed the button; none if the token is another's, too old or none at all.
pub(super) fn client_of(
    keyring: &dyn Keyring,
    (person, token): (PersonId, &str),
    now: DateTime<Utc>,
) -> Option<ClientId> {
    let bytes = URL_SAFE_NO_PAD.decode(token.strip_prefix(PROOF)?).ok()?;
    let (client, proven) = bytes.split_at_checked(16)?;
    let client = ClientId(Uuid::from_slice(client).ok()?);
    let today = day_of(now);
    let is_proven = |day| proof(keyring, (person, client), day) == *proven;
    (is_proven(today) || is_proven(today - 1)).then_some(client)
}

fn proof(keyring: &dyn Keyring, (person, client): (PersonId, ClientId), day: i64) -> [u8; 16] {
    keyring.pseudonym(&format!("private request {client} {person} {day}"))
}

fn day_of(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(DAY_S)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use store::memory_keyring::MemoryKeyring;
    use store::world::Chance;

    struct Zeros;

    impl Chance for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn a_link_is_good_for_whoever_pressed_until_tomorrow_and_says_where() {
        let keyring = MemoryKeyring::new(Arc::new(Zeros));
        let [anna, boris] = [1, 2].map(|it| PersonId([it; 16]));
        let client = ClientId(Uuid::from_u128(7));
        let noon: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let given = token(&keyring, (anna, client), noon);
        assert!(given.len() <= 64 && given.len() > 32, "{given}");
        let hours = |it| noon + chrono::TimeDelta::hours(it);
        for (who, at, then) in [
            (anna, noon, Some(client)),
            (anna, hours(30), Some(client)),
            (anna, hours(37), None),
            (boris, noon, None),
        ] {
            assert_eq!(client_of(&keyring, (who, &given), at), then, "{at}");
        }
        let other = ClientId(Uuid::from_u128(8));
        let mut forged = other.0.as_bytes().to_vec();
        forged.extend(proof(&keyring, (anna, client), day_of(noon)));
        let forged = format!("p{}", URL_SAFE_NO_PAD.encode(forged));
        for wrong in ["", "p", "private", "p!", &given[..40], &forged] {
            assert_eq!(client_of(&keyring, (anna, wrong), noon), None, "{wrong}");
        }
    }
}
