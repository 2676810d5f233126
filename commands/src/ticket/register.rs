//! Register: what was entered into the client's register begins its life as a ticket.

use domain::along;
use domain::register::Entered;
use domain::ticket::{Assigned, Assignment, Event, Linked, Registered, Ticket, WorkStarted};
use domain::{Draft, Field, Owner, Texts, TicketId, TicketNumber};
use std::convert::Infallible;

/// What an entry makes of a ticket. A ticket that lives already is left alone; one that goes on from another, whose
/// number is `continued`, is linked to it at once.
///
/// # Errors
///
/// None: the register has decided.
pub fn decide(
    ticket: &Ticket,
    entered: &Entered,
    texts: &Texts,
    continued: Option<&TicketNumber>,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    match ticket {
        Ticket::Registered(_) => Ok(vec![]),
        Ticket::Unregistered => {
            let (it, imported) = (entered.registration.clone(), entered.imported.as_ref());
            let (requester, registrar) =
                (Owner::Person(it.requester), Owner::Person(it.registered_by));
            let registered = Registered {
                number: entered.number.clone(),
                client: it.client,
                chat: it.chat,
                thread: it.thread,
                source: it.source,
                requester: it.requester,
                registered_by: it.registered_by,
                channel: it.channel,
                reported_at: it.reported_at,
                claimed_at: imported.and_then(|it| it.claimed_at),
                request_type: imported.and_then(|it| it.request_type),
                priority: imported.map(|it| it.priority).unwrap_or_default(),
                site: imported.and_then(|it| it.site.clone()),
                workplace: None,
                attachments: entered.attachments.clone(),
            };
            let mut draft = Draft::new(Event::Registered(registered), at);
            for (field, text) in &texts.0 {
                let person = if *field == Field::Reason { registrar } else { requester };
                let owner = along::owner(*field, text).unwrap_or(person);
                draft = draft.with(*field, owner, text.as_str());
            }
            let of = |(other, number): (TicketId, &TicketNumber)| {
                Draft::new(Event::Linked(Linked { other, number: number.clone() }), at)
            };
            let linked = it.continues.zip(continued).map(of);
            let begun = imported.and_then(|it| it.agent).map(|agent| {
                let assigned = Assigned { agent, how: Assignment::Given };
                [Event::Assigned(assigned), Event::WorkStarted(WorkStarted {})]
            });
            let begun = begun.into_iter().flatten().map(|it| Draft::new(it, at));
            Ok(std::iter::once(draft).chain(linked).chain(begun).collect())
        }
    }
}
