//! Register: what was entered into the client's register begins its life as a ticket.

use domain::register::Entered;
use domain::ticket::{Event, Linked, Registered, Ticket};
use domain::{Draft, Field, Owner, Priority, Texts, TicketId, TicketNumber};
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
            let it = entered.registration.clone();
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
                request_type: None,
                priority: Priority::default(),
                site: None,
                workplace: None,
                attachments: entered.attachments.clone(),
            };
            let mut draft = Draft::new(Event::Registered(registered), at);
            for (field, text) in &texts.0 {
                let owner = if *field == Field::Reason { registrar } else { requester };
                draft = draft.with(*field, owner, text.as_str());
            }
            let of = |(other, number): (TicketId, &TicketNumber)| {
                Draft::new(Event::Linked(Linked { other, number: number.clone() }), at)
            };
            let linked = it.continues.zip(continued).map(of);
            Ok(std::iter::once(draft).chain(linked).collect())
        }
    }
}
