//! Profile: who comes into this world, and what is known of them?

use crate::Emulator;
use crate::ids::UserId;
use crate::model::Person;

/// Who somebody is. `"Anna".into()` is enough for most.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
    is_bot: bool,
}

impl Profile {
    /// Somebody with a first name and nothing else.
    #[must_use]
    pub fn named(first_name: &str) -> Self {
        Self { first_name: first_name.to_owned(), ..Self::default() }
    }

    /// With a last name.
    #[must_use]
    pub fn last(self, name: &str) -> Self {
        Self { last_name: Some(name.to_owned()), ..self }
    }

    /// With a username, given without `@`.
    #[must_use]
    pub fn username(self, name: &str) -> Self {
        Self { username: Some(name.to_owned()), ..self }
    }

    /// With an application in this language.
    #[must_use]
    pub fn speaks(self, language: &str) -> Self {
        Self { language_code: Some(language.to_owned()), ..self }
    }

    /// Another bot than the one under test.
    #[must_use]
    pub fn bot(self) -> Self {
        Self { is_bot: true, ..self }
    }
}

impl From<&str> for Profile {
    fn from(first_name: &str) -> Self {
        Self::named(first_name)
    }
}

impl Emulator {
    /// Somebody new.
    pub fn add_user(&self, profile: impl Into<Profile>) -> UserId {
        let profile = profile.into();
        self.change(|world, _| {
            let known = i64::try_from(world.people.len()).expect("fewer than 2^63 people");
            let id = UserId(5_500_000_000 + known);
            let person = Person {
                id,
                first_name: profile.first_name,
                last_name: profile.last_name,
                username: profile.username,
                language_code: profile.language_code,
                is_bot: profile.is_bot,
            };
            world.people.insert(id, person);
            id
        })
    }

    /// Somebody's account.
    #[must_use]
    pub fn person(&self, id: UserId) -> Option<Person> {
        self.look(|world, _| world.people.get(&id).cloned())
    }
}
