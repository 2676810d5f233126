//! Set responsible: which agent answers for a client.

use super::agree::Rejection;
use chrono::{DateTime, Utc};
use domain::client::{Client, Event, ResponsibleChanged};
use domain::{Draft, PersonId};

/// What another responsible agent, or none, makes of a client. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection::Unregistered`].
pub fn decide(
    client: &Client,
    agent: Option<PersonId>,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    if client.route.responsible == agent {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::ResponsibleChanged(ResponsibleChanged { agent }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{OLGA, monday};

    #[test]
    fn a_client_has_one_responsible_agent_or_none() {
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        let set = decide(&client, Some(OLGA), monday("12:00")).unwrap();
        let client = client.evolve(&set[0].event);
        assert_eq!(decide(&client, Some(OLGA), monday("12:00")), Ok(vec![]));
        let unset = decide(&client, None, monday("12:00")).unwrap();
        assert_eq!(client.evolve(&unset[0].event).route.responsible, None);
    }
}
