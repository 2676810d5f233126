//! Follow: what a recorded event asks of other streams.
//!
//! Chat, then register, then ticket, each a reaction to the one before. The shell that accounted for a message follows
//! at once; at start the same is resumed from a bookmark. Whatever was followed before is recognised by its cause.

use crate::conversation::{answer, start};
use crate::house::House;
use crate::incident;
use crate::people::find;
use crate::promises::{self, Promises};
use crate::ticket::reopen::Reopen;
use crate::ticket::{self, By, File, Words};
use crate::transact::{Done, Error, Happened, transact};
use crate::two;
use domain::along::{self, Along};
use domain::chat::{
    self, Decision, MessageAccounted, NoticeDelivered, NoticeFailed, Part, Registration, Step,
};
use domain::conversation::{self, Conversation, Purpose, Started};
use domain::intake::Place;
use domain::notice::Kind;
use domain::people::Person;
use domain::policy::Pause;
use domain::register::{self, Entered, Register};
use domain::ticket::rights::Refusal;
use domain::ticket::{Event as TicketEvent, Ticket};
use domain::{
    Actor, Cause, ChatId, ClientCode, ClientId, ConversationId, Draft, Field, MessageRef, Owner,
    Side, Texts, TicketId, TicketNumber,
};
use std::convert::Infallible;
use store::port::Position;
use store::stream::Stream;
use thiserror::Error as ThisError;

/// Why a step that a message asks for was not taken. The message itself is accounted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum Rejection {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Take(#[from] ticket::take::Rejection),
    #[error(transparent)]
    Reopen(#[from] ticket::reopen::Rejection),
    #[error(transparent)]
    Merge(#[from] ticket::merge::Rejection),
    #[error(transparent)]
    Link(#[from] ticket::link::Rejection),
}

impl From<Infallible> for Rejection {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// What followed: the ticket it concerns, and the last position that was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    pub ticket: Option<TicketId>,
    pub number: Option<TicketNumber>,
    pub position: Option<Position>,
}

/// Follows a decision on a message, written in `chat`.
///
/// # Errors
///
/// [`Error::Rejected`] if the ticket's rules refuse the step; failures as in [`transact`].
pub async fn accounted(
    house: &House,
    chat: ChatId,
    happened: &Happened<chat::Event>,
) -> Result<Followed, Error<Rejection>> {
    let chat::Event::MessageAccounted(it) = &happened.event else {
        return Ok(Followed::default());
    };
    let followed = match &it.decision {
        Decision::Register(registration) => {
            entered(house, registration, it, happened).await.map_err(|it| it.map(Into::into))?
        }
        Decision::Part(part) => step(house, chat, part, it, happened).await?,
        Decision::Skipped | Decision::Unanswered | Decision::Which => {
            let position =
                asks(house, chat, it, happened).await.map_err(|it| it.map(Into::into))?;
            Followed { position, ..Followed::default() }
        }
    };
    answered(house, it, happened, &followed).await.map_err(|it| it.map(Into::into))?;
    Ok(followed)
}

/// The author of a message is asked for what it lacks.
async fn asks(
    house: &House,
    chat: ChatId,
    it: &MessageAccounted,
    happened: &Happened<chat::Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    let Some(purpose) = it.asks.clone() else { return Ok(None) };
    let (owner, pressed, cause) = (it.author, it.message, cause_of(happened));
    let started = Started { chat, thread: it.thread, owner, purpose, pressed };
    let decide = |state: &Conversation| start::decide(state, &started, happened.occurred_at);
    let stream = Stream::Conversation(ConversationId(cause.new_id("conversation")));
    let done = transact(house, &stream, Actor::Person(owner), &cause, decide).await?;
    Ok(done.position)
}

/// Follows an entry in a client's register: the ticket begins its life, and the one that it goes on from knows of it.
///
/// # Errors
///
/// Failures as in [`transact`].
pub async fn registered(
    house: &House,
    entered: &Entered,
    happened: &Happened<register::Event>,
) -> Result<Done<TicketEvent>, Error<Infallible>> {
    let (id, client) = (entered.registration.ticket, entered.registration.client);
    let promises = promises::of_client(house, client).await?;
    let (at, texts, cause) = (happened.occurred_at, &happened.texts, cause_of(happened));
    let continued = entered.registration.continues;
    let number = match continued {
        Some(it) => number_of(house, it).await?,
        None => None,
    };
    let decide = |it: &Ticket| ticket::register::decide(it, entered, texts, number.as_ref(), at);
    let by = (happened.actor, &cause);
    let done = promises::transact(house, id, &promises, by, decide).await?;
    if let Some(old) = continued {
        let decide = |it: &Ticket| ticket::link::follow(it, id, &entered.number, at);
        transact(house, &Stream::Ticket(old), Actor::Reaction, &cause, decide).await?;
    }
    Ok(done)
}

async fn number_of(
    house: &House,
    ticket: TicketId,
) -> Result<Option<TicketNumber>, Error<Infallible>> {
    let number = |it: &Ticket| it.life().map(|it| it.number.clone());
    crate::transact::ask(house, &Stream::Ticket(ticket), number).await
}

/// Follows a question that somebody is asked upon a press: of a ticket that was done, its client has said by that press
/// that it is not solved.
///
/// # Errors
///
/// Failures as in [`transact`].
pub async fn asked(
    house: &House,
    it: &Started,
    happened: &Happened<conversation::Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    let Purpose::NotSolved(ticket) = it.purpose else { return Ok(None) };
    let actor = Actor::Person(it.owner);
    let known = known(house, actor).await?;
    let decide = |state: &Ticket| {
        // Whoever is of staff and this client's, too, is here what they are where the button stands.
        let known = known.on(side(&known, it.chat, state));
        let by = By { actor, known: &known, at: happened.occurred_at };
        ticket::dispute::decide(state, it.owner, &by)
    };
    let promises = promises::of_ticket(house, ticket).await?;
    let caused = (actor, &cause_of(happened));
    match promises::transact(house, ticket, &promises, caused, decide).await {
        Ok(done) => Ok(done.position),
        Err(error) => none_of(error, |_| None),
    }
}

/// On which side somebody presses a button of a ticket in a chat of its client's.
fn side(known: &Person, chat: ChatId, ticket: &Ticket) -> Side {
    match ticket.life() {
        // Nobody but its author is there.
        Some(life) if chat.is_private() && life.chat == chat => Side::Client,
        Some(life) => known.side(Place::ClientChat(life.client)),
        None => Side::Client,
    }
}

/// Follows the delivery to the client's `chat` of a staff member's words, or of who has taken the ticket.
///
/// # Errors
///
/// Failures as in [`transact`].
pub async fn delivered(
    house: &House,
    chat: ChatId,
    it: &NoticeDelivered,
    happened: &Happened<chat::Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    if let Some(told) = it.announcement {
        return incident::tell::delivered(house, told, (chat, it.message), happened).await;
    }
    let Some(ticket) = it.ticket.filter(|_| it.of.is_some() || it.kind == Kind::Taken) else {
        return Ok(None);
    };
    let copy = MessageRef { chat, message: it.message };
    let decide = |state: &Ticket| match it.of {
        Some(of) => ticket::deliver::decide(state, of, copy, it.at),
        None => ticket::show_taking::decide(state, copy, it.at),
    };
    let promises = promises::of_ticket(house, ticket).await?;
    let by = (Actor::Sender, &cause_of(happened));
    let done = promises::transact(house, ticket, &promises, by, decide).await?;
    Ok(done.position)
}

/// Follows the failure to bring a staff member's words to the client's chat into their ticket.
///
/// # Errors
///
/// Failures as in [`transact`].
pub async fn failed(
    house: &House,
    it: &NoticeFailed,
    happened: &Happened<chat::Event>,
) -> Result<Option<Position>, Error<Infallible>> {
    let (Some(ticket), Some(of)) = (it.ticket, it.of) else { return Ok(None) };
    let (cause, at) = (cause_of(happened), happened.occurred_at);
    let decide = |state: &Ticket| ticket::fail::decide(state, of, it.why, at);
    let done = transact(house, &Stream::Ticket(ticket), Actor::Sender, &cause, decide).await?;
    Ok(done.position)
}

/// Follows a merge: the ticket that goes on is linked to the one that ended in it. Nobody is asked: whoever merged them
/// was permitted to.
///
/// # Errors
///
/// [`Error::Rejected`] if the other ticket does not exist; failures as in [`transact`].
pub async fn merged(
    house: &House,
    (from, number): (TicketId, &TicketNumber),
    into: TicketId,
    happened: &Happened<TicketEvent>,
) -> Result<(), Error<Refusal>> {
    let decide = |it: &Ticket| match it.life() {
        None => Err(Refusal::Unregistered),
        Some(_) => ticket::link::follow(it, from, number, happened.occurred_at)
            .map_err(|never| match never {}),
    };
    transact(house, &Stream::Ticket(into), happened.actor, &cause_of(happened), decide).await?;
    Ok(())
}

/// Takes the words of a message into a ticket as a step, with their own author and date.
///
/// # Errors
///
/// [`Error::Rejected`] if the ticket's rules refuse the step; failures as in [`transact`].
pub(crate) async fn step(
    house: &House,
    chat: ChatId,
    part: &Part,
    it: &MessageAccounted,
    happened: &Happened<chat::Event>,
) -> Result<Followed, Error<Rejection>> {
    let actor = Actor::Person(it.author);
    let known = known(house, actor).await.map_err(|it| it.map(Into::into))?;
    // Whoever spoke for their client does not act as one of staff, and the other way round.
    let known = known.on(it.side);
    let by = By { actor, known: &known, at: happened.occurred_at };
    if let Some(other) = part.step.other() {
        return two::step(house, (part.ticket, part.step, other), &by, &cause_of(happened)).await;
    }
    let words = Words { relayed: part.relayed, ..words_of(chat, it, &happened.texts) };
    let promises =
        promises::of_ticket(house, part.ticket).await.map_err(|it| it.map(Into::into))?;
    let decide = |ticket: &Ticket| decide_step(ticket, part.step, &words, &promises, &by);
    let caused = (actor, &cause_of(happened));
    let done = promises::transact(house, part.ticket, &promises, caused, decide).await?;
    Ok(Followed { ticket: Some(part.ticket), number: None, position: done.position })
}

fn decide_step(
    ticket: &Ticket,
    step: Step,
    words: &Words,
    promises: &Promises,
    by: &By<'_>,
) -> Result<Vec<Draft<TicketEvent>>, Rejection> {
    let decided = match step {
        Step::Say => ticket::say::decide(ticket, words, by),
        Step::Answer => ticket::answer::decide(ticket, words, by),
        Step::Note => ticket::note::decide(ticket, words, by),
        Step::Ask => ticket::ask::decide(ticket, words, by),
        Step::Resolve => ticket::resolve::decide(ticket, words, by),
        Step::Reopen => {
            let (author, reason) = (words.author, words.text.clone());
            let reopen = Reopen { author, reason, message: Some(words.message) };
            let reopened = ticket::reopen::decide(ticket, &reopen, promises, by)?;
            // Somebody came first; what is wrong is to be known all the same.
            if reopened.is_empty() && by.is_of_the_client() && !words.text.is_empty() {
                return Ok(ticket::say::decide(ticket, words, by)?);
            }
            return Ok(reopened);
        }
        Step::Take => return Ok(ticket::take::decide(ticket, words.author, by)?),
        Step::Unassign => ticket::unassign::decide(ticket, by),
        Step::Hold => ticket::hold::decide(ticket, (Pause::Own, &words.text), by),
        Step::HoldForClient => ticket::hold::decide(ticket, (Pause::ClientHold, &words.text), by),
        Step::HoldForThirdParty => {
            ticket::hold::decide(ticket, (Pause::ThirdParty, &words.text), by)
        }
        Step::Workaround => ticket::give_workaround::decide(ticket, by),
        Step::Resume => ticket::resume::decide(ticket, by),
        Step::Cancel => ticket::cancel::decide(ticket, &words.text, by),
        Step::Close => ticket::close::decide(ticket, by),
        // These are of two tickets.
        Step::MergeInto(_) | Step::LinkWith(_) => Ok(vec![]),
        Step::Edit => {
            let (message, author, text) = (words.message, words.author, words.text.clone());
            let edit = ticket::edit_message::Edit { message, author, text, edited_at: by.at };
            ticket::edit_message::decide(ticket, &edit, by)
        }
    };
    Ok(decided?)
}

pub(crate) async fn entered(
    house: &House,
    registration: &Registration,
    it: &MessageAccounted,
    happened: &Happened<chat::Event>,
) -> Result<Followed, Error<Infallible>> {
    let code = code_of(house, registration.client).await?;
    let stream = Stream::Register(registration.client);
    let actor = Actor::Person(registration.registered_by);
    let (decided, at) = (happened.id, happened.occurred_at);
    let draft = |number| {
        let number = TicketNumber { code: code.clone(), number };
        let entered = Entered {
            number,
            registration: registration.clone(),
            decided: Some(decided),
            attachments: it.attachments.clone(),
            imported: None,
        };
        sealed_for(registration, Draft::new(register::Event::Entered(entered), at), happened)
    };
    let decide = |register: &Register| {
        let known = registration.source.and_then(|it| register.by_source.get(&it));
        Ok(if known.is_some() { vec![] } else { vec![draft(register.entries + 1)] })
    };
    let done = transact(house, &stream, actor, &cause_of(happened), decide).await?;
    let Some(entry) = done.events.first() else {
        return Ok(Followed::default());
    };
    let register::Event::Entered(entered) = &entry.event;
    let registered = registered(house, entered, entry).await?;
    Ok(Followed {
        ticket: Some(entered.registration.ticket),
        number: Some(entered.number.clone()),
        position: registered.position.or(done.position),
    })
}

/// The requester's words are sealed for the requester, a remark for whoever made it, now in the ticket's scope.
fn sealed_for(
    registration: &Registration,
    draft: Draft<register::Event>,
    happened: &Happened<chat::Event>,
) -> Draft<register::Event> {
    happened.texts.0.iter().fold(draft, |draft, (field, text)| {
        let remark = *field == Field::Reason;
        let person = if remark { registration.registered_by } else { registration.requester };
        let owner = along::owner(*field, text).unwrap_or(Owner::Person(person));
        draft.with(*field, owner, text.as_str())
    })
}

/// The code of a client in whose register something is entered.
pub(crate) async fn code_of(
    house: &House,
    client: ClientId,
) -> Result<ClientCode, Error<Infallible>> {
    let stream = Stream::Client(client);
    let code = |it: &domain::client::Client| it.code.clone();
    let code = crate::transact::ask(house, &stream, code).await?;
    Ok(code.expect("a chat is linked to a registered client"))
}

async fn answered(
    house: &House,
    it: &MessageAccounted,
    happened: &Happened<chat::Event>,
    followed: &Followed,
) -> Result<(), Error<Infallible>> {
    let conversation = match &it.decision {
        Decision::Register(registration) => registration.conversation,
        Decision::Part(part) => part.conversation,
        Decision::Skipped | Decision::Unanswered | Decision::Which => None,
    };
    if let (Some(conversation), Some(ticket)) = (conversation, followed.ticket) {
        let (stream, actor) = (Stream::Conversation(conversation), Actor::Person(it.author));
        let (message, at) = (it.message, happened.occurred_at);
        let decide = |state: &Conversation| answer::decide(state, message, ticket, at);
        transact(house, &stream, actor, &cause_of(happened), decide).await?;
    }
    Ok(())
}

async fn known(house: &House, actor: Actor) -> Result<Person, Error<Infallible>> {
    match actor.person() {
        Some(person) => find::known(house, person).await,
        None => Ok(Person::default()),
    }
}

/// What stands for a refusal that is no failure; the failure of anything else.
pub(crate) fn none_of<T, R: std::error::Error + 'static>(
    error: Error<R>,
    instead: impl FnOnce(R) -> T,
) -> Result<T, Error<Infallible>> {
    Err(match error {
        Error::Rejected(rejection) => return Ok(instead(rejection)),
        Error::Contended(it) => Error::Contended(it),
        Error::Read(it) => Error::Read(it),
        Error::Append(it) => Error::Append(it),
        Error::Decode(it) => Error::Decode(it),
        Error::Vault(it) => Error::Vault(it),
    })
}

/// What happened is the cause of what follows from it.
pub fn cause_of<E>(happened: &Happened<E>) -> Cause {
    Cause::of_event(happened.id, happened.occurred_at, happened.correlation)
}

fn words_of(chat: ChatId, it: &MessageAccounted, texts: &Texts) -> Words {
    let here = |message| MessageRef { chat, message };
    let of = |field| texts.0.iter().filter(move |it| it.0 == field).map(|it| it.1.clone());
    let names = of(Field::FileName).map(Some).chain(std::iter::repeat(None));
    let files = of(Field::FileId).zip(names);
    Words {
        message: here(it.message),
        author: it.author,
        text: texts.get(Field::Body).unwrap_or_default().to_owned(),
        awaits: it.awaits,
        rule: it.rule.clone(),
        relayed: false,
        reply_to: it.reply_to.map(here),
        attachments: it.attachments.clone(),
        files: files.map(|(place, name)| File { place, name: name.unwrap_or_default() }).collect(),
        along: Along::of(texts),
    }
}
