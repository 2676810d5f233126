//! The vault: an event on its way into the log, and its private texts on their way out.

use crate::codec::{self, CodecError};
use crate::keyring::{KeyError, KeyOwner, Keyring};
use crate::port::{EventId, NewEvent, Recorded, StreamName};
use crate::sealed::{self, Unsealable};
use crate::stream::Stream;
use crate::world::Chance;
use domain::{Actor, Cause, Draft, Event, Field, Owner, Texts, private, register};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use thiserror::Error;

/// Why an event was not written down, or its texts not read.
#[derive(Debug, Error)]
pub enum VaultError {
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("a private text of {kind} does not open")]
    Sealed { kind: String, source: Unsealable },
    #[error("a private text is longer than {} bytes", private::TEXT_BYTES_MAX)]
    TooLong,
}

/// Seals with the keyring, and opens with it.
#[derive(Clone)]
pub struct Vault {
    keyring: Arc<dyn Keyring>,
    chance: Arc<dyn Chance>,
}

/// An event to be written: where it goes, and why.
pub struct Entry<'a> {
    pub stream: &'a Stream,
    pub actor: Actor,
    pub cause: &'a Cause,
    /// The how-manyeth event of this cause in this stream, from 0.
    pub ordinal: usize,
}

impl Vault {
    pub fn new(keyring: Arc<dyn Keyring>, chance: Arc<dyn Chance>) -> Self {
        Self { keyring, chance }
    }

    pub fn keyring(&self) -> &Arc<dyn Keyring> {
        &self.keyring
    }

    pub fn chance(&self) -> &Arc<dyn Chance> {
        &self.chance
    }

    /// The stored form of a draft: canonical facts with commitments, and its texts sealed.
    ///
    /// # Errors
    ///
    /// [`VaultError::TooLong`] for a text beyond its limit; otherwise the keyring's or the codec's failure.
    pub async fn seal<E: Clone + Into<Event>>(
        &self,
        draft: &Draft<E>,
        entry: &Entry<'_>,
    ) -> Result<NewEvent, VaultError> {
        let event = draft.event.clone().into();
        let (kind, form) = codec::kind_of(&event);
        let stream = entry.stream.name();
        let id = EventId(entry.cause.event_id(stream.as_str(), kind, entry.ordinal));
        let mut sealed = Vec::new();
        let mut commitments = Vec::with_capacity(draft.texts.len());
        let mut seen = BTreeMap::<Field, usize>::new();
        for text in &draft.texts {
            if text.value.len() > private::TEXT_BYTES_MAX {
                return Err(VaultError::TooLong);
            }
            let nth = seen.entry(text.field).and_modify(|it| *it += 1).or_insert(1);
            let name = field_name(text.field, *nth);
            let scope = scope_of(&stream, &event);
            let owner = KeyOwner { owner: owner_of(text.owner), scope };
            let key = self.keyring.sealing_key(&owner).await?;
            let commitment =
                sealed::seal(&mut sealed, &name, id, &text.value, &key, self.chance.as_ref());
            commitments.push((name, commitment));
        }
        Ok(NewEvent {
            id,
            kind: kind.into(),
            form,
            facts: codec::write(&event, &commitments)?,
            private: sealed,
            actor: entry.actor.to_string().into(),
            correlation: entry.cause.correlation(),
            causation: entry.cause.id(),
            occurred_at: draft.occurred_at,
        })
    }

    /// The private texts of an event, in order; those whose keys were destroyed are absent.
    ///
    /// # Errors
    ///
    /// [`VaultError::Sealed`] if a text was changed since it was sealed; the keyring's failure.
    pub fn open(&self, recorded: &Recorded) -> Result<Texts, VaultError> {
        let event = &recorded.event;
        let broken = |source| VaultError::Sealed { kind: event.kind.to_string(), source };
        let mut texts = Vec::new();
        for sealed in sealed::parse(&event.private).map_err(broken)? {
            if let Some(key) = self.keyring.opening_key(sealed.key)? {
                let opened = sealed.open(event.id, &key).map_err(broken)?;
                if let Some(field) = field_of(sealed.field) {
                    texts.push((field, opened.value));
                }
            }
        }
        Ok(Texts(texts))
    }
}

/// The scope whose keys seal an event of a stream: a ticket's, wherever its words stand; else the stream's.
fn scope_of(stream: &StreamName, event: &Event) -> String {
    match event {
        Event::Register(register::Event::Entered(it)) => {
            Stream::Ticket(it.registration.ticket).name().to_string()
        }
        Event::Chat(_)
        | Event::Ticket(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Conversation(_)
        | Event::Person(_) => stream.as_str().to_owned(),
    }
}

fn owner_of(owner: Owner) -> String {
    match owner {
        Owner::Person(person) => person.to_string(),
        Owner::Client => "client".to_owned(),
        Owner::Desk => "desk".to_owned(),
    }
}

/// The first text of a field bears its name, the next ones a number: `file_name`, `file_name_2`.
fn field_name(field: Field, nth: usize) -> Cow<'static, str> {
    if nth == 1 { field.name().into() } else { format!("{}_{nth}", field.name()).into() }
}

fn field_of(name: &str) -> Option<Field> {
    Field::parse(name).or_else(|| Field::parse(name.rsplit_once('_')?.0))
}
