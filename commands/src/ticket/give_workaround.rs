//! Give workaround: the client can work again, though the cause is not yet removed.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Ticket, WorkaroundGiven};

/// What a workaround makes of a ticket.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    match permit(ticket, Act::GiveWorkaround, by.actor, by.known)? {
        Some(_) => Ok(vec![by.draft(Event::WorkaroundGiven(WorkaroundGiven {}))]),
        None => Ok(vec![]),
    }
}
