//! Two: what a step makes of two tickets of one client.

use crate::follow::{Followed, Rejection};
use crate::house::House;
use crate::promises;
use crate::ticket::{By, link, merge};
use crate::transact::{self, Error, transact};
use domain::chat::Step;
use domain::ticket::Ticket;
use domain::ticket::rights::Refusal;
use domain::{Actor, Cause, TicketId};
use store::stream::Stream;

/// Takes a step that concerns two tickets: the first is merged into the second, or each is linked with the other.
/// What was done to the one is recorded before what follows for the other; taken again, both are completed.
///
/// # Errors
///
/// [`Error::Rejected`] if the rules refuse it; failures as in [`transact`].
pub(crate) async fn step(
    house: &House,
    (ticket, step, other): (TicketId, Step, TicketId),
    by: &By<'_>,
    cause: &Cause,
) -> Result<Followed, Error<Rejection>> {
    let of = |it: &Ticket| it.life().map(|it| (it.number.clone(), it.client, it.chat, it.status));
    let known = transact::ask(house, &Stream::Ticket(other), of).await;
    let Some((number, client, chat, status)) = known.map_err(|it| it.map(Into::into))? else {
        return Err(Error::Rejected(Refusal::Unregistered.into()));
    };
    let promises = promises::of_ticket(house, ticket).await.map_err(|it| it.map(Into::into))?;
    let caused = (by.actor, cause);
    let done = if matches!(step, Step::MergeInto(_)) {
        let into = merge::Into { ticket: other, number, client, chat, status };
        let decide = |it: &Ticket| merge::decide(it, &into, by).map_err(Rejection::from);
        promises::transact(house, ticket, &promises, caused, decide).await?
    } else {
        let with = link::Other { ticket: other, number, client, chat };
        let decide = |it: &Ticket| link::decide(it, &with, by).map_err(Rejection::from);
        let done = promises::transact(house, ticket, &promises, caused, decide).await?;
        let number = |it: &Ticket| it.life().map(|it| it.number.clone());
        let number = transact::ask(house, &Stream::Ticket(ticket), number).await;
        if let Some(number) = number.map_err(|it| it.map(Into::into))? {
            let decide = |it: &Ticket| link::follow(it, ticket, &number, by.at);
            let stream = Stream::Ticket(other);
            let linked = transact(house, &stream, Actor::Reaction, cause, decide).await;
            linked.map_err(|it| it.map(Into::into))?;
        }
        done
    };
    Ok(Followed { ticket: Some(ticket), number: None, position: done.position })
}
