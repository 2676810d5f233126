//! Hold: work rests for a reason.

use crate::ticket::By;
use domain::policy::Pause;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, OnHold, Ticket};
use domain::{Draft, Field, Owner};

/// What holding makes of a ticket. A held one stays held, for its first reason.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    (why, reason): (Pause, &str),
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Hold, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let requester = Owner::Person(life.requester);
    Ok(vec![by.draft(Event::OnHold(OnHold { why })).with(Field::Reason, requester, reason)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, held, registered};

    #[test]
    fn work_rests_on_a_held_ticket() {
        check(
            &[registered()],
            |it, by| decide(it, (Pause::Own, "ждём деталь"), by),
            OLGA,
            Ok(&[held()]),
        );
    }

    #[test]
    fn a_held_ticket_is_not_held_twice() {
        let given = [registered(), held()];
        check(&given, |it, by| decide(it, (Pause::Own, "ждём ещё"), by), OLGA, Ok(&[]));
    }

    #[test]
    fn a_client_holds_nothing() {
        let refused = Refusal::NotYours(Act::Hold);
        check(&[registered()], |it, by| decide(it, (Pause::Own, ""), by), ANNA, Err(&refused));
    }
}
