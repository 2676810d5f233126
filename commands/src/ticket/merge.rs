//! Merge: a ticket goes on in another one of the same client.

use crate::ticket::By;
use domain::ticket::privacy::may_meet;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Closed, Closure, Event, Merged, Status, Ticket};
use domain::{ChatId, ClientId, Draft, TicketId, TicketNumber};
use thiserror::Error;

/// The ticket that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Into {
    pub ticket: TicketId,
    pub number: TicketNumber,
    pub client: ClientId,
    /// The chat it lives in.
    pub chat: ChatId,
    pub status: Status,
}

/// Why a ticket was not merged. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the other ticket is of another client")]
    OtherClient,
    #[error("one of the tickets is private, and the other is not its author's own")]
    Private,
    #[error("a ticket cannot go on in itself")]
    Itself,
    #[error("the other ticket is {}", .0.name())]
    Over(Status),
}

/// What merging makes of a ticket: it is closed, and names the one that goes on.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(ticket: &Ticket, into: &Into, by: &By<'_>) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Merge, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if life.client != into.client {
        return Err(Rejection::OtherClient);
    }
    if !may_meet(life.chat, into.chat) {
        return Err(Rejection::Private);
    }
    if life.number == into.number {
        return Err(Rejection::Itself);
    }
    if !into.status.is_open() {
        return Err(Rejection::Over(into.status));
    }
    let merged = Merged { into: into.ticket, number: into.number.clone() };
    Ok(vec![
        by.draft(Event::Merged(merged)),
        by.draft(Event::Closed(Closed { how: Closure::Merged })),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, BORIS, CHAT, CLIENT, OLGA, OTHER, check, in_chat, number, registered,
    };
    use uuid::Uuid;

    fn into(n: u64, client: ClientId) -> Into {
        Into { ticket: OTHER, number: number(n), client, chat: CHAT, status: Status::InProgress }
    }

    fn merged() -> [Event; 2] {
        let merged = Merged { into: OTHER, number: number(9) };
        [Event::Merged(merged), Event::Closed(Closed { how: Closure::Merged })]
    }

    #[test]
    fn a_merged_ticket_is_closed_and_names_the_other() {
        let it = into(9, CLIENT);
        check(&[registered()], |ticket, by| decide(ticket, &it, by), OLGA, Ok(&merged()));
    }

    #[test]
    fn tickets_of_two_clients_are_never_merged() {
        let it = into(9, ClientId(Uuid::from_u128(99)));
        let rejected = Rejection::OtherClient;
        check(&[registered()], |ticket, by| decide(ticket, &it, by), OLGA, Err(&rejected));
    }

    #[test]
    fn a_private_ticket_is_merged_with_nobody_elses() {
        let [annas, boris] = [ANNA, BORIS].map(ChatId::Private);
        for (lives, other, then) in [
            (annas, CHAT, Err(&Rejection::Private)),
            (CHAT, annas, Err(&Rejection::Private)),
            (annas, boris, Err(&Rejection::Private)),
            (annas, annas, Ok(&merged()[..])),
        ] {
            let it = Into { chat: other, ..into(9, CLIENT) };
            check(&[in_chat(lives)], |ticket, by| decide(ticket, &it, by), OLGA, then);
        }
    }

    #[test]
    fn a_ticket_is_not_merged_into_itself() {
        let it = into(1, CLIENT);
        let rejected = Rejection::Itself;
        check(&[registered()], |ticket, by| decide(ticket, &it, by), OLGA, Err(&rejected));
    }

    #[test]
    fn nothing_goes_on_in_a_ticket_that_is_over() {
        for status in [Status::Closed, Status::Cancelled] {
            let it = Into { status, ..into(9, CLIENT) };
            let rejected = Rejection::Over(status);
            check(&[registered()], |ticket, by| decide(ticket, &it, by), OLGA, Err(&rejected));
        }
    }

    #[test]
    fn a_merged_ticket_is_not_merged_again() {
        let [first, second] = merged();
        let rejected = Rejection::Refused(Refusal::NotNow(Status::Closed));
        let it = into(9, CLIENT);
        let given = [registered(), first, second];
        check(&given, |ticket, by| decide(ticket, &it, by), OLGA, Err(&rejected));
    }

    #[test]
    fn its_author_may_merge_a_ticket_and_a_colleague_may_not() {
        let it = into(9, CLIENT);
        check(&[registered()], |ticket, by| decide(ticket, &it, by), ANNA, Ok(&merged()));
        let rejected = Rejection::Refused(Refusal::NotYours(Act::Merge));
        check(&[registered()], |ticket, by| decide(ticket, &it, by), BORIS, Err(&rejected));
    }
}
