//! History: what has happened to a ticket, by whom, and where was it said?
//!
//! Read from the ticket's own stream, which is the truth; the views only say which stream that is.

use crate::{App, Problem};
use domain::along::Along;
use domain::policy::Whom;
use domain::ticket::Event;
use domain::{Actor, Field, MessageRef, PersonId, Texts, TicketId};
use std::collections::{BTreeMap, BTreeSet};
use store::codec::{self, CodecError};
use store::port::{Recorded, Revision};
use store::stream::Stream;
use store::vault::{Vault, VaultError};
use thiserror::Error;

/// One event of a ticket with its private texts, as far as they were not erased.
pub(crate) struct Entry {
    pub(crate) recorded: Recorded,
    pub(crate) event: Event,
    pub(crate) actor: Actor,
    pub(crate) texts: Texts,
}

/// A piece of a history.
pub(crate) struct Page {
    pub(crate) entries: Vec<Entry>,
    /// The revision to go on after; `None` at the end.
    pub(crate) next: Option<u64>,
}

#[derive(Debug, Error)]
enum Unreadable {
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("a ticket's stream holds {0}, which is no event of a ticket")]
    Foreign(String),
    #[error("an event of a ticket bears an actor that nobody is")]
    Actor,
}

/// The events of a ticket after a revision (from the first one if `None`), at most `limit`.
pub(crate) async fn read(
    app: &App,
    ticket: TicketId,
    after: Option<u64>,
    limit: usize,
) -> Result<Page, Problem> {
    let from = after.map_or(0, |it| it.saturating_add(1));
    let stream = Stream::Ticket(ticket).name();
    // One more than asked tells whether there is a next page.
    let read = app.api.store.read(&stream, Revision(from), limit + 1).await;
    let mut recorded = read.map_err(|it| Problem::ours(&it))?;
    let is_cut = recorded.len() > limit;
    recorded.truncate(limit);
    let next = recorded.last().filter(|_| is_cut).map(|it| it.revision.0);
    let vault = app.api.vault.clone();
    let open = move || recorded.into_iter().map(|it| Entry::open(&vault, it)).collect();
    let opened: Result<Vec<_>, _> =
        tokio::task::spawn_blocking(open).await.map_err(|it| Problem::ours(&it))?;
    Ok(Page { entries: opened.map_err(|it: Unreadable| Problem::ours(&it))?, next })
}

impl Entry {
    fn open(vault: &Vault, recorded: Recorded) -> Result<Self, Unreadable> {
        let domain::Event::Ticket(event) = codec::decode(&recorded)? else {
            return Err(Unreadable::Foreign(recorded.event.kind.to_string()));
        };
        let actor = Actor::parse(&recorded.event.actor).ok_or(Unreadable::Actor)?;
        let texts = vault.open(&recorded)?;
        Ok(Self { recorded, event, actor, texts })
    }

    /// The message in which it was said or done, if it was one.
    pub(crate) fn message(&self) -> Option<MessageRef> {
        match &self.event {
            Event::Registered(it) => it.source,
            Event::MessageAdded(it) => Some(it.message),
            Event::ReplyDelivered(it) => Some(it.delivered),
            Event::MessageEdited(it) => Some(it.message),
            Event::WaitingForClient(it) => Some(it.question),
            Event::Resolved(it) => it.message,
            Event::Reopened(it) => it.message,
            Event::AttachmentAdded(it) => Some(it.message),
            Event::TakingShown(it) => Some(it.message),
            Event::EvidenceDeleted(it) => Some(it.message),
            Event::ReplyFailed(it) => Some(it.of),
            Event::ReplyRetried(it) => Some(it.of),
            Event::DetailsChanged(_)
            | Event::Reclassified(_)
            | Event::Assigned(_)
            | Event::Unassigned(_)
            | Event::WorkStarted(_)
            | Event::OnHold(_)
            | Event::Resumed(_)
            | Event::Confirmed(_)
            | Event::Closed(_)
            | Event::Cancelled(_)
            | Event::Linked(_)
            | Event::Merged(_)
            | Event::Rated(_)
            | Event::Correction(_)
            | Event::FileSettled(_)
            | Event::DataErased(_)
            | Event::ClockBound(_)
            | Event::Retargeted(_)
            | Event::WorkaroundGiven(_)
            | Event::ThresholdPassed(_)
            | Event::Breached(_)
            | Event::Escalated(_)
            | Event::EscalationExhausted(_)
            | Event::EscalationAcknowledged(_)
            | Event::VerdictCorrected(_)
            | Event::MeasurementGap(_)
            | Event::Disputed(_) => None,
        }
    }

    /// The texts that a reader of the ticket may see: what was said, not who it was or where files are kept.
    pub(crate) fn shown_texts(&self) -> impl Iterator<Item = (Field, &str)> {
        self.texts.0.iter().filter(|it| is_shown(it.0)).map(|it| (it.0, it.1.as_str()))
    }

    /// Whose words the message quotes, or brings from elsewhere.
    fn quoted(&self) -> impl Iterator<Item = PersonId> {
        let Along { quote, origin, .. } = Along::of(&self.texts);
        let of_quote = quote.map(|it| [it.person, it.origin.and_then(|it| it.person)]);
        of_quote.into_iter().flatten().chain([origin.and_then(|it| it.person)]).flatten()
    }

    /// Whom the event names besides its actor.
    fn people(&self) -> Vec<PersonId> {
        match &self.event {
            Event::Registered(it) => vec![it.requester, it.registered_by],
            Event::MessageAdded(it) => vec![it.author],
            Event::Assigned(it) => vec![it.agent],
            Event::Unassigned(it) => vec![it.agent],
            Event::DataErased(it) => vec![it.person],
            Event::Escalated(it) => {
                let person = |it: &Whom| match it {
                    Whom::Person(person) => Some(*person),
                    Whom::Role(_)
                    | Whom::Team(_)
                    | Whom::Rota(_)
                    | Whom::Assignee
                    | Whom::Responsible
                    | Whom::Duty => None,
                };
                it.notify.iter().filter_map(person).collect()
            }
            Event::EscalationAcknowledged(it) => vec![it.by],
            Event::Disputed(it) => vec![it.by],
            Event::VerdictCorrected(it) => it.approved_by.clone(),
            Event::ReplyDelivered(_)
            | Event::MessageEdited(_)
            | Event::DetailsChanged(_)
            | Event::Reclassified(_)
            | Event::WorkStarted(_)
            | Event::WaitingForClient(_)
            | Event::OnHold(_)
            | Event::Resumed(_)
            | Event::Resolved(_)
            | Event::Confirmed(_)
            | Event::Reopened(_)
            | Event::Closed(_)
            | Event::Cancelled(_)
            | Event::Linked(_)
            | Event::Merged(_)
            | Event::Rated(_)
            | Event::AttachmentAdded(_)
            | Event::FileSettled(_)
            | Event::EvidenceDeleted(_)
            | Event::Correction(_)
            | Event::TakingShown(_)
            | Event::ClockBound(_)
            | Event::Retargeted(_)
            | Event::WorkaroundGiven(_)
            | Event::ThresholdPassed(_)
            | Event::Breached(_)
            | Event::EscalationExhausted(_)
            | Event::MeasurementGap(_)
            | Event::ReplyFailed(_)
            | Event::ReplyRetried(_) => Vec::new(),
        }
    }
}

fn is_shown(field: Field) -> bool {
    match field {
        Field::Body
        | Field::Reason
        | Field::FileName
        | Field::OutsideNumber
        | Field::Quote
        | Field::Origin
        | Field::Content => true,
        Field::Name
        | Field::Handle
        | Field::TelegramId
        | Field::Phone
        | Field::FileId
        | Field::FileHash
        | Field::Raw
        | Field::Site
        | Field::Workplace
        | Field::Link => false,
    }
}

/// The names of people, as far as they were not erased.
pub(crate) struct Names(BTreeMap<PersonId, String>);

impl Names {
    /// The names of all whom these entries speak of.
    pub(crate) async fn of(app: &App, entries: &[Entry]) -> Result<Self, Problem> {
        let people: BTreeSet<PersonId> = entries
            .iter()
            .flat_map(|it| it.people().into_iter().chain(it.actor.person()).chain(it.quoted()))
            .collect();
        let names = app.ask(move |views| {
            let mut names = BTreeMap::new();
            for person in people {
                if let Some(row) = views.person(person)? {
                    names.insert(person, row.name);
                }
            }
            Ok(names)
        });
        names.await.map(Self)
    }

    /// A person's name; empty where it is not known, or no longer.
    pub(crate) fn get(&self, person: PersonId) -> &str {
        self.0.get(&person).map_or("", String::as_str)
    }
}
