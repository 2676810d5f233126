//! Start: somebody pressed a button that asks for words.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::conversation::{Conversation, Event, Started};
use std::convert::Infallible;

/// What starting makes of a conversation. One that was started stays as it is.
///
/// # Errors
///
/// None.
pub fn decide(
    conversation: &Conversation,
    started: &Started,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match conversation {
        Conversation::Unstarted => Ok(vec![Draft::new(Event::Started(started.clone()), at)]),
        Conversation::Open(_) | Conversation::Answered(..) => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, monday};
    use domain::MessageId;
    use domain::conversation::Purpose;

    #[test]
    fn a_conversation_starts_once() {
        let started = Started {
            chat: CHAT,
            thread: None,
            owner: ANNA,
            purpose: Purpose::Request(CLIENT),
            pressed: MessageId(1),
        };
        let decided = decide(&Conversation::Unstarted, &started, monday("12:00")).unwrap();
        let open = Conversation::Unstarted.evolve(&decided[0].event);
        assert_eq!(open, Conversation::Open(started.clone()));
        assert_eq!(decide(&open, &started, monday("12:00")), Ok(vec![]));
    }
}
