//! Incidents: which ones are open, what are they about, who was told what, and which tickets have to do with them?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::notices;
use crate::rows::{AnnouncedRow, Delivered, IncidentRow, ToldRow};
use crate::taken::Taken;
use crate::words::{Parsed, Word, capped, counted, signed};
use chrono::{DateTime, Utc};
use domain::incident::{self, Announced, Nature};
use domain::notice::Kind;
use domain::{ChatId, ClientId, Event, Field, IncidentId, NoticeId, PersonId, TicketId, chat};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "i.number, i.incident, i.planned_from, i.planned_until, i.title, \
     i.declared_at, i.declared_by, i.ended_at, i.ended_by, \
     (SELECT count(*) FROM incident_tickets t WHERE t.incident = i.number)";
const NUMBER: &str = "(SELECT number FROM incidents WHERE incident = ?1)";

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Incident(event) => of_incident(batch, taken, event),
        Event::Chat(chat::Event::NoticeDelivered(it)) if it.kind == Kind::Announcement => {
            reached(batch, it.notice, ("delivered", it.at))
        }
        Event::Chat(chat::Event::NoticeFailed(it)) if it.kind == Kind::Announcement => {
            reached(batch, it.notice, ("failed", taken.occurred_at))
        }
        Event::Chat(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Conversation(_)
        | Event::Person(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_) => Ok(()),
    }
}

fn of_incident(
    batch: &mut Batch<'_>,
    taken: &Taken,
    event: &incident::Event,
) -> Result<(), ViewError> {
    let id = Word(taken.incident()?.0);
    match event {
        incident::Event::Declared(it) => {
            let (from, until) = match it.nature {
                Nature::Outage => (None, None),
                Nature::Planned { from, until } => (Some(Word(from)), Some(Word(until))),
            };
            let title = taken.texts.get(Field::Body).unwrap_or_default();
            let (at, by) = (Word(taken.occurred_at), Word(it.by));
            let row = params![it.number, id, from, until, title, at, by];
            let sql = "INSERT INTO incidents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL)";
            batch.execute(sql, row)?;
        }
        incident::Event::TicketLinked(it) => {
            let sql = format!("INSERT OR REPLACE INTO incident_tickets VALUES ({NUMBER}, ?2)");
            batch.execute(&sql, params![id, Word(it.ticket.0)])?;
        }
        incident::Event::TicketUnlinked(it) => {
            let sql =
                format!("DELETE FROM incident_tickets WHERE ticket = ?2 AND incident = {NUMBER}");
            batch.execute(&sql, params![id, Word(it.ticket.0)])?;
        }
        incident::Event::Drafted(it) => {
            let words = taken.texts.get(Field::Body).unwrap_or_default();
            let sql = format!(
                "INSERT OR REPLACE INTO incident_words VALUES ({NUMBER}, ?2, ?3, ?4, NULL, NULL)"
            );
            batch.execute(&sql, params![id, signed(taken.revision.0), it.ends, words])?;
        }
        incident::Event::Announced(it) => {
            announced(batch, taken, it)?;
            if it.ends {
                ended(batch, taken, it.by)?;
            }
        }
        incident::Event::Ended(it) => ended(batch, taken, it.by)?,
    }
    Ok(())
}

fn announced(batch: &mut Batch<'_>, taken: &Taken, it: &Announced) -> Result<(), ViewError> {
    let (id, draft) = (Word(taken.incident()?.0), signed(it.draft));
    let sql = format!(
        "UPDATE incident_words SET announced = ?3, person = ?4 \
         WHERE incident = {NUMBER} AND draft = ?2"
    );
    batch.execute(&sql, params![id, draft, Word(taken.occurred_at), Word(it.by)])?;
    for told in &it.to {
        let key = batch.current_chat(told.chat)?;
        let chat = batch.chat_id(key)?;
        let tickets = capped(told.tickets.len() as u64);
        if told.further {
            let sql = format!(
                "UPDATE incident_told SET tickets = tickets + ?4 \
                 WHERE incident = {NUMBER} AND draft = ?2 AND chat = ?3"
            );
            batch.execute(&sql, params![id, draft, chat.to_string(), tickets])?;
            continue;
        }
        let notice = notices::id_of(taken, Kind::Announcement, chat);
        let sql = format!(
            "INSERT OR REPLACE INTO incident_told VALUES (?5, {NUMBER}, ?2, ?3, ?4, ?6, NULL, NULL)"
        );
        let client = Word(told.client.0);
        let row = params![id, draft, client, chat.to_string(), Word(notice.0), tickets];
        batch.execute(&sql, row)?;
    }
    Ok(())
}

fn ended(batch: &mut Batch<'_>, taken: &Taken, by: PersonId) -> Result<(), ViewError> {
    let sql = "UPDATE incidents SET ended_at = ?2, ended_by = ?3 WHERE incident = ?1";
    let row = params![Word(taken.incident()?.0), Word(taken.occurred_at), Word(by)];
    batch.execute(sql, row)?;
    Ok(())
}

fn reached(
    batch: &mut Batch<'_>,
    notice: NoticeId,
    (how, at): (&str, DateTime<Utc>),
) -> Result<(), ViewError> {
    let sql = format!("UPDATE incident_told SET {how} = ?2 WHERE notice = ?1");
    batch.execute(&sql, params![Word(notice.0), Word(at)])?;
    Ok(())
}

/// The incidents that are open, or all of them; the newest first, at most `limit`.
pub(crate) fn list(
    connection: &Connection,
    only_open: bool,
    limit: usize,
) -> rusqlite::Result<Vec<IncidentRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incidents i WHERE ?1 = 0 OR i.ended_at IS NULL \
         ORDER BY i.number DESC LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map(params![only_open, capped(limit as u64)], row)?.collect()
}

/// The incident of a number.
pub(crate) fn of_number(
    connection: &Connection,
    number: u32,
) -> rusqlite::Result<Option<IncidentRow>> {
    let sql = format!("SELECT {COLUMNS} FROM incidents i WHERE i.number = ?1");
    connection.prepare_cached(&sql)?.query_row([number], row).optional()
}

/// The incidents that a ticket has to do with, the newest first.
pub(crate) fn of_ticket(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Vec<IncidentRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incident_tickets l JOIN incidents i ON i.number = l.incident \
         WHERE l.ticket = ?1 ORDER BY i.number DESC"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map([Word(ticket.0)], row)?.collect()
}

/// The tickets that are linked to the incident of a number.
pub(crate) fn tickets(connection: &Connection, number: u32) -> rusqlite::Result<Vec<TicketId>> {
    let sql = "SELECT ticket FROM incident_tickets WHERE incident = ?1 ORDER BY ticket";
    let mut statement = connection.prepare_cached(sql)?;
    let ticket = |row: &Row<'_>| Ok(TicketId(row.get::<_, Word<_>>(0)?.0));
    statement.query_map([number], ticket)?.collect()
}

/// What was said of the incident of a number to whom, the oldest first.
pub(crate) fn announcements(
    connection: &Connection,
    number: u32,
) -> rusqlite::Result<Vec<AnnouncedRow>> {
    let sql = "SELECT draft, words, ends, announced, person FROM incident_words \
               WHERE incident = ?1 AND announced IS NOT NULL ORDER BY announced, draft";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let draft: i64 = row.get(0)?;
        Ok(AnnouncedRow {
            draft: counted(draft)?,
            words: row.get(1)?,
            ends: row.get(2)?,
            at: row.get::<_, Word<_>>(3)?.0,
            by: row.get::<_, Word<_>>(4)?.0,
            to: told(connection, number, draft)?,
        })
    };
    statement.query_map([number], read)?.collect()
}

fn told(connection: &Connection, number: u32, draft: i64) -> rusqlite::Result<Vec<ToldRow>> {
    let sql = "SELECT client, chat, tickets, delivered, failed FROM incident_told \
               WHERE incident = ?1 AND draft = ?2 ORDER BY chat";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let instant = |it: Option<Word<DateTime<Utc>>>| it.map(|it| it.0);
        let delivery = match (instant(row.get(3)?), instant(row.get(4)?)) {
            (Some(at), _) => Delivered::At(at),
            (None, Some(at)) => Delivered::Failed(at),
            (None, None) => Delivered::NotYet,
        };
        Ok(ToldRow {
            client: ClientId(row.get::<_, Word<_>>(0)?.0),
            chat: row.get::<_, Parsed<ChatId>>(1)?.0,
            tickets: counted(row.get(2)?)?,
            delivery,
        })
    };
    statement.query_map(params![number, draft], read)?.collect()
}

fn row(row: &Row<'_>) -> rusqlite::Result<IncidentRow> {
    let instant = |it: Option<Word<DateTime<Utc>>>| it.map(|it| it.0);
    let nature = match (instant(row.get(2)?), instant(row.get(3)?)) {
        (Some(from), Some(until)) => Nature::Planned { from, until },
        _ => Nature::Outage,
    };
    let ended_by: Option<Word<PersonId>> = row.get(8)?;
    Ok(IncidentRow {
        number: row.get(0)?,
        incident: IncidentId(row.get::<_, Word<_>>(1)?.0),
        nature,
        title: row.get(4)?,
        declared_at: row.get::<_, Word<_>>(5)?.0,
        declared_by: row.get::<_, Word<_>>(6)?.0,
        ended: instant(row.get(7)?).zip(ended_by.map(|it| it.0)),
        tickets: counted(row.get(9)?)?,
    })
}
