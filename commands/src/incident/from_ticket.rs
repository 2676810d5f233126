//! From a ticket: what one client asks for has befallen many.

use super::declare::{self, Declare};
use super::{By, Rejection};
use crate::house::House;
use crate::transact::Error;
use domain::incident::Nature;
use domain::{Cause, IncidentId, TicketId, Trigger};

/// An incident that a ticket has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub number: u32,
    pub is_open: bool,
}

/// Which outage a ticket is the first of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// The ticket has to do with an open incident already.
    Known(u32),
    /// It is to be linked to this one.
    Declared { incident: IncidentId, number: u32 },
}

/// Declares an outage that begins with a ticket, once: whoever asks again, or at the same time, finds it declared, until
/// the ticket has to do with one more.
///
/// * `title`: what it is about.
/// * `known`: all incidents that the ticket has to do with.
///
/// # Errors
///
/// As [`declare::declare`].
pub async fn declare(
    house: &House,
    (ticket, title): (TicketId, String),
    known: &[Known],
    by: &By<'_>,
    cause: &Cause,
) -> Result<Outage, Error<Rejection>> {
    if let Some(open) = known.iter().find(|it| it.is_open) {
        return Ok(Outage::Known(open.number));
    }
    let asked = Declare { nature: Nature::Outage, title, first: None };
    let (it, _) = declare::declare(house, &asked, by, &once(ticket, known.len(), cause)).await?;
    Ok(Outage::Declared { incident: it.incident, number: it.number })
}

/// The same cause for everybody who asks.
fn once(ticket: TicketId, known: usize, cause: &Cause) -> Cause {
    cause.also(Trigger::Request { key: format!("incident of {ticket} after {known}") })
}
