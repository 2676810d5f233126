//! Erase: a person is to be forgotten, everywhere.
//!
//! First the fact is recorded, then all keys of the person are destroyed; at start this is checked again, so that a
//! crash between the two forgets nobody to forget.

use crate::house::House;
use crate::transact::{Error, transact};
use chrono::{DateTime, Utc};
use domain::people::{Event, Person, PersonErased};
use domain::{Actor, Cause, Draft, PersonId};
use std::convert::Infallible;
use store::keyring::KeyError;
use store::stream::Stream;
use thiserror::Error as ThisError;

/// Why an erasure is not known to be complete. Asking again completes it.
#[derive(Debug, ThisError)]
pub enum Failure {
    #[error("failed to record the erasure")]
    Record(#[source] Error<Infallible>),
    #[error("failed to destroy the keys of an erased person")]
    Destroy(#[source] KeyError),
}

/// What erasing makes of a person.
///
/// # Errors
///
/// None.
pub fn decide(person: &Person, at: DateTime<Utc>) -> Result<Vec<Draft<Event>>, Infallible> {
    if person.erased {
        Ok(vec![])
    } else {
        Ok(vec![Draft::new(Event::Erased(PersonErased {}), at)])
    }
}

/// Records the erasure and destroys every key of the person; answers how many there were.
///
/// # Errors
///
/// [`Failure`]; asking again is harmless and completes what was begun.
pub async fn erase(
    house: &House,
    person: PersonId,
    actor: Actor,
    cause: &Cause,
) -> Result<u64, Failure> {
    let stream = Stream::Person(person);
    transact(house, &stream, actor, cause, |it: &Person| decide(it, cause.at))
        .await
        .map_err(Failure::Record)?;
    destroy_keys(house, person).await
}

/// Destroys every key of an erased person: what a start after a crash does again.
///
/// # Errors
///
/// [`Failure::Destroy`].
pub async fn destroy_keys(house: &House, person: PersonId) -> Result<u64, Failure> {
    let keyring = house.vault.keyring();
    keyring.destroy_owner(&person.to_string()).await.map_err(Failure::Destroy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_person_is_erased_once() {
        let erased = decide(&Person::default(), monday("12:00")).unwrap();
        let person = Person::default().evolve(&erased[0].event);
        assert!(person.erased);
        assert_eq!(decide(&person, monday("12:00")), Ok(vec![]));
    }
}
