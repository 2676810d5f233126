//! Set duty: who is on duty, for which team, from when until when.

use chrono::{DateTime, TimeDelta, Utc};
use domain::desk::{Desk, DutySet, Event};
use domain::routing::{Duty, NotAvailable};
use domain::{Draft, people::Person};
use thiserror::Error;

/// The longest turn of duty.
pub const TURN_MAX: TimeDelta = TimeDelta::days(366);

/// Why nobody was put on duty. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("there is no such team")]
    NoSuchTeam,
    #[error("the turn ends before it begins, is over, or lasts too long")]
    Span,
    #[error(transparent)]
    NotAvailable(#[from] NotAvailable),
}

/// What a turn of duty makes of the desk. The same as the last one makes nothing of it.
///
/// * `agent`: what is known of whoever is to be on duty; none where nobody is.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    desk: &Desk,
    duty: &Duty,
    agent: Option<&Person>,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if duty.team.as_ref().is_some_and(|it| !desk.teams.contains(it)) {
        return Err(Rejection::NoSuchTeam);
    }
    let span = duty.until - duty.from;
    if span <= TimeDelta::zero() || span > TURN_MAX || duty.until <= at {
        return Err(Rejection::Span);
    }
    // Whoever is away now may be back by then: it is looked at again when somebody is to be told.
    if agent.is_some_and(|it| !it.is_staff()) {
        return Err(NotAvailable::NotStaff.into());
    }
    if desk.duties.last() == Some(duty) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::DutySet(DutySet { duty: duty.clone() }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, known, monday};
    use domain::PersonId;
    use domain::routing::{DUTIES_MAX, on_duty};

    fn duty(agent: PersonId, from: &str, until: &str) -> Duty {
        Duty { team: None, agent: Some(agent), from: monday(from), until: monday(until) }
    }

    #[test]
    fn somebody_of_staff_is_on_duty_once() {
        let (olga, at) = (known(OLGA), monday("12:00"));
        let set = decide(&Desk::default(), &duty(OLGA, "13:00", "18:00"), Some(&olga), at).unwrap();
        let desk = Desk::default().evolve(&set[0].event);
        assert_eq!(on_duty(&desk.duties, None, monday("13:00")), Some(OLGA));
        let again = decide(&desk, &duty(OLGA, "13:00", "18:00"), Some(&olga), at);
        assert_eq!(again, Ok(vec![]));
    }

    #[test]
    fn a_client_a_turn_that_is_over_and_an_unknown_team_are_refused() {
        let (anna, olga, at) = (known(ANNA), known(OLGA), monday("12:00"));
        let asked = |duty: &Duty, agent: &Person| decide(&Desk::default(), duty, Some(agent), at);
        let none = Err(Rejection::NotAvailable(NotAvailable::NotStaff));
        assert_eq!(asked(&duty(ANNA, "13:00", "18:00"), &anna), none);
        assert_eq!(asked(&duty(OLGA, "10:00", "12:00"), &olga), Err(Rejection::Span));
        assert_eq!(asked(&duty(OLGA, "18:00", "13:00"), &olga), Err(Rejection::Span));
        let team = "network".parse().ok();
        let of_team = Duty { team, ..duty(OLGA, "13:00", "18:00") };
        assert_eq!(asked(&of_team, &olga), Err(Rejection::NoSuchTeam));
    }

    #[test]
    fn no_more_turns_are_kept_than_anybody_needs() {
        let mut desk = Desk::default();
        for n in 0..DUTIES_MAX + 10 {
            let until = monday("13:00") + TimeDelta::minutes(i64::try_from(n).unwrap());
            let it = Duty { until, ..duty(OLGA, "12:00", "13:00") };
            desk = desk.evolve(&Event::DutySet(DutySet { duty: it }));
        }
        assert_eq!(desk.duties.len(), DUTIES_MAX);
        assert_eq!(desk.duties[0].until, monday("13:10"));
    }
}
