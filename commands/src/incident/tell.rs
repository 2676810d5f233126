//! Tell: what an announcement, once a group has seen it, says to that group's tickets.

use crate::follow::{self, cause_of};
use crate::house::House;
use crate::people::find;
use crate::promises;
use crate::ticket::{self, By, Words};
use crate::transact::{self, Error, Happened, happened_before};
use domain::along::Along;
use domain::incident::{AnnouncementRef, Drafted, Event, Incident, TicketLinked};
use domain::ticket::Ticket;
use domain::ticket::rights::Refusal;
use domain::{
    Actor, Awaits, ChatId, Field, IncidentId, MessageId, MessageRef, Slug, TicketId, chat,
};
use std::convert::Infallible;
use store::codec;
use store::port::{Position, Revision};
use store::stream::Stream;

/// The rule under which an announcement is part of a ticket.
const RULE: &str = "announcement";

/// Follows the delivery of an announcement: each ticket of the group that it is about was answered, or is done, by it.
///
/// # Errors
///
/// Failures as in [`transact::transact`].
pub async fn delivered(
    house: &House,
    told: AnnouncementRef,
    copy: (ChatId, MessageId),
    happened: &Happened<chat::Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    let stream = Stream::Incident(told.incident);
    let about = |it: &Incident| {
        let tickets = it.told(told.draft, told.chat).map(|it| it.tickets.clone());
        tickets.zip(it.drafts.get(&told.draft).cloned())
    };
    let Some((tickets, draft)) = transact::ask(house, &stream, about).await? else {
        return Ok(None);
    };
    let Some(text) = words(house, told.incident, told.draft).await? else { return Ok(None) };
    let message = MessageRef { chat: copy.0, message: copy.1 };
    let mut last = None;
    for ticket in tickets {
        let words = said(&draft, message, text.clone(), false);
        let done = part(house, ticket, (&words, draft.ends), happened).await?;
        last = last.max(done);
    }
    Ok(last)
}

/// Follows a link: a client whose ticket comes later is told what the others were told before. What is announced after
/// the link reaches them with the announcement.
///
/// # Errors
///
/// Failures as in [`transact::transact`].
pub async fn linked(
    house: &House,
    incident: IncidentId,
    it: &TicketLinked,
    happened: &Happened<Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    let last = |it: &Incident| it.told_last().map(|(draft, it)| (draft, it.clone()));
    let stream = Stream::Incident(incident);
    let Some((draft, drafted)) = transact::ask_then(house, &stream, last).await? else {
        return Ok(None);
    };
    let Some(text) = words(house, incident, draft).await? else { return Ok(None) };
    let words = said(&drafted, drafted.message, text, true);
    part(house, it.ticket, (&words, false), happened).await
}

fn said(draft: &Drafted, message: MessageRef, text: String, relayed: bool) -> Words {
    let rule: Slug = RULE.parse().expect("the rule is a slug");
    let (author, awaits) = (draft.by, Awaits::Nothing);
    let (reply_to, attachments, files, along) = (None, vec![], vec![], Along::default());
    Words { message, author, text, awaits, rule, relayed, reply_to, attachments, files, along }
}

/// A refusal by the ticket's rules is no failure: it is over, or is none of theirs any more.
async fn part<E>(
    house: &House,
    ticket: TicketId,
    (words, ends): (&Words, bool),
    happened: &Happened<E>,
) -> Result<Option<Position>, Error<Infallible>> {
    let known = find::known(house, words.author).await?;
    // It was announced while they were of staff; what it says to each ticket then follows from that.
    let actor = if known.is_staff() { Actor::Person(words.author) } else { Actor::Reaction };
    let by = By { actor, known: &known, at: happened.occurred_at };
    let decide = |it: &Ticket| {
        if ends {
            ticket::resolve::decide(it, words, &by)
        } else {
            ticket::answer::decide(it, words, &by)
        }
    };
    let promises = promises::of_ticket(house, ticket).await?;
    let caused = (actor, &cause_of(happened));
    match promises::transact(house, ticket, &promises, caused, decide).await {
        Ok(done) => Ok(done.position),
        Err(error) => follow::none_of(error, |_: Refusal| None),
    }
}

/// The words of a draft; none where they can no longer be opened.
///
/// * `draft`: its revision.
///
/// # Errors
///
/// Failures as in [`transact::transact`].
pub async fn words(
    house: &House,
    incident: IncidentId,
    draft: u64,
) -> Result<Option<String>, Error<Infallible>> {
    let name = Stream::Incident(incident).name();
    let page = house.store.read(&name, Revision(draft), 1).await.map_err(Error::Read)?;
    let Some(recorded) = page.first() else { return Ok(None) };
    let event = codec::decode(recorded).map_err(Error::Decode)?;
    let happened = happened_before::<_, Infallible>(house, recorded, event)?;
    Ok(happened.texts.get(Field::Body).map(str::to_owned))
}
