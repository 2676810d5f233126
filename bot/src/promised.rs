//! Promised: what is promised on a ticket, and what do its clocks read now?

use crate::render::{Hours, Promises};
use chrono::{DateTime, Utc};
use commands::House;
use commands::promises;
use commands::transact::{self, Error};
use domain::book::Book;
use domain::clock;
use domain::clock::{FactKey, History, Measured, Moment, State, What};
use domain::policy::{Pause, Rules};
use domain::ticket::{Status, Ticket};
use domain::{At, PersonId, TicketId};
use std::convert::Infallible;
use store::stream::Stream;

/// What is promised on a ticket, measured at an instant. None where nothing is promised.
///
/// # Errors
///
/// Failures as in [`transact::ask`].
pub(crate) async fn on(
    house: &House,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> Result<Option<Promises>, Error<Infallible>> {
    let promises = promises::of_ticket(house, ticket).await?;
    let at = At::from(at);
    let read = |it: &Ticket| {
        let life = it.life()?;
        let (binding, policy) = promises.in_force(&life.history, at)?;
        let read_out = of(&life.history, &policy.rules, &promises.book, at);
        // As if the client were told now of what is on its way to them.
        let soon = (life.status == Status::Resolved && !life.undelivered.is_empty())
            .then(|| promises.book.working_time(&binding.calendar.calendar))
            .flatten()
            .and_then(|it| clock::closes(&policy.rules, &it, at));
        Some(Promises { closes_at: read_out.measured.closes.or(soon), ..read_out })
    };
    transact::ask(house, &Stream::Ticket(ticket), read).await
}

/// For what a ticket rests. None if it is not held.
///
/// # Errors
///
/// Failures as in [`transact::ask`].
pub(crate) async fn held(
    house: &House,
    ticket: TicketId,
) -> Result<Option<Pause>, Error<Infallible>> {
    let why = |it: &Ticket| {
        let life = it.life().filter(|it| it.status == Status::OnHold)?;
        life.history.moments().iter().rev().find_map(|it| match it.what {
            // For the client's words it may wait besides.
            What::Paused(Pause::ClientWaiting) => None,
            What::Paused(why) => Some(why),
            _ => None,
        })
    };
    transact::ask(house, &Stream::Ticket(ticket), why).await
}

/// Who has last said that an escalation of a ticket was seen, and when.
///
/// # Errors
///
/// Failures as in [`transact::ask`].
pub(crate) async fn acknowledged_by(
    house: &House,
    ticket: TicketId,
) -> Result<Option<(PersonId, At)>, Error<Infallible>> {
    let seen = |it: &Ticket| it.life().and_then(|it| acknowledged(&it.history));
    transact::ask(house, &Stream::Ticket(ticket), seen).await
}

fn of(history: &History, rules: &Rules, book: &Book, at: At) -> Promises {
    let mut measured = domain::clock::measure(history, book, at);
    // Nobody was told of what is not recorded yet.
    measured.facts.retain(|it| history.noted().contains_key(&it.key));
    let hours = hours(&measured, book, at);
    Promises {
        closes_at: measured.closes,
        measured,
        shown: rules.deadlines_shown,
        clients_may_raise: rules.clients_may_raise,
        by_class: rules.rows.iter().any(|it| !it.types.is_empty() || !it.priorities.is_empty()),
        hours,
        acknowledged: acknowledged(history),
        resumed_by_time: resumed_by_time(history),
        on_call: on_call(rules, book, at),
        teams: rules.teams.clone(),
    }
}

/// Whether service is given, by the calendar of the clock whose deadline comes next.
fn hours(measured: &Measured, book: &Book, at: At) -> Hours {
    let running = measured.clocks.iter().filter(|it| it.state == State::Running);
    let next = running.min_by_key(|it| (it.deadline.is_none(), it.deadline));
    let service = next.and_then(|it| book.working_time(&it.binding.calendar.calendar));
    match service {
        Some(service) if !service.is_open(at) => match service.add(at, 1) {
            // The first second of service has gone by one second after service has begun.
            Some(first) => Hours::ClosedUntil(first.plus(-1)),
            None => Hours::Closed,
        },
        Some(_) | None => Hours::Open,
    }
}

fn acknowledged(history: &History) -> Option<(PersonId, At)> {
    history.moments().iter().rev().find_map(|it| match it.what {
        What::Acknowledged(by) => Some((by, it.at)),
        _ => None,
    })
}

/// When the last pause ended because it had lasted for as long as it may.
fn resumed_by_time(history: &History) -> Option<At> {
    let ended = history.noted().keys().filter_map(|it| match it {
        FactKey::PauseEnded { at } => Some(*at),
        _ => None,
    });
    let rests = |it: &&Moment| matches!(it.what, What::Paused(_) | What::Resumed);
    let last = history.moments().iter().rev().find(rests)?.at;
    ended.max().filter(|it| *it > last)
}

fn on_call(rules: &Rules, book: &Book, at: At) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for person in rules.rotas.iter().filter_map(|it| it.on_call(at, book)) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}
