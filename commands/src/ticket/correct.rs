//! Correct: what a recorded event said wrongly is put right beside it.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Correction, Event, Ticket};
use domain::{Draft, EventRef, Field, Owner};
use thiserror::Error;

/// Why a correction was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a correction says what is right")]
    WithoutWords,
}

/// What a correction makes of a ticket: one more fact; the wrong one stays.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    of: EventRef,
    words: &str,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Correct, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if words.trim().is_empty() {
        return Err(Rejection::WithoutWords);
    }
    let draft = by.draft(Event::Correction(Correction { of }));
    Ok(vec![draft.with(Field::Reason, Owner::Person(life.requester), words)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{MARIA, OLGA, apply, by, known, registered};
    use uuid::Uuid;

    const WRONG: EventRef = EventRef(Uuid::from_u128(5));

    #[test]
    fn a_manager_puts_right_what_was_recorded_wrongly() {
        let (ticket, maria) = (apply(&[registered()]), known(MARIA));
        let decided = decide(&ticket, WRONG, "звонили в 14:20", &by(MARIA, &maria)).unwrap();
        assert_eq!(decided[0].event, Event::Correction(Correction { of: WRONG }));
    }

    #[test]
    fn a_correction_without_words_is_none() {
        let (ticket, maria) = (apply(&[registered()]), known(MARIA));
        let decided = decide(&ticket, WRONG, " ", &by(MARIA, &maria));
        assert_eq!(decided, Err(Rejection::WithoutWords));
    }

    #[test]
    fn an_agent_corrects_nothing() {
        let (ticket, olga) = (apply(&[registered()]), known(OLGA));
        let refused = Rejection::Refused(Refusal::NotYours(Act::Correct));
        assert_eq!(decide(&ticket, WRONG, "нет", &by(OLGA, &olga)), Err(refused));
    }
}
