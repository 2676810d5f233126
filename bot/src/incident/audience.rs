//! Audience: which groups are told, and which of their tickets does that answer?

use crate::buttons::Audience;
use crate::reception::{Failure, Reception};
use commands::transact;
use domain::incident::{Incident, Told};
use domain::{ChatId, IncidentId};
use projections::rows::ChatPlace;
use std::collections::BTreeMap;
use store::stream::Stream;

/// The audiences that a draft may go to, with how many groups each is; those without any are left out.
pub(super) async fn possible(
    reception: &Reception,
    incident: IncidentId,
    draft: u64,
) -> Result<Vec<(Audience, usize)>, Failure> {
    let chosen = |it: &Incident| it.drafts.get(&draft).is_some_and(|it| !it.clients.is_empty());
    let chosen = transact::ask(&reception.house, &Stream::Incident(incident), chosen).await?;
    let all: &[Audience] =
        if chosen { &[Audience::Chosen] } else { &[Audience::Linked, Audience::All] };
    let mut possible = Vec::new();
    for audience in all {
        let groups = of(reception, incident, draft, *audience).await?.len();
        if groups > 0 {
            possible.push((*audience, groups));
        }
    }
    Ok(possible)
}

/// The groups of an audience with the linked tickets in each. Whoever has a linked ticket always hears of the end.
pub(super) async fn of(
    reception: &Reception,
    incident: IncidentId,
    draft: u64,
    audience: Audience,
) -> Result<Vec<Told>, Failure> {
    let asked = |it: &Incident| (it.tickets.clone(), it.drafts.get(&draft).cloned());
    let stream = Stream::Incident(incident);
    let (tickets, draft) = transact::ask(&reception.house, &stream, asked).await?;
    let Some(draft) = draft else { return Ok(vec![]) };
    let mut groups: BTreeMap<ChatId, Told> = BTreeMap::new();
    for ticket in tickets.into_keys() {
        let Some(row) = reception.views.ticket(ticket)? else { continue };
        let wanted = match audience {
            Audience::Linked | Audience::All => true,
            Audience::Chosen => draft.ends || draft.clients.contains(&row.client),
        };
        // A group that is ours no more is told nothing.
        let chat = reception.views.current_chat(row.chat)?;
        let ours = reception.views.chat(chat)?.is_some_and(
            |it| matches!(it.place, ChatPlace::Client { client, .. } if client == row.client),
        );
        if wanted && ours {
            let told = Told { client: row.client, chat, tickets: [].into() };
            groups.entry(chat).or_insert(told).tickets.insert(ticket);
        }
    }
    for client in reception.views.clients()? {
        let wanted = match audience {
            Audience::Linked => false,
            Audience::All => true,
            Audience::Chosen => draft.clients.contains(&client.client),
        };
        for chat in client.chats.into_iter().filter(|_| wanted) {
            let told = Told { client: client.client, chat, tickets: [].into() };
            groups.entry(chat).or_insert(told);
        }
    }
    Ok(groups.into_values().collect())
}
