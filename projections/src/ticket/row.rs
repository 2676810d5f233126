//! A ticket's row: how is it kept, and how is it read for an answer?

use crate::held::Row;
use crate::keys::{ChatKey, ClientKey, PersonKey, TicketKey};
use crate::rows::TicketRow;
use crate::words::{Parsed, Word, counted, signed};
use chrono::{DateTime, Utc};
use domain::ticket::Status;
use domain::{
    Channel, ClientId, MessageId, MessageRef, Priority, RequestType, TicketId, TicketNumber,
};
use rusqlite::{Connection, OptionalExtension, params};
use store::port::Position;

/// A ticket as a row keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) key: TicketKey,
    pub(crate) client: ClientKey,
    pub(super) number: u64,
    /// The chat it lives in now, after any migration.
    pub(crate) chat: ChatKey,
    pub(crate) thread: Option<i64>,
    pub(crate) source: Option<(ChatKey, MessageId)>,
    pub(crate) requester: PersonKey,
    pub(super) registered_by: PersonKey,
    pub(crate) channel: Channel,
    pub(crate) status: Status,
    /// Since when it waits for its client, or is on hold.
    pub(super) rests_since: Option<DateTime<Utc>>,
    pub(super) request_type: Option<RequestType>,
    pub(super) priority: Priority,
    pub(crate) assignee: Option<PersonKey>,
    pub(super) assigned_at: Option<DateTime<Utc>>,
    pub(super) summary: String,
    pub(super) attachments: u64,
    pub(super) messages: u64,
    pub(super) reopened: u64,
    pub(super) reported_at: DateTime<Utc>,
    pub(super) registered_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) answered_at: Option<DateTime<Utc>>,
    pub(super) resolved_at: Option<DateTime<Utc>>,
    pub(super) closed_at: Option<DateTime<Utc>>,
    pub(super) awaits_answer: bool,
    /// The client's last message of this ticket in its chat: what an answer replies to.
    pub(crate) last_words: Option<MessageId>,
    pub(crate) events: u64,
    pub(super) position: Position,
}

impl Row for Ticket {
    type Key = TicketId;

    fn load(connection: &Connection, key: &TicketId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT * FROM tickets WHERE ticket = ?1";
        connection.prepare_cached(sql)?.query_row([Word(key.0)], read_ticket).optional()
    }

    fn save(&self, connection: &Connection, key: &TicketId, stored: bool) -> rusqlite::Result<()> {
        // An update touches only the indexes whose columns changed; a replacement touches all.
        let sql = if stored { UPDATE } else { INSERT };
        let (source_chat, source_message) = match self.source {
            Some((chat, message)) => (Some(chat), Some(message.0)),
            None => (None, None),
        };
        let row = params![
            self.key,
            Word(key.0),
            self.client,
            signed(self.number),
            self.chat,
            self.thread,
            source_chat,
            source_message,
            self.requester,
            self.registered_by,
            Word(self.channel),
            Word(self.status),
            self.status.is_open(),
            self.request_type.map(Word),
            Word(self.priority),
            self.assignee,
            self.assigned_at.map(Word),
            self.summary,
            signed(self.attachments),
            signed(self.messages),
            signed(self.reopened),
            Word(self.reported_at),
            Word(self.registered_at),
            Word(self.updated_at),
            self.answered_at.map(Word),
            self.resolved_at.map(Word),
            self.closed_at.map(Word),
            self.awaits_answer,
            self.last_words.map(|it| it.0),
            signed(self.events),
            signed(self.position.0),
            self.rests_since.map(Word),
        ];
        connection.prepare_cached(sql)?.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &TicketId) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached("DELETE FROM tickets WHERE ticket = ?1")?;
        statement.execute([Word(key.0)]).map(drop)
    }
}

const INSERT: &str = "INSERT INTO tickets VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, \
     ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, \
     ?30, ?31, ?32)";

const UPDATE: &str = "UPDATE tickets SET ticket = ?2, client = ?3, number = ?4, chat = ?5, \
     thread = ?6, source_chat = ?7, source_message = ?8, requester = ?9, registered_by = ?10, \
     channel = ?11, status = ?12, open = ?13, request_type = ?14, priority = ?15, \
     assignee = ?16, assigned_at = ?17, summary = ?18, attachments = ?19, messages = ?20, \
     reopened = ?21, reported_at = ?22, registered_at = ?23, updated_at = ?24, \
     answered_at = ?25, resolved_at = ?26, closed_at = ?27, awaits_answer = ?28, \
     last_words = ?29, events = ?30, position = ?31, \
     rests_since = ?32 WHERE key = ?1";

fn read_ticket(row: &rusqlite::Row<'_>) -> rusqlite::Result<Ticket> {
    Ok(Ticket {
        key: row.get("key")?,
        client: row.get("client")?,
        number: counted(row.get("number")?)?,
        chat: row.get("chat")?,
        thread: row.get("thread")?,
        source: pair(row.get("source_chat")?, row.get("source_message")?),
        requester: row.get("requester")?,
        registered_by: row.get("registered_by")?,
        channel: row.get::<_, Word<_>>("channel")?.0,
        status: row.get::<_, Word<_>>("status")?.0,
        rests_since: instant(row, "rests_since")?,
        request_type: row.get::<_, Option<Word<_>>>("request_type")?.map(|it| it.0),
        priority: row.get::<_, Word<_>>("priority")?.0,
        assignee: row.get("assignee")?,
        assigned_at: instant(row, "assigned_at")?,
        summary: row.get("summary")?,
        attachments: counted(row.get("attachments")?)?,
        messages: counted(row.get("messages")?)?,
        reopened: counted(row.get("reopened")?)?,
        reported_at: row.get::<_, Word<_>>("reported_at")?.0,
        registered_at: row.get::<_, Word<_>>("registered_at")?.0,
        updated_at: row.get::<_, Word<_>>("updated_at")?.0,
        answered_at: instant(row, "answered_at")?,
        resolved_at: instant(row, "resolved_at")?,
        closed_at: instant(row, "closed_at")?,
        awaits_answer: row.get("awaits_answer")?,
        last_words: row.get::<_, Option<i64>>("last_words")?.map(MessageId),
        events: counted(row.get("events")?)?,
        position: Position(counted(row.get("position")?)?),
    })
}

fn pair(chat: Option<ChatKey>, message: Option<i64>) -> Option<(ChatKey, MessageId)> {
    Some((chat?, MessageId(message?)))
}

fn instant(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Option<DateTime<Utc>>> {
    Ok(row.get::<_, Option<Word<_>>>(column)?.map(|it| it.0))
}

/// What [`ticket_row`] reads, in its order.
pub(crate) const TICKET_COLUMNS: &str = "t.ticket, c.code, t.number, c.client, c.title, h.chat, \
     t.thread, s.chat, t.source_message, r.person, r.name, b.person, b.name, t.channel, t.status, \
     t.request_type, t.priority, a.person, a.name, t.assigned_at, t.summary, t.attachments, \
     t.messages, t.reopened, t.reported_at, t.registered_at, t.updated_at, t.answered_at, \
     t.resolved_at, t.closed_at, t.awaits_answer, t.events, t.position \
     FROM tickets t JOIN clients c ON c.key = t.client JOIN chats h ON h.key = t.chat \
     JOIN people r ON r.key = t.requester JOIN people b ON b.key = t.registered_by \
     LEFT JOIN people a ON a.key = t.assignee LEFT JOIN chats s ON s.key = t.source_chat";

pub(crate) fn ticket_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<TicketRow> {
    let at = |column: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<Word<_>>>(column)?.map(|it| it.0))
    };
    let source = match row.get::<_, Option<Parsed<_>>>(7)? {
        Some(chat) => Some(MessageRef { chat: chat.0, message: MessageId(row.get(8)?) }),
        None => None,
    };
    Ok(TicketRow {
        ticket: TicketId(row.get::<_, Word<_>>(0)?.0),
        number: TicketNumber { code: row.get::<_, Parsed<_>>(1)?.0, number: counted(row.get(2)?)? },
        client: ClientId(row.get::<_, Word<_>>(3)?.0),
        client_title: row.get(4)?,
        chat: row.get::<_, Parsed<_>>(5)?.0,
        thread: row.get(6)?,
        source,
        requester: row.get::<_, Word<_>>(9)?.0,
        requester_name: row.get(10)?,
        registered_by: row.get::<_, Word<_>>(11)?.0,
        registered_by_name: row.get(12)?,
        channel: row.get::<_, Word<_>>(13)?.0,
        status: row.get::<_, Word<_>>(14)?.0,
        request_type: row.get::<_, Option<Word<_>>>(15)?.map(|it| it.0),
        priority: row.get::<_, Word<_>>(16)?.0,
        assignee: row.get::<_, Option<Word<_>>>(17)?.map(|it| it.0),
        assignee_name: row.get(18)?,
        assigned_at: at(19)?,
        summary: row.get(20)?,
        attachments: counted(row.get(21)?)?,
        messages: counted(row.get(22)?)?,
        reopened: counted(row.get(23)?)?,
        reported_at: row.get::<_, Word<_>>(24)?.0,
        registered_at: row.get::<_, Word<_>>(25)?.0,
        updated_at: row.get::<_, Word<_>>(26)?.0,
        answered_at: at(27)?,
        resolved_at: at(28)?,
        closed_at: at(29)?,
        awaits_answer: row.get(30)?,
        events: counted(row.get(31)?)?,
        position: Position(counted(row.get(32)?)?),
    })
}
