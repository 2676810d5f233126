//! Fail: a staff member's words could not be brought to the client's chat.

use chrono::{DateTime, Utc};
use domain::chat::Undeliverable;
use domain::ticket::{Event, ReplyFailed, Ticket};
use domain::{Draft, MessageRef};
use std::convert::Infallible;

/// What the failure makes of a ticket. Words that were not on their way, or are known to have failed, make nothing of it.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(
    ticket: &Ticket,
    of: MessageRef,
    why: Undeliverable,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match ticket.life() {
        Some(life) if life.undelivered.contains(&of) && !life.failed.contains(&of) => {
            Ok(vec![Draft::new(Event::ReplyFailed(ReplyFailed { of, why }), at)])
        }
        Some(_) | None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OLGA, STAFF_CHAT, apply, at, monday, registered, relayed};
    use crate::ticket::deliver;
    use domain::MessageId;

    #[test]
    fn words_fail_once_until_they_are_tried_again_and_never_after_they_arrived() {
        let of = MessageRef { chat: STAFF_CHAT, message: MessageId(3) };
        let (noon, why) = (monday("12:00"), Undeliverable::Forbidden);
        let ticket = apply(&[registered(), relayed(OLGA, 3)]);
        let failed = decide(&ticket, of, why, noon).unwrap();
        assert_eq!(failed[0].event, Event::ReplyFailed(ReplyFailed { of, why }));
        let ticket = ticket.evolve(&failed[0].event);
        assert_eq!(decide(&ticket, of, why, noon), Ok(vec![]));
        let delivered = deliver::decide(&ticket, of, at(20), noon).unwrap();
        let ticket = ticket.evolve(&delivered[0].event);
        assert_eq!(ticket.life().unwrap().failed, []);
        assert_eq!(decide(&ticket, of, why, noon), Ok(vec![]));
    }
}
