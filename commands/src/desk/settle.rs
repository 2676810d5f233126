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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn the_desk_is_settled_once() {
        let zone = Zone("Europe/Berlin".to_owned());
        let settled = decide(&Desk::default(), Language::En, &zone, monday("12:00")).unwrap();
        let desk = Desk::default().evolve(&settled[0].event);
        assert_eq!(decide(&desk, Language::En, &zone, monday("12:00")), Ok(vec![]));
    }
}
