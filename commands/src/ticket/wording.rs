//! Wording: what does a message of a ticket say, as far as is recorded?

use crate::house::House;
use crate::transact::Error;
use domain::ticket::Event as TicketEvent;
use domain::{Event, Field, MessageRef, TicketId};
use std::convert::Infallible;
use store::codec;
use store::port::{PAGE_MAX, Revision};
use store::stream::Stream;

/// The newest words of a message of a ticket, empty where it has none or they were erased; `None` if the message is no
/// part of the ticket.
///
/// # Errors
///
/// Failures as in [`crate::transact::transact`].
pub async fn of(
    house: &House,
    ticket: TicketId,
    message: MessageRef,
) -> Result<Option<String>, Error<Infallible>> {
    let name = Stream::Ticket(ticket).name();
    let (mut from, mut words) = (0, None);
    loop {
        let page = house.store.read(&name, Revision(from), PAGE_MAX).await.map_err(Error::Read)?;
        for recorded in &page {
            let event = codec::decode(recorded).map_err(Error::Decode)?;
            if let Event::Ticket(event) = event
                && let Some(field) = words_in(&event, message)
            {
                let texts = house.vault.open(recorded).map_err(Error::Vault)?;
                words = Some(texts.get(field).unwrap_or_default().to_owned());
            }
        }
        if page.len() < PAGE_MAX {
            return Ok(words);
        }
        from += PAGE_MAX as u64;
    }
}

/// Where an event holds the words of a message, if it does.
fn words_in(event: &TicketEvent, message: MessageRef) -> Option<Field> {
    let (of, field) = match event {
        TicketEvent::Registered(it) => (it.source?, Field::Body),
        TicketEvent::MessageAdded(it) => (it.message, Field::Body),
        TicketEvent::MessageEdited(it) => (it.message, Field::Body),
        TicketEvent::Resolved(it) => (it.message?, Field::Body),
        TicketEvent::Reopened(it) => (it.message?, Field::Reason),
        TicketEvent::ReplyDelivered(_)
        | TicketEvent::DetailsChanged(_)
        | TicketEvent::Reclassified(_)
        | TicketEvent::Assigned(_)
        | TicketEvent::Unassigned(_)
        | TicketEvent::WorkStarted(_)
        | TicketEvent::WaitingForClient(_)
        | TicketEvent::OnHold(_)
        | TicketEvent::Resumed(_)
        | TicketEvent::Confirmed(_)
        | TicketEvent::Closed(_)
        | TicketEvent::Cancelled(_)
        | TicketEvent::Linked(_)
        | TicketEvent::Merged(_)
        | TicketEvent::Rated(_)
        | TicketEvent::AttachmentAdded(_)
        | TicketEvent::FileSettled(_)
        | TicketEvent::EvidenceDeleted(_)
        | TicketEvent::Correction(_)
        | TicketEvent::DataErased(_)
        | TicketEvent::ClockBound(_)
        | TicketEvent::Retargeted(_)
        | TicketEvent::TakingShown(_)
        | TicketEvent::WorkaroundGiven(_)
        | TicketEvent::ThresholdPassed(_)
        | TicketEvent::Breached(_)
        | TicketEvent::Escalated(_)
        | TicketEvent::EscalationExhausted(_)
        | TicketEvent::EscalationAcknowledged(_)
        | TicketEvent::VerdictCorrected(_)
        | TicketEvent::MeasurementGap(_)
        | TicketEvent::ReplyFailed(_)
        | TicketEvent::ReplyRetried(_)
        | TicketEvent::Disputed(_) => return None,
    };
    (of == message).then_some(field)
}
