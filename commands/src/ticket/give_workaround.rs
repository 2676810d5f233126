//! Give workaround: the client can work again, though the cause is not yet removed.

use crate::ticket::By;
use domain::Draft;
use domain::clock::What;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, Ticket, WorkaroundGiven};

/// What a workaround makes of a ticket. While one stands, another makes nothing of it; reopened, it needs one anew.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::GiveWorkaround, by.actor, by.known)? {
        Some(life) if !stands(life) => {
            Ok(vec![by.draft(Event::WorkaroundGiven(WorkaroundGiven {}))])
        }
        Some(_) | None => Ok(vec![]),
    }
}

/// Whether a workaround was given since the ticket was opened last.
fn stands(life: &Life) -> bool {
    let moments = life.history.moments().iter().rev();
    let mut said = moments.filter(|it| matches!(it.what, What::WorkaroundGiven | What::Reopened));
    said.next().is_some_and(|it| it.what == What::WorkaroundGiven)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check_lived, lived, registered, reopened, resolved};

    fn given() -> Event {
        Event::WorkaroundGiven(WorkaroundGiven {})
    }

    #[test]
    fn a_workaround_is_given_once_until_the_ticket_is_reopened() {
        let lives = [
            ("11:00", registered()),
            ("11:10", given()),
            ("11:20", resolved(14)),
            ("11:30", reopened(1)),
            ("11:40", given()),
        ];
        let after = |events| lived(&lives[..events]);
        check_lived(after(1), decide, OLGA, Ok(&[given()]));
        check_lived(after(2), decide, OLGA, Ok(&[]));
        check_lived(after(4), decide, OLGA, Ok(&[given()]));
        check_lived(after(5), decide, OLGA, Ok(&[]));
    }

    #[test]
    fn a_client_gives_no_workaround() {
        let refused = Refusal::NotYours(Act::GiveWorkaround);
        check_lived(lived(&[("11:00", registered())]), decide, ANNA, Err(&refused));
    }
}
