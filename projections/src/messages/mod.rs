//! Messages: what is each message of a chat part of, and how is it accounted for?

mod row;

pub(crate) use row::{Conversation, Message};

use crate::batch::Batch;
use crate::chats;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::ChatKey;
use crate::rows::{Accounting, AskedRow, MessageBelongs, MessageRow};
use crate::taken::Taken;
use crate::words::{Filed, Parsed, Word, capped, counted};
use domain::chat::{self, Decision, MessageAccounted, NoticeDelivered};
use domain::conversation;
use domain::notice::Kind;
use domain::{
    ChatId, ConversationId, Event, MessageId, MessageRef, PersonId, Side, Visibility, ticket,
};
use rusqlite::{Connection, OptionalExtension, params};

/// The rule under which one note is part of all that was handed over with it.
const HANDED_OVER_RULE: &str = "handed_over";

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Chat(chat::Event::MessageAccounted(it)) => accounted(batch, taken, it),
        Event::Chat(chat::Event::MessageBound(it)) => {
            let at = MessageRef { chat: taken.chat()?, message: it.message };
            let filed = if it.ticket.is_some() { Filed::Part } else { Filed::Skipped };
            file(batch, at, filed, |message| message.ticket = it.ticket)
        }
        Event::Chat(chat::Event::DecisionCorrected(it)) => {
            let at = MessageRef { chat: taken.chat()?, message: it.message };
            let filed = match &it.to {
                Decision::Register(_) => Filed::Registered,
                Decision::Part(_) => Filed::Part,
                Decision::Skipped => Filed::Skipped,
                Decision::Unanswered | Decision::Which => Filed::Unanswered,
            };
            let rule = it.rule.as_str().to_owned();
            // Of which ticket it is, the ticket says.
            file(batch, at, filed, |message| message.rule = Some(rule))
        }
        Event::Chat(chat::Event::NoticeDelivered(it)) => delivered(batch, taken, it),
        Event::Conversation(event) => conversed(batch, taken, event),
        Event::Ticket(event) => of_ticket(batch, taken, event),
        Event::Chat(_)
        | Event::Register(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Person(_) => Ok(()),
    }
}

fn accounted(batch: &mut Batch<'_>, taken: &Taken, it: &MessageAccounted) -> Result<(), ViewError> {
    let at = MessageRef { chat: taken.chat()?, message: it.message };
    let key = (batch.chat(at.chat)?, at.message);
    let known = batch.messages.get(&key)?.is_some_and(|it| it.filed.is_some());
    let registers = matches!(it.decision, Decision::Register(_));
    if known && it.edited_at.is_some() && !registers {
        // Other words for a message that is accounted for already change nothing of that, unless they complete it.
        return Ok(());
    }
    let author = batch.person(it.author)?;
    let (filed, ticket, conversation) = match &it.decision {
        Decision::Register(it) => (Filed::Registered, Some(it.ticket), it.conversation),
        Decision::Part(it) => (Filed::Part, Some(it.ticket), it.conversation),
        Decision::Skipped => (Filed::Skipped, None, None),
        // Staff words whose ticket is asked for wait like a client's words that nobody took up.
        Decision::Unanswered | Decision::Which => (Filed::Unanswered, None, None),
    };
    file(batch, at, filed, |message| {
        message.author = Some(author);
        message.side = Some(it.side);
        message.ticket = ticket.or(message.ticket);
        message.rule = Some(it.rule.as_str().to_owned());
    })?;
    if let Some(conversation) = conversation
        && let Some(row) = batch.conversations.change(&conversation)?
    {
        row.ticket = row.ticket.or(ticket);
    }
    Ok(())
}

/// Accounts for a message in a way, and keeps the chat's counts.
fn file(
    batch: &mut Batch<'_>,
    at: MessageRef,
    filed: Filed,
    change: impl FnOnce(&mut Message),
) -> Result<(), ViewError> {
    let key = (batch.chat(at.chat)?, at.message);
    if batch.messages.get(&key)?.is_none() {
        batch.messages.put(&key, Message::default())?;
    }
    let Some(message) = batch.messages.change(&key)? else { return Ok(()) };
    change(message);
    let before = message.filed.replace(filed);
    if before != Some(filed)
        && let Some(chat) = batch.chats.change(&at.chat)?
    {
        if let Some(before) = before {
            *chat.count(before) -= 1;
        }
        *chat.count(filed) += 1;
    }
    Ok(())
}

fn delivered(batch: &mut Batch<'_>, taken: &Taken, it: &NoticeDelivered) -> Result<(), ViewError> {
    let key = (batch.chat(taken.chat()?)?, it.message);
    let ours = Message {
        ticket: it.ticket,
        conversation: it.conversation,
        notice: Some(it.kind),
        ..Message::default()
    };
    batch.messages.put(&key, ours)?;
    Ok(())
}

fn conversed(
    batch: &mut Batch<'_>,
    taken: &Taken,
    event: &conversation::Event,
) -> Result<(), ViewError> {
    let id = taken.conversation()?;
    match event {
        conversation::Event::Started(it) => {
            batch.chat(it.chat)?;
            batch.person(it.owner)?;
            let started_at = taken.occurred_at;
            let row = Conversation { started: it.clone(), ticket: None, started_at };
            batch.conversations.put(&id, row)?;
        }
        conversation::Event::Answered(it) => {
            if let Some(row) = batch.conversations.change(&id)? {
                row.ticket = Some(it.ticket);
            }
        }
    }
    Ok(())
}

/// Whatever a ticket names is part of it, whichever way it came to be.
fn of_ticket(batch: &mut Batch<'_>, taken: &Taken, event: &ticket::Event) -> Result<(), ViewError> {
    let id = taken.ticket()?;
    if batch.tickets.get(&id)?.is_none() {
        return Ok(());
    }
    let (at, author, side) = match event {
        ticket::Event::Registered(it) => (it.source, Some(it.requester), Some(Side::Client)),
        // The note of a hand-over is part of many tickets: none of them is what a reply to it means.
        ticket::Event::MessageAdded(it) if it.rule.as_str() == HANDED_OVER_RULE => return Ok(()),
        ticket::Event::MessageAdded(it) => (Some(it.message), Some(it.author), Some(it.side)),
        ticket::Event::ReplyDelivered(it) => (Some(it.delivered), None, None),
        ticket::Event::TakingShown(it) => (Some(it.message), None, Some(Side::Staff)),
        ticket::Event::WaitingForClient(it) => (Some(it.question), None, Some(Side::Staff)),
        ticket::Event::Resolved(it) => (it.message, None, Some(Side::Staff)),
        ticket::Event::Reopened(it) => (it.message, None, Some(Side::Client)),
        ticket::Event::AttachmentAdded(it) => (Some(it.message), None, None),
        ticket::Event::FileSettled(_)
        | ticket::Event::MessageEdited(_)
        | ticket::Event::DetailsChanged(_)
        | ticket::Event::Reclassified(_)
        | ticket::Event::Assigned(_)
        | ticket::Event::Unassigned(_)
        | ticket::Event::WorkStarted(_)
        | ticket::Event::OnHold(_)
        | ticket::Event::Resumed(_)
        | ticket::Event::Confirmed(_)
        | ticket::Event::Closed(_)
        | ticket::Event::Cancelled(_)
        | ticket::Event::Linked(_)
        | ticket::Event::Merged(_)
        | ticket::Event::Rated(_)
        | ticket::Event::EvidenceDeleted(_)
        | ticket::Event::Correction(_)
        | ticket::Event::DataErased(_)
        | ticket::Event::ClockBound(_)
        | ticket::Event::Retargeted(_)
        | ticket::Event::WorkaroundGiven(_)
        | ticket::Event::ThresholdPassed(_)
        | ticket::Event::Breached(_)
        | ticket::Event::Escalated(_)
        | ticket::Event::EscalationExhausted(_)
        | ticket::Event::EscalationAcknowledged(_)
        | ticket::Event::VerdictCorrected(_)
        | ticket::Event::MeasurementGap(_)
        | ticket::Event::ReplyFailed(_)
        | ticket::Event::ReplyRetried(_)
        | ticket::Event::Disputed(_) => return Ok(()),
    };
    let internal =
        matches!(event, ticket::Event::MessageAdded(it) if it.visibility == Visibility::Internal);
    let Some(at) = at else { return Ok(()) };
    let author = match author {
        Some(author) => Some(batch.person(author)?),
        None => None,
    };
    let key = (batch.chat(at.chat)?, at.message);
    let before = batch.messages.get(&key)?.cloned();
    let filed = before.as_ref().and_then(|it| it.filed);
    let message = before.clone().unwrap_or_default();
    // An announcement is part of many tickets: a reply to it is taken for one of them only where it is the only one.
    let of_many = before.as_ref().is_some_and(|it| it.notice == Some(Kind::Announcement));
    let message = Message {
        ticket: if of_many { message.ticket } else { Some(id) },
        author: message.author.or(author),
        side: message.side.or(side),
        internal: message.internal || internal,
        ..message
    };
    batch.messages.put(&key, message)?;
    let refiled = match (filed, event) {
        (Some(Filed::Skipped | Filed::Unanswered), ticket::Event::Registered(_)) => {
            Filed::Registered
        }
        (Some(Filed::Skipped | Filed::Unanswered), _) => Filed::Part,
        (Some(Filed::Registered | Filed::Part) | None, _) => return Ok(()),
    };
    file(batch, at, refiled, |_| ())
}

/// What a message is to us; `None` if we know nothing of it.
pub(crate) fn message(
    connection: &Connection,
    at: MessageRef,
) -> rusqlite::Result<Option<MessageRow>> {
    let Some((chat, _)) = chats::keys_of(connection, at.chat)? else { return Ok(None) };
    let Some(message) = Message::load(connection, &(chat, at.message))? else { return Ok(None) };
    shown(connection, at, message).map(Some)
}

fn shown(
    connection: &Connection,
    at: MessageRef,
    message: Message,
) -> rusqlite::Result<MessageRow> {
    let author = match message.author {
        Some(key) => {
            let sql = "SELECT person FROM people WHERE key = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            Some(statement.query_row([key], |row| row.get::<_, Word<_>>(0))?.0)
        }
        None => None,
    };
    let conversation = match message.conversation {
        Some(id) => Conversation::load(connection, &id)?.map(|it| (id, it)),
        None => None,
    };
    let belongs = match (conversation, message.ticket) {
        (Some((id, Conversation { started, .. })), _) if started.purpose.is_internal() => {
            MessageBelongs::Conversation(id, started)
        }
        (Some((_, Conversation { ticket: Some(ticket), .. })), _) | (None, Some(ticket)) => {
            MessageBelongs::Ticket(ticket)
        }
        (Some((id, conversation)), _) => MessageBelongs::Conversation(id, conversation.started),
        (None, None) => MessageBelongs::Nothing,
    };
    let Message { side, rule, notice, internal, .. } = message;
    Ok(MessageRow { at, author, side, belongs, rule, notice, internal })
}

/// What somebody was asked last in a chat, be it answered or not.
pub(crate) fn last_asked(
    connection: &Connection,
    chat: ChatId,
    owner: PersonId,
) -> rusqlite::Result<Option<AskedRow>> {
    let sql = "SELECT v.conversation FROM conversations v JOIN people p ON p.key = v.owner \
               JOIN chats h ON h.key = v.chat WHERE p.person = ?1 AND h.chat = ?2 \
               ORDER BY v.started DESC, v.conversation DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok(ConversationId(row.get::<_, Word<_>>(0)?.0));
    let found = statement.query_row(params![Word(owner), Word(chat)], read).optional()?;
    let Some(conversation) = found else { return Ok(None) };
    let row = Conversation::load(connection, &conversation)?;
    Ok(row.map(|it| AskedRow { conversation, started: it.started, at: it.started_at }))
}

/// For which note somebody was asked last, to go along with all that somebody hands over, be it answered or not.
pub(crate) fn last_note_asked(
    connection: &Connection,
    owner: PersonId,
) -> rusqlite::Result<Option<AskedRow>> {
    let sql = "SELECT v.conversation FROM conversations v JOIN people p ON p.key = v.owner \
               WHERE p.person = ?1 AND v.purpose = 8 \
               ORDER BY v.started DESC, v.conversation DESC LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok(ConversationId(row.get::<_, Word<_>>(0)?.0));
    let found = statement.query_row([Word(owner)], read).optional()?;
    let Some(conversation) = found else { return Ok(None) };
    let row = Conversation::load(connection, &conversation)?;
    Ok(row.map(|it| AskedRow { conversation, started: it.started, at: it.started_at }))
}

/// How the messages of a chat are accounted for, those of before its migration included.
pub(crate) fn accounting(connection: &Connection, chat: ChatId) -> rusqlite::Result<Accounting> {
    let Some((_, current)) = chats::keys_of(connection, chat)? else {
        return Ok(Accounting::default());
    };
    let sql = "SELECT sum(registered), sum(part), sum(skipped), sum(unanswered) \
               FROM chats WHERE current = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Accounting {
            registered: counted(row.get(0)?)?,
            part_of_ticket: counted(row.get(1)?)?,
            skipped: counted(row.get(2)?)?,
            unanswered: counted(row.get(3)?)?,
        })
    };
    connection.prepare_cached(sql)?.query_row([current], read)
}

/// The words of a chat that nobody has taken up yet, oldest first, at most `limit`.
pub(crate) fn unanswered(
    connection: &Connection,
    chat: ChatId,
    limit: usize,
) -> rusqlite::Result<Vec<MessageRow>> {
    let Some((_, current)) = chats::keys_of(connection, chat)? else { return Ok(Vec::new()) };
    let sql = "SELECT h.chat, m.chat, m.message FROM chats h JOIN messages m ON m.chat = h.key \
               WHERE h.current = ?1 AND m.filed = 4 ORDER BY m.chat, m.message LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let message = MessageId(row.get(2)?);
        let at = MessageRef { chat: row.get::<_, Parsed<_>>(0)?.0, message };
        Ok((at, (row.get(1)?, message)))
    };
    let found = statement.query_map(params![current, capped(limit as u64)], read)?;
    let found = found.collect::<rusqlite::Result<Vec<(MessageRef, (ChatKey, MessageId))>>>()?;
    let mut rows = Vec::with_capacity(found.len());
    for (at, key) in found {
        if let Some(message) = Message::load(connection, &key)? {
            rows.push(shown(connection, at, message)?);
        }
    }
    Ok(rows)
}
