//! Register: a client of ours, under a code that no other has.

use chrono::{DateTime, Utc};
use domain::client::{AgreementChanged, Client, Event, Registered, Zone};
use domain::{ClientCode, Draft, Field, Language, Owner};
use thiserror::Error;

/// A client as it is to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    pub code: ClientCode,
    pub title: String,
    pub language: Language,
    pub zone: Zone,
}

/// Why a client was not registered. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("a client needs a title")]
    WithoutTitle,
    #[error("another client has this code")]
    CodeTaken,
}

/// What registering makes of a client.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    register: &Register,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if register.title.trim().is_empty() {
        return Err(Rejection::WithoutTitle);
    }
    if client.code.is_some() {
        return Err(Rejection::CodeTaken);
    }
    let registered = Event::Registered(Registered { code: register.code.clone() });
    let agreement = AgreementChanged { language: register.language, zone: register.zone.clone() };
    Ok(vec![
        Draft::new(registered, at).with(Field::Name, Owner::Client, register.title.trim()),
        Draft::new(Event::AgreementChanged(agreement), at),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    fn romashka(title: &str) -> Register {
        let code = "ROM".parse().unwrap();
        let (language, zone) = (Language::Ru, Zone::default());
        Register { code, title: title.to_owned(), language, zone }
    }

    #[test]
    fn a_code_belongs_to_the_first_client_that_has_it() {
        let client = Client::default();
        let decided = decide(&client, &romashka("Ромашка"), monday("12:00")).unwrap();
        let client = decided.iter().fold(client, |it, draft| it.evolve(&draft.event));
        let again = decide(&client, &romashka("Роман"), monday("12:00"));
        assert_eq!(again, Err(Rejection::CodeTaken));
    }

    #[test]
    fn a_client_has_a_title() {
        let decided = decide(&Client::default(), &romashka(" "), monday("12:00"));
        assert_eq!(decided, Err(Rejection::WithoutTitle));
    }
}
