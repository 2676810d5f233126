//! Show taking: the client's chat was told who has taken the ticket.

use chrono::{DateTime, Utc};
use domain::ticket::{Event, TakingShown, Ticket};
use domain::{Draft, MessageRef};
use std::convert::Infallible;

/// What the delivery of that message makes of a ticket: a fact, once a message.
///
/// # Errors
///
/// None: a fact is recorded, not judged.
pub fn decide(
    ticket: &Ticket,
    message: MessageRef,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match ticket.life() {
        Some(life) if !life.messages.contains_key(&message) => {
            Ok(vec![Draft::new(Event::TakingShown(TakingShown { message, at }), at)])
        }
        Some(_) | None => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, at, check, monday, registered, taken};

    #[test]
    fn the_message_that_shows_a_taking_is_noted_once() {
        let (message, noon) = (at(40), monday("12:00"));
        let shown = [Event::TakingShown(TakingShown { message, at: noon })];
        let given = [registered(), taken(ANNA)];
        check(&given, |it, _| decide(it, message, noon), ANNA, Ok(&shown));
        check(&[], |it, _| decide(it, message, noon), ANNA, Ok(&[]));
    }
}
