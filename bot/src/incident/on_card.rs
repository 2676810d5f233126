//! On a card: what do staff press to say that a ticket has to do with an incident?

use super::by;
use crate::reception::{Failure, Reception, Refused, Somebody, refused};
use crate::texts::incidents::{AtCard, title_of};
use crate::texts::{Texts, Toast};
use commands::incident::Rejection;
use commands::incident::from_ticket::{self, First, Known, Outage};
use commands::incident::link::{self, Link};
use commands::transact::Error;
use domain::{Cause, Language};
use projections::rows::{IncidentRow, TicketRow};

/// The most open incidents that one card gives to choose from.
const OFFERED_MAX: usize = 8;

/// What a card gives to choose from: the incidents that are open, the newest first, each with whether the ticket has to do
/// with it.
pub(crate) fn offered(
    reception: &Reception,
    ticket: &TicketRow,
) -> Result<Vec<(IncidentRow, bool)>, Failure> {
    let views = &reception.views;
    let of_ticket = views.incidents_of_ticket(ticket.ticket)?;
    let is_linked = |it: &IncidentRow| of_ticket.iter().any(|own| own.number == it.number);
    let open = views.open_incidents(OFFERED_MAX)?.into_iter();
    Ok(open.map(|it| (is_linked(&it), it)).map(|(linked, it)| (it, linked)).collect())
}

/// Links a ticket to the incident of a number, or ends that link.
pub(crate) async fn link(
    reception: &Reception,
    ticket: &TicketRow,
    (number, links): (u32, bool),
    (somebody, cause): (&Somebody, &Cause),
) -> Result<Toast, Failure> {
    let Some(row) = reception.views.incident(number)? else { return Ok(Toast::Stale) };
    let (house, by) = (&reception.house, by(somebody, cause));
    let done = if links {
        link::link(house, row.incident, &[of(ticket)], &by, cause).await
    } else {
        link::unlink(house, row.incident, &[ticket.ticket], &by, cause).await
    };
    match done {
        Ok(done) => {
            if let Some(position) = done.position {
                reception.see(position).await?;
            }
            let nothing = done.events.is_empty();
            Ok(Toast::AtCard(match (links, nothing) {
                (true, false) => AtCard::Linked(number),
                (true, true) => AtCard::LinkedAlready(number),
                (false, _) => AtCard::Unlinked(number),
            }))
        }
        Err(error) => not(error, number),
    }
}

/// Declares an outage from a ticket, once: whoever presses it again, or at the same time, finds it declared.
pub(crate) async fn declare(
    reception: &Reception,
    ticket: &TicketRow,
    language: Language,
    (somebody, cause): (&Somebody, &Cause),
) -> Result<Toast, Failure> {
    let of_ticket = reception.views.incidents_of_ticket(ticket.ticket)?;
    let known: Vec<_> = of_ticket
        .iter()
        .map(|it| Known { number: it.number, is_open: it.ended.is_none() })
        .collect();
    let by = by(somebody, cause);
    let title = title_of(Texts(language), &ticket.number);
    let first = First { link: of(ticket), registered_at: ticket.registered_at, title };
    let declared = from_ticket::declare(&reception.house, &first, &known, &by, cause).await;
    let (incident, number) = match declared {
        Ok(Outage::Known(number)) => return Ok(Toast::AtCard(AtCard::LinkedAlready(number))),
        Ok(Outage::Declared { incident, number }) => (incident, number),
        Err(error) => return not(error, 0),
    };
    match link::link(&reception.house, incident, &[of(ticket)], &by, cause).await {
        Ok(done) => {
            if let Some(position) = done.position {
                reception.see(position).await?;
            }
            Ok(Toast::AtCard(AtCard::Opened(number)))
        }
        Err(error) => not(error, number),
    }
}

fn of(ticket: &TicketRow) -> Link {
    let (number, client, chat) = (ticket.number.clone(), ticket.client, ticket.chat);
    Link { ticket: ticket.ticket, number, client, chat }
}

fn not(error: Error<Rejection>, number: u32) -> Result<Toast, Failure> {
    match refused(error) {
        Refused::Failed(failure) => Err(failure),
        Refused::Rejected(Rejection::NotStaff) => Ok(Toast::OnlyStaff),
        Refused::Rejected(Rejection::Over) => Ok(Toast::AtCard(AtCard::Over(number))),
        Refused::Rejected(Rejection::TooMany) => Ok(Toast::AtCard(AtCard::Full(number))),
        Refused::Rejected(
            Rejection::Unknown
            | Rejection::WithoutWords
            | Rejection::Nobody
            | Rejection::Private
            | Rejection::Told
            | Rejection::Linked
            | Rejection::Unplaced(_),
        ) => Ok(Toast::Stale),
    }
}
