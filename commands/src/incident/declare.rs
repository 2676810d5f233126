//! Declare: something befell many clients at once, or will.

use super::link::{self, Link};
use super::{By, Rejection, staff};
use crate::follow::cause_of;
use crate::house::House;
use crate::transact::{Done, Error, Happened, transact};
use domain::desk::{Desk, Event as DeskEvent, IncidentDeclared};
use domain::incident::{Declared, Event, Incident, Nature};
use domain::{Cause, Draft, Field, IncidentId, Owner};
use std::convert::Infallible;
use store::stream::Stream;

/// What is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    pub nature: Nature,
    /// What it is about.
    pub title: String,
    /// The ticket that is linked to it at once. What cannot be linked begins no incident.
    pub first: Option<Link>,
}

/// What a declaration makes of the desk: the next number.
///
/// # Errors
///
/// [`Rejection`].
pub fn decide(
    desk: &Desk,
    incident: IncidentId,
    asked: &Declare,
    by: &By<'_>,
) -> Result<Vec<Draft<DeskEvent>>, Rejection> {
    let person = staff(by)?;
    let title = asked.title.trim();
    if title.is_empty() {
        return Err(Rejection::WithoutWords);
    }
    link::permitted(asked.first.as_slice())?;
    let number = u32::try_from(desk.incidents.len()).map_err(|_| Rejection::TooMany)? + 1;
    let declared = IncidentDeclared { incident, number, nature: asked.nature, by: person };
    let draft = Draft::new(DeskEvent::IncidentDeclared(declared), by.at);
    Ok(vec![draft.with(Field::Body, Owner::Desk, title)])
}

/// Records a declaration and follows it into the incident's own stream. Answers its number.
///
/// # Errors
///
/// As [`transact`], with [`Rejection`].
pub async fn declare(
    house: &House,
    asked: &Declare,
    by: &By<'_>,
    cause: &Cause,
) -> Result<(IncidentDeclared, Done<Event>), Error<Rejection>> {
    let incident = IncidentId(cause.new_id("incident"));
    let decide = |desk: &Desk| decide(desk, incident, asked, by);
    let done = transact(house, &Stream::Desk, by.actor, cause, decide).await?;
    let happened = done.events.first().expect("a declaration is one event");
    let DeskEvent::IncidentDeclared(it) = &happened.event else {
        // The same cause declares and does nothing else to the desk.
        return Err(Error::Rejected(Rejection::Unknown));
    };
    let begun = declared(house, it, happened).await.map_err(|it| it.map(|never| match never {}))?;
    Ok((it.clone(), begun))
}

/// Follows a declaration: the incident begins its life.
///
/// # Errors
///
/// Failures as in [`transact`].
pub async fn declared(
    house: &House,
    it: &IncidentDeclared,
    happened: &Happened<DeskEvent>,
) -> Result<Done<Event>, Error<Infallible>> {
    let event = Declared { number: it.number, nature: it.nature, by: it.by };
    let title = happened.texts.get(Field::Body).unwrap_or_default();
    let draft = Draft::new(Event::Declared(event), happened.occurred_at);
    let draft = draft.with(Field::Body, Owner::Desk, title);
    let decide = |incident: &Incident| {
        Ok(if incident.declared.is_some() { vec![] } else { vec![draft.clone()] })
    };
    let stream = Stream::Incident(it.incident);
    transact(house, &stream, happened.actor, &cause_of(happened), decide).await
}

#[cfg(test)]
mod tests {
    use super::super::testing::{by, person};
    use super::*;
    use crate::testing::{ANNA, CHAT, CLIENT, OLGA, OTHER, number};
    use uuid::Uuid;

    fn outage(title: &str) -> Declare {
        Declare { nature: Nature::Outage, title: title.to_owned(), first: None }
    }

    #[test]
    fn no_incident_begins_with_a_ticket_that_cannot_be_linked_to_it() {
        let (id, olga) = (IncidentId(Uuid::from_u128(1)), person(OLGA));
        for (chat, then) in
            [(CHAT, Ok(1)), (domain::ChatId::Private(ANNA), Err(Rejection::Private))]
        {
            let first = Link { ticket: OTHER, number: number(1), client: CLIENT, chat };
            let asked = Declare { first: Some(first), ..outage("Нет связи") };
            let decided = decide(&Desk::default(), id, &asked, &by(OLGA, &olga));
            assert_eq!(decided.map(|it| it.len()), then);
        }
    }

    #[test]
    fn incidents_are_numbered_in_turn() {
        let (olga, mut desk) = (person(OLGA), Desk::default());
        for nth in 1..=3 {
            let id = IncidentId(Uuid::from_u128(nth));
            let decided = decide(&desk, id, &outage("Нет связи"), &by(OLGA, &olga)).unwrap();
            desk = desk.evolve(&decided[0].event);
            assert_eq!(desk.incident(u32::try_from(nth).unwrap()), Some(id));
        }
        assert_eq!((desk.incident(0), desk.incident(4)), (None, None));
    }

    #[test]
    fn only_staff_declare_and_not_without_words() {
        let id = IncidentId(Uuid::from_u128(1));
        for (who, title, then) in
            [(ANNA, "Нет связи", Rejection::NotStaff), (OLGA, "  ", Rejection::WithoutWords)]
        {
            let known = person(who);
            let decided = decide(&Desk::default(), id, &outage(title), &by(who, &known));
            assert_eq!(decided, Err(then));
        }
    }
}
