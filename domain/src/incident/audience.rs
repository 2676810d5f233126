//! Audience: which groups hear words about an incident, and which of their tickets does that answer?

use super::{Drafted, Incident, Told};
use crate::{ChatId, ClientId, TicketId};
use std::collections::BTreeMap;
use thiserror::Error;

/// Whom drafted words are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The groups with tickets that are linked to the incident.
    Linked,
    All,
    /// The groups of the clients that were named with the words.
    Chosen,
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::Linked, Self::All, Self::Chosen];
}

/// Where those are whom an incident may concern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// The group of each linked ticket. None where it is its client's no more: nobody is told there.
    pub of_tickets: BTreeMap<TicketId, Option<ChatId>>,
    pub of_clients: Vec<(ClientId, ChatId)>,
}

/// A ticket was linked after it was asked where the others are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("it is not known where {0} is")]
pub struct Unplaced(pub TicketId);

/// Who is told, by group, and which tickets that answers: each group its own client's, and no others'.
///
/// Whoever has a linked ticket hears of the end, whomever the words are for: their ticket is resolved by it.
///
/// # Errors
///
/// [`Unplaced`]: ask again where everybody is.
pub fn told(
    incident: &Incident,
    draft: &Drafted,
    to: Audience,
    groups: &Groups,
) -> Result<Vec<Told>, Unplaced> {
    let (of_linked, of_others): (&dyn Fn(ClientId) -> bool, &dyn Fn(ClientId) -> bool) = match to {
        Audience::Linked => (&|_| true, &|_| false),
        Audience::All => (&|_| true, &|_| true),
        Audience::Chosen => {
            (&|it| draft.ends || draft.clients.contains(&it), &|it| draft.clients.contains(&it))
        }
    };
    let mut told: BTreeMap<ChatId, Told> = BTreeMap::new();
    for (ticket, (_, client)) in &incident.tickets {
        let chat = groups.of_tickets.get(ticket).ok_or(Unplaced(*ticket))?;
        if let Some(chat) = chat.filter(|_| of_linked(*client)) {
            let fresh = Told { client: *client, chat, tickets: [].into(), further: false };
            told.entry(chat).or_insert(fresh).tickets.insert(*ticket);
        }
    }
    for (client, chat) in groups.of_clients.iter().filter(|it| of_others(it.0)) {
        let fresh = Told { client: *client, chat: *chat, tickets: [].into(), further: false };
        told.entry(*chat).or_insert(fresh);
    }
    Ok(told.into_values().collect())
}

/// The audiences that drafted words may go to, with how many groups each is; those without any are left out.
///
/// # Errors
///
/// As [`told`].
pub fn possible(
    incident: &Incident,
    draft: &Drafted,
    groups: &Groups,
) -> Result<Vec<(Audience, usize)>, Unplaced> {
    let named = !draft.clients.is_empty();
    let all: &[Audience] =
        if named { &[Audience::Chosen] } else { &[Audience::Linked, Audience::All] };
    let count = |it: &Audience| told(incident, draft, *it, groups).map(|told| (*it, told.len()));
    let counted = all.iter().map(count).collect::<Result<Vec<_>, _>>()?;
    Ok(counted.into_iter().filter(|it| it.1 > 0).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Declared, Event, Nature, TicketLinked};
    use super::*;
    use crate::{MessageId, MessageRef, PersonId};
    use uuid::Uuid;

    const OLGA: PersonId = PersonId([1; 16]);
    const HOME: [ChatId; 3] = [ChatId::Group(-1), ChatId::Group(-2), ChatId::Group(-3)];

    fn client(it: usize) -> ClientId {
        ClientId(Uuid::from_u128(it as u128))
    }

    fn ticket(it: usize) -> TicketId {
        TicketId(Uuid::from_u128(0x70 + it as u128))
    }

    /// Clients 0, 1 and 2 with a group each; of the first two a ticket of the same number is linked.
    fn outage() -> (Incident, Groups) {
        let declared = Event::Declared(Declared { number: 1, nature: Nature::Outage, by: OLGA });
        let linked = |it| {
            let number = "ROM-1".parse().unwrap();
            let (ticket, client) = (ticket(it), client(it));
            Event::TicketLinked(TicketLinked { ticket, number, client, by: OLGA })
        };
        let events = [declared, linked(0), linked(1)];
        let of_tickets = [0, 1].map(|it| (ticket(it), Some(HOME[it]))).into();
        let of_clients = [0, 1, 2].map(|it| (client(it), HOME[it])).into();
        (
            events.iter().fold(Incident::default(), Incident::evolve),
            Groups { of_tickets, of_clients },
        )
    }

    fn drafted(ends: bool, clients: &[usize]) -> Drafted {
        let message = MessageRef { chat: ChatId::Group(-5), message: MessageId(3) };
        let clients = clients.iter().map(|it| client(*it)).collect();
        Drafted { ends, clients, message, by: OLGA }
    }

    /// Which groups are told, by client, and how many tickets that answers in each.
    fn heard(ends: bool, named: &[usize], to: Audience) -> Vec<(usize, usize)> {
        let (incident, groups) = outage();
        let told = told(&incident, &drafted(ends, named), to, &groups).unwrap();
        let place = |chat| HOME.iter().position(|it| *it == chat).unwrap();
        let mut heard: Vec<_> = told.iter().map(|it| (place(it.chat), it.tickets.len())).collect();
        heard.sort_unstable();
        for it in &told {
            assert_eq!(it.client, client(place(it.chat)), "a group is told as its own client's");
            let own = ticket(place(it.chat));
            assert!(it.tickets.iter().all(|it| *it == own), "nobody is answered for another");
        }
        heard
    }

    #[test]
    fn those_are_told_whom_the_words_are_for() {
        for (named, to, then) in [
            (&[][..], Audience::Linked, vec![(0, 1), (1, 1)]),
            (&[], Audience::All, vec![(0, 1), (1, 1), (2, 0)]),
            (&[], Audience::Chosen, vec![]),
            (&[0], Audience::Chosen, vec![(0, 1)]),
            (&[2], Audience::Chosen, vec![(2, 0)]),
            (&[0, 2], Audience::Chosen, vec![(0, 1), (2, 0)]),
        ] {
            assert_eq!(heard(false, named, to), then, "{named:?} {to:?}");
        }
    }

    #[test]
    fn whoever_has_a_linked_ticket_hears_of_the_end() {
        for (named, to, then) in [
            (&[][..], Audience::Linked, vec![(0, 1), (1, 1)]),
            (&[], Audience::All, vec![(0, 1), (1, 1), (2, 0)]),
            (&[0], Audience::Chosen, vec![(0, 1), (1, 1)]),
            (&[2], Audience::Chosen, vec![(0, 1), (1, 1), (2, 0)]),
        ] {
            assert_eq!(heard(true, named, to), then, "{named:?} {to:?}");
        }
    }

    #[test]
    fn nobody_is_told_where_a_group_is_its_clients_no_more() {
        let (incident, mut groups) = outage();
        groups.of_tickets.insert(ticket(1), None);
        groups.of_clients.remove(1);
        let told = told(&incident, &drafted(true, &[]), Audience::All, &groups).unwrap();
        assert_eq!(told.iter().map(|it| it.client).collect::<Vec<_>>(), [client(2), client(0)]);
    }

    #[test]
    fn a_ticket_that_was_linked_meanwhile_is_not_forgotten() {
        let (incident, mut groups) = outage();
        groups.of_tickets.remove(&ticket(1));
        let missed = told(&incident, &drafted(true, &[]), Audience::Linked, &groups);
        assert_eq!(missed, Err(Unplaced(ticket(1))));
    }

    #[test]
    fn only_audiences_with_somebody_in_them_are_offered() {
        let (incident, groups) = outage();
        let offered = |named, groups| possible(&incident, &drafted(false, named), groups).unwrap();
        assert_eq!(offered(&[], &groups), [(Audience::Linked, 2), (Audience::All, 3)]);
        assert_eq!(offered(&[2], &groups), [(Audience::Chosen, 1)]);
        let nobody = Incident::default();
        let all = possible(&nobody, &drafted(false, &[]), &groups);
        assert_eq!(all, Ok(vec![(Audience::All, 3)]));
    }
}
