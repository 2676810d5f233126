//! By: who asks, what is known of them, and when did they ask?

use chrono::{DateTime, Utc};
use domain::people::Person;
use domain::{Actor, PersonId};

/// Who asks, what is known of them, and when they asked.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub actor: Actor,
    pub known: &'a Person,
    /// Telegram's date for anything said there; else when the request came in.
    pub at: DateTime<Utc>,
}

impl By<'_> {
    /// Whether somebody asks who is none of staff.
    pub(crate) fn is_of_the_client(&self) -> bool {
        self.actor.person().is_some() && !self.known.is_staff()
    }

    /// Whoever of staff asks. None of anybody else, and of nobody in person.
    pub(crate) fn staff(&self) -> Option<PersonId> {
        self.actor.person().filter(|_| self.known.is_staff())
    }
}
