//! Link: a ticket has the same cause as others. It is never merged with them: its client learns nothing of theirs.

use super::{By, Rejection, of_open, tell};
use crate::house::House;
use crate::transact::{Done, Error, transact};
use domain::incident::{Event, Incident, TICKETS_MAX, TicketLinked, TicketUnlinked};
use domain::{Cause, ChatId, ClientId, Draft, IncidentId, TicketId, TicketNumber, Trigger};
use std::collections::BTreeSet;
use store::port::APPEND_EVENTS_MAX;
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

/// Which links are made, and which are ended, by one command: all of that is permitted, or none of it is done.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change<'a> {
    pub add: &'a [Link],
    /// Links that were a mistake.
    pub remove: &'a [TicketId],
}

impl Change<'_> {
    /// What is left of it after so many of its links.
    fn after(self, done: usize) -> Self {
        let (add, remove) = (done.min(self.add.len()), done.saturating_sub(self.add.len()));
        Self { add: &self.add[add..], remove: &self.remove[remove..] }
    }
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
    change(house, incident, Change { add: links, ..Change::default() }, by, cause).await
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
    change(house, incident, Change { remove: tickets, ..Change::default() }, by, cause).await
}

/// Both at once.
///
/// # Errors
///
/// As [`transact`], with [`Rejection`].
pub async fn change(
    house: &House,
    incident: IncidentId,
    change: Change<'_>,
    by: &By<'_>,
    cause: &Cause,
) -> Result<Done<Event>, Error<Rejection>> {
    let stream = Stream::Incident(incident);
    let mut done = Done::nothing();
    let count = change.add.len() + change.remove.len();
    for (nth, from) in (0..count).step_by(APPEND_EVENTS_MAX).enumerate() {
        let decide = |it: &Incident| changed(it, change.after(from), by);
        let chunk = transact(house, &stream, by.actor, &cause_of(cause, nth), decide).await?;
        done = joined(done, chunk, nth);
    }
    let house = house.following(done.position);
    for happened in &done.events {
        if let Event::TicketLinked(it) = &happened.event {
            let told = tell::linked(&house, incident, it, happened).await;
            let told = told.map_err(|it| it.map(|never| match never {}))?;
            done.position = done.position.max(told);
        }
    }
    Ok(done)
}

/// The cause of as many as one append takes, the same whenever they are asked for.
fn cause_of(cause: &Cause, nth: usize) -> Cause {
    match nth {
        0 => cause.clone(),
        nth => cause.also(Trigger::Request { key: format!("links {nth} of {}", cause.id()) }),
    }
}

fn joined(mut done: Done<Event>, chunk: Done<Event>, nth: usize) -> Done<Event> {
    done.events.extend(chunk.events);
    done.position = done.position.max(chunk.position);
    done.repeated = chunk.repeated && (nth == 0 || done.repeated);
    done
}

/// What a change, as much of it as one append takes, makes of an incident that has room for all of it.
///
/// # Errors
///
/// [`Rejection`].
pub fn changed(
    incident: &Incident,
    change: Change<'_>,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let mut drafts = decide(incident, change.add, by)?;
    let room = APPEND_EVENTS_MAX.saturating_sub(change.add.len());
    let ended = &change.remove[..room.min(change.remove.len())];
    let linked = drafts.iter().fold(incident.clone(), |it, draft| it.evolve(&draft.event));
    drafts.extend(undo(&linked, ended, by)?);
    Ok(drafts)
}

/// Whether tickets may have to do with any incident at all.
///
/// # Errors
///
/// [`Rejection::Private`]: its group would hear of it, or whoever reads the incident's list.
pub fn permitted(links: &[Link]) -> Result<(), Rejection> {
    if links.iter().any(|it| it.chat.is_private()) { Err(Rejection::Private) } else { Ok(()) }
}

/// What the first links, as many as one append takes, make of an incident that has room for all of them. What is linked
/// already stays so.
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
    permitted(links)?;
    let is_fresh = |it: &&Link| !incident.tickets.contains_key(&it.ticket);
    let fresh: BTreeSet<_> = links.iter().filter(is_fresh).map(|it| it.ticket).collect();
    if incident.tickets.len() + fresh.len() > TICKETS_MAX {
        return Err(Rejection::TooMany);
    }
    let mut named = BTreeSet::new();
    let first = links.iter().take(APPEND_EVENTS_MAX).filter(is_fresh);
    let fresh = first.filter(|it| named.insert(it.ticket));
    let linked = |it: &Link| {
        let Link { ticket, number, client, .. } = it.clone();
        let linked = TicketLinked { ticket, number, client, by: person };
        Draft::new(Event::TicketLinked(linked), by.at)
    };
    Ok(fresh.map(linked).collect())
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

    const TICKET: TicketId = TicketId(uuid::Uuid::from_u128(78));

    #[test]
    fn one_change_adds_and_removes_or_does_neither() {
        let olga = person(OLGA);
        let (given, private) =
            ([declared(), linked(OTHER)], Link { chat: ChatId::Private(ANNA), ..link() });
        let new = Link { ticket: TICKET, ..link() };
        for (add, remove, then) in [
            (vec![new.clone()], vec![OTHER], Ok(vec![TICKET])),
            (vec![new.clone()], vec![TICKET], Ok(vec![OTHER])),
            (vec![], vec![OTHER], Ok(vec![])),
            (vec![new, private], vec![OTHER], Err(Rejection::Private)),
        ] {
            let change = Change { add: &add, remove: &remove };
            let drafts = changed(&after(&given), change, &by(OLGA, &olga));
            let left = drafts.map(|it| {
                let after = it.iter().fold(after(&given), |it, draft| it.evolve(&draft.event));
                after.tickets.into_keys().collect::<Vec<_>>()
            });
            assert_eq!(left, then);
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
