//! End: an incident is over, and nobody has to be told.

use super::{By, Rejection, of_open};
use domain::Draft;
use domain::incident::{Ended, Event, Incident};

/// What an end that is told to nobody makes of an incident. One that is over stays so; one that clients know of, or whose
/// tickets wait for it, ends by words.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(incident: &Incident, by: &By<'_>) -> Result<Vec<Draft<Event>>, Rejection> {
    match of_open(incident, by) {
        Ok(_) if !incident.announced.is_empty() => Err(Rejection::Told),
        Ok(_) if !incident.tickets.is_empty() => Err(Rejection::Linked),
        Ok(person) => Ok(vec![Draft::new(Event::Ended(Ended { by: person }), by.at)]),
        Err(Rejection::Over) => Ok(vec![]),
        Err(rejection) => Err(rejection),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, linked, person};
    use super::*;
    use crate::testing::{ANNA, OLGA, OTHER};
    use domain::incident::Announced;

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
    #[test]
    fn what_clients_know_of_does_not_end_without_words() {
        let olga = person(OLGA);
        let announced = Announced { draft: 1, ends: false, to: vec![], by: OLGA };
        let told = [declared(), drafted(false), Event::Announced(announced)];
        for (given, then) in [
            (told.to_vec(), Rejection::Told),
            ([&told[..], &[linked(OTHER)]].concat(), Rejection::Told),
            (vec![declared(), linked(OTHER)], Rejection::Linked),
        ] {
            assert_eq!(decide(&after(&given), &by(OLGA, &olga)), Err(then), "{given:?}");
        }
    }
}
