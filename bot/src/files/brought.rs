//! Brought: which files does an event bring, whose are they, and where does Telegram keep them?

use domain::ticket::Event;
use domain::{Actor, Attachment, Field, PersonId, Side};
use store::port::Recorded;
use store::vault::{Vault, VaultError};

/// A file that an event brings.
pub(super) struct Brought {
    /// Which attachment of the event, from 1.
    pub(super) nth: u16,
    /// Whose key seals it; `None` is the requester.
    pub(super) owner: Option<PersonId>,
    /// Where Telegram keeps it.
    pub(super) place: String,
    /// Bytes, where Telegram has said.
    pub(super) size: Option<u64>,
}

/// The files that an event of a ticket brings; none whose place was erased.
pub(super) fn by(
    vault: &Vault,
    recorded: &Recorded,
    event: &Event,
) -> Result<Vec<Brought>, VaultError> {
    let one;
    let (attachments, owner): (&[Attachment], _) = match event {
        Event::Registered(it) => (&it.attachments, Some(it.requester)),
        Event::MessageAdded(it) => {
            (&it.attachments, (it.side == Side::Client).then_some(it.author))
        }
        Event::AttachmentAdded(it) => {
            one = [it.attachment];
            (&one, Actor::parse(&recorded.event.actor).and_then(Actor::person))
        }
        _ => return Ok(Vec::new()),
    };
    if !attachments.iter().any(|it| it.media.is_file()) {
        return Ok(Vec::new());
    }
    let texts = vault.open(recorded)?;
    let places = texts.0.into_iter().filter(|it| it.0 == Field::FileId).map(|it| it.1);
    // What is no file has no place.
    let files = (1..).zip(attachments).filter(|it| it.1.media.is_file());
    let brought =
        files.zip(places).map(|((nth, it), place)| Brought { nth, owner, place, size: it.size });
    Ok(brought.collect())
}
