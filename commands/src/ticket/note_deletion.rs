//! Note deletion: a message of a ticket is known to be gone from its chat.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, EvidenceDeleted, Ticket};
use domain::{Draft, MessageRef};

/// What a deletion makes of a ticket: a fact. What was recorded of the message stays.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    message: MessageRef,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    let life = permit(ticket, Act::NoteDeletion, by.actor, by.known)?;
    if life.is_some_and(|it| it.messages.contains_key(&message)) {
        return Ok(vec![by.draft(Event::EvidenceDeleted(EvidenceDeleted { message }))]);
    }
    Ok(vec![])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OLGA, apply, at, by, known, registered};

    #[test]
    fn a_deleted_message_of_the_ticket_is_noted_and_another_is_not() {
        let (ticket, olga) = (apply(&[registered()]), known(OLGA));
        let noted = decide(&ticket, at(10), &by(OLGA, &olga)).unwrap();
        let deleted = Event::EvidenceDeleted(EvidenceDeleted { message: at(10) });
        assert_eq!(noted.first().map(|it| &it.event), Some(&deleted));
        assert_eq!(decide(&ticket, at(99), &by(OLGA, &olga)), Ok(vec![]));
    }
}
