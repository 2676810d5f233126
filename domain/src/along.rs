//! Along: what does a message bring along that its author did not write?
//!
//! It is all of people, so it is kept as private texts, each written in one way.

use crate::{Draft, Field, Owner, PersonId, Texts};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Words of another message, a message of another chat that is replied to, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Who said it, where that is somebody of the same chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Empty where only the message is known, and not what it says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Of a message of another chat: where it stood first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
}

/// Where a message stood first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    pub kind: OriginKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Of the person, or of the chat.
    #[serde(default)]
    pub name: String,
    /// When it was said there. No clock counts from it.
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    Person,
    /// Somebody who does not let Telegram say who they are.
    Hidden,
    Chat,
    Channel,
}

/// What a message holds that is neither words nor a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    Contact {
        name: String,
        phone: String,
    },
    Poll {
        question: String,
        options: Vec<String>,
    },
    Place {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        address: String,
        /// Degrees, as Telegram writes them.
        latitude: serde_json::Number,
        longitude: serde_json::Number,
        /// It was moving: this is where it was at first.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        live: bool,
    },
    Checklist {
        title: String,
        tasks: Vec<Task>,
    },
    Dice {
        emoji: String,
        value: i64,
    },
    Story {
        /// Whose it is.
        name: String,
    },
    Game {
        title: String,
        description: String,
    },
    Invoice {
        title: String,
        description: String,
    },
    Giveaway {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        prize: String,
    },
}

/// A line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub text: String,
    pub done: bool,
}

/// All that one message brings along.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Along {
    pub quote: Option<Quote>,
    pub origin: Option<Origin>,
    pub content: Option<Content>,
}

impl std::fmt::Debug for Along {
    /// Without what was said.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Along")
            .field("quote", &self.quote.is_some())
            .field("origin", &self.origin.is_some())
            .field("content", &self.content.is_some())
            .finish()
    }
}

impl Along {
    /// What is kept of it among the texts of an event; what was erased is absent.
    pub fn of(texts: &Texts) -> Self {
        Self {
            quote: read(texts, Field::Quote),
            origin: read(texts, Field::Origin),
            content: read(texts, Field::Content),
        }
    }

    /// A draft with it, each part sealed for whom it tells of, else for whoever brought it.
    #[must_use]
    pub fn on<E>(&self, draft: Draft<E>, brought_by: Owner) -> Draft<E> {
        let parts = [
            (Field::Quote, self.quote.as_ref().map(written)),
            (Field::Origin, self.origin.as_ref().map(written)),
            (Field::Content, self.content.as_ref().map(written)),
        ];
        parts.into_iter().fold(draft, |draft, (field, text)| {
            let text = text.unwrap_or_default();
            let owner = owner(field, &text).unwrap_or(brought_by);
            draft.with(field, owner, text)
        })
    }
}

/// For whom a text must be sealed that tells of somebody who is known; none of any other.
pub fn owner(field: Field, text: &str) -> Option<Owner> {
    let person = match field {
        Field::Quote => {
            let quote: Quote = serde_json::from_str(text).ok()?;
            quote.person.or(quote.origin.and_then(|it| it.person))
        }
        Field::Origin => serde_json::from_str::<Origin>(text).ok()?.person,
        Field::Content
        | Field::Body
        | Field::Reason
        | Field::Name
        | Field::Handle
        | Field::TelegramId
        | Field::Phone
        | Field::FileName
        | Field::FileId
        | Field::FileHash
        | Field::Raw
        | Field::Site
        | Field::Workplace
        | Field::Link
        | Field::OutsideNumber => None,
    };
    person.map(Owner::Person)
}

fn written<T: Serialize>(it: &T) -> String {
    serde_json::to_string(it).expect("these types are plain")
}

fn read<T: for<'a> Deserialize<'a>>(texts: &Texts, field: Field) -> Option<T> {
    texts.get(field).and_then(|it| serde_json::from_str(it).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: PersonId = PersonId([1; 16]);
    const BORIS: PersonId = PersonId([2; 16]);

    fn origin(person: Option<PersonId>) -> Origin {
        let at = DateTime::UNIX_EPOCH;
        Origin { kind: OriginKind::Person, person, name: "Анна".to_owned(), at }
    }

    fn quote(person: Option<PersonId>, origin: Option<Origin>) -> Quote {
        Quote { person, text: "печатает".to_owned(), origin, content: None }
    }

    /// Whoever is erased takes along what others have passed on of theirs.
    #[test]
    fn each_part_is_sealed_for_whom_it_tells_of_else_for_whoever_brought_it() {
        let contact = Content::Contact { name: "Пётр".to_owned(), phone: "+7".to_owned() };
        for (quoted, forwarded, then) in [
            (quote(Some(ANNA), None), origin(Some(ANNA)), [ANNA, ANNA, BORIS]),
            (quote(None, Some(origin(Some(ANNA)))), origin(None), [ANNA, BORIS, BORIS]),
            (quote(None, Some(origin(None))), origin(None), [BORIS, BORIS, BORIS]),
        ] {
            let along = Along {
                quote: Some(quoted),
                origin: Some(forwarded),
                content: Some(contact.clone()),
            };
            let draft = along.on(Draft::<()>::new((), DateTime::UNIX_EPOCH), Owner::Person(BORIS));
            let owners: Vec<_> = draft.texts.iter().map(|it| it.owner).collect();
            assert_eq!(owners, then.map(Owner::Person));
            let texts = draft.texts.into_iter().map(|it| (it.field, it.value)).collect();
            assert_eq!(Along::of(&Texts(texts)), along);
        }
    }

    #[test]
    fn what_brings_nothing_along_has_no_texts() {
        let draft = Along::default().on(Draft::<()>::new((), DateTime::UNIX_EPOCH), Owner::Desk);
        assert_eq!(draft.texts, []);
    }
}
