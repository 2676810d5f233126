//! Answer: the person who was asked has answered.

use chrono::{DateTime, Utc};
use domain::conversation::{Answered, Conversation, Event};
use domain::{Draft, MessageId, TicketId};
use std::convert::Infallible;

/// What an answer makes of a conversation. Only an open one can be answered; the first answer counts.
///
/// # Errors
///
/// None.
pub fn decide(
    conversation: &Conversation,
    message: MessageId,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match conversation {
        Conversation::Open(_) => {
            Ok(vec![Draft::new(Event::Answered(Answered { message, ticket }), at)])
        }
        Conversation::Unstarted | Conversation::Answered(..) => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, OTHER, monday};
    use domain::conversation::{Purpose, Started};

    #[test]
    fn an_open_conversation_is_answered_once() {
        let started = Started {
            chat: CHAT,
            thread: None,
            owner: ANNA,
            purpose: Purpose::Request(CLIENT),
            pressed: MessageId(1),
        };
        let open = Conversation::Open(started.clone());
        let answered = decide(&open, MessageId(5), OTHER, monday("12:00")).unwrap();
        let over = open.evolve(&answered[0].event);
        assert_eq!(over, Conversation::Answered(started, OTHER));
        assert_eq!(decide(&over, MessageId(6), OTHER, monday("12:00")), Ok(vec![]));
        assert_eq!(
            decide(&Conversation::Unstarted, MessageId(6), OTHER, monday("12:00")),
            Ok(vec![])
        );
    }
}
