//! Link: a ticket has the same cause as others. It is never merged with them: its client learns nothing of theirs.

use super::{By, Rejection, of_open, tell};
use crate::house::House;
use crate::transact::{Done, Error, transact};
use domain::incident::{Event, Incident, TICKETS_MAX, TicketLinked, TicketUnlinked};
use domain::{Cause, ChatId, ClientId, Draft, IncidentId, TicketId, TicketNumber};
use store::stream::Stream;

/// The ticket that is linked, as its own stream names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    /// The chat it lives in.
    pub chat: ChatId,
}

/// Links tickets and tells each of them what the others were told. Answers where the last of that stands.
///
/// # Errors
///
/// As [`transact`], with [`Rejection`].
pub async fn link(
    house: &House,
    incident: IncidentId,
    links: &[Link],
    by: &By<'_>,
    cause: &Cause,
) -> Result<Done<Event>, Error<Rejection>> {
    let (stream, decide) = (Stream::Incident(incident), |it: &Incident| decide(it, links, by));
    let mut done = transact(house, &stream, by.actor, cause, decide).await?;
    for happened in &done.events {
        if let Event::TicketLinked(it) = &happened.event {
            let told = tell::linked(house, incident, it, happened).await;
            let told = told.map_err(|it| it.map(|never| match never {}))?;
            done.position = done.position.max(told);
        }
    }
    Ok(done)
}

/// Ends links that were a mistake.
///
/// # Errors
///
/// As [`transact`], with [`Rejection`].
pub async fn unlink(
    house: &House,
    incident: IncidentId,
    tickets: &[TicketId],
    by: &By<'_>,
    cause: &Cause,
) -> Result<Done<Event>, Error<Rejection>> {
    let stream = Stream::Incident(incident);
    transact(house, &stream, by.actor, cause, |it: &Incident| undo(it, tickets, by)).await
}

/// What links make of an incident. What is linked already stays so.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(
    incident: &Incident,
    links: &[Link],
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let person = of_open(incident, by)?;
    // Its group would hear of it, or whoever reads the incident's list.
    if links.iter().any(|it| it.chat.is_private()) {
        return Err(Rejection::Private);
    }
    let fresh: Vec<_> =
        links.iter().filter(|it| !incident.tickets.contains_key(&it.ticket)).collect();
    if incident.tickets.len() + fresh.len() > TICKETS_MAX {
        return Err(Rejection::TooMany);
    }
    let linked = |it: &Link| {
        let Link { ticket, number, client, .. } = it.clone();
        let linked = TicketLinked { ticket, number, client, by: person };
        Draft::new(Event::TicketLinked(linked), by.at)
    };
    Ok(fresh.into_iter().map(linked).collect())
}

/// What the end of a link makes of an incident.
///
/// # Errors
///
/// [`Rejection`].
pub fn undo(
    incident: &Incident,
    tickets: &[TicketId],
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let person = of_open(incident, by)?;
    let linked = tickets.iter().filter(|it| incident.tickets.contains_key(it));
    let unlinked = |ticket: &TicketId| {
        let unlinked = TicketUnlinked { ticket: *ticket, by: person };
        Draft::new(Event::TicketUnlinked(unlinked), by.at)
    };
    Ok(linked.map(unlinked).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, linked, person};
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, OLGA, OTHER, number};
    use domain::incident::{Announced, Ended};

    fn link() -> Link {
        Link { ticket: OTHER, number: number(1), client: CLIENT, chat: CHAT }
    }

    #[test]
    fn a_private_ticket_is_linked_to_no_incident() {
        let olga = person(OLGA);
        let private = Link { chat: ChatId::Private(ANNA), ..link() };
        let links = [link(), private];
        let decided = decide(&after(&[declared()]), &links, &by(OLGA, &olga));
        assert_eq!(decided.map(drop), Err(Rejection::Private));
    }

    fn decided(given: &[Event], who: domain::PersonId) -> Result<Vec<Event>, Rejection> {
        let known = person(who);
        let decided = decide(&after(given), &[link()], &by(who, &known));
        decided.map(|it| it.into_iter().map(|it| it.event).collect())
    }

    #[test]
    fn staff_link_a_ticket_once_while_the_incident_lasts() {
        let over = Event::Ended(Ended { by: OLGA });
        let told = Event::Announced(Announced { draft: 1, ends: true, to: vec![], by: OLGA });
        for (given, who, then) in [
            (vec![declared()], OLGA, Ok(vec![linked(OTHER)])),
            (vec![declared(), linked(OTHER)], OLGA, Ok(vec![])),
            (vec![declared()], ANNA, Err(Rejection::NotStaff)),
            (vec![], OLGA, Err(Rejection::Unknown)),
            (vec![declared(), over], OLGA, Err(Rejection::Over)),
            (vec![declared(), drafted(true), told], OLGA, Err(Rejection::Over)),
        ] {
            assert_eq!(decided(&given, who), then, "{given:?}");
        }
    }

    #[test]
    fn a_mistaken_link_is_undone() {
        let olga = person(OLGA);
        let given = after(&[declared(), linked(OTHER)]);
        let undone = undo(&given, &[OTHER], &by(OLGA, &olga)).unwrap();
        assert!(given.evolve(&undone[0].event).tickets.is_empty());
        assert_eq!(undo(&after(&[declared()]), &[OTHER], &by(OLGA, &olga)), Ok(vec![]));
    }
}
