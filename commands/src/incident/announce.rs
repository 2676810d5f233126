//! Announce: drafted words go to the chosen groups, once.

use super::{By, Rejection};
use domain::Draft;
use domain::incident::{Announced, Event, GROUPS_MAX, Incident, Told};

/// What an announcement makes of an incident. A draft that was announced is not announced again.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(
    incident: &Incident,
    (draft, to): (u64, &[Told]),
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if incident.announced.contains_key(&draft) {
        return by.may().map(|()| vec![]);
    }
    by.may_change(incident)?;
    let ends = incident.drafts.get(&draft).ok_or(Rejection::Unknown)?.ends;
    if to.is_empty() {
        return Err(Rejection::Nobody);
    }
    if to.len() > GROUPS_MAX {
        return Err(Rejection::TooMany);
    }
    let to = to.iter().map(|it| only_own(incident, it)).collect();
    let announced = Announced { draft, ends, to, by: by.person };
    Ok(vec![Draft::new(Event::Announced(announced), by.at)])
}

/// A group is answered for tickets that are linked and its client's own: nobody is told of another's.
fn only_own(incident: &Incident, told: &Told) -> Told {
    let own = |ticket: &_| incident.tickets.get(ticket).is_some_and(|it| it.1 == told.client);
    Told { tickets: told.tickets.iter().copied().filter(own).collect(), ..*told }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, linked, person};
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, OLGA, OTHER};
    use domain::{ClientId, PersonId, TicketId};
    use uuid::Uuid;

    fn told(client: ClientId, tickets: &[TicketId]) -> Told {
        Told { client, chat: CHAT, tickets: tickets.iter().copied().collect() }
    }

    fn decided(given: &[Event], to: &[Told], who: PersonId) -> Result<Vec<Event>, Rejection> {
        let known = person(who);
        let decided = decide(&after(given), (2, to), &by(who, &known));
        decided.map(|it| it.into_iter().map(|it| it.event).collect())
    }

    #[test]
    fn a_draft_is_announced_once_to_somebody_by_staff() {
        let given = [declared(), linked(OTHER), drafted(false)];
        let to = [told(CLIENT, &[OTHER])];
        let announced =
            Event::Announced(Announced { draft: 2, ends: false, to: to.to_vec(), by: OLGA });
        assert_eq!(decided(&given, &to, OLGA), Ok(vec![announced.clone()]));
        let again = [given.as_slice(), &[announced]].concat();
        assert_eq!(decided(&again, &to, OLGA), Ok(vec![]));
        assert_eq!(decided(&given, &[], OLGA), Err(Rejection::Nobody));
        assert_eq!(decided(&given, &to, ANNA), Err(Rejection::NotStaff));
        assert_eq!(decided(&given[..2], &to, OLGA), Err(Rejection::Unknown));
    }

    #[test]
    fn no_group_is_answered_for_tickets_of_others_or_for_such_as_are_not_linked() {
        let given = [declared(), linked(OTHER), drafted(false)];
        let (stranger, loose) = (ClientId(Uuid::from_u128(9)), TicketId(Uuid::from_u128(8)));
        let to = [told(stranger, &[OTHER]), told(CLIENT, &[OTHER, loose])];
        let then = vec![told(stranger, &[]), told(CLIENT, &[OTHER])];
        let announced = Event::Announced(Announced { draft: 2, ends: false, to: then, by: OLGA });
        assert_eq!(decided(&given, &to, OLGA), Ok(vec![announced]));
    }
}
