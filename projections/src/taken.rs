//! What does a recorded event say, with the private texts that a view needs?

use crate::error::ViewError;
use chrono::{DateTime, Utc};
use domain::{
    Actor, ChatId, ClientId, ConversationId, Event, IncidentId, PersonId, Slug, Texts, TicketId,
};
use domain::{chat, client, desk, incident, people, ticket};
use store::codec;
use store::port::{EventId, Position, Recorded, Revision, StreamName};
use store::stream::Stream;
use store::vault::Vault;

/// An event on its way into the views.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) position: Position,
    pub(crate) name: StreamName,
    pub(crate) revision: Revision,
    pub(crate) id: EventId,
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) recorded_at: DateTime<Utc>,
    /// The person who did it, if one did.
    pub(crate) by: Option<PersonId>,
    pub(crate) event: Event,
    pub(crate) texts: Texts,
    stream: Option<Stream>,
}

impl Taken {
    /// Reads an event, and opens its texts if a view shows them.
    pub(crate) fn read(recorded: &Recorded, vault: &Vault) -> Result<Self, ViewError> {
        let event = codec::decode(recorded)?;
        let texts = if shows_texts(&event) { vault.open(recorded)? } else { Texts::default() };
        Ok(Self {
            position: recorded.position,
            name: recorded.stream.clone(),
            revision: recorded.revision,
            id: recorded.event.id,
            occurred_at: recorded.event.occurred_at,
            recorded_at: recorded.recorded_at,
            by: Actor::parse(&recorded.event.actor).and_then(Actor::person),
            event,
            texts,
            stream: Stream::parse(&recorded.stream),
        })
    }

    pub(crate) fn chat(&self) -> Result<ChatId, ViewError> {
        match &self.stream {
            Some(Stream::Chat(chat, _)) => Ok(*chat),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn incident(&self) -> Result<IncidentId, ViewError> {
        match self.stream {
            Some(Stream::Incident(incident)) => Ok(incident),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn ticket(&self) -> Result<TicketId, ViewError> {
        match self.stream {
            Some(Stream::Ticket(ticket)) => Ok(ticket),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn client(&self) -> Result<ClientId, ViewError> {
        match self.stream {
            Some(Stream::Client(client)) => Ok(client),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn conversation(&self) -> Result<ConversationId, ViewError> {
        match self.stream {
            Some(Stream::Conversation(conversation)) => Ok(conversation),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn person(&self) -> Result<PersonId, ViewError> {
        match self.stream {
            Some(Stream::Person(person)) => Ok(person),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn policy(&self) -> Result<&Slug, ViewError> {
        match &self.stream {
            Some(Stream::Policy(policy)) => Ok(policy),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn calendar(&self) -> Result<&Slug, ViewError> {
        match &self.stream {
            Some(Stream::Calendar(calendar)) => Ok(calendar),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn intake(&self) -> Result<&Slug, ViewError> {
        match &self.stream {
            Some(Stream::Intake(intake)) => Ok(intake),
            _ => Err(self.misplaced()),
        }
    }

    pub(crate) fn misplaced(&self) -> ViewError {
        let kind = codec::kind_of(&self.event).0.to_owned();
        ViewError::Misplaced { kind, stream: self.name.clone() }
    }
}

/// Opening costs more than reading: only what some view shows is opened.
fn shows_texts(event: &Event) -> bool {
    match event {
        Event::Ticket(it) => matches!(
            it,
            ticket::Event::Registered(_)
                | ticket::Event::MessageEdited(_)
                | ticket::Event::DetailsChanged(_)
        ),
        Event::Client(it) => {
            matches!(
                it,
                client::Event::Registered(_)
                    | client::Event::Renamed(_)
                    | client::Event::InviteAsked(_)
                    | client::Event::InviteMade(_)
                    | client::Event::LinkClaimed(_)
            )
        }
        Event::Person(it) => matches!(it, people::Event::Seen(_)),
        Event::Incident(it) => {
            matches!(it, incident::Event::Declared(_) | incident::Event::Drafted(_))
        }
        Event::Desk(it) => {
            matches!(
                it,
                desk::Event::TeamSet(_)
                    | desk::Event::SetUpAsked(_)
                    | desk::Event::ReplyKept(_)
                    | desk::Event::LinkClaimed(_)
            )
        }
        Event::Chat(it) => matches!(it, chat::Event::Renamed(_)),
        Event::Register(_)
        | Event::Conversation(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_) => false,
    }
}
