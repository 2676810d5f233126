//! Groups: where is everybody at present whom an incident may concern?

use crate::reception::{Failure, Reception};
use commands::transact;
use domain::IncidentId;
use domain::incident::{Groups, Incident};
use projections::rows::ChatPlace;
use store::stream::Stream;

pub(crate) async fn of(reception: &Reception, incident: IncidentId) -> Result<Groups, Failure> {
    let linked = |it: &Incident| it.tickets.keys().copied().collect::<Vec<_>>();
    let linked = transact::ask(&reception.house, &Stream::Incident(incident), linked).await?;
    let views = &reception.views;
    let mut groups = anywhere(reception)?;
    for ticket in linked {
        let mut home = None;
        if let Some(row) = views.ticket(ticket)? {
            let chat = views.current_chat(row.chat)?;
            let theirs =
                |place| matches!(place, ChatPlace::Client { client, .. } if client == row.client);
            home = views.chat(chat)?.filter(|it| theirs(it.place.clone())).map(|_| chat);
        }
        groups.of_tickets.insert(ticket, home);
    }
    Ok(groups)
}

/// The same of an incident that no ticket has to do with yet.
pub(crate) fn anywhere(reception: &Reception) -> Result<Groups, Failure> {
    let mut groups = Groups::default();
    for client in reception.views.clients()? {
        groups.of_clients.extend(client.chats.into_iter().map(|chat| (client.client, chat)));
    }
    Ok(groups)
}
