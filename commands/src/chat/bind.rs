//! Bind: with a tap, a staff member's words are said to belong to a ticket, or to none.

use chrono::{DateTime, Utc};
use domain::chat::{ChatMonth, Event, MessageBound};
use domain::people::Person;
use domain::{Draft, MessageId, TicketId};
use thiserror::Error;

/// Why nothing was bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("only staff say where staff's words belong")]
    NotStaff,
    #[error("nobody asks for the ticket of this message any more")]
    NotAsked,
}

/// What a tap makes of a chat's month.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    month: &ChatMonth,
    message: MessageId,
    ticket: Option<TicketId>,
    (known, at): (&Person, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Rejection> {
    if !known.is_staff() {
        return Err(Rejection::NotStaff);
    }
    if !month.asked.contains_key(&message) {
        return Err(Rejection::NotAsked);
    }
    Ok(vec![Draft::new(Event::MessageBound(MessageBound { message, ticket }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, OTHER, known, monday};

    #[test]
    fn staff_say_once_where_their_words_belong() {
        let month = ChatMonth { asked: [(MessageId(5), OLGA)].into(), ..ChatMonth::default() };
        let (olga, noon) = (known(OLGA), monday("12:00"));
        let bound = decide(&month, MessageId(5), Some(OTHER), (&olga, noon)).unwrap();
        let month = month.evolve(&bound[0].event);
        let again = decide(&month, MessageId(5), None, (&olga, noon));
        assert_eq!(again, Err(Rejection::NotAsked));
        let by_client = decide(&month, MessageId(5), None, (&known(ANNA), noon));
        assert_eq!(by_client, Err(Rejection::NotStaff));
    }
}
