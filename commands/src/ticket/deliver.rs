//! Deliver: a staff member's words have reached the client's chat.

use chrono::{DateTime, Utc};
use domain::ticket::{Event, ReplyDelivered, Ticket};
use domain::{Draft, MessageRef};
use std::convert::Infallible;

/// What a delivery makes of a ticket. Words that were not on their way make nothing of it.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(
    ticket: &Ticket,
    of: MessageRef,
    delivered: MessageRef,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match ticket.life() {
        Some(life) if life.undelivered.contains(&of) => {
            let event = Event::ReplyDelivered(ReplyDelivered { of, delivered, at });
            Ok(vec![Draft::new(event, at)])
        }
        Some(_) | None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OLGA, STAFF_CHAT, apply, at, monday, registered, relayed};
    use domain::MessageId;

    #[test]
    fn words_from_the_staff_chat_are_delivered_once() {
        let written = MessageRef { chat: STAFF_CHAT, message: MessageId(3) };
        let ticket = apply(&[registered(), relayed(OLGA, 3)]);
        let decided = decide(&ticket, written, at(20), monday("12:01")).unwrap();
        let delivered = ReplyDelivered { of: written, delivered: at(20), at: monday("12:01") };
        assert_eq!(decided[0].event, Event::ReplyDelivered(delivered));
        let ticket = ticket.evolve(&decided[0].event);
        assert_eq!(decide(&ticket, written, at(21), monday("12:02")), Ok(vec![]));
    }
}
