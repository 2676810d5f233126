//! From a ticket: what one client asks for has befallen many.

use super::declare::{self, Declare};
use super::link::Link;
use super::{By, Rejection};
use crate::house::House;
use crate::transact::{Error, ask, came_before};
use chrono::{DateTime, Utc};
use domain::incident::{Incident, Nature};
use domain::{Cause, IncidentId, Trigger};
use store::stream::Stream;

/// An incident that a ticket has to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub number: u32,
    pub is_open: bool,
}

/// The ticket that an outage begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    pub link: Link,
    pub registered_at: DateTime<Utc>,
    /// What the outage is about.
    pub title: String,
}

/// Which outage a ticket is the first of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// The ticket has to do with an open incident already.
    Known(u32),
    /// It is to be linked to this one.
    Declared { incident: IncidentId, number: u32 },
}

/// What has become of an outage that a ticket was the first of.
enum Past {
    /// It goes on under this number, and the ticket has to do with it.
    Linked(u32),
    /// It is to begin, or nobody has linked the ticket to it yet.
    Unlinked,
    /// It is over, or the ticket has nothing to do with it any more.
    Left,
}

/// Declares an outage that begins with a ticket, once: whoever asks again, or at the same time, finds it declared, until
/// it is over or the ticket was taken out of it.
///
/// * `known`: all incidents that the ticket has to do with.
///
/// # Errors
///
/// As [`declare::declare`].
pub async fn declare(
    house: &House,
    first: &First,
    known: &[Known],
    by: &By<'_>,
    cause: &Cause,
) -> Result<Outage, Error<Rejection>> {
    if let Some(open) = known.iter().find(|it| it.is_open) {
        return Ok(Outage::Known(open.number));
    }
    for nth in 0_u32.. {
        let once = once(first, nth, by);
        let incident = IncidentId(once.new_id("incident"));
        match past(house, incident, first, cause).await? {
            Past::Linked(number) => return Ok(Outage::Known(number)),
            Past::Left => {}
            Past::Unlinked => {
                let (nature, title) = (Nature::Outage, first.title.clone());
                let asked = Declare { nature, title, first: Some(first.link.clone()) };
                let (it, _) = declare::declare(house, &asked, by, &once).await?;
                return Ok(Outage::Declared { incident: it.incident, number: it.number });
            }
        }
    }
    Err(Error::Rejected(Rejection::TooMany))
}

async fn past(
    house: &House,
    incident: IncidentId,
    first: &First,
    cause: &Cause,
) -> Result<Past, Error<Rejection>> {
    let (stream, ticket) = (Stream::Incident(incident), first.link.ticket);
    // Who asks the same again is answered with what that led to, whatever has become of it.
    let again = came_before::<Incident>(house, &stream, cause).await;
    if again.map_err(|it| it.map(|never| match never {}))? {
        return Ok(Past::Unlinked);
    }
    let past = |it: &Incident| match &it.declared {
        Some(_) if it.ended || it.removed.contains(&ticket) => Past::Left,
        Some(declared) if it.tickets.contains_key(&ticket) => Past::Linked(declared.number),
        Some(_) | None => Past::Unlinked,
    };
    ask(house, &stream, past).await.map_err(|it| it.map(|never| match never {}))
}

/// The same cause for everybody who asks, whenever that is.
fn once(first: &First, nth: u32, by: &By<'_>) -> Cause {
    let key = format!("outage {nth} of {}", first.link.ticket);
    Cause::heard(Trigger::Request { key }, first.registered_at, by.at)
}
