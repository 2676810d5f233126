//! Parts: how does an announcement to many groups fit into events, none of which holds too much?

use super::Told;
use std::mem;

/// The most entries, groups and tickets together, of one event: so many of the longest fit an event's facts.
pub const PART_ENTRIES_MAX: usize = 160;

/// Whom an announcement goes to, by event. A group stays in one event unless it has more tickets than one holds; what
/// follows of it then is marked [`Told::further`].
pub fn parts(to: Vec<Told>) -> Vec<Vec<Told>> {
    let (mut parts, mut part, mut room) = (Vec::new(), Vec::new(), PART_ENTRIES_MAX);
    for Told { client, chat, tickets, mut further } in to {
        let entries = 1 + tickets.len();
        let mut tickets = tickets.into_iter().peekable();
        loop {
            if entries > room && !part.is_empty() {
                parts.push(mem::take(&mut part));
                room = PART_ENTRIES_MAX;
            }
            let tickets_here = tickets.by_ref().take(room - 1).collect();
            let told = Told { client, chat, tickets: tickets_here, further };
            room -= 1 + told.tickets.len();
            part.push(told);
            if tickets.peek().is_none() {
                break;
            }
            further = true;
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::{Announced, Event, GROUPS_MAX, Incident, TICKETS_MAX};
    use super::*;
    use crate::{ChatId, ClientId, PersonId, TicketId};
    use std::collections::BTreeSet;
    use uuid::Uuid;

    /// Groups with so many tickets each.
    fn groups(tickets: &[usize]) -> Vec<Told> {
        let mut next = 0;
        let mut ticket = |_| {
            next += 1;
            TicketId(Uuid::from_u128(next))
        };
        let group = |(nth, tickets): (i64, &usize)| Told {
            client: ClientId(Uuid::from_u128(7)),
            chat: ChatId::Group(-1 - nth),
            tickets: (0..*tickets).map(&mut ticket).collect(),
            further: false,
        };
        (0..).zip(tickets).map(group).collect()
    }

    fn even() -> Vec<usize> {
        vec![TICKETS_MAX / GROUPS_MAX; GROUPS_MAX]
    }

    fn uneven() -> Vec<usize> {
        let mut tickets = vec![0; GROUPS_MAX];
        for nth in 0..TICKETS_MAX / 100 {
            tickets[nth * 2] = 100;
        }
        tickets
    }

    fn heaped() -> Vec<usize> {
        let mut tickets = vec![0; GROUPS_MAX];
        tickets[GROUPS_MAX / 2] = TICKETS_MAX;
        tickets
    }

    #[test]
    fn no_event_holds_too_much_and_there_are_never_too_many_of_them() {
        for tickets in [even(), uneven(), heaped(), vec![0; GROUPS_MAX], vec![1]] {
            let parts = parts(groups(&tickets));
            // As many as one append takes.
            assert!((1..=64).contains(&parts.len()), "{} parts", parts.len());
            for part in &parts {
                let entries: usize = part.iter().map(|it| 1 + it.tickets.len()).sum();
                assert!((1..=PART_ENTRIES_MAX).contains(&entries), "{entries} entries");
            }
        }
    }

    #[test]
    fn a_group_is_told_once_and_parted_only_where_it_has_more_tickets_than_an_event_holds() {
        for (tickets, further) in [(even(), 0), (uneven(), 0), (heaped(), 12), (vec![159], 0)] {
            let to = groups(&tickets);
            let parts = parts(to.clone());
            let all = || parts.iter().flatten();
            assert_eq!(all().filter(|it| it.further).count(), further);
            let told: BTreeSet<_> = all().filter(|it| !it.further).map(|it| it.chat).collect();
            assert_eq!(told.len(), to.len());
        }
    }

    #[test]
    fn the_parts_of_an_announcement_add_up_to_it() {
        for tickets in [even(), uneven(), heaped()] {
            let to = groups(&tickets);
            let announced = |to| {
                Event::Announced(Announced { draft: 2, ends: true, to, by: PersonId([1; 16]) })
            };
            let all: Vec<_> = parts(to.clone()).into_iter().map(announced).collect();
            let incident = all.iter().fold(Incident::default(), Incident::evolve);
            assert_eq!(incident.announced[&2], to);
            assert!(!incident.is_open());
        }
    }
}
