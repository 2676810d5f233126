//! Note: staff say something among themselves.

use crate::ticket::{By, Words, staff_words};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket};
use domain::{Draft, Visibility};

/// What an internal note makes of a ticket: words that the client never sees.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, words: &Words, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Note, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.messages.contains_key(&words.message) {
        return Ok(vec![]);
    }
    Ok(vec![staff_words(words, (Visibility::Internal, &words.rule), life, by)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, message_added, registered, words};
    use domain::{Awaits, Side};

    #[test]
    fn a_note_is_internal_and_takes_nothing() {
        let Event::MessageAdded(mut note) = message_added(OLGA, 11, Side::Staff, Awaits::Nothing)
        else {
            unreachable!("the fixture is a message");
        };
        note.visibility = Visibility::Internal;
        let then = [Event::MessageAdded(note)];
        let say = words(OLGA, 11, "склад пуст");
        check(&[registered()], |it, by| decide(it, &say, by), OLGA, Ok(&then));
    }

    #[test]
    fn a_client_writes_no_internal_note() {
        let refused = Refusal::NotYours(Act::Note);
        let say = words(ANNA, 11, "тайна");
        check(&[registered()], |it, by| decide(it, &say, by), ANNA, Err(&refused));
    }
}
