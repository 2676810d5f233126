//! Announce: drafted words go to the chosen groups, once.

use super::{By, Rejection, of_open, staff};
use domain::Draft;
use domain::incident::{Announced, Audience, Event, GROUPS_MAX, Groups, Incident, parts, told};

/// Which words go to whom.
#[derive(Debug, Clone, Copy)]
pub struct Announce<'a> {
    /// The revision of the draft.
    pub draft: u64,
    pub to: Audience,
    /// Where everybody is at present.
    pub groups: &'a Groups,
}

/// What an announcement makes of an incident. A draft that was announced is not announced again. Whoever has a linked
/// ticket hears of the end, whomever it is sent to.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(
    incident: &Incident,
    asked: &Announce<'_>,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let Announce { draft, to, groups } = *asked;
    if incident.announced.contains_key(&draft) {
        return staff(by).map(|_| vec![]);
    }
    let person = of_open(incident, by)?;
    let drafted = incident.drafts.get(&draft).ok_or(Rejection::Unknown)?;
    let to = told(incident, drafted, to, groups).map_err(Rejection::Unplaced)?;
    if to.is_empty() {
        return Err(Rejection::Nobody);
    }
    if to.len() > GROUPS_MAX {
        return Err(Rejection::TooMany);
    }
    // All of one append: it is announced to everybody, or to nobody yet.
    let announced = |to| {
        let announced = Announced { draft, ends: drafted.ends, to, by: person };
        Draft::new(Event::Announced(announced), by.at)
    };
    Ok(parts(to).into_iter().map(announced).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, linked, person};
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, OLGA, OTHER};
    use domain::incident::{Told, Unplaced};
    use domain::{ChatId, ClientId, PersonId};
    use uuid::Uuid;

    const STRANGER: ClientId = ClientId(Uuid::from_u128(9));
    const ELSEWHERE: ChatId = ChatId::Group(-9);

    fn announced(ends: bool, to: Vec<Told>) -> Event {
        Event::Announced(Announced { draft: 2, ends, to, by: OLGA })
    }

    fn home() -> Told {
        Told { client: CLIENT, chat: CHAT, tickets: [OTHER].into(), further: false }
    }

    /// The linked ticket is in its client's group; another client has a group of its own.
    fn groups() -> Groups {
        let of_clients = vec![(CLIENT, CHAT), (STRANGER, ELSEWHERE)];
        Groups { of_tickets: [(OTHER, Some(CHAT))].into(), of_clients }
    }

    fn decided(
        given: &[Event],
        (to, groups): (Audience, &Groups),
        who: PersonId,
    ) -> Result<Vec<Event>, Rejection> {
        let known = person(who);
        let asked = Announce { draft: 2, to, groups };
        let decided = decide(&after(given), &asked, &by(who, &known));
        decided.map(|it| it.into_iter().map(|it| it.event).collect())
    }

    #[test]
    fn a_draft_is_announced_once_to_somebody_by_staff() {
        let given = [declared(), linked(OTHER), drafted(false)];
        let (to, nowhere) =
            (groups(), Groups { of_tickets: [(OTHER, None)].into(), ..Groups::default() });
        let linked = (Audience::Linked, &to);
        let once = announced(false, vec![home()]);
        assert_eq!(decided(&given, linked, OLGA), Ok(vec![once.clone()]));
        let again = [given.as_slice(), &[once]].concat();
        assert_eq!(decided(&again, linked, OLGA), Ok(vec![]));
        assert_eq!(decided(&again, (Audience::All, &to), OLGA), Ok(vec![]));
        assert_eq!(decided(&given, (Audience::Linked, &nowhere), OLGA), Err(Rejection::Nobody));
        assert_eq!(decided(&given, linked, ANNA), Err(Rejection::NotStaff));
        assert_eq!(decided(&given[..2], linked, OLGA), Err(Rejection::Unknown));
    }

    #[test]
    fn groups_with_linked_tickets_hear_the_end_though_others_were_chosen() {
        let for_stranger = |ends| match drafted(ends) {
            Event::Drafted(it) => {
                Event::Drafted(domain::incident::Drafted { clients: [STRANGER].into(), ..it })
            }
            other => other,
        };
        let stranger =
            || Told { client: STRANGER, chat: ELSEWHERE, tickets: [].into(), further: false };
        for (ends, then) in [(false, vec![stranger()]), (true, vec![home(), stranger()])] {
            let given = [declared(), linked(OTHER), for_stranger(ends)];
            let decided = decided(&given, (Audience::Chosen, &groups()), OLGA);
            let Ok([Event::Announced(it)]) = decided.as_deref() else { panic!("{decided:?}") };
            let mut to = it.to.clone();
            to.sort_by_key(|it| it.client != CLIENT);
            assert_eq!((it.ends, to), (ends, then));
        }
    }

    #[test]
    fn nothing_is_announced_while_it_is_not_known_where_a_linked_ticket_is() {
        let given = [declared(), linked(OTHER), drafted(true)];
        let unplaced = Groups { of_tickets: [].into(), ..groups() };
        let refused = decided(&given, (Audience::All, &unplaced), OLGA);
        assert_eq!(refused, Err(Rejection::Unplaced(Unplaced(OTHER))));
    }
}
