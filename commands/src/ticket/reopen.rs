//! Reopen: it is not solved, and why.

use crate::house::House;
use crate::promises::{self, Promises};
use crate::ticket::By;
use crate::transact;
use domain::clock::What;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Life, Reopened, Status, Ticket};
use domain::{At, ClientId, Draft, Field, MessageRef, Owner, PersonId, TicketId};
use std::convert::Infallible;
use store::stream::Stream;
use thiserror::Error;

/// Why a ticket is opened again, and which message says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopen {
    pub author: PersonId,
    pub reason: String,
    pub message: Option<MessageRef>,
}

/// Why a ticket stays as it is. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The client is to ask anew.
    #[error("the ticket was done too long ago to be reopened by the client")]
    TooLate,
}

/// What reopening makes of a ticket that was done. An open one stays open.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    reopen: &Reopen,
    promises: &Promises,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Reopen, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if by.is_of_the_client() && is_too_late(life, promises, by.at.into()) {
        return Err(Rejection::TooLate);
    }
    // A message among these is the client's, and awaits an answer.
    let message = reopen.message.filter(|_| !by.known.is_staff());
    let reopened = Reopened { times: life.reopened + 1, message };
    let owner = if by.known.is_staff() { life.requester } else { reopen.author };
    let draft = by.draft(Event::Reopened(reopened));
    Ok(vec![draft.with(Field::Reason, Owner::Person(owner), &*reopen.reason)])
}

/// Whether a ticket was done so long ago that its client may not open it again.
pub fn is_over(ticket: &Ticket, promises: &Promises, at: At) -> bool {
    let done = |it: &Life| {
        let over = matches!(it.status, Status::Resolved | Status::Closed | Status::Cancelled);
        over && it.merged_into.is_none()
    };
    ticket.life().is_some_and(|it| done(it) && is_too_late(it, promises, at))
}

/// The same of a ticket by its id. No ticket of another client is over for this one.
///
/// # Errors
///
/// Failures as in [`transact::ask`].
pub async fn over(
    house: &House,
    (ticket, client): (TicketId, ClientId),
    at: At,
) -> Result<bool, transact::Error<Infallible>> {
    let promises = promises::of_ticket(house, ticket).await?;
    let over =
        |it: &Ticket| it.life().is_some_and(|it| it.client == client) && is_over(it, &promises, at);
    transact::ask(house, &Stream::Ticket(ticket), over).await
}

/// Whether the window has closed in which the policy in force lets a client's words reopen.
fn is_too_late(life: &Life, promises: &Promises, at: At) -> bool {
    let window = || {
        let (binding, policy) = promises.in_force(&life.history, at)?;
        let window_s = i64::from(policy.rules.reopen_window_s?);
        let service = promises.book.working_time(&binding.calendar.calendar)?;
        Some((window_s, service.elapsed(done_at(life)?, at)))
    };
    window().is_some_and(|(window_s, elapsed_s)| elapsed_s > window_s)
}

/// When the ticket was resolved or withdrawn last: once the client has been told, when they were. A confirmation begins
/// no window of its own.
fn done_at(life: &Life) -> Option<At> {
    let done = |what: &What| matches!(what, What::Resolved | What::Cancelled(_));
    let moments = life.history.moments().iter();
    moments.filter(|it| done(&it.what)).map(|it| it.at).next_back().max(life.done_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, BORIS, OLGA, at, bound, check, check_lived, closed, lived, promised, registered,
        reopened, resolved, rules,
    };
    use domain::policy::Rules;
    use domain::ticket::Resolved;
    use domain::{ChatId, MessageId};

    fn nothing() -> Promises {
        Promises::default()
    }

    fn again() -> Reopen {
        Reopen { author: ANNA, reason: "опять мигает".to_owned(), message: None }
    }

    #[test]
    fn what_is_not_solved_is_open_again() {
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, &again(), &nothing(), by), ANNA, Ok(&[reopened(1)]));
    }

    #[test]
    fn the_second_time_is_counted() {
        let given = [registered(), resolved(14), reopened(1), resolved(15), closed()];
        check(&given, |it, by| decide(it, &again(), &nothing(), by), ANNA, Ok(&[reopened(2)]));
    }

    #[test]
    fn an_open_ticket_is_not_opened() {
        check(&[registered()], |it, by| decide(it, &again(), &nothing(), by), ANNA, Ok(&[]));
    }

    #[test]
    fn a_colleague_does_not_reopen_anothers_ticket() {
        let refused = Rejection::Refused(Refusal::NotYours(Act::Reopen));
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, &again(), &nothing(), by), BORIS, Err(&refused));
    }

    #[test]
    fn only_the_clients_words_are_shown_as_those_that_reopen() {
        let message = MessageRef { chat: ChatId::Group(-1), message: MessageId(77) };
        let said = Reopen { message: Some(message), ..again() };
        let shown = Event::Reopened(Reopened { times: 1, message: Some(message) });
        let given = [registered(), resolved(14)];
        check(&given, |it, by| decide(it, &said, &nothing(), by), ANNA, Ok(&[shown]));
        check(&given, |it, by| decide(it, &said, &nothing(), by), OLGA, Ok(&[reopened(1)]));
    }

    #[test]
    fn after_the_window_the_client_asks_anew_and_staff_may_still_reopen() {
        let resolved_at = |time| {
            let confirmed = ("11:50", closed());
            let bound = ("09:00", bound(1, "rest"));
            lived(&[("09:00", registered()), bound, (time, resolved(14)), confirmed])
        };
        let hour = promised(&[("00:00", rules())]);
        let late = Err(&Rejection::TooLate);
        let again = |promises: &Promises| {
            let promises = promises.clone();
            move |it: &Ticket, by: &By<'_>| decide(it, &again(), &promises, by)
        };
        check_lived(resolved_at("11:00"), again(&hour), ANNA, Ok(&[reopened(1)]));
        check_lived(resolved_at("10:59"), again(&hour), ANNA, late);
        check_lived(resolved_at("10:59"), again(&hour), OLGA, Ok(&[reopened(1)]));
        let ever = promised(&[("00:00", Rules { reopen_window_s: None, ..rules() })]);
        check_lived(resolved_at("09:30"), again(&ever), ANNA, Ok(&[reopened(1)]));
    }

    #[test]
    fn a_ticket_is_over_once_its_client_may_not_open_it_again() {
        let hour = promised(&[("00:00", rules())]);
        let check = |last: &[(&str, Event)], over| {
            let first = [("09:00", registered()), ("09:00", bound(1, "rest"))];
            let lives: Vec<_> = first.into_iter().chain(last.iter().cloned()).collect();
            assert_eq!(
                is_over(&lived(&lives), &hour, crate::testing::monday("12:00").into()),
                over,
                "{last:?}"
            );
        };
        check(&[("10:59", resolved(14))], true);
        check(&[("10:59", resolved(14)), ("11:59", closed())], true);
        check(&[("10:59", Event::Cancelled(domain::ticket::Cancelled {}))], true);
        check(&[("11:00", resolved(14))], false);
        check(&[("10:00", resolved(14)), ("10:30", reopened(1))], false);
        check(&[], false);
    }

    #[test]
    fn the_window_of_a_resolution_that_never_reached_the_client_begins_when_it_was_resolved() {
        let untold = Event::Resolved(Resolved { message: Some(at(14)), relayed: true });
        let hour = promised(&[("00:00", rules())]);
        let check = |time, then| {
            let lives = [
                ("08:00", registered()),
                ("08:00", bound(1, "rest")),
                ("08:30", resolved(13)),
                ("08:40", reopened(1)),
                (time, untold.clone()),
                ("11:55", closed()),
            ];
            let when = |it: &Ticket, by: &By<'_>| decide(it, &again(), &hour, by);
            check_lived(lived(&lives), when, ANNA, then);
        };
        let then = [reopened(2)];
        check("11:00", Ok(&then));
        check("10:59", Err(&Rejection::TooLate));
    }
}
