//! See: a person was seen, for the first time or under another name.

use crate::house::House;
use crate::transact::{Done, Error, transact};
use chrono::{DateTime, Utc};
use domain::people::{Event, Person, Seen};
use domain::{Actor, Cause, Draft, Field, Owner, PersonId};
use std::convert::Infallible;
use store::stream::Stream;

/// A person as Telegram shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// None of somebody whose name alone is known.
    pub telegram_id: Option<i64>,
    pub name: String,
    pub handle: Option<String>,
}

/// What being seen makes of a person: nothing, if they look as they did.
///
/// # Errors
///
/// None.
pub fn decide(
    person: &Person,
    id: PersonId,
    profile: &Profile,
    digest: PersonId,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if person.profile == Some(digest) {
        return Ok(vec![]);
    }
    let owner = Owner::Person(id);
    let seen = Draft::new(Event::Seen(Seen { profile: digest }), at)
        .with(
            Field::TelegramId,
            owner,
            profile.telegram_id.map(|it| it.to_string()).unwrap_or_default(),
        )
        .with(Field::Name, owner, &*profile.name)
        .with(Field::Handle, owner, profile.handle.clone().unwrap_or_default());
    Ok(vec![seen])
}

/// Records that a person was seen.
///
/// # Errors
///
/// As [`transact`].
pub async fn see(
    house: &House,
    id: PersonId,
    profile: &Profile,
    cause: &Cause,
) -> Result<Done<Event>, Error<Infallible>> {
    recorded(house, id, profile, (Actor::Person(id), cause, cause.at)).await
}

/// Records how the operator calls a person whom nobody has seen yet.
///
/// # Errors
///
/// As [`transact`].
pub async fn by_operator(
    house: &House,
    id: PersonId,
    profile: &Profile,
    (cause, at): (&Cause, DateTime<Utc>),
) -> Result<Done<Event>, Error<Infallible>> {
    recorded(house, id, profile, (Actor::Operator, cause, at)).await
}

async fn recorded(
    house: &House,
    id: PersonId,
    profile: &Profile,
    (actor, cause, at): (Actor, &Cause, DateTime<Utc>),
) -> Result<Done<Event>, Error<Infallible>> {
    let handle = profile.handle.as_deref().unwrap_or_default();
    let text = format!("profile {} {}", profile.name, handle);
    let digest = PersonId(house.vault.keyring().pseudonym(&text));
    let decide = |it: &Person| decide(it, id, profile, digest, at);
    transact(house, &Stream::Person(id), actor, cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, monday};

    #[test]
    fn whoever_looks_as_before_is_nothing_new() {
        let profile = Profile { telegram_id: Some(7), name: "Анна".to_owned(), handle: None };
        let digest = PersonId([9; 16]);
        let seen = decide(&Person::default(), ANNA, &profile, digest, monday("12:00")).unwrap();
        assert_eq!(seen[0].event, Event::Seen(Seen { profile: digest }));
        assert_eq!(seen[0].texts.len(), 2);
        let person = Person::default().evolve(&seen[0].event);
        assert_eq!(decide(&person, ANNA, &profile, digest, monday("12:00")), Ok(vec![]));
    }
}
