//! Withhold: drafted words stay unsaid.

use super::{By, Rejection, of_open};
use domain::Draft;
use domain::incident::{Ended, Event, Incident};

/// What becomes of an incident whose drafted words stay unsaid: works that nobody has heard of are withdrawn with them, of
/// anything else nothing becomes.
///
/// * `draft`: the revision of the draft.
///
/// # Errors
///
/// [`Rejection`]; [`Rejection::Told`] where the words went out before.
pub fn decide(
    incident: &Incident,
    draft: u64,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let person = of_open(incident, by)?;
    if !incident.drafts.contains_key(&draft) {
        return Err(Rejection::Unknown);
    }
    if incident.announced.contains_key(&draft) {
        return Err(Rejection::Told);
    }
    if !incident.goes_with_its_words() {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::Ended(Ended { by: person }), by.at)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{after, by, declared, drafted, linked, person};
    use super::*;
    use crate::testing::{ANNA, OLGA, OTHER, monday};
    use domain::PersonId;
    use domain::incident::{Announced, Declared, Nature};

    fn planned() -> Event {
        let nature = Nature::Planned { from: monday("20:00"), until: monday("21:00") };
        Event::Declared(Declared { number: 1, nature, by: OLGA })
    }

    fn announced(draft: u64) -> Event {
        Event::Announced(Announced { draft, ends: false, to: vec![], by: OLGA })
    }

    fn ended() -> Event {
        Event::Ended(Ended { by: OLGA })
    }

    fn decided(given: &[Event], draft: u64, who: PersonId) -> Result<Vec<Event>, Rejection> {
        let known = person(who);
        let decided = decide(&after(given), draft, &by(who, &known));
        decided.map(|it| it.into_iter().map(|it| it.event).collect())
    }

    #[test]
    fn works_that_nobody_has_heard_of_are_withdrawn_with_their_words() {
        let given = [planned(), drafted(false), drafted(true)];
        assert_eq!(decided(&given[..2], 1, OLGA), Ok(vec![ended()]));
        assert_eq!(decided(&given, 2, OLGA), Ok(vec![ended()]));
        let again = [&given[..], &[ended()]].concat();
        assert_eq!(decided(&again, 1, OLGA), Err(Rejection::Over));
    }

    #[test]
    fn what_clients_know_of_and_what_broke_stays_open() {
        for given in [
            vec![declared(), drafted(false)],
            vec![declared(), drafted(true)],
            vec![planned(), drafted(false), drafted(false), announced(2)],
            vec![planned(), drafted(false), linked(OTHER)],
        ] {
            assert_eq!(decided(&given, 1, OLGA), Ok(vec![]), "{given:?}");
        }
    }

    #[test]
    fn words_that_went_out_or_never_were_are_not_withheld() {
        let given = [planned(), drafted(false), announced(1)];
        assert_eq!(decided(&given, 1, OLGA), Err(Rejection::Told));
        assert_eq!(decided(&given[..2], 2, OLGA), Err(Rejection::Unknown));
        assert_eq!(decided(&given[..2], 1, ANNA), Err(Rejection::NotStaff));
        assert_eq!(decided(&[], 1, OLGA), Err(Rejection::Unknown));
    }
}
