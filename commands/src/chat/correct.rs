//! Correct: a person sets right what had become of a client's message.
//!
//! It becomes a ticket, a part of one, or no request. Its words, its author and its own time stay what they were.

use super::follow_correction;
use super::seen::{self, Seen};
use crate::house::House;
use crate::transact::{self, Error, transact};
use chrono::{DateTime, Utc};
use domain::chat::{
    ChatMonth, Decision, DecisionCorrected, Event, MessageBound, Outcome, Part, Registration, Step,
};
use domain::people::Person;
use domain::register::Register;
use domain::ticket::Ticket;
use domain::ticket::privacy::{is_told_in, may_meet};
use domain::ticket::rights::{Act, Refusal, permit};
use domain::{
    Actor, Cause, Channel, ChatId, ClientId, Draft, MessageId, MessageRef, PersonId, Side, Slug,
    TicketId, TicketNumber,
};
use std::convert::Infallible;
use store::port::Position;
use store::stream::Stream;
use thiserror::Error as ThisError;

/// What a message is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Ticket,
    PartOf(TicketId),
    NotARequest,
}

/// By which way it is set right; the name of the rule that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By staff, with a tap or a command.
    Corrected,
    /// By staff, who were told that nobody has taken it up: what became of it meanwhile stays.
    Alarmed,
    /// The author was told how to make it a ticket, and it was made one.
    SuggestionTaken,
    Reaction,
    /// It was offered since it looks like what an open ticket asks for.
    Similar,
    /// Its author said in private what it is.
    Chosen,
}

impl Way {
    fn rule(self) -> Slug {
        let name = match self {
            Self::Corrected | Self::Alarmed => "corrected",
            Self::SuggestionTaken => "suggestion_taken",
            Self::Reaction => "reaction",
            Self::Similar => "similar",
            Self::Chosen => "private_chosen",
        };
        name.parse().expect("a rule's name is a slug")
    }

    fn channel(self) -> Channel {
        match self {
            Self::Reaction => Channel::Message,
            Self::Corrected
            | Self::Alarmed
            | Self::SuggestionTaken
            | Self::Similar
            | Self::Chosen => Channel::Button,
        }
    }
}

/// Which message of a client's, and what it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub chat: ChatId,
    pub message: MessageId,
    /// In which month it was seen, where that is known.
    pub month: Option<String>,
    /// Whose chat it is.
    pub client: ClientId,
    pub to: To,
    pub way: Way,
}

/// Why nothing was set right. Nothing was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error("this message was never seen")]
    Unknown,
    #[error("what the message said is forgotten")]
    Forgotten,
    #[error("these are no words of a client's")]
    NotClients,
    #[error("only its author, the client's lead and staff make a message a ticket")]
    NotYours,
    #[error("only staff say that a message is no request")]
    OnlyStaff,
    #[error("the message is part of another ticket")]
    PartOf(TicketId),
    #[error("the ticket is of another client")]
    OtherClient,
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrected {
    /// The ticket that the message is now, or is a part of, or that it was by mistake.
    pub ticket: Option<(TicketId, TicketNumber)>,
    /// False where it was so already.
    pub changed: bool,
    /// The last position that was written.
    pub position: Option<Position>,
}

/// Everything that the decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub seen: &'a Seen,
    pub correction: &'a Correction,
    /// The ticket that the message was registered as, by the client's register.
    pub registered: Option<TicketId>,
    /// Whether that ticket may end as this correction wants it.
    pub may_end: Result<(), Refusal>,
    /// Whether the ticket that it is to be part of may take it in.
    pub may_join: Result<(), Rejection>,
    pub fresh: TicketId,
    pub by: (PersonId, &'a Person),
    pub at: DateTime<Utc>,
}

/// What a correction makes of a chat's month. What is so already makes nothing of it.
///
/// # Errors
///
/// [`Rejection`], the first that applies.
pub fn decide(month: &ChatMonth, asked: &Asked<'_>) -> Result<Vec<Draft<Event>>, Rejection> {
    let Asked { seen, correction, .. } = asked;
    let (person, known) = asked.by;
    let staff = known.is_staff();
    let own = person == seen.accounted.author || known.leads(correction.client);
    match correction.to {
        To::NotARequest if !staff => return Err(Rejection::OnlyStaff),
        To::Ticket | To::PartOf(_) if !staff && !own => return Err(Rejection::NotYours),
        To::NotARequest | To::Ticket | To::PartOf(_) => (),
    }
    let from = match (month.corrected.get(&correction.message), asked.registered) {
        // Somebody else may have registered it by another way at the same time.
        (Some(Outcome::Ticket(_)) | None, Some(ticket)) => Outcome::Ticket(ticket),
        (Some(it), _) => *it,
        (None, None) => seen.outcome(),
    };
    if seen.accounted.side == Side::Staff && !matches!(from, Outcome::Ticket(_)) {
        return Err(Rejection::NotClients);
    }
    let to = match (from, correction.to) {
        (Outcome::Ticket(_), To::Ticket) | (Outcome::Skipped, To::NotARequest) => {
            return Ok(vec![]);
        }
        (Outcome::Ticket(old) | Outcome::Part(old), To::PartOf(ticket)) if old == ticket => {
            return Ok(vec![]);
        }
        // Words that are part of a ticket are answered there, and nobody takes them out again.
        (Outcome::Part(ticket), To::Ticket | To::PartOf(_) | To::NotARequest) => {
            return Err(Rejection::PartOf(ticket));
        }
        // The button is older than the ticket.
        (Outcome::Ticket(ticket), To::NotARequest | To::PartOf(_))
            if correction.way == Way::Alarmed =>
        {
            return Err(Rejection::PartOf(ticket));
        }
        (Outcome::Ticket(_), To::NotARequest) => {
            asked.may_end?;
            Decision::Skipped
        }
        (Outcome::Suggested | Outcome::Unanswered, To::NotARequest) => Decision::Skipped,
        (Outcome::Ticket(_), To::PartOf(ticket)) => {
            asked.may_join?;
            asked.may_end?;
            Decision::Part(part_of(ticket))
        }
        (Outcome::Skipped | Outcome::Suggested | Outcome::Unanswered, To::PartOf(ticket)) => {
            asked.may_join?;
            Decision::Part(part_of(ticket))
        }
        (Outcome::Skipped | Outcome::Suggested | Outcome::Unanswered, To::Ticket) => {
            Decision::Register(registration(asked))
        }
    };
    if seen.is_forgotten() && !matches!(to, Decision::Skipped) {
        return Err(Rejection::Forgotten);
    }
    let bound = other_parts(month, seen, &to).into_iter();
    let bound = bound.map(|it| Draft::new(Event::MessageBound(it), asked.at));
    let (message, rule) = (correction.message, correction.way.rule());
    let corrected = DecisionCorrected { message, from, to, by: person, rule };
    let corrected = Draft::new(Event::DecisionCorrected(corrected), asked.at);
    Ok(std::iter::once(corrected).chain(bound).collect())
}

fn part_of(ticket: TicketId) -> Part {
    Part { ticket, step: Step::Say, relayed: false, conversation: None }
}

fn registration(asked: &Asked<'_>) -> Registration {
    let Asked { seen, correction, .. } = asked;
    Registration {
        // What was a ticket once is that one again: a message has one number.
        ticket: asked.registered.unwrap_or(asked.fresh),
        client: correction.client,
        chat: correction.chat,
        thread: seen.accounted.thread,
        source: Some(MessageRef { chat: correction.chat, message: correction.message }),
        requester: seen.accounted.author,
        registered_by: asked.by.0,
        channel: correction.way.channel(),
        reported_at: seen.at,
        conversation: None,
        continues: None,
    }
}

/// The other parts of an album that nobody has taken up: they go along.
fn other_parts(month: &ChatMonth, seen: &Seen, to: &Decision) -> Vec<MessageBound> {
    let ticket = match to {
        Decision::Register(it) => it.ticket,
        Decision::Part(it) => it.ticket,
        Decision::Skipped | Decision::Unanswered | Decision::Which => return vec![],
    };
    let album = seen.accounted.album.as_ref().and_then(|it| month.loose.get(it));
    let parts = album.into_iter().flatten().filter(|it| **it != seen.accounted.message);
    parts.map(|part| MessageBound { message: *part, ticket: Some(ticket) }).collect()
}

/// Sets right what had become of a message, and follows that into register and tickets. Whoever asks first decides;
/// asked again, by the same person or another, it is the same ticket.
///
/// # Errors
///
/// [`Error::Rejected`] as in [`decide`]; failures as in [`crate::transact::transact`].
pub async fn correct(
    house: &House,
    correction: &Correction,
    (person, known): (PersonId, &Person),
    cause: &Cause,
) -> Result<Corrected, Error<Rejection>> {
    let at = (correction.chat, correction.message);
    let seen = seen::find(house, at, correction.month.as_deref()).await.map_err(ours)?;
    let Some(seen) = seen else { return Err(Error::Rejected(Rejection::Unknown)) };
    let source = MessageRef { chat: correction.chat, message: correction.message };
    let register = Stream::Register(correction.client);
    let by_source = |it: &Register| it.by_source.get(&source).map(|it| it.0);
    let registered = transact::ask(house, &register, by_source).await.map_err(ours)?;
    let actor = Actor::Person(person);
    let asked = Asked {
        seen: &seen,
        correction,
        registered,
        may_end: may_end(house, registered, correction.to, (actor, known)).await.map_err(ours)?,
        may_join: may_join(house, correction).await.map_err(ours)?,
        fresh: TicketId(cause.new_id("ticket")),
        by: (person, known),
        at: house.clock.now(),
    };
    let stream = Stream::Chat(correction.chat, seen.month.clone());
    let decide = |it: &ChatMonth| decide(it, &asked);
    let done = transact(house, &stream, actor, cause, decide).await?;
    let mut position = done.position;
    let chat = (correction.chat, seen.month.as_str());
    for happened in &done.events {
        let followed = follow_correction::follow(house, chat, happened).await.map_err(ours)?;
        position = followed.or(position);
    }
    let ticket = match correction.to {
        To::PartOf(ticket) => Some(ticket),
        To::Ticket | To::NotARequest => {
            transact::ask(house, &register, by_source).await.map_err(ours)?
        }
    };
    let ticket = match ticket {
        Some(ticket) => number_of(house, ticket).await.map_err(ours)?.map(|it| (ticket, it)),
        None => None,
    };
    Ok(Corrected { ticket, changed: !done.events.is_empty(), position })
}

/// Whether the ticket that a message became may end as a correction wants it.
async fn may_end(
    house: &House,
    ticket: Option<TicketId>,
    to: To,
    (actor, known): (Actor, &Person),
) -> Result<Result<(), Refusal>, Error<Infallible>> {
    let act = match to {
        To::Ticket => return Ok(Ok(())),
        To::PartOf(_) => Act::Merge,
        To::NotARequest => Act::Cancel,
    };
    let Some(ticket) = ticket else { return Ok(Ok(())) };
    let permitted = |it: &Ticket| permit(it, act, actor, known).map(drop);
    transact::ask(house, &Stream::Ticket(ticket), permitted).await
}

async fn may_join(
    house: &House,
    correction: &Correction,
) -> Result<Result<(), Rejection>, Error<Infallible>> {
    let To::PartOf(ticket) = correction.to else { return Ok(Ok(())) };
    let joins = |it: &Ticket| match it.life() {
        None => Err(Refusal::Unregistered.into()),
        Some(life) if life.client != correction.client => Err(Rejection::OtherClient),
        // Whoever may not be told of it learns no more than that there is none.
        Some(life) if !is_told_in(life.chat, correction.chat) => Err(Refusal::Unregistered.into()),
        Some(life) if !may_meet(life.chat, correction.chat) => Err(Rejection::OtherClient),
        Some(life) if !life.status.is_open() => Err(Refusal::NotNow(life.status).into()),
        Some(_) => Ok(()),
    };
    transact::ask(house, &Stream::Ticket(ticket), joins).await
}

async fn number_of(
    house: &House,
    ticket: TicketId,
) -> Result<Option<TicketNumber>, Error<Infallible>> {
    let number = |it: &Ticket| it.life().map(|it| it.number.clone());
    transact::ask(house, &Stream::Ticket(ticket), number).await
}

/// A failure of a step that refuses nothing.
fn ours(error: Error<Infallible>) -> Error<Rejection> {
    error.map(|never| match never {})
}

#[cfg(test)]
mod tests;
