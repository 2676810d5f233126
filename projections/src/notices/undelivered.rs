//! Undelivered: words of staff that did not reach their client raise one alarm, which follows what becomes of them.

use super::of_ticket::Standing;
use super::{Card, Said, say};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::taken::Taken;
use crate::{relayed, routing};
use domain::MessageRef;
use domain::chat::Undeliverable;
use domain::notice::Kind;
use domain::ticket::ReplyFailed;

/// A new alarm, since an edit calls nobody; while one stands that calls the same person, that one is edited.
pub(super) fn failed(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    it: &ReplyFailed,
) -> Result<(), ViewError> {
    // Nobody misses what was erased.
    if it.why == Undeliverable::Pointless {
        return raise(batch, taken, standing);
    }
    let of = (batch.chat(it.of.chat)?, it.of.message);
    let Some(relayed) = relayed::of(batch.connection, of)? else { return Ok(()) };
    let card = batch.cards.get(&(standing.key.0, Kind::Undelivered))?;
    let stands = card.is_some_and(|it| !it.is_told_among_others());
    if stands && relayed::others_failed(batch.connection, standing.key, of, relayed)? {
        return raise(batch, taken, standing);
    }
    let chat = routing::group_of(batch, Some(standing.ticket))?;
    let card = Card::new(chat, standing.events, taken.position);
    batch.cards.put(&(standing.key.0, Kind::Undelivered), card)?;
    Ok(())
}

/// They are to be said again, as what they were.
pub(super) fn retried(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    of: MessageRef,
) -> Result<(), ViewError> {
    let key = (batch.chat(of.chat)?, of.message);
    if let Some(it) = relayed::of(batch.connection, key)? {
        let subject = (taken.name.clone(), it.revision);
        let said = standing.for_client(taken, it.kind, Some(key));
        say(batch, taken, Said { subject, ..said })?;
    }
    raise(batch, taken, standing)
}

/// They have arrived: whoever was alarmed is to know.
pub(super) fn delivered(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    of: MessageRef,
) -> Result<(), ViewError> {
    let key = (batch.chat(of.chat)?, of.message);
    match relayed::of(batch.connection, key)? {
        Some(it) if it.failed => raise(batch, taken, standing),
        Some(_) | None => Ok(()),
    }
}

fn raise(batch: &mut Batch<'_>, taken: &Taken, standing: &Standing) -> Result<(), ViewError> {
    // Whoever read it in one message with others sees at their own words that they have arrived.
    if let Some(card) = batch.cards.change(&(standing.key.0, Kind::Undelivered))?
        && !card.is_told_among_others()
    {
        card.want(standing.events, taken.position, None);
    }
    Ok(())
}
