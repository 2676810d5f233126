//! Agree: in which language and zone a client is spoken to.

use chrono::{DateTime, Utc};
use domain::client::{AgreementChanged, Client, Event, Zone};
use domain::{Draft, Language};
use thiserror::Error;

/// Why an agreement was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("there is no such client")]
    Unregistered,
}

/// What an agreement makes of a client. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection::Unregistered`].
pub fn decide(
    client: &Client,
    language: Language,
    zone: &Zone,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if client.language == language && client.zone == *zone {
        return Ok(vec![]);
    }
    let zone = zone.clone();
    Ok(vec![Draft::new(Event::AgreementChanged(AgreementChanged { language, zone }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn another_language_is_agreed_once() {
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let zone = Zone::default();
        let agreed = decide(&client, Language::En, &zone, monday("12:00")).unwrap();
        let client = client.evolve(&agreed[0].event);
        assert_eq!(client.language, Language::En);
        assert_eq!(decide(&client, Language::En, &zone, monday("12:00")), Ok(vec![]));
    }
}
