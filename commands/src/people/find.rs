//! Find: which person is behind a Telegram user id, and what are they here?

use crate::house::House;
use crate::transact::{Error, ask_then};
use domain::people::Person;
use domain::{ClientId, PersonId};
use std::convert::Infallible;
use store::stream::Stream;

/// The most generations of one Telegram id: how often a person may be erased and come back.
pub const GENERATIONS_MAX: u32 = 100;

/// The person of a Telegram user id, in the newest generation, with what is known of them.
///
/// # Errors
///
/// As [`ask_then`].
pub async fn by_telegram_id(
    house: &House,
    user: i64,
) -> Result<(PersonId, Person), Error<Infallible>> {
    newest(house, &format!("person {user}")).await
}

/// The person whom a client knows by a name alone, in the newest generation. No Telegram account is theirs.
///
/// # Errors
///
/// As [`ask_then`].
pub async fn by_name(
    house: &House,
    client: ClientId,
    name: &str,
) -> Result<(PersonId, Person), Error<Infallible>> {
    newest(house, &format!("named {client} {}", name.to_lowercase())).await
}

async fn newest(house: &House, who: &str) -> Result<(PersonId, Person), Error<Infallible>> {
    let mut generation = 0;
    loop {
        let text = format!("{who} {generation}");
        let person = PersonId(house.vault.keyring().pseudonym(&text));
        let known = known(house, person).await?;
        if !known.erased || generation >= GENERATIONS_MAX {
            return Ok((person, known));
        }
        generation += 1;
    }
}

/// What is known of a person; what was known then, where something is followed.
///
/// # Errors
///
/// As [`ask_then`].
pub async fn known(house: &House, person: PersonId) -> Result<Person, Error<Infallible>> {
    ask_then(house, &Stream::Person(person), Person::clone).await
}
