//! Acknowledge: somebody of staff has seen an escalation and is on it.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{EscalationAcknowledged, Event, Ticket};

/// What an acknowledgement makes of a ticket. Where nothing has escalated since the last one, nothing.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let life = permit(ticket, Act::Acknowledge, by.actor, by.known)?;
    match (life.filter(|it| it.escalated), by.actor.person()) {
        (Some(_), Some(person)) => {
            let acknowledged = EscalationAcknowledged { by: person };
            Ok(vec![by.draft(Event::EscalationAcknowledged(acknowledged))])
        }
        (Some(_) | None, _) => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, PETER, check_lived, clock, closed, lived, registered, slug};
    use domain::PersonId;
    use domain::ticket::{Escalated, Status};

    fn escalated(level: u32) -> Event {
        let (chain, clock) = (slug("late"), clock("first_response.1"));
        Event::Escalated(Escalated { chain, clock, round: 1, level, notify: vec![] })
    }

    fn acknowledged(by: PersonId) -> Event {
        Event::EscalationAcknowledged(EscalationAcknowledged { by })
    }

    #[test]
    fn each_escalation_is_acknowledged_once() {
        let given = [("09:00", registered()), ("10:00", escalated(1))];
        let seen =
            [("09:00", registered()), ("10:00", escalated(1)), ("10:05", acknowledged(PETER))];
        let [first, second, third] = seen.clone();
        let anew = [first, second, third, ("11:00", escalated(2))];
        check_lived(lived(&given), decide, OLGA, Ok(&[acknowledged(OLGA)]));
        check_lived(lived(&seen), decide, OLGA, Ok(&[]));
        check_lived(lived(&anew), decide, OLGA, Ok(&[acknowledged(OLGA)]));
    }

    #[test]
    fn a_level_recorded_in_the_second_of_the_last_acknowledgement_is_acknowledged_too() {
        let given = [
            ("09:00", registered()),
            ("10:00", escalated(1)),
            ("10:00", acknowledged(PETER)),
            ("10:00", escalated(2)),
        ];
        check_lived(lived(&given[..3]), decide, OLGA, Ok(&[]));
        check_lived(lived(&given), decide, OLGA, Ok(&[acknowledged(OLGA)]));
    }

    #[test]
    fn where_nothing_escalated_there_is_nothing_to_acknowledge() {
        check_lived(lived(&[("09:00", registered())]), decide, OLGA, Ok(&[]));
    }

    #[test]
    fn a_client_acknowledges_nothing_and_nobody_does_on_a_closed_ticket() {
        let given = [("09:00", registered()), ("10:00", escalated(1)), ("11:00", closed())];
        let refused = Refusal::NotYours(Act::Acknowledge);
        check_lived(lived(&given[..2]), decide, ANNA, Err(&refused));
        check_lived(lived(&given), decide, OLGA, Err(&Refusal::NotNow(Status::Closed)));
    }
}
