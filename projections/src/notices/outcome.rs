//! Outcome: the message that told of a resolution is edited once that is over, so that nobody presses what is of no use.

use super::cards::Card;
use super::of_ticket::Standing;
use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::taken::Taken;
use domain::chat::NoticeDelivered;
use domain::notice::Kind;
use domain::ticket::Status;
use store::port::{Revision, StreamName};

/// A resolution was told: from now on it is known where.
///
/// * `subject`: the resolution itself.
pub(super) fn begin(
    batch: &mut Batch<'_>,
    taken: &Taken,
    it: &NoticeDelivered,
    (chat, subject): (ChatKey, (StreamName, Revision)),
) -> Result<(), ViewError> {
    let Some(ticket) = it.ticket else { return Ok(()) };
    let Some(row) = batch.tickets.get(&ticket)? else { return Ok(()) };
    // It may be over before it was told.
    let is_over = row.status != Status::Resolved;
    let (key, events) = ((row.key.0, Kind::Outcome), row.events);
    let mut card = Card::new(Some(chat), events + u64::from(is_over), taken.position);
    (card.message, card.shown, card.subject) = (Some(it.message), events, Some(subject));
    batch.cards.put(&key, card)?;
    Ok(())
}

/// What was resolved is closed, or open again.
pub(super) fn raise(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
) -> Result<(), ViewError> {
    if let Some(card) = batch.cards.change(&(standing.key.0, Kind::Outcome))? {
        card.want(standing.events, taken.position, None);
    }
    Ok(())
}
