//! Settle: in which language and zone staff are spoken to.

use chrono::{DateTime, Utc};
use domain::client::Zone;
use domain::desk::{Desk, Event, SettingsChanged};
use domain::{Draft, Language};
use std::convert::Infallible;

/// What settings make of the desk. The same again makes nothing of it.
///
/// # Errors
///
/// None.
pub fn decide(
    desk: &Desk,
    language: Language,
    zone: &Zone,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if desk.language == language && desk.zone == *zone {
        return Ok(vec![]);
    }
    let zone = zone.clone();
    Ok(vec![Draft::new(Event::SettingsChanged(SettingsChanged { language, zone }), at)])
}

/// What the configuration makes of the desk: it speaks first, and never over what was said from the staff chat since.
///
/// # Errors
///
/// None.
pub fn decide_at_start(
    desk: &Desk,
    language: Language,
    zone: &Zone,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Infallible> {
    if desk.settled { Ok(vec![]) } else { decide(desk, language, zone, at) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn a_start_does_not_undo_what_was_said_from_the_staff_chat() {
        let zone = Zone::default();
        let said = decide(&Desk::default(), Language::En, &zone, monday("12:00")).unwrap();
        let desk = Desk::default().evolve(&said[0].event);
        let back = decide(&desk, Language::Ru, &zone, monday("13:00")).unwrap();
        let desk = desk.evolve(&back[0].event);
        let start = decide_at_start(&desk, Language::En, &zone, monday("14:00"));
        assert_eq!(start, Ok(vec![]));
        let first = decide_at_start(&Desk::default(), Language::En, &zone, monday("14:00"));
        assert_eq!(first.unwrap().len(), 1);
    }

    #[test]
    fn the_desk_is_settled_once() {
        let zone = Zone("Europe/Berlin".to_owned());
        let settled = decide(&Desk::default(), Language::En, &zone, monday("12:00")).unwrap();
        let desk = Desk::default().evolve(&settled[0].event);
        assert_eq!(decide(&desk, Language::En, &zone, monday("12:00")), Ok(vec![]));
    }
}
