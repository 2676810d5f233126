//! Reactions: from an event in one stream to a command on another, resumed at start from a bookmark.

use crate::chat::follow_correction;
use crate::follow;
use crate::house::House;
use crate::incident;
use crate::people::{choose_delivery, erase, hand_over};
use crate::transact::{Error, Happened, happened_before};
use domain::chat::{self, Decision, MessageAccounted, MessageBound, Part, Step};
use domain::{
    ChatId, Event, Side, TicketId, conversation, desk, incident as incident_fact, people, register,
    ticket,
};
use futures::StreamExt;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use store::bookmarks::{BookmarkError, Bookmarks};
use store::codec::{self, CodecError};
use store::port::{PAGE_MAX, Position, ReadError, Recorded, Revision};
use store::stream::Stream;
use thiserror::Error as ThisError;
use tracing::debug;

/// The name under which this reader's bookmark is kept.
pub const READER: &str = "reactions";
/// How many events are followed before the bookmark is moved.
const BOOKMARK_EVERY: usize = 200;

/// Why the reactions stopped. What was not followed is followed at the next start.
#[derive(Debug, ThisError)]
pub enum Failure {
    #[error("failed to follow the log")]
    Read(#[source] ReadError),
    #[error("failed to understand what is recorded")]
    Decode(#[source] CodecError),
    #[error(transparent)]
    Bookmark(#[from] BookmarkError),
    #[error("failed to follow an event into another stream")]
    Follow(#[source] Error<Infallible>),
    #[error("failed to complete an erasure")]
    Erase(#[source] erase::Failure),
}

/// Follows everything after the bookmark up to the present end of the log, and answers how many events that was.
///
/// # Errors
///
/// [`Failure`]; asking again goes on where it stopped.
pub async fn catch_up(house: &House, bookmarks: &dyn Bookmarks) -> Result<usize, Failure> {
    let mut bookmark = bookmarks.load(READER).await?;
    let mut count = 0;
    loop {
        let page = house.store.read_all(bookmark, PAGE_MAX).await.map_err(Failure::Read)?;
        let Some(last) = page.last().map(|it| it.position) else {
            return Ok(count);
        };
        for recorded in &page {
            react(house, recorded).await?;
        }
        count += page.len();
        bookmark = Some(last);
        bookmarks.save(READER, last).await?;
    }
}

/// How far the reactions came.
#[derive(Debug, Default)]
pub struct Reached(Mutex<Option<Position>>);

impl Reached {
    fn note(&self, position: Position) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(position);
    }

    /// The last event that was followed; none before the first.
    pub fn position(&self) -> Option<Position> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Saves it, so that a start after an orderly stop has nothing to go through again.
    ///
    /// # Errors
    ///
    /// [`BookmarkError`]; the next start goes on from the bookmark before.
    pub async fn save(&self, bookmarks: &dyn Bookmarks) -> Result<(), BookmarkError> {
        match self.position() {
            Some(position) => bookmarks.save(READER, position).await,
            None => Ok(()),
        }
    }
}

/// Follows the log from the bookmark on, for as long as it can be read.
///
/// # Errors
///
/// [`Failure`], always in the end: a log has no last event.
pub async fn run(
    house: &House,
    bookmarks: &dyn Bookmarks,
    reached: &Reached,
) -> Result<Infallible, Failure> {
    let bookmark = bookmarks.load(READER).await?;
    if let Some(position) = bookmark {
        reached.note(position);
    }
    let mut log = house.store.subscribe(bookmark).await.map_err(Failure::Read)?;
    let mut since = 0;
    while let Some(batch) = log.next().await {
        let batch = batch.map_err(Failure::Read)?;
        for recorded in &batch {
            react(house, recorded).await?;
        }
        since += batch.len();
        if let Some(last) = batch.last() {
            reached.note(last.position);
        }
        if since >= BOOKMARK_EVERY {
            reached.save(bookmarks).await?;
            since = 0;
        }
    }
    let ended = "the subscription ended without an error".into();
    Err(Failure::Read(ReadError { what: "the log".to_owned(), source: ended }))
}

async fn react(house: &House, recorded: &Recorded) -> Result<(), Failure> {
    if !may_concern(&recorded.event.kind) {
        return Ok(());
    }
    let house = &house.following(Some(recorded.position));
    let event = codec::decode(recorded).map_err(Failure::Decode)?;
    match (event, Stream::parse(&recorded.stream)) {
        (Event::Chat(event), Some(Stream::Chat(chat, month))) => {
            react_to_chat(house, (chat, month), recorded, event).await
        }
        (Event::Register(event), _) => {
            let happened = happened(house, recorded, event)?;
            let register::Event::Entered(entered) = &happened.event;
            follow::registered(house, entered, &happened).await.map_err(Failure::Follow)?;
            Ok(())
        }
        (Event::Ticket(event), Some(Stream::Ticket(id))) => {
            react_to_ticket(house, id, recorded, event).await
        }
        (Event::Desk(desk::Event::IncidentDeclared(it)), _) => {
            let happened = happened(house, recorded, desk::Event::IncidentDeclared(it.clone()))?;
            incident::declare::declared(house, &it, &happened).await.map_err(Failure::Follow)?;
            Ok(())
        }
        (Event::Incident(event), Some(Stream::Incident(id))) => {
            let happened = happened(house, recorded, event)?;
            if let incident_fact::Event::TicketLinked(it) = &happened.event {
                let told = incident::tell::linked(house, id, it, &happened).await;
                told.map_err(Failure::Follow)?;
            }
            Ok(())
        }
        (Event::Conversation(event), _) => {
            let happened = happened(house, recorded, event)?;
            if let conversation::Event::Started(it) = &happened.event {
                follow::asked(house, it, &happened).await.map_err(Failure::Follow)?;
            }
            Ok(())
        }
        (Event::Person(people::Event::Erased(_)), Some(Stream::Person(person))) => {
            erase::destroy_keys(house, person).await.map_err(Failure::Erase)?;
            Ok(())
        }
        (Event::Person(event @ people::Event::HandedOver(_)), Some(Stream::Person(person))) => {
            let happened = happened(house, recorded, event)?;
            hand_over::follow(house, person, &happened).await.map_err(Failure::Follow)?;
            Ok(())
        }
        (
            Event::Chat(_)
            | Event::Ticket(_)
            | Event::Client(_)
            | Event::Desk(_)
            | Event::Policy(_)
            | Event::Calendar(_)
            | Event::Intake(_)
            | Event::Incident(_)
            | Event::Person(_),
            _,
        ) => Ok(()),
    }
}

/// Kinds that something follows from; the others need not even be understood here.
fn may_concern(kind: &str) -> bool {
    matches!(
        kind,
        "chat.message_accounted"
            | "chat.message_bound"
            | "chat.notice_delivered"
            | "chat.decision_corrected"
            | "register.entered"
            | "ticket.merged"
            | "chat.notice_failed"
            | "person.erased"
            | "desk.incident_declared"
            | "incident.ticket_linked"
            | "person.handed_over"
            | "conversation.started"
    )
}

async fn react_to_chat(
    house: &House,
    (chat, month): (ChatId, String),
    recorded: &Recorded,
    event: chat::Event,
) -> Result<(), Failure> {
    let happened = happened(house, recorded, event)?;
    match &happened.event {
        chat::Event::MessageAccounted(_) => {
            tolerate(follow::accounted(house, chat, &happened).await)
        }
        chat::Event::NoticeDelivered(it) => {
            follow::delivered(house, chat, it, &happened).await.map_err(Failure::Follow)?;
            Ok(())
        }
        chat::Event::NoticeFailed(it) => {
            let caused = (&follow::cause_of(&happened), happened.occurred_at);
            let followed = choose_delivery::refused(house, chat, it, caused).await;
            followed.map_err(Failure::Follow)?;
            follow::failed(house, it, &happened).await.map_err(Failure::Follow)?;
            Ok(())
        }
        chat::Event::MessageBound(it) => bound(house, (chat, month), it, &happened).await,
        chat::Event::DecisionCorrected(_) => {
            let followed = follow_correction::follow(house, (chat, &month), &happened).await;
            followed.map(drop).map_err(Failure::Follow)
        }
        chat::Event::VisibilityChanged(_)
        | chat::Event::RightsChanged(_)
        | chat::Event::MemberJoined(_)
        | chat::Event::MemberLeft(_)
        | chat::Event::TopicLost(_)
        | chat::Event::TopicFound(_)
        | chat::Event::Renamed(_)
        | chat::Event::CoverageGap(_)
        | chat::Event::Migrated(_)
        | chat::Event::UpdateParked(_)
        | chat::Event::UnansweredNoted(_) => Ok(()),
    }
}

async fn react_to_ticket(
    house: &House,
    id: TicketId,
    recorded: &Recorded,
    event: ticket::Event,
) -> Result<(), Failure> {
    let happened = happened(house, recorded, event)?;
    let ticket::Event::Merged(it) = &happened.event else {
        return Ok(());
    };
    let stream = Stream::Ticket(id);
    let number = |ticket: &ticket::Ticket| ticket.life().map(|it| it.number.clone());
    let number = crate::transact::ask(house, &stream, number).await.map_err(Failure::Follow)?;
    match number {
        Some(number) => tolerate(follow::merged(house, (id, &number), it.into, &happened).await),
        None => Ok(()),
    }
}

/// Follows a binding of words that were seen before: they join the ticket as whose they are, at their own date.
///
/// # Errors
///
/// [`Failure`].
pub async fn bound(
    house: &House,
    (chat, month): (ChatId, String),
    it: &MessageBound,
    happened: &Happened<chat::Event>,
) -> Result<(), Failure> {
    let Some(ticket) = it.ticket else {
        return Ok(());
    };
    let stream = Stream::Chat(chat, month);
    let Some((accounted, texts, at)) = find(house, &stream, it).await? else {
        return Ok(());
    };
    let words = Happened { texts, occurred_at: at, ..happened.clone() };
    let step = match accounted.side {
        Side::Staff => Step::Answer,
        Side::Client => Step::Say,
    };
    let part = Part { ticket, step, relayed: false, conversation: None };
    tolerate(follow::step(house, chat, &part, &accounted, &words).await)
}

type Found = (MessageAccounted, domain::Texts, chrono::DateTime<chrono::Utc>);

async fn find(house: &House, stream: &Stream, it: &MessageBound) -> Result<Option<Found>, Failure> {
    let mut from = 0;
    loop {
        let page = house.store.read(&stream.name(), Revision(from), PAGE_MAX).await;
        let page = page.map_err(Failure::Read)?;
        for recorded in &page {
            let event = codec::decode(recorded).map_err(Failure::Decode)?;
            if let Event::Chat(chat::Event::MessageAccounted(accounted)) = event
                && accounted.message == it.message
                && matches!(accounted.decision, Decision::Which | Decision::Unanswered)
            {
                let found = happened(house, recorded, ())?;
                return Ok(Some((accounted, found.texts, found.occurred_at)));
            }
        }
        if page.len() < PAGE_MAX {
            return Ok(None);
        }
        from += PAGE_MAX as u64;
    }
}

fn happened<E>(house: &House, recorded: &Recorded, event: E) -> Result<Happened<E>, Failure> {
    happened_before(house, recorded, event).map_err(Failure::Follow)
}

/// A refusal by a ticket's rules is the end of a step and no failure: whoever asked was told, or can see.
fn tolerate<T, R: std::error::Error + 'static>(result: Result<T, Error<R>>) -> Result<(), Failure> {
    let refused = |rejection: R| debug!(%rejection, "a step was refused");
    match result {
        Ok(_) => Ok(()),
        Err(error) => follow::none_of(error, refused).map_err(Failure::Follow),
    }
}
