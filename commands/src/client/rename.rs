//! Rename: a client has another title.

use chrono::{DateTime, Utc};
use domain::client::{Client, Event, Renamed};
use domain::{Draft, Field, Owner};
use thiserror::Error;

/// Why a client keeps its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("there is no such client")]
    Unregistered,
    #[error("a client needs a title")]
    WithoutTitle,
}

/// What another title makes of a client.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    client: &Client,
    title: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if title.trim().is_empty() {
        return Err(Rejection::WithoutTitle);
    }
    let renamed = Draft::new(Event::Renamed(Renamed {}), at);
    Ok(vec![renamed.with(Field::Name, Owner::Client, title.trim())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn only_a_registered_client_has_a_title_to_change() {
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let renamed = decide(&client, " Ромашка 2 ", monday("12:00")).unwrap();
        assert_eq!(renamed[0].texts[0].value, "Ромашка 2");
        assert_eq!(decide(&client, "", monday("12:00")), Err(Rejection::WithoutTitle));
        let nobody = decide(&Client::default(), "Ромашка", monday("12:00"));
        assert_eq!(nobody, Err(Rejection::Unregistered));
    }
}
