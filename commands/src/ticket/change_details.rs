//! Change details: where it is, and better words for it.

use crate::ticket::By;
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{DetailsChanged, Event, Ticket};
use domain::{Draft, Field, Owner, Slug};

/// What is to hold from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    pub site: Option<Slug>,
    pub workplace: Option<Slug>,
    /// New words for the request; empty leaves them as they are.
    pub text: String,
}

/// What new details make of a ticket. The same again makes nothing of it.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(
    ticket: &Ticket,
    details: &Details,
    by: &By<'_>,
) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::ChangeDetails, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let same_place = details.site == life.site && details.workplace == life.workplace;
    if same_place && details.text.is_empty() {
        return Ok(vec![]);
    }
    let changed =
        DetailsChanged { site: details.site.clone(), workplace: details.workplace.clone() };
    let draft = by.draft(Event::DetailsChanged(changed));
    Ok(vec![draft.with(Field::Body, Owner::Person(life.requester), &*details.text)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, BORIS, check, registered};

    fn at_the_shop() -> Details {
        Details { site: "shop".parse().ok(), ..Details::default() }
    }

    #[test]
    fn the_author_says_where_it_is() {
        let changed = DetailsChanged { site: "shop".parse().ok(), workplace: None };
        let then = [Event::DetailsChanged(changed)];
        check(&[registered()], |it, by| decide(it, &at_the_shop(), by), ANNA, Ok(&then));
    }

    #[test]
    fn nothing_new_changes_nothing() {
        let same = Details::default();
        check(&[registered()], |it, by| decide(it, &same, by), ANNA, Ok(&[]));
    }

    #[test]
    fn a_colleague_does_not_change_anothers_details() {
        let refused = Refusal::NotYours(Act::ChangeDetails);
        let details = at_the_shop();
        check(&[registered()], |it, by| decide(it, &details, by), BORIS, Err(&refused));
    }
}
