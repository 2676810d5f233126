//! Edit message: a person changed words that are part of a ticket.

use crate::ticket::By;
use chrono::{DateTime, Utc};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, MessageEdited, Ticket};
use domain::{Draft, Field, MessageRef, Owner, PersonId, Side};

/// The words as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub message: MessageRef,
    pub author: PersonId,
    pub text: String,
    pub edited_at: DateTime<Utc>,
}

/// What an edit makes of a ticket: both wordings are kept. Words that are no part of it make nothing of it.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, edit: &Edit, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::EditMessage, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let owner = match life.messages.get(&edit.message) {
        None => return Ok(vec![]),
        Some(Side::Client) => edit.author,
        Some(Side::Staff) => life.requester,
    };
    let edited = MessageEdited { message: edit.message, edited_at: edit.edited_at };
    let draft = by.draft(Event::MessageEdited(edited));
    Ok(vec![draft.with(Field::Body, Owner::Person(owner), &*edit.text)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, apply, at, by, monday, registered};

    fn edit(message: i64) -> Edit {
        let (text, edited_at) = ("HP 1020".to_owned(), monday("12:05"));
        Edit { message: at(message), author: ANNA, text, edited_at }
    }

    /// Two edits of one message are two facts, so the same edit is told apart by its cause alone.
    #[test]
    fn an_edit_keeps_the_new_words_beside_the_old() {
        let ticket = apply(&[registered()]);
        let (events, known) = (edit(10), crate::testing::known(ANNA));
        let decided = decide(&ticket, &events, &by(ANNA, &known)).unwrap();
        let edited = MessageEdited { message: at(10), edited_at: monday("12:05") };
        assert_eq!(decided.len(), 1);
        assert_eq!(decided[0].event, Event::MessageEdited(edited));
        assert_eq!(decided[0].texts[0].value, "HP 1020");
    }

    #[test]
    fn an_edit_of_other_words_is_nothing_to_the_ticket() {
        let ticket = apply(&[registered()]);
        let known = crate::testing::known(ANNA);
        assert_eq!(decide(&ticket, &edit(99), &by(ANNA, &known)), Ok(vec![]));
    }
}
