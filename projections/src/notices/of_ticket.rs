//! What does a ticket's event call for?

use super::{
    Said, cards, of_time, outcome, rating, say, tell_agent, tell_person, tell_staff, undelivered,
};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::{ChatKey, TicketKey};
use crate::relayed::QUESTION_RULE;
use crate::taken::Taken;
use domain::notice::Kind;
use domain::ticket::{self, Assignment, Status};
use domain::{Awaits, Channel, MessageId, PersonId, Side, TicketId, Visibility};

/// What the notices of a ticket ask of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) ticket: TicketId,
    pub(super) key: TicketKey,
    pub(super) chat: ChatKey,
    thread: Option<i64>,
    status: Status,
    pub(super) events: u64,
    last_words: Option<MessageId>,
}

pub(super) fn take_in(
    batch: &mut Batch<'_>,
    taken: &Taken,
    event: &ticket::Event,
) -> Result<(), ViewError> {
    let ticket = taken.ticket()?;
    let Some(standing) = standing(batch, ticket)? else { return Ok(()) };
    of_time::take_in(batch, taken, &standing, event)?;
    match event {
        // An import says nothing in two hundred groups: boards show it, and staff hear of all of it at once.
        ticket::Event::Registered(it) if it.channel == Channel::Import => {
            cards::sleep(batch, taken, &standing)
        }
        ticket::Event::Registered(_) => {
            say(batch, taken, standing.for_client(taken, Kind::Receipt, None))?;
            cards::begin(batch, taken, &standing)
        }
        ticket::Event::MessageAdded(it) => message_added(batch, taken, &standing, it),
        ticket::Event::Resolved(it) => {
            let of = match it.message.filter(|_| it.relayed) {
                Some(of) => Some((batch.chat(of.chat)?, of.message)),
                None => None,
            };
            // Of an incident that is over, its group was told by one announcement for all.
            if !announced(batch, it)? {
                say(batch, taken, standing.for_client(taken, Kind::Resolution, of))?;
            }
            cards::raise_after_words(batch, taken, &standing)
        }
        ticket::Event::Reopened(_) => {
            tell_agent(batch, taken, Kind::ReopenedWords, ticket)?;
            outcome::raise(batch, taken, &standing)?;
            cards::raise(batch, taken, &standing)
        }
        ticket::Event::Disputed(_) => {
            tell_agent(batch, taken, Kind::ReopenedWords, ticket)?;
            cards::raise_for_staff(batch, taken, &standing)
        }
        ticket::Event::MessageEdited(it) => {
            let key = (batch.chat(it.message.chat)?, it.message.message);
            let side = batch.messages.get(&key)?.and_then(|it| it.side);
            if side == Some(Side::Client) {
                tell_agent(batch, taken, Kind::ClientWords, ticket)?;
            }
            let source = batch.tickets.get(&ticket)?.and_then(|it| it.source);
            if source == Some(key) { cards::raise(batch, taken, &standing) } else { Ok(()) }
        }
        ticket::Event::Assigned(it) => {
            if it.how == Assignment::Taken && of_time::taking_responds(batch, &standing)? {
                say(batch, taken, standing.for_client(taken, Kind::Taken, None))?;
            }
            // One that was imported with whoever works on it was handed over by nobody.
            let imported = taken.by.is_none() && cards::is_asleep(batch, &standing)?;
            if it.how == Assignment::Given && !imported {
                tell_staff(batch, taken, Kind::HandedOver, Some(ticket))?;
            }
            cards::raise_on_card(batch, taken, &standing)
        }
        ticket::Event::Closed(it) => {
            outcome::raise(batch, taken, &standing)?;
            rating::ask(batch, taken, &standing, it.how)?;
            cards::raise(batch, taken, &standing)
        }
        ticket::Event::Cancelled(_) => {
            outcome::raise(batch, taken, &standing)?;
            cards::raise(batch, taken, &standing)
        }
        ticket::Event::Unassigned(it) => {
            by_colleague(batch, taken, &standing, Some(it.agent))?;
            cards::raise_on_card(batch, taken, &standing)
        }
        ticket::Event::OnHold(_) => {
            let assignee = batch.tickets.get(&ticket)?.and_then(|it| it.assignee);
            let agent = assignee.map(|it| batch.person_of(it)).transpose()?.flatten();
            by_colleague(batch, taken, &standing, agent)?;
            cards::raise(batch, taken, &standing)
        }
        ticket::Event::WorkStarted(_) => cards::raise_on_card(batch, taken, &standing),
        ticket::Event::DetailsChanged(_)
        | ticket::Event::Reclassified(_)
        // Who must act is never shown wrong, though a question has just said so.
        | ticket::Event::WaitingForClient(_)
        | ticket::Event::Resumed(_)
        | ticket::Event::Merged(_)
        | ticket::Event::AttachmentAdded(_)
        // What was erased must go from the cards as well.
        | ticket::Event::DataErased(_)
        | ticket::Event::Retargeted(_) => cards::raise(batch, taken, &standing),
        // Only staff are shown how clocks stand.
        ticket::Event::ClockBound(_)
        | ticket::Event::WorkaroundGiven(_)
        | ticket::Event::ThresholdPassed(_)
        | ticket::Event::Escalated(_)
        | ticket::Event::EscalationExhausted(_)
        | ticket::Event::EscalationAcknowledged(_)
        | ticket::Event::VerdictCorrected(_)
        | ticket::Event::MeasurementGap(_)
        | ticket::Event::Linked(_) => cards::raise_for_staff(batch, taken, &standing),
        // The client is shown deadlines where the policy says so.
        ticket::Event::ReplyDelivered(it) => {
            undelivered::delivered(batch, taken, &standing, it.of)?;
            of_time::raise(batch, taken, &standing)
        }
        ticket::Event::ReplyFailed(it) => undelivered::failed(batch, taken, &standing, it),
        ticket::Event::ReplyRetried(it) => undelivered::retried(batch, taken, &standing, it.of),
        ticket::Event::Breached(_) | ticket::Event::TakingShown(_) => of_time::raise(batch, taken, &standing),
        // A card shows nothing of these.
        ticket::Event::Confirmed(_)
        | ticket::Event::Rated(_)
        | ticket::Event::FileSettled(_)
        | ticket::Event::EvidenceDeleted(_)
        | ticket::Event::Correction(_) => Ok(()),
    }
}

/// Whoever has a ticket learns what somebody else has done to it; of one's own doing nobody is told.
fn by_colleague(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    agent: Option<PersonId>,
) -> Result<(), ViewError> {
    match agent.filter(|it| taken.by.is_some_and(|by| by != *it)) {
        Some(agent) => tell_person(batch, taken, Kind::ByColleague, (agent, standing.ticket)),
        None => Ok(()),
    }
}

fn standing(batch: &mut Batch<'_>, ticket: TicketId) -> Result<Option<Standing>, ViewError> {
    let row = batch.tickets.get(&ticket)?;
    Ok(row.map(|it| Standing {
        ticket,
        key: it.key,
        chat: it.chat,
        thread: it.thread,
        status: it.status,
        events: it.events,
        last_words: it.last_words,
    }))
}

/// What the staff's card shows has changed, though nothing has happened to the ticket itself.
pub(super) fn raise_card(
    batch: &mut Batch<'_>,
    taken: &Taken,
    ticket: TicketId,
) -> Result<(), ViewError> {
    match standing(batch, ticket)? {
        Some(standing) => cards::raise_for_staff(batch, taken, &standing),
        None => Ok(()),
    }
}

/// Whether the client has read what was done in an announcement.
fn announced(batch: &mut Batch<'_>, it: &ticket::Resolved) -> Result<bool, ViewError> {
    let Some(at) = it.message.filter(|_| !it.relayed) else { return Ok(false) };
    let key = (batch.chat(at.chat)?, at.message);
    Ok(batch.messages.get(&key)?.is_some_and(|it| it.notice == Some(Kind::Announcement)))
}

impl Standing {
    pub(super) fn is_resolved(&self) -> bool {
        self.status == Status::Resolved
    }

    /// Something to be said to the client, in reply to their last words.
    pub(super) fn for_client(
        self,
        taken: &Taken,
        kind: Kind,
        of: Option<(ChatKey, MessageId)>,
    ) -> Said {
        Said {
            thread: self.thread,
            ticket: Some(self.ticket),
            reply_to: self.last_words,
            of,
            ..Said::new(taken, kind, self.chat)
        }
    }
}

fn message_added(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    it: &ticket::MessageAdded,
) -> Result<(), ViewError> {
    match (it.side, it.visibility) {
        (Side::Staff, Visibility::Public) if it.relayed => {
            let question = it.rule.as_str() == QUESTION_RULE;
            let kind = if question { Kind::Question } else { Kind::Answer };
            let of = (batch.chat(it.message.chat)?, it.message.message);
            say(batch, taken, standing.for_client(taken, kind, Some(of)))?;
        }
        (Side::Client, Visibility::Public) => {
            tell_agent(batch, taken, Kind::ClientWords, standing.ticket)?;
            // Words that want an answer and would get none: the ticket is over.
            if !standing.status.is_open() && it.awaits == Awaits::Answer {
                say(batch, taken, standing.for_client(taken, Kind::ReopenOffer, None))?;
            }
        }
        (Side::Client | Side::Staff, Visibility::Public | Visibility::Internal) => (),
    }
    if !it.attachments.is_empty() {
        return cards::raise(batch, taken, standing);
    }
    match it.visibility {
        Visibility::Public if !it.relayed => of_time::raise(batch, taken, standing),
        Visibility::Public | Visibility::Internal => Ok(()),
    }
}
