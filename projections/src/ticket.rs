//! A ticket: how does it stand?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::{ChatKey, ClientKey, PersonKey, TicketKey};
use crate::rows::{SUMMARY_CHARS_MAX, TicketRow};
use crate::taken::Taken;
use crate::words::{Parsed, Word, counted, signed};
use chrono::{DateTime, Utc};
use domain::ticket::{self, Status};
use domain::{
    Awaits, Channel, ClientId, Event, Field, MessageId, MessageRef, Priority, RequestType, Side,
    TicketId, TicketNumber, Visibility, people,
};
use rusqlite::{Connection, OptionalExtension, params};
use store::port::Position;

/// A ticket as a row keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) key: TicketKey,
    pub(crate) client: ClientKey,
    number: u64,
    /// The chat it lives in now, after any migration.
    pub(crate) chat: ChatKey,
    pub(crate) thread: Option<i64>,
    pub(crate) source: Option<(ChatKey, MessageId)>,
    pub(crate) requester: PersonKey,
    registered_by: PersonKey,
    channel: Channel,
    pub(crate) status: Status,
    request_type: Option<RequestType>,
    priority: Priority,
    assignee: Option<PersonKey>,
    assigned_at: Option<DateTime<Utc>>,
    summary: String,
    attachments: u64,
    messages: u64,
    reopened: u64,
    reported_at: DateTime<Utc>,
    registered_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
    resolved_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    awaits_answer: bool,
    /// The client's last message of this ticket in its chat: what an answer replies to.
    pub(crate) last_words: Option<MessageId>,
    pub(crate) events: u64,
    position: Position,
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
     ?30, ?31)";

const UPDATE: &str = "UPDATE tickets SET ticket = ?2, client = ?3, number = ?4, chat = ?5, \
     thread = ?6, source_chat = ?7, source_message = ?8, requester = ?9, registered_by = ?10, \
     channel = ?11, status = ?12, open = ?13, request_type = ?14, priority = ?15, \
     assignee = ?16, assigned_at = ?17, summary = ?18, attachments = ?19, messages = ?20, \
     reopened = ?21, reported_at = ?22, registered_at = ?23, updated_at = ?24, \
     answered_at = ?25, resolved_at = ?26, closed_at = ?27, awaits_answer = ?28, \
     last_words = ?29, events = ?30, position = ?31 WHERE key = ?1";

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

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Ticket(ticket::Event::Registered(it)) => begin(batch, taken, it),
        Event::Ticket(event) => go_on(batch, taken, event),
        Event::Person(people::Event::Erased(_)) => {
            let person = batch.person(taken.person()?)?;
            batch.settle()?;
            batch.execute("UPDATE tickets SET summary = '' WHERE requester = ?1", [person])?;
            Ok(())
        }
        Event::Chat(_)
        | Event::Register(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Conversation(_)
        | Event::Person(_) => Ok(()),
    }
}

fn begin(batch: &mut Batch<'_>, taken: &Taken, it: &ticket::Registered) -> Result<(), ViewError> {
    let id = taken.ticket()?;
    let source = match it.source {
        Some(source) => Some((batch.chat(source.chat)?, source.message)),
        None => None,
    };
    let chat = batch.current_chat(it.chat)?;
    let before = batch.tickets.get(&id)?.map(|it| it.key);
    let key = match before {
        Some(key) => key,
        None => batch.ticket_keys.next(batch.connection)?,
    };
    let ticket = Ticket {
        key,
        client: batch.client(it.client, &it.number.code)?,
        number: it.number.number,
        chat,
        thread: it.thread,
        source,
        requester: batch.person(it.requester)?,
        registered_by: batch.person(it.registered_by)?,
        channel: it.channel,
        status: Status::New,
        request_type: it.request_type,
        priority: it.priority,
        assignee: None,
        assigned_at: None,
        summary: taken.texts.get(Field::Body).map(shortened).unwrap_or_default(),
        attachments: it.attachments.len() as u64,
        messages: u64::from(source.is_some()),
        reopened: 0,
        reported_at: it.reported_at,
        registered_at: taken.occurred_at,
        updated_at: taken.occurred_at,
        answered_at: None,
        resolved_at: None,
        closed_at: None,
        awaits_answer: true,
        last_words: source.filter(|it| it.0 == chat).map(|it| it.1),
        events: taken.revision.0 + 1,
        position: taken.position,
    };
    batch.tickets.put(&id, ticket)?;
    Ok(())
}

fn go_on(batch: &mut Batch<'_>, taken: &Taken, event: &ticket::Event) -> Result<(), ViewError> {
    let id = taken.ticket()?;
    let person = match event {
        ticket::Event::Assigned(it) => Some(batch.person(it.agent)?),
        ticket::Event::DataErased(it) => Some(batch.person(it.person)?),
        _ => None,
    };
    let written = match event {
        ticket::Event::MessageAdded(it) => Some((batch.chat(it.message.chat)?, it.message.message)),
        ticket::Event::MessageEdited(it) => {
            Some((batch.chat(it.message.chat)?, it.message.message))
        }
        _ => None,
    };
    // A ticket's stream begins with its registration: nothing has a meaning before it.
    let Some(ticket) = batch.tickets.change(&id)? else { return Ok(()) };
    ticket.events = taken.revision.0 + 1;
    ticket.position = taken.position;
    ticket.updated_at = ticket.updated_at.max(taken.occurred_at);
    match event {
        ticket::Event::MessageAdded(it) => ticket.message_added(it, written, taken.occurred_at),
        ticket::Event::ReplyDelivered(it) => ticket.answered(it.at),
        ticket::Event::MessageEdited(_) => {
            if ticket.source.is_some() && ticket.source == written {
                ticket.reword(taken);
            }
        }
        ticket::Event::DetailsChanged(_) => ticket.reword(taken),
        ticket::Event::Reclassified(it) => {
            ticket.request_type = it.request_type;
            ticket.priority = it.priority;
        }
        ticket::Event::Assigned(_) => {
            ticket.assignee = person;
            ticket.assigned_at = Some(taken.occurred_at);
        }
        ticket::Event::Unassigned(_) => {
            ticket.assignee = None;
            ticket.assigned_at = None;
        }
        ticket::Event::WorkStarted(_) | ticket::Event::Resumed(_) => {
            ticket.status = Status::InProgress;
        }
        ticket::Event::WaitingForClient(_) => ticket.status = Status::WaitingForClient,
        ticket::Event::OnHold(_) => ticket.status = Status::OnHold,
        ticket::Event::Resolved(it) => {
            ticket.status = Status::Resolved;
            ticket.resolved_at = Some(taken.occurred_at);
            ticket.awaits_answer = false;
            if it.message.is_some() && !it.relayed {
                ticket.answered(taken.occurred_at);
            }
        }
        ticket::Event::Reopened(it) => {
            let taken_up = ticket.assignee.is_some();
            ticket.status = if taken_up { Status::InProgress } else { Status::New };
            ticket.reopened = it.times.into();
            ticket.resolved_at = None;
            ticket.closed_at = None;
            ticket.awaits_answer = true;
        }
        ticket::Event::Closed(_) => ticket.end(Status::Closed, taken.occurred_at),
        ticket::Event::Cancelled(_) => ticket.end(Status::Cancelled, taken.occurred_at),
        ticket::Event::AttachmentAdded(_) => ticket.attachments += 1,
        ticket::Event::DataErased(_) => {
            if person == Some(ticket.requester) {
                ticket.summary.clear();
                batch.erased = true;
            }
        }
        // These change nothing that the row shows, beside when it last changed.
        ticket::Event::Registered(_)
        | ticket::Event::Confirmed(_)
        | ticket::Event::Linked(_)
        | ticket::Event::Merged(_)
        | ticket::Event::Rated(_)
        | ticket::Event::EvidenceDeleted(_)
        | ticket::Event::Correction(_) => (),
    }
    Ok(())
}

impl Ticket {
    fn message_added(
        &mut self,
        it: &ticket::MessageAdded,
        written: Option<(ChatKey, MessageId)>,
        at: DateTime<Utc>,
    ) {
        self.messages += 1;
        self.attachments += it.attachments.len() as u64;
        match (it.side, it.visibility) {
            (Side::Client, Visibility::Public) => {
                if it.awaits == Awaits::Answer {
                    self.awaits_answer = true;
                }
                let here = written.filter(|it| it.0 == self.chat);
                self.last_words = here.map(|it| it.1).or(self.last_words);
            }
            (Side::Staff, Visibility::Public) if !it.relayed => self.answered(at),
            (Side::Client | Side::Staff, Visibility::Public | Visibility::Internal) => (),
        }
    }

    /// The client has seen words of staff.
    fn answered(&mut self, at: DateTime<Utc>) {
        self.awaits_answer = false;
        self.answered_at = self.answered_at.or(Some(at));
    }

    /// The request is worded anew; what was erased words nothing.
    fn reword(&mut self, taken: &Taken) {
        if let Some(body) = taken.texts.get(Field::Body) {
            self.summary = shortened(body);
        }
    }

    fn end(&mut self, status: Status, at: DateTime<Utc>) {
        self.status = status;
        self.closed_at = Some(at);
        self.awaits_answer = false;
    }
}

/// The first words of a text, on one line.
fn shortened(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > SUMMARY_CHARS_MAX * 4 {
            break;
        }
    }
    match line.char_indices().nth(SUMMARY_CHARS_MAX) {
        None => line,
        Some(_) => line.chars().take(SUMMARY_CHARS_MAX - 1).chain(['…']).collect(),
    }
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

/// One ticket; `None` if it is not registered, or not seen yet.
pub(crate) fn ticket(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Option<TicketRow>> {
    let sql = format!("SELECT {TICKET_COLUMNS} WHERE t.ticket = ?1");
    connection.prepare_cached(&sql)?.query_row([Word(ticket.0)], ticket_row).optional()
}
