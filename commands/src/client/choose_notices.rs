//! Choose notices: what a client's chats are told of their tickets, and how.

use chrono::{DateTime, Utc};
use domain::Draft;
use domain::client::{Client, Event, NoticesChosen, Shown};
use thiserror::Error;

/// What is to be different; what is not named stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choice {
    pub tickets: Option<Shown>,
    pub rating: Option<bool>,
}

/// Why a client's notices stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error("there is no such client")]
    Unregistered,
}

/// What a choice makes of a client. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection::Unregistered`].
pub fn decide(
    client: &Client,
    choice: Choice,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    if client.code.is_none() {
        return Err(Rejection::Unregistered);
    }
    let tickets = choice.tickets.unwrap_or(client.tickets);
    let rating = choice.rating.unwrap_or(client.rating);
    if (client.tickets, client.rating) == (tickets, rating) {
        return Ok(vec![]);
    }
    Ok(vec![Draft::new(Event::NoticesChosen(NoticesChosen { tickets, rating }), at)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::monday;

    #[test]
    fn what_is_not_named_stays_and_the_same_again_is_nothing() {
        let noon = monday("12:00");
        let client = Client { code: "ROM".parse().ok(), ..Client::default() };
        assert_eq!((client.tickets, client.rating), (Shown::Cards, false), "unless agreed");
        let board = Choice { tickets: Some(Shown::Board), rating: None };
        let chosen = decide(&client, board, noon).unwrap();
        let client = client.evolve(&chosen[0].event);
        assert_eq!((client.tickets, client.rating), (Shown::Board, false));
        assert_eq!(decide(&client, board, noon), Ok(vec![]));
        let rated = Choice { tickets: None, rating: Some(true) };
        let chosen = decide(&client, rated, noon).unwrap();
        let client = client.evolve(&chosen[0].event);
        assert_eq!((client.tickets, client.rating), (Shown::Board, true));
    }

    #[test]
    fn nothing_is_agreed_with_nobody() {
        let refused = decide(&Client::default(), Choice::default(), monday("12:00"));
        assert_eq!(refused, Err(Rejection::Unregistered));
    }
}
