//! Retarget running: a new version of a policy takes over the clocks that run under earlier ones.

use crate::house::House;
use crate::promises::{self, Promises, open_clocks};
use crate::transact::{Done, Error, transact};
use domain::clock::Clock;
use domain::policy::PolicyRef;
use domain::ticket::{Event, Retargeted, Retargeting, Ticket};
use domain::{Actor, At, Cause, Draft, TicketId, Trigger};
use std::convert::Infallible;
use store::stream::Stream;

/// What a new version makes of a ticket whose clocks ran under an earlier one when it came into force, if it takes them
/// over at all. Told twice, they are carried over once.
///
/// # Errors
///
/// None.
pub fn decide(
    ticket: &Ticket,
    version: &PolicyRef,
    promises: &Promises,
) -> Result<Vec<Draft<Event>>, Infallible> {
    Ok(retargeted(ticket, version, promises).into_iter().collect())
}

fn retargeted(ticket: &Ticket, version: &PolicyRef, promises: &Promises) -> Option<Draft<Event>> {
    let history = &ticket.life()?.history;
    let published = promises.book.policy(version).filter(|it| it.rules.migrate_running)?;
    let at = At::from(published.effective_from);
    let earlier = |it: &Clock| {
        let under = &it.binding.policy;
        under.policy == version.policy && under.version < version.version
    };
    let from = open_clocks(promises, history, at).into_iter().find(earlier)?.binding;
    let terms = promises.terms.as_ref().map(|it| &it.calendar);
    let calendar = terms.unwrap_or(&from.calendar.calendar);
    let traits = history.traits_at(at);
    let (to, seal) = promises.book.bind(&version.policy, calendar, &traits, at)?;
    // A still later version that came into force at the same instant is asked for on its own.
    if to.policy != *version {
        return None;
    }
    let why = Retargeting::Migrated;
    Some(Draft::new(Event::Retargeted(Retargeted { from, to, seal, why }), at.utc()))
}

/// Carries the running clocks of a ticket over to a version of their policy.
///
/// # Errors
///
/// Failures as in [`transact`]; asking again is harmless.
pub async fn retarget_running(
    house: &House,
    ticket: TicketId,
    version: &PolicyRef,
) -> Result<Done<Event>, Error<Infallible>> {
    let promises = promises::of_ticket(house, ticket).await?;
    let Some(published) = promises.book.policy(version) else {
        return Ok(Done::nothing());
    };
    let fact = format!("migrated {version}");
    let cause = Cause::new(Trigger::Time { ticket, fact }, published.effective_from);
    let decide = |it: &Ticket| decide(it, version, &promises);
    transact(house, &Stream::Ticket(ticket), Actor::Reaction, &cause, decide).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        ANNA, bound, check_lived, closed, lived, promised, registered, resolved, retargeted, rules,
        standard,
    };
    use domain::policy::Rules;

    fn migrating() -> Rules {
        Rules { migrate_running: true, ..rules() }
    }

    #[track_caller]
    fn check(given: &[(&str, Event)], versions: &[(&str, Rules)], to: u32, then: &[Event]) {
        let promises = promised(versions);
        let version = PolicyRef { policy: standard(), version: to };
        check_lived(lived(given), |it, _| decide(it, &version, &promises), ANNA, Ok(then));
    }

    #[test]
    fn a_version_that_takes_over_moves_the_clocks_that_ran_when_it_came_into_force() {
        let given = [("11:00", registered()), ("11:00", bound(1, "rest"))];
        let moved = [retargeted((1, "rest"), (2, "rest"), Retargeting::Migrated)];
        check(&given, &[("00:00", rules()), ("11:30", migrating())], 2, &moved);
        check(&given, &[("00:00", rules()), ("11:30", rules())], 2, &[]);
        // Nothing ran by then, or all of it runs under this version already.
        check(&given, &[("00:00", rules()), ("10:30", migrating())], 2, &[]);
        check(&given, &[("00:00", migrating())], 1, &[]);
    }

    #[test]
    fn what_was_stopped_before_is_not_carried_over() {
        let begun = [("11:00", registered()), ("11:00", bound(1, "rest"))];
        let [registered, bound] = begun;
        let given = [registered, bound, ("11:10", resolved(14)), ("11:20", closed())];
        check(&given, &[("00:00", rules()), ("11:30", migrating())], 2, &[]);
    }
}
