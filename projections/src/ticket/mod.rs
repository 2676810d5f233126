//! A ticket: how does it stand?

mod row;

pub(crate) use row::{TICKET_COLUMNS, Ticket, ticket_row};

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ChatKey;
use crate::rows::{SUMMARY_CHARS_MAX, TicketRow};
use crate::taken::Taken;
use crate::words::Word;
use chrono::{DateTime, Utc};
use domain::ticket::{self, Resumption, Status};
use domain::{At, Awaits, Event, Field, MessageId, Side, TicketId, Visibility, people};
use rusqlite::{Connection, OptionalExtension};

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
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
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
        rests_since: None,
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
        ticket::Event::Resumed(it)
            if it.why == Resumption::PauseMax && !ticket.rests_before(taken.occurred_at) => {}
        ticket::Event::WorkStarted(_) | ticket::Event::Resumed(_) => {
            ticket.stand(Status::InProgress);
        }
        ticket::Event::WaitingForClient(_) => {
            ticket.stand(Status::WaitingForClient);
            ticket.rests_since = Some(taken.occurred_at);
        }
        ticket::Event::OnHold(_) => {
            ticket.stand(Status::OnHold);
            ticket.rests_since = Some(taken.occurred_at);
        }
        ticket::Event::Resolved(it) => {
            ticket.stand(Status::Resolved);
            ticket.resolved_at = Some(taken.occurred_at);
            ticket.awaits_answer = false;
            if it.message.is_some() && !it.relayed {
                ticket.answered(taken.occurred_at);
            }
        }
        ticket::Event::Reopened(it) => {
            let taken_up = ticket.assignee.is_some();
            ticket.stand(if taken_up { Status::InProgress } else { Status::New });
            ticket.reopened = it.times.into();
            ticket.resolved_at = None;
            ticket.closed_at = None;
            ticket.awaits_answer = true;
        }
        ticket::Event::Disputed(_) => ticket.awaits_answer = true,
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
        | ticket::Event::FileSettled(_)
        | ticket::Event::EvidenceDeleted(_)
        | ticket::Event::Correction(_)
        | ticket::Event::TakingShown(_)
        | ticket::Event::ClockBound(_)
        | ticket::Event::Retargeted(_)
        | ticket::Event::WorkaroundGiven(_)
        | ticket::Event::ReplyFailed(_)
        | ticket::Event::ReplyRetried(_)
        | ticket::Event::ThresholdPassed(_)
        | ticket::Event::Breached(_)
        | ticket::Event::Escalated(_)
        | ticket::Event::EscalationExhausted(_)
        | ticket::Event::EscalationAcknowledged(_)
        | ticket::Event::VerdictCorrected(_)
        | ticket::Event::MeasurementGap(_) => (),
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

    fn stand(&mut self, status: Status) {
        (self.status, self.rests_since) = (status, None);
    }

    /// Whether it rests since before an instant: the end of an earlier pause may be noted late. In whole seconds, as
    /// clocks are measured.
    fn rests_before(&self, at: DateTime<Utc>) -> bool {
        self.rests_since.is_some_and(|it| At::from(it) < At::from(at))
    }

    fn end(&mut self, status: Status, at: DateTime<Utc>) {
        self.stand(status);
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

/// One ticket; `None` if it is not registered, or not seen yet.
pub(crate) fn ticket(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Option<TicketRow>> {
    let sql = format!("SELECT {TICKET_COLUMNS} WHERE t.ticket = ?1");
    connection.prepare_cached(&sql)?.query_row([Word(ticket.0)], ticket_row).optional()
}
