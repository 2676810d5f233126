//! Rate: what the client thinks of how it was done.

use crate::ticket::By;
use domain::Draft;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Rated, Ticket};
use thiserror::Error;

/// The most stars there are; one is the least.
pub const STARS_MAX: u8 = 5;

/// Why a rating was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("a rating has one to {STARS_MAX} stars")]
    NoSuchRating,
}

/// What a rating makes of a ticket that is done. The same again makes nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(ticket: &Ticket, stars: u8, by: &By<'_>) -> Result<Vec<Draft<Event>>, Rejection> {
    let Some(life) = permit(ticket, Act::Rate, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    if !(1..=STARS_MAX).contains(&stars) {
        return Err(Rejection::NoSuchRating);
    }
    if life.stars == Some(stars) {
        return Ok(vec![]);
    }
    Ok(vec![by.draft(Event::Rated(Rated { stars }))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, registered, resolved};
    use domain::ticket::Status;

    #[test]
    fn the_author_rates_what_was_done() {
        let given = [registered(), resolved(14)];
        let then = [Event::Rated(Rated { stars: 5 })];
        check(&given, |it, by| decide(it, 5, by), ANNA, Ok(&then));
    }

    #[test]
    fn there_are_one_to_five_stars() {
        let given = [registered(), resolved(14)];
        for stars in [0, 6] {
            let rejected = Rejection::NoSuchRating;
            check(&given, |it, by| decide(it, stars, by), ANNA, Err(&rejected));
        }
    }

    #[test]
    fn what_is_not_done_is_not_rated() {
        let rejected = Rejection::Refused(Refusal::NotNow(Status::New));
        check(&[registered()], |it, by| decide(it, 5, by), ANNA, Err(&rejected));
    }

    #[test]
    fn staff_do_not_rate_themselves() {
        let given = [registered(), resolved(14)];
        let rejected = Rejection::Refused(Refusal::NotYours(Act::Rate));
        check(&given, |it, by| decide(it, 5, by), OLGA, Err(&rejected));
    }
}
