//! Hand over: all that one agent has goes to another, in one step.
//!
//! The fact stands in the giver's stream with every ticket named; what it makes of each is followed from there, so that
//! a crash in between loses nothing and doing it again does nothing twice.

use crate::follow::cause_of;
use crate::house::House;
use crate::people::find;
use crate::promises;
use crate::ticket::{self, By, Words};
use crate::transact::{Done, Error, Happened, transact};
use chrono::{DateTime, Utc};
use domain::along::Along;
use domain::people::rights::{Matter, may};
use domain::people::{Event, HandedOver, Person};
use domain::routing::{HANDED_OVER_MAX, NotAvailable};
use domain::ticket::rights::Refusal;
use domain::ticket::{Event as TicketEvent, Ticket};
use domain::{
    Actor, Awaits, Cause, ConversationId, Draft, Field, MessageRef, Owner, PersonId, Slug, TicketId,
};
use std::convert::Infallible;
use store::port::Position;
use store::stream::Stream;
use thiserror::Error as ThisError;
use tracing::debug;

/// The rule under which the note is part of each ticket.
pub const RULE: &str = "handed_over";

/// Why nothing was handed over. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("the one who gives is none of staff")]
    NotStaff,
    #[error("only an admin or a manager hands over what somebody else has")]
    NotAdmin,
    #[error("nobody hands over to themselves")]
    ToOneself,
    #[error(transparent)]
    NotAvailable(#[from] NotAvailable),
    #[error("the question that this answers is over")]
    Over,
    #[error("there is nothing to hand over")]
    Nothing,
}

impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// What is handed over, to whom, and with which words.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Who does it: whoever has the tickets, or somebody who arranges for them, also once they have left.
    pub by: Actor,
    pub from: PersonId,
    pub to: PersonId,
    /// The giver's open tickets, as a view proposes; each ticket decides for itself.
    pub tickets: Vec<TicketId>,
    /// The note, and the message it was written in.
    pub note: Option<(MessageRef, String)>,
    /// Our question that the note answers.
    pub answers: Option<ConversationId>,
    /// The last such question about the giver, as a view proposes; whoever hands over was asked nothing newer of the
    /// kind. It ends with this.
    pub last_asked: Option<ConversationId>,
}

/// What handing over makes of the giver.
///
/// * `to`: what is known of the receiver.
/// * `by`: what is known of whoever does it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(
    giver: &Person,
    asked: &HandOver,
    (to, by): (&Person, &Person),
    at: DateTime<Utc>,
) -> Result<Vec<Draft<Event>>, Rejection> {
    let matter = Matter::handing_over(asked.from, asked.by);
    let (by, refused) = match matter {
        Matter::OwnTickets => (giver, Rejection::NotStaff),
        _ => (by, Rejection::NotAdmin),
    };
    if !may(matter, (asked.by, by), None) {
        return Err(refused);
    }
    if asked.from == asked.to {
        return Err(Rejection::ToOneself);
    }
    // It was a question about what somebody had then: only the first answer to the last one is meant.
    let live = |it| asked.last_asked == Some(it) && !giver.notes_given.contains(&it);
    if !asked.answers.is_none_or(live) {
        return Err(Rejection::Over);
    }
    to.available(at)?;
    if asked.tickets.is_empty() {
        return Err(Rejection::Nothing);
    }
    let tickets = asked.tickets.iter().take(HANDED_OVER_MAX).copied().collect();
    let said = asked.note.as_ref().map(|it| it.0);
    let handed = HandedOver { to: asked.to, tickets, said, question: asked.last_asked };
    let draft = Draft::new(Event::HandedOver(handed), at);
    Ok(vec![match &asked.note {
        Some((_, note)) => {
            let author = asked.by.person().unwrap_or(asked.from);
            draft.with(Field::Body, Owner::Person(author), note.as_str())
        }
        None => draft,
    }])
}

/// Hands everything over and follows it into each ticket. Answers how many went over, and the last position.
///
/// # Errors
///
/// [`Error::Rejected`]; failures as in [`transact`]: asking again with the same cause completes what was begun.
pub async fn hand_over(
    house: &House,
    asked: &HandOver,
    cause: &Cause,
) -> Result<(usize, Option<Position>), Error<Rejection>> {
    let to = find::known(house, asked.to).await.map_err(|it| it.map(Into::into))?;
    let by = match asked.by.person() {
        Some(by) => find::known(house, by).await.map_err(|it| it.map(Into::into))?,
        None => Person::default(),
    };
    let decide = |it: &Person| decide(it, asked, (&to, &by), cause.at);
    let done = transact(house, &Stream::Person(asked.from), asked.by, cause, decide).await?;
    let mut last = done.position;
    let mut count = 0;
    for happened in &done.events {
        let followed = follow(house, asked.from, happened).await;
        let (tickets, position) = followed.map_err(|it| it.map(Into::into))?;
        count += tickets;
        last = last.max(position);
    }
    Ok((count, last))
}

/// Follows a hand-over into each of its tickets, as far as they are still the giver's. Answers how many went over.
///
/// # Errors
///
/// Failures as in [`transact`]; following again goes on where it stopped.
pub async fn follow(
    house: &House,
    from: PersonId,
    happened: &Happened<Event>,
) -> Result<(usize, Option<Position>), Error<Infallible>> {
    let Event::HandedOver(it) = &happened.event else { return Ok((0, None)) };
    let by = happened.actor.person().unwrap_or(from);
    let note = it.said.zip(happened.texts.get(Field::Body)).map(|(message, text)| Words {
        message,
        author: by,
        text: text.to_owned(),
        awaits: Awaits::Nothing,
        rule: rule(),
        relayed: false,
        reply_to: None,
        attachments: vec![],
        files: vec![],
        along: Along::default(),
    });
    let (mut count, mut last) = (0, None);
    for &ticket in &it.tickets {
        match one(house, ticket, (from, it.to), note.as_ref(), happened).await {
            Ok(done) => {
                count += usize::from(!done.events.is_empty());
                last = last.max(done.position);
            }
            // It was closed, or is somebody else's by now.
            Err(Error::Rejected(refusal)) => debug!(%ticket, %refusal, "not handed over"),
            Err(Error::Contended(it)) => return Err(Error::Contended(it)),
            Err(Error::Read(it)) => return Err(Error::Read(it)),
            Err(Error::Append(it)) => return Err(Error::Append(it)),
            Err(Error::Decode(it)) => return Err(Error::Decode(it)),
            Err(Error::Vault(it)) => return Err(Error::Vault(it)),
        }
    }
    Ok((count, last))
}

async fn one(
    house: &House,
    id: TicketId,
    people: (PersonId, PersonId),
    note: Option<&Words>,
    happened: &Happened<Event>,
) -> Result<Done<TicketEvent>, Error<Refusal>> {
    let by = happened.actor.person().unwrap_or(people.0);
    let known = find::known(house, by).await.map_err(|it| it.map(|it| match it {}))?;
    let promises = promises::of_ticket(house, id).await.map_err(|it| it.map(|it| match it {}))?;
    // It was decided while they were of staff; what is left of it then follows from that.
    let actor = if known.is_staff() { Actor::Person(by) } else { Actor::Reaction };
    let by = By { actor, known: &known, at: happened.occurred_at };
    let decide = |it: &Ticket| ticket::hand_over::decide(it, people, note, &by);
    promises::transact(house, id, &promises, (by.actor, &cause_of(happened)), decide).await
}

fn rule() -> Slug {
    RULE.parse().expect("a rule's name is a slug")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADMIN, ANNA, OLGA, OTHER, PETER, at, known, monday};
    use domain::routing::Away;

    fn asked(from: PersonId, to: PersonId) -> HandOver {
        let note = Some((at(5), "ключ у охраны".into()));
        let (by, tickets) = (Actor::Person(from), vec![OTHER]);
        HandOver { by, from, to, tickets, note, answers: None, last_asked: None }
    }

    #[test]
    fn what_is_handed_over_is_named_with_its_note() {
        let (olga, peter) = (known(OLGA), known(PETER));
        let drafts = decide(&olga, &asked(OLGA, PETER), (&peter, &olga), monday("12:00")).unwrap();
        let said = Some(at(5));
        let expected = HandedOver { to: PETER, tickets: vec![OTHER], said, question: None };
        assert_eq!(drafts[0].event, Event::HandedOver(expected));
        assert_eq!(drafts[0].texts[0].value, "ключ у охраны");
    }

    #[test]
    fn a_question_for_a_note_ends_with_whatever_is_handed_over_after_it_or_with_a_newer_one() {
        let (olga, peter) = (known(OLGA), known(PETER));
        let check = |giver: &Person, answers: Option<u128>, last_asked: Option<u128>| {
            let id = |it| ConversationId(uuid::Uuid::from_u128(it));
            let (answers, last_asked) = (answers.map(id), last_asked.map(id));
            let asked = HandOver { answers, last_asked, ..asked(OLGA, PETER) };
            let done = decide(giver, &asked, (&peter, giver), monday("12:00"))?;
            Ok(giver.clone().evolve(&done[0].event))
        };
        let over = Err(Rejection::Over);
        // Another was asked since.
        assert_eq!(check(&olga, Some(1), Some(2)), over);
        assert_eq!(check(&olga, Some(1), None), over);
        // By its first answer, and by a command or a press while it stood.
        for answers in [Some(1), None] {
            let done = check(&olga, answers, Some(1)).unwrap();
            assert_eq!(check(&done, Some(1), Some(1)), over);
            assert!(check(&done, Some(2), Some(2)).is_ok(), "a new one is a question again");
            assert!(check(&done, None, Some(1)).is_ok(), "a command needs no question");
        }
    }

    #[test]
    fn nothing_goes_to_oneself_to_a_client_or_to_somebody_who_is_away() {
        let (olga, anna) = (known(OLGA), known(ANNA));
        let peter = Person { away: Some(Away { until: None }), ..known(PETER) };
        let check = |giver: &Person, asked: &HandOver, to: &Person, then: Rejection| {
            assert_eq!(decide(giver, asked, (to, giver), monday("12:00")), Err(then));
        };
        check(&olga, &asked(OLGA, OLGA), &olga, Rejection::ToOneself);
        check(&olga, &asked(OLGA, ANNA), &anna, NotAvailable::NotStaff.into());
        check(&olga, &asked(OLGA, PETER), &peter, NotAvailable::Away.into());
        check(&anna, &asked(ANNA, OLGA), &olga, Rejection::NotStaff);
        let nothing = HandOver { tickets: vec![], ..asked(OLGA, PETER) };
        check(&olga, &nothing, &known(PETER), Rejection::Nothing);
    }

    #[test]
    fn what_somebody_has_who_left_is_handed_over_by_an_admin_and_by_nobody_else_for_them() {
        let (left, peter) = (Person::default(), known(PETER));
        let by = |by| HandOver { by, ..asked(OLGA, PETER) };
        let check = |asked: &HandOver, by: &Person| {
            decide(&left, asked, (&peter, by), monday("12:00")).map(|it| it.len())
        };
        assert_eq!(check(&by(Actor::Person(ADMIN)), &known(ADMIN)), Ok(1));
        assert_eq!(check(&by(Actor::Operator), &Person::default()), Ok(1));
        assert_eq!(check(&by(Actor::Person(PETER)), &peter), Err(Rejection::NotAdmin));
        assert_eq!(check(&by(Actor::Person(OLGA)), &left), Err(Rejection::NotStaff));
        // The note is of whoever wrote it.
        let drafts =
            decide(&left, &by(Actor::Person(ADMIN)), (&peter, &known(ADMIN)), monday("12:00"));
        assert_eq!(drafts.unwrap()[0].texts[0].owner, Owner::Person(ADMIN));
    }
}
