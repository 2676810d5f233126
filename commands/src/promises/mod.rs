//! Promises: what was a client promised, and which of it does a ticket's stream say?

mod bind;
mod correct;
mod retarget;

pub(crate) use correct::due_corrections;
pub(crate) use retarget::open_clocks;

use crate::book;
use crate::house::House;
use crate::transact::{self, Done, Error};
use domain::book::Book;
use domain::client::{Client, TermsChanged};
use domain::clock::{self, Binding, History, Measured, Placed, What};
use domain::policy::{Published, Traits};
use domain::ticket::{Event, Seal, Ticket};
use domain::{Actor, At, Cause, ClientId, Draft, Slug, TicketId};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use store::stream::Stream;

/// What commands on a ticket must know of promises. By default, nothing is promised.
#[derive(Debug, Clone, Default)]
pub struct Promises {
    /// The client's terms as they are now; `None` while there are none.
    pub terms: Option<TermsChanged>,
    /// Every version of what the terms and the ticket's bindings name.
    pub book: Arc<Book>,
}

impl Promises {
    /// What a clock that starts at an instant is measured against; `None` if nothing is promised by then.
    pub fn bind(&self, traits: &Traits, at: At) -> Option<(Binding, Seal)> {
        let terms = self.terms.as_ref()?;
        self.book.bind(&terms.policy, &terms.calendar, traits, at)
    }

    /// What a ticket's clocks read at an instant.
    pub fn measure(&self, history: &History, until: At) -> Measured {
        clock::measure(history, &self.book, until)
    }

    /// What a ticket is bound to at an instant, and the policy it names.
    pub fn in_force<'a>(
        &'a self,
        history: &'a History,
        at: At,
    ) -> Option<(&'a Binding, &'a Published)> {
        let binding = bound_at(history, at)?;
        Some((binding, self.book.policy(&binding.policy)?))
    }

    /// What was decided of a ticket, with all that its promises make of it: what its clocks are bound to before they
    /// start, what they go on under, and which verdict a late message sets right.
    ///
    /// The one place that ties events to promises.
    #[must_use]
    pub fn complete(&self, ticket: &Ticket, drafts: Vec<Draft<Event>>) -> Vec<Draft<Event>> {
        let unpromised = self.terms.is_none()
            && ticket.life().is_none_or(|it| binding_moments(&it.history).next().is_none());
        if drafts.is_empty() || unpromised {
            return drafts;
        }
        let mut course = Course { ticket: ticket.clone(), drafts: Vec::new() };
        for draft in drafts {
            // A ticket's stream begins with its registration.
            let registered = matches!(draft.event, Event::Registered(_));
            let cause = retarget::why(&draft.event).map(|why| (why, draft.occurred_at.into()));
            let bound = bind::before(&draft, &course.ticket, self);
            let (first, then) =
                if registered { (Some(draft), bound) } else { (bound, Some(draft)) };
            first.into_iter().chain(then).for_each(|it| course.take(it));
            if let Some(moved) = cause.and_then(|it| retarget::after(it, &course.ticket, self)) {
                course.take(moved);
            }
        }
        for correction in correct::late_corrections(&course.ticket, self, None) {
            course.take(correction);
        }
        course.drafts
    }
}

/// A ticket as it will be once what was decided so far is recorded.
struct Course {
    ticket: Ticket,
    drafts: Vec<Draft<Event>>,
}

/// Above every revision that is recorded by now.
const AFTER_ALL: u64 = u64::MAX / 2;

impl Course {
    fn take(&mut self, draft: Draft<Event>) {
        let revision = AFTER_ALL + self.drafts.len() as u64;
        let (occurred_at, recorded_at) = (draft.occurred_at, draft.occurred_at);
        let placed = Placed { revision, occurred_at, recorded_at };
        self.ticket = std::mem::take(&mut self.ticket).evolve_at(&draft.event, placed);
        self.drafts.push(draft);
    }
}

/// What is promised to a client.
///
/// # Errors
///
/// Failures as in [`transact::transact`].
pub async fn of_client(house: &House, client: ClientId) -> Result<Promises, Error<Infallible>> {
    with(house, client, BTreeSet::new(), BTreeSet::new()).await
}

/// What is promised for a ticket: by its client's terms, and by what it was bound to.
///
/// # Errors
///
/// Failures as in [`transact::transact`].
pub async fn of_ticket(house: &House, ticket: TicketId) -> Result<Promises, Error<Infallible>> {
    let named = |it: &Ticket| {
        let life = it.life()?;
        let bindings = binding_moments(&life.history).map(|it| it.1);
        let names = |it: &Binding| (it.policy.policy.clone(), it.calendar.calendar.clone());
        let (policies, calendars) = bindings.map(names).unzip();
        Some((life.client, policies, calendars))
    };
    match transact::ask(house, &Stream::Ticket(ticket), named).await? {
        Some((client, policies, calendars)) => with(house, client, policies, calendars).await,
        None => Ok(Promises::default()),
    }
}

async fn with(
    house: &House,
    client: ClientId,
    mut policies: BTreeSet<Slug>,
    mut calendars: BTreeSet<Slug>,
) -> Result<Promises, Error<Infallible>> {
    let terms = |it: &Client| it.terms.clone();
    let terms = transact::ask(house, &Stream::Client(client), terms).await?;
    if let Some(it) = &terms {
        policies.insert(it.policy.clone());
        calendars.insert(it.calendar.clone());
    }
    if policies.is_empty() {
        return Ok(Promises::default());
    }
    let book = book::with(house, policies, calendars).await?;
    Ok(Promises { terms, book })
}

/// Asks something of a ticket as [`transact::transact`] does, and appends with what was decided all that its promises
/// make of it.
///
/// # Errors
///
/// As [`transact::transact`].
pub async fn transact<R: std::error::Error + 'static>(
    house: &House,
    ticket: TicketId,
    promises: &Promises,
    (actor, cause): (Actor, &Cause),
    decide: impl Fn(&Ticket) -> Result<Vec<Draft<Event>>, R>,
) -> Result<Done<Event>, Error<R>> {
    let decide = |it: &Ticket| Ok(promises.complete(it, decide(it)?));
    transact::transact(house, &Stream::Ticket(ticket), actor, cause, decide).await
}

/// What a ticket is bound to at an instant: what the last binding or retarget by then says.
fn bound_at(history: &History, at: At) -> Option<&Binding> {
    binding_moments(history).take_while(|it| it.0 <= at).last().map(|it| it.1)
}

/// What a ticket was bound to, and from when, in order.
fn binding_moments(history: &History) -> impl Iterator<Item = (At, &Binding)> {
    history.moments().iter().filter_map(|it| match &it.what {
        What::Bound(binding) | What::Retargeted(binding) => Some((it.at, binding)),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
