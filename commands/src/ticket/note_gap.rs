//! Note gap: for some time messages of a ticket's chat may have been lost to us.

use chrono::{DateTime, Utc};
use domain::clock::What;
use domain::ticket::{Event, Life, MeasurementGap, Ticket};
use domain::{At, Draft};
use std::convert::Infallible;

/// What a gap makes of a ticket whose clocks are measured: a fact, once. An empty one makes nothing of it, and neither
/// does any of a ticket that was over, or of which nothing was promised.
///
/// # Errors
///
/// None.
pub fn decide(
    ticket: &Ticket,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Draft<Event>>, Infallible> {
    let concerned = |it: &&Life| {
        let bound = it.history.moments().iter().any(|it| matches!(it.what, What::Bound(_)));
        bound && it.status.is_open() && !is_noted(it, from.into(), to.into())
    };
    let gap = MeasurementGap { from, to };
    let concerned = ticket.life().filter(concerned).filter(|_| from < to);
    Ok(concerned.map(|_| Draft::new(Event::MeasurementGap(gap), to)).into_iter().collect())
}

fn is_noted(life: &Life, from: At, to: At) -> bool {
    life.history.moments().iter().any(|it| it.at == from && it.what == What::Gap { to })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, bound, check_lived, closed, lived, monday, registered};

    #[track_caller]
    fn check(given: &[(&str, Event)], (from, to): (&str, &str), is_noted: bool) {
        let gap = (monday(from), monday(to));
        let noted = [Event::MeasurementGap(MeasurementGap { from: gap.0, to: gap.1 })];
        let then: &[Event] = if is_noted { &noted } else { &[] };
        check_lived(lived(given), |it, _| decide(it, gap), ANNA, Ok(then));
    }

    #[test]
    fn a_gap_is_noted_once_on_a_ticket_that_is_measured() {
        let given = [("09:00", registered()), ("09:00", bound(1, "rest"))];
        check(&given, ("10:00", "11:00"), true);
        check(&given, ("10:00", "10:00"), false);
        check(&given[..1], ("10:00", "11:00"), false);
    }

    #[test]
    fn a_ticket_that_is_over_has_no_gap() {
        let given = [("09:00", registered()), ("09:00", bound(1, "rest")), ("09:30", closed())];
        check(&given, ("10:00", "11:00"), false);
    }
}
