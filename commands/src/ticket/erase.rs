//! Erase: the words of a person in a ticket are to be gone for good.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{DataErased, Event, Ticket};
use domain::{Draft, PersonId};

/// What erasing makes of a ticket: the fact that it was done. The keys are destroyed after it is recorded.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    person: PersonId,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    let life = permit(ticket, Act::Erase, by.actor, by.known)?;
    if life.is_some_and(|it| !it.erased.contains(&person)) {
        return Ok(vec![by.draft(Event::DataErased(DataErased { person }))]);
    }
    Ok(vec![])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, ANNA, OLGA, check, registered};

    fn erased() -> Event {
        Event::DataErased(DataErased { person: ANNA })
    }

    #[test]
    fn an_erasure_is_recorded_once() {
        check(&[registered()], |it, by| decide(it, ANNA, by), ADMIN, Ok(&[erased()]));
        check(&[registered(), erased()], |it, by| decide(it, ANNA, by), ADMIN, Ok(&[]));
    }

    #[test]
    fn an_agent_erases_nobody() {
        let refused = Refusal::NotYours(Act::Erase);
        check(&[registered()], |it, by| decide(it, ANNA, by), OLGA, Err(&refused));
    }
}
