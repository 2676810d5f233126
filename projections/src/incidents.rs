//! Incidents: which ones are open, what are they about, and which tickets have to do with them?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::rows::IncidentRow;
use crate::taken::Taken;
use crate::words::{Word, capped, counted};
use chrono::{DateTime, Utc};
use domain::incident::{self, Nature};
use domain::{Event, Field, IncidentId, TicketId};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "i.number, i.incident, i.planned_from, i.planned_until, i.title, \
     i.declared_at, i.ended, (SELECT count(*) FROM incident_tickets t WHERE t.incident = i.number)";

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let Event::Incident(event) = &taken.event else { return Ok(()) };
    let id = Word(taken.incident()?.0);
    let number = "(SELECT number FROM incidents WHERE incident = ?1)";
    match event {
        incident::Event::Declared(it) => {
            let (from, until) = match it.nature {
                Nature::Outage => (None, None),
                Nature::Planned { from, until } => (Some(Word(from)), Some(Word(until))),
            };
            let title = taken.texts.get(Field::Body).unwrap_or_default();
            let row = params![it.number, id, from, until, title, Word(taken.occurred_at)];
            batch.execute("INSERT INTO incidents VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)", row)?;
        }
        incident::Event::TicketLinked(it) => {
            let sql = format!("INSERT OR REPLACE INTO incident_tickets VALUES ({number}, ?2)");
            batch.execute(&sql, params![id, Word(it.ticket.0)])?;
        }
        incident::Event::TicketUnlinked(it) => {
            let sql =
                format!("DELETE FROM incident_tickets WHERE ticket = ?2 AND incident = {number}");
            batch.execute(&sql, params![id, Word(it.ticket.0)])?;
        }
        incident::Event::Announced(it) if !it.ends => (),
        incident::Event::Announced(_) | incident::Event::Ended(_) => {
            batch.execute("UPDATE incidents SET ended = 1 WHERE incident = ?1", [id])?;
        }
        incident::Event::Drafted(_) => (),
    }
    Ok(())
}

/// The incidents that are open, the newest first, at most `limit`.
pub(crate) fn open(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<IncidentRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM incidents i WHERE i.ended = 0 ORDER BY i.number DESC LIMIT ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map([capped(limit as u64)], row)?.collect()
}

/// The incident of a number.
pub(crate) fn of_number(
    connection: &Connection,
    number: u32,
) -> rusqlite::Result<Option<IncidentRow>> {
    let sql = format!("SELECT {COLUMNS} FROM incidents i WHERE i.number = ?1");
    connection.prepare_cached(&sql)?.query_row([number], row).optional()
}

/// The tickets that are linked to the incident of a number.
pub(crate) fn tickets(connection: &Connection, number: u32) -> rusqlite::Result<Vec<TicketId>> {
    let sql = "SELECT ticket FROM incident_tickets WHERE incident = ?1 ORDER BY ticket";
    let mut statement = connection.prepare_cached(sql)?;
    let ticket = |row: &Row<'_>| Ok(TicketId(row.get::<_, Word<_>>(0)?.0));
    statement.query_map([number], ticket)?.collect()
}

fn row(row: &Row<'_>) -> rusqlite::Result<IncidentRow> {
    let instant = |it: Option<Word<DateTime<Utc>>>| it.map(|it| it.0);
    let nature = match (instant(row.get(2)?), instant(row.get(3)?)) {
        (Some(from), Some(until)) => Nature::Planned { from, until },
        _ => Nature::Outage,
    };
    Ok(IncidentRow {
        number: row.get(0)?,
        incident: IncidentId(row.get::<_, Word<_>>(1)?.0),
        nature,
        title: row.get(4)?,
        declared_at: row.get::<_, Word<_>>(5)?.0,
        ended: row.get(6)?,
        tickets: counted(row.get(7)?)?,
    })
}
