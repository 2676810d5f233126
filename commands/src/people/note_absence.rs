//! Note absence: somebody of staff is away for a while, or back.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::people::{AbsenceNoted, Event, Person};
use domain::routing::{Away, NotAvailable};
use thiserror::Error;

/// Why no absence was noted. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("the person is none of staff")]
    NotStaff,
    #[error("the absence would be over already")]
    Over,
}

/// What an absence, or none, makes of a person. The same again makes nothing of them.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    person: &Person,
    away: Option<Away>,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if person.available(at) == Err(NotAvailable::NotStaff) {
        return Err(Rejection::NotStaff);
    }
    if away.is_some_and(|it| !it.is_away(at)) {
        return Err(Rejection::Over);
    }
    let now = person.away.filter(|it| it.is_away(at));
    if now == away {
        return Ok(vec![]);
    }
    let until = away.and_then(|it| it.until);
    Ok(vec![Draft::new(Event::AbsenceNoted(AbsenceNoted { away: away.is_some(), until }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, known, monday};

    #[test]
    fn somebody_is_away_until_an_instant_or_until_they_are_back() {
        let until = Away { until: Some(monday("14:00")) };
        let noted = decide(&known(OLGA), Some(until), monday("12:00")).unwrap();
        let olga = known(OLGA).evolve(&noted[0].event);
        assert!(olga.is_away(monday("13:59")) && !olga.is_away(monday("14:00")));
        assert_eq!(decide(&olga, Some(until), monday("12:00")), Ok(vec![]));
        // It is over by itself.
        assert_eq!(decide(&olga, None, monday("14:00")), Ok(vec![]));
        let back = decide(&olga, None, monday("13:00")).unwrap();
        assert!(!olga.evolve(&back[0].event).is_away(monday("13:00")));
    }

    #[test]
    fn clients_are_not_missed_and_nobody_was_away() {
        let until = Some(Away { until: Some(monday("12:00")) });
        assert_eq!(decide(&known(ANNA), until, monday("11:00")), Err(Rejection::NotStaff));
        assert_eq!(decide(&known(OLGA), until, monday("12:00")), Err(Rejection::Over));
    }
}
