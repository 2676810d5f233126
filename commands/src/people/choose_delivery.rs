//! Choose delivery: where is an agent told of their own tickets?

use crate::house::House;
use crate::transact::{Error, transact};
use chrono::{DateTime, Utc};
use domain::chat::{NoticeFailed, Undeliverable};
use domain::people::{DeliveryChosen, Event, Person};
use domain::routing::Delivery;
use domain::{Actor, Cause, ChatId, Draft};
use std::convert::Infallible;
use store::port::Position;
use store::stream::Stream;
use thiserror::Error as ThisError;

/// Why it was not chosen. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
#[error("the person is none of staff")]
pub struct NotStaff;

/// What a choice makes of a person. The same again makes nothing of them.
///
/// # Errors
///
/// [`NotStaff`].
pub fn decide(
    person: &Person,
    delivery: Delivery,
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, NotStaff> {
    if !person.is_staff() {
        return Err(NotStaff);
    }
    Ok(chosen(person, delivery, false, at))
}

fn chosen(
    person: &Person,
    delivery: Delivery,
    refused: bool,
    at: DateTime<Utc>,
) -> Vec<Draft<Event>> {
    if person.delivery == delivery {
        return vec![];
    }
    vec![Draft::new(Event::DeliveryChosen(DeliveryChosen { delivery, refused }), at)]
}

/// Follows a notice that could not be said in private: whoever cannot be written to is told in the group from then on.
///
/// # Errors
///
/// Failures as in [`transact`].
pub async fn refused(
    house: &House,
    chat: ChatId,
    it: &NoticeFailed,
    (cause, at): (&Cause, DateTime<Utc>),
) -> Result<Option<Position>, Error<Infallible>> {
    let closed = matches!(it.why, Undeliverable::Forbidden | Undeliverable::ChatGone);
    let ChatId::Private(person) = chat else { return Ok(None) };
    if !closed {
        return Ok(None);
    }
    let decide = |it: &Person| Ok(chosen(it, Delivery::Group, true, at));
    let done = transact(house, &Stream::Person(person), Actor::Reaction, cause, decide).await?;
    Ok(done.position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, known, monday};

    #[test]
    fn an_agent_chooses_once_and_again_after_a_refusal() {
        let at = monday("12:00");
        let chosen = decide(&known(OLGA), Delivery::Private, at).unwrap();
        let olga = known(OLGA).evolve(&chosen[0].event);
        assert_eq!(decide(&olga, Delivery::Private, at), Ok(vec![]));
        let refused = super::chosen(&olga, Delivery::Group, true, at);
        let olga = olga.evolve(&refused[0].event);
        assert_eq!(super::chosen(&olga, Delivery::Group, true, at), []);
        assert_eq!(decide(&olga, Delivery::Private, at).unwrap().len(), 1);
    }

    #[test]
    fn a_client_has_no_tickets_to_be_told_of() {
        assert_eq!(decide(&known(ANNA), Delivery::Private, monday("12:00")), Err(NotStaff));
    }
}
