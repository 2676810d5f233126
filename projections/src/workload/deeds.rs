//! Deeds: what did people do to a ticket, as far as work is counted?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::{PersonKey, TicketKey};
use crate::taken::Taken;
use crate::words::{Deed, Word, signed};
use domain::ticket::{self, Event as It};
use domain::{At, Event, MessageRef, PersonId, RequestType, Side, Visibility};
use rusqlite::{Connection, OptionalExtension, params};

/// What was done, by whom, and when.
struct Done {
    deed: Deed,
    at: At,
    by: Option<PersonKey>,
    request_type: Option<RequestType>,
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Ticket(event) = &taken.event else { return Ok(()) };
    let ticket = taken.ticket()?;
    let Some(key) = batch.tickets.get(&ticket)?.map(|it| it.key) else { return Ok(()) };
    let Some(done) = done(batch, taken, event)? else { return Ok(()) };
    let sql = "INSERT OR REPLACE INTO deeds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let row = params![
        key,
        signed(taken.revision.0),
        Word(done.at),
        Word(At::from(taken.recorded_at)),
        Word(done.deed),
        done.by,
        done.request_type.map(Word),
    ];
    batch.execute(sql, row)?;
    Ok(())
}

fn done(
    batch: &mut Batch<'_>,
    taken: &Taken,
    event: &ticket::Event,
) -> Result<Option<Done>, ViewError> {
    let done = |deed| Done { deed, at: taken.occurred_at.into(), by: None, request_type: None };
    Ok(Some(match event {
        It::Registered(it) => Done {
            at: it.reported_at.into(),
            request_type: it.request_type,
            ..done(Deed::Requested)
        },
        It::Assigned(it) => Done { by: Some(batch.person(it.agent)?), ..done(Deed::Assigned) },
        It::Unassigned(_) => done(Deed::Unassigned),
        It::MessageAdded(it) if is_seen_answer(it) => {
            Done { by: Some(batch.person(it.author)?), ..done(Deed::Answered) }
        }
        It::ReplyDelivered(it) => {
            Done { at: it.at.into(), by: author(batch, it.of)?, ..done(Deed::Answered) }
        }
        It::Resolved(_) => {
            let by = match taken.by {
                Some(by) => Some(batch.person(by)?),
                None => None,
            };
            Done { by, ..done(Deed::Resolved) }
        }
        It::Reopened(_) => done(Deed::Reopened),
        It::Closed(_) | It::Cancelled(_) => done(Deed::Closed),
        It::Reclassified(it) => Done { request_type: it.request_type, ..done(Deed::Classified) },
        It::MessageAdded(_)
        | It::MessageEdited(_)
        | It::DetailsChanged(_)
        | It::WorkStarted(_)
        | It::WaitingForClient(_)
        | It::OnHold(_)
        | It::Resumed(_)
        | It::Confirmed(_)
        | It::Linked(_)
        | It::Merged(_)
        | It::Rated(_)
        | It::AttachmentAdded(_)
        | It::FileSettled(_)
        | It::EvidenceDeleted(_)
        | It::Correction(_)
        | It::DataErased(_)
        | It::ClockBound(_)
        | It::Retargeted(_)
        | It::TakingShown(_)
        | It::WorkaroundGiven(_)
        | It::ThresholdPassed(_)
        | It::Breached(_)
        | It::Escalated(_)
        | It::EscalationExhausted(_)
        | It::EscalationAcknowledged(_)
        | It::VerdictCorrected(_)
        | It::MeasurementGap(_)
        | It::ReplyFailed(_)
        | It::ReplyRetried(_)
        | It::Disputed(_) => return Ok(None),
    }))
}

/// Words of staff that the client saw as they were written.
fn is_seen_answer(it: &ticket::MessageAdded) -> bool {
    it.side == Side::Staff && it.visibility == Visibility::Public && !it.relayed
}

fn author(batch: &mut Batch<'_>, message: MessageRef) -> rusqlite::Result<Option<PersonKey>> {
    let key = (batch.chat(message.chat)?, message.message);
    Ok(batch.messages.get(&key)?.and_then(|it| it.author))
}

/// Who had a ticket at an instant, as recorded by then, and what they are called.
pub(crate) fn assignee_at(
    connection: &Connection,
    ticket: TicketKey,
    at: At,
) -> rusqlite::Result<Option<(PersonId, String)>> {
    let sql = "SELECT d.deed, p.person, p.name FROM deeds d LEFT JOIN people p ON p.key = d.person \
               WHERE d.ticket = ?1 AND d.at <= ?2 AND d.recorded <= ?2 AND d.deed IN (?3, ?4) \
               ORDER BY d.at DESC, d.revision DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let (assigned, unassigned) = (Word(Deed::Assigned), Word(Deed::Unassigned));
    let read = |row: &rusqlite::Row<'_>| match row.get::<_, Word<Deed>>(0)?.0 {
        Deed::Assigned => Ok(Some((row.get::<_, Word<PersonId>>(1)?.0, row.get(2)?))),
        _ => Ok(None),
    };
    let params = params![ticket, Word(at), assigned, unassigned];
    Ok(statement.query_row(params, read).optional()?.flatten())
}
