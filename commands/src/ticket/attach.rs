//! Attach: a file joins a ticket.

use crate::ticket::{By, File};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{AttachmentAdded, Event, Ticket};
use domain::{Attachment, Draft, MessageRef, Owner, PersonId};

/// A file, whose it is, and the message it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attach {
    pub message: MessageRef,
    pub author: PersonId,
    pub attachment: Attachment,
    pub file: File,
}

/// What a file makes of a ticket. A message that is part of it already brings nothing new.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, attach: &Attach, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Attach, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.messages.contains_key(&attach.message) {
        return Ok(vec![]);
    }
    let owner = if by.known.is_staff() { life.requester } else { attach.author };
    let added = AttachmentAdded { message: attach.message, attachment: attach.attachment };
    let draft = by.draft(Event::AttachmentAdded(added));
    Ok(vec![File::on(std::slice::from_ref(&attach.file), draft, Owner::Person(owner))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, at, check, registered};
    use domain::MediaKind;

    #[test]
    fn a_file_joins_the_ticket_once() {
        let attachment = Attachment { media: MediaKind::Photo, size: Some(10) };
        let attach = Attach { message: at(11), author: ANNA, attachment, file: File::default() };
        let then = [Event::AttachmentAdded(AttachmentAdded { message: at(11), attachment })];
        check(&[registered()], |it, by| decide(it, &attach, by), ANNA, Ok(&then));
    }

    #[test]
    fn a_ticket_never_registered_takes_no_file() {
        let attachment = Attachment { media: MediaKind::Photo, size: None };
        let attach = Attach { message: at(11), author: ANNA, attachment, file: File::default() };
        let refused = Refusal::Unregistered;
        check(&[], |it, by| decide(it, &attach, by), ANNA, Err(&refused));
    }
}
