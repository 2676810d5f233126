//! Find: which person is behind a Telegram user id, and what are they here?

use crate::house::House;
use crate::transact::{Error, ask};
use domain::PersonId;
use domain::people::Person;
use std::convert::Infallible;
use store::stream::Stream;

/// The most generations of one Telegram id: how often a person may be erased and come back.
pub const GENERATIONS_MAX: u32 = 100;

/// The person of a Telegram user id, in the newest generation, with what is known of them.
///
/// # Errors
///
/// As [`ask`].
pub async fn by_telegram_id(
    house: &House,
    user: i64,
) -> Result<(PersonId, Person), Error<Infallible>> {
    let mut generation = 0;
    loop {
        let text = format!("person {user} {generation}");
        let person = PersonId(house.vault.keyring().pseudonym(&text));
        let known = known(house, person).await?;
        if !known.erased || generation >= GENERATIONS_MAX {
            return Ok((person, known));
        }
        generation += 1;
    }
}

/// What is known of a person.
///
/// # Errors
///
/// As [`ask`].
pub async fn known(house: &House, person: PersonId) -> Result<Person, Error<Infallible>> {
    ask(house, &Stream::Person(person), Person::clone).await
}
