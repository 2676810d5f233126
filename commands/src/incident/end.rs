//! End: an incident is over, and nobody has to be told.

use super::{By, Rejection, of_open};
use domain::Draft;
use domain::incident::{Ended, Event, Incident};

/// What the end makes of an incident. One that is over stays so.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(incident: &Incident, by: &By<'_>) -> Result<Vec<Draft<Event>>, Rejection> {
    match of_open(incident, by) {
        Ok(person) => Ok(vec![Draft::new(Event::Ended(Ended { by: person }), by.at)]),
        Err(Rejection::Over) => Ok(vec![]),
        Err(rejection) => Err(rejection),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, person};
    use super::*;
    use crate::testing::{ANNA, OLGA};

    #[test]
    fn staff_end_it_once() {
        let (olga, anna) = (person(OLGA), person(ANNA));
        let ended = Event::Ended(Ended { by: OLGA });
        let once = decide(&after(&[declared()]), &by(OLGA, &olga)).unwrap();
        assert_eq!(once[0].event, ended);
        assert_eq!(decide(&after(&[declared(), ended]), &by(OLGA, &olga)), Ok(vec![]));
        let refused = decide(&after(&[declared()]), &by(ANNA, &anna));
        assert_eq!(refused, Err(Rejection::NotStaff));
    }
}
