//! Retarget: do running clocks go on under another promise?

use super::{Promises, bound_at};
use domain::clock::{Binding, Clock, History, State};
use domain::policy::Traits;
use domain::ticket::{Event, Retargeted, Retargeting, Status, Ticket};
use domain::{At, Draft};

/// Why an event may move running clocks to another row.
pub(super) fn why(event: &Event) -> Option<Retargeting> {
    match event {
        // What was said of a ticket while it was resolved holds for clocks that go on once it is reopened.
        Event::Reclassified(_) | Event::Reopened(_) => Some(Retargeting::Reclassified),
        Event::DetailsChanged(_) => Some(Retargeting::Moved),
        _ => None,
    }
}

/// What must be recorded after an event that gives a ticket another row while it is worked on: what its clocks go on
/// under. Also those go on that nothing was promised for until now.
///
/// * `ticket`: as it is after the event.
pub(super) fn after(
    (why, at): (Retargeting, At),
    ticket: &Ticket,
    promises: &Promises,
) -> Option<Draft<Event>> {
    let life = ticket.life().filter(|it| it.status.is_open() && it.status != Status::Resolved)?;
    let history = &life.history;
    let held = bound_at(history, at)?;
    let traits = history.traits_at(at);
    let running = open_clocks(promises, history, at).into_iter().map(|it| it.binding);
    let mut bindings = std::iter::once(held.clone()).chain(running);
    let from = bindings.find(|it| is_left(it, &traits, promises))?;
    let (to, seal) = promises.bind(&traits, at)?;
    if from == to {
        return None;
    }
    let retargeted = Retargeted { from, to, seal, why };
    Some(Draft::new(Event::Retargeted(retargeted), at.utc()))
}

/// Whether another row than a binding's holds for a ticket by now: by the rules of that binding, not by newer ones.
pub(super) fn is_left(binding: &Binding, traits: &Traits, promises: &Promises) -> bool {
    let own = promises.book.policy(&binding.policy);
    let row = own.and_then(|it| it.rules.row_for(traits));
    row.is_some_and(|row| row.name != binding.row)
}

/// The clocks that run or rest at an instant, in time or not.
pub(crate) fn open_clocks(promises: &Promises, history: &History, at: At) -> Vec<Clock> {
    let open = |it: &Clock| it.stop.is_none() && it.state != State::NotApplicable;
    promises.measure(history, at).clocks.into_iter().filter(open).collect()
}
