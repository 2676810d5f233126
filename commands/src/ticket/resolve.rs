//! Resolve: staff say what was done.

use crate::ticket::{By, File, Words, taken_by};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::ticket::{Event, Resolved, Ticket};
use domain::{Draft, Field, Owner};

/// What a resolution makes of a ticket: it is the resolver's own, done, and the client is to confirm.
///
/// # Errors
///
/// [`Refusal`], the first that applies.
pub fn decide(ticket: &Ticket, words: &Words, by: &By<'_>) -> Result<Vec<Draft<Event>>, Refusal> {
    let Some(life) = permit(ticket, Act::Resolve, by.actor, by.known)? else {
        return Ok(vec![]);
    };
    let requester = Owner::Person(life.requester);
    let resolved = Resolved { message: Some(words.message), relayed: words.relayed };
    let resolved = by.draft(Event::Resolved(resolved)).with(Field::Body, requester, &*words.text);
    let mut events = taken_by(words.author, life, by);
    events.push(File::on(&words.files, resolved, requester));
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ANNA, OLGA, check, closed, registered, resolved, started, taken, words};
    use domain::ticket::Status;

    #[test]
    fn a_resolution_says_what_was_done() {
        let given = [registered(), taken(OLGA), started()];
        let say = words(OLGA, 14, "Заменили картридж");
        check(&given, |it, by| decide(it, &say, by), OLGA, Ok(&[resolved(14)]));
    }

    #[test]
    fn whoever_resolves_an_untaken_ticket_has_taken_it() {
        let say = words(OLGA, 14, "Заменили картридж");
        check(
            &[registered()],
            |it, by| decide(it, &say, by),
            OLGA,
            Ok(&[taken(OLGA), started(), resolved(14)]),
        );
    }

    #[test]
    fn a_closed_ticket_is_not_resolved_again() {
        let say = words(OLGA, 14, "Заменили картридж");
        let refused = Refusal::NotNow(Status::Closed);
        check(&[registered(), closed()], |it, by| decide(it, &say, by), OLGA, Err(&refused));
    }

    #[test]
    fn a_client_does_not_resolve() {
        let say = words(ANNA, 14, "само");
        let refused = Refusal::NotYours(Act::Resolve);
        check(&[registered()], |it, by| decide(it, &say, by), ANNA, Err(&refused));
    }
}
