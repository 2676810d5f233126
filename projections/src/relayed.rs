//! Relayed: which words of staff have reached their client, which not yet, and which could not?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::{ChatKey, PersonKey, TicketKey};
use crate::rows::{DeliveryRow, DeliveryState};
use crate::taken::Taken;
use crate::words::{Parsed, Word, counted, signed};
use chrono::{DateTime, Utc};
use domain::notice::Kind;
use domain::ticket::Event as TicketEvent;
use domain::{Event, MessageId, MessageRef, PersonId, TicketId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use store::port::Revision;

/// The rule under which a staff member's message is a question to the client.
pub(crate) const QUESTION_RULE: &str = "question";

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Ticket(event) = &taken.event else { return Ok(()) };
    match event {
        TicketEvent::MessageAdded(it) if it.relayed => {
            let question = it.rule.as_str() == QUESTION_RULE;
            let kind = if question { Kind::Question } else { Kind::Answer };
            said(batch, taken, it.message, (kind, Some(it.author)))
        }
        TicketEvent::Resolved(it) => match it.message.filter(|_| it.relayed) {
            Some(message) => said(batch, taken, message, (Kind::Resolution, taken.by)),
            None => Ok(()),
        },
        TicketEvent::ReplyDelivered(it) => {
            let sql =
                "UPDATE relayed SET delivered = ?3, why = NULL WHERE chat = ?1 AND message = ?2";
            change(batch, it.of, sql, Word(it.at))
        }
        TicketEvent::ReplyFailed(it) => {
            let sql = "UPDATE relayed SET why = ?3 WHERE chat = ?1 AND message = ?2";
            change(batch, it.of, sql, Word(it.why))?;
            let sql = "UPDATE relayed SET failed = ?3 WHERE chat = ?1 AND message = ?2";
            change(batch, it.of, sql, Word(taken.occurred_at))
        }
        TicketEvent::ReplyRetried(it) => {
            let chat = batch.chat(it.of.chat)?;
            let sql = "UPDATE relayed SET why = NULL WHERE chat = ?1 AND message = ?2";
            batch.execute(sql, params![chat, it.of.message.0])?;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn said(
    batch: &mut Batch<'_>,
    taken: &Taken,
    of: MessageRef,
    (kind, author): (Kind, Option<PersonId>),
) -> Result<(), ViewError> {
    let Some(ticket) = batch.tickets.get(&taken.ticket()?)?.map(|it| it.key) else {
        return Ok(());
    };
    let chat = batch.chat(of.chat)?;
    let author = match author {
        Some(author) => Some(batch.person(author)?),
        None => None,
    };
    let sql =
        "INSERT OR REPLACE INTO relayed VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL, NULL)";
    let revision = signed(taken.revision.0);
    let row =
        params![chat, of.message.0, ticket, Word(kind), revision, author, Word(taken.occurred_at)];
    batch.execute(sql, row)?;
    Ok(())
}

fn change(
    batch: &mut Batch<'_>,
    of: MessageRef,
    sql: &str,
    to: impl rusqlite::ToSql,
) -> Result<(), ViewError> {
    let chat = batch.chat(of.chat)?;
    batch.execute(sql, params![chat, of.message.0, to])?;
    Ok(())
}

/// What the notices ask of one message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relayed {
    pub(crate) kind: Kind,
    /// Where it stands in its ticket's stream.
    pub(crate) revision: Revision,
    author: Option<PersonKey>,
    /// Whether it has ever failed.
    pub(crate) failed: bool,
}

pub(crate) fn of(
    connection: &Connection,
    (chat, message): (ChatKey, MessageId),
) -> rusqlite::Result<Option<Relayed>> {
    let sql = "SELECT kind, revision, author, failed IS NOT NULL FROM relayed \
               WHERE chat = ?1 AND message = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        Ok(Relayed {
            kind: row.get::<_, Word<_>>(0)?.0,
            revision: Revision(counted(row.get(1)?)?),
            author: row.get(2)?,
            failed: row.get(3)?,
        })
    };
    statement.query_row(params![chat, message.0], read).optional()
}

/// Whether other words of the same author in a ticket are known to have failed, and are not on their way again.
pub(crate) fn others_failed(
    connection: &Connection,
    ticket: TicketKey,
    (chat, message): (ChatKey, MessageId),
    relayed: Relayed,
) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM relayed WHERE ticket = ?1 AND author IS ?2 \
               AND why IS NOT NULL AND delivered IS NULL AND NOT (chat = ?3 AND message = ?4))";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row(params![ticket, relayed.author, chat, message.0], |row| row.get(0))
}

/// What staff have said to the client of a ticket from elsewhere, in that order.
pub(crate) fn deliveries(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Vec<DeliveryRow>> {
    let sql = "SELECT h.chat, r.message, p.person, r.kind, r.said, r.delivered, r.failed, r.why \
               FROM relayed r JOIN tickets t ON t.key = r.ticket JOIN chats h ON h.key = r.chat \
               LEFT JOIN people p ON p.key = r.author WHERE t.ticket = ?1 ORDER BY r.revision";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([Word(ticket.0)], row)?.collect()
}

fn row(row: &Row<'_>) -> rusqlite::Result<DeliveryRow> {
    let instant = |it: Option<Word<DateTime<Utc>>>| it.map(|it| it.0);
    let failed = instant(row.get(6)?);
    let why = row.get::<_, Option<Word<_>>>(7)?.map(|it| it.0);
    let state = match (instant(row.get(5)?), why, failed) {
        (Some(at), _, _) => DeliveryState::Delivered { at },
        (None, Some(why), Some(at)) => DeliveryState::Failed { why, at },
        (None, Some(_) | None, _) => DeliveryState::Waiting,
    };
    Ok(DeliveryRow {
        of: MessageRef { chat: row.get::<_, Parsed<_>>(0)?.0, message: MessageId(row.get(1)?) },
        author: row.get::<_, Option<Word<PersonId>>>(2)?.map(|it| it.0),
        kind: row.get::<_, Word<_>>(3)?.0,
        said: row.get::<_, Word<_>>(4)?.0,
        has_failed: failed.is_some(),
        state,
    })
}
