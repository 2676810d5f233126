//! Imported: what was a ticket in the table that it comes out of?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::rows::ImportedRow;
use crate::taken::Taken;
use crate::words::Word;
use domain::{Channel, Event, Field, TicketId, people, ticket};
use rusqlite::{Connection, OptionalExtension, params};

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Ticket(ticket::Event::Registered(it)) if it.channel == Channel::Import => {
            let number = taken.texts.get(Field::OutsideNumber).unwrap_or_default();
            let row = params![Word(taken.ticket()?.0), it.claimed_at.map(Word), number];
            batch.execute("INSERT OR REPLACE INTO imported VALUES (?1, ?2, ?3)", row)?;
        }
        Event::Ticket(ticket::Event::DataErased(it)) => {
            let id = taken.ticket()?;
            let person = batch.person(it.person)?;
            if batch.tickets.get(&id)?.is_some_and(|it| it.requester == person) {
                let sql = "UPDATE imported SET number = '' WHERE ticket = ?1";
                batch.execute(sql, [Word(id.0)])?;
            }
        }
        Event::Person(people::Event::Erased(_)) => {
            let person = batch.person(taken.person()?)?;
            batch.settle()?;
            let sql = "UPDATE imported SET number = '' \
                       WHERE ticket IN (SELECT ticket FROM tickets WHERE requester = ?1)";
            batch.execute(sql, [person])?;
        }
        Event::Ticket(_)
        | Event::Chat(_)
        | Event::Register(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Conversation(_)
        | Event::Person(_) => (),
    }
    Ok(())
}

/// What was said of a ticket where it was kept before. None of one that began here.
pub(crate) fn of_ticket(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Option<ImportedRow>> {
    let sql = "SELECT claimed_at, number FROM imported WHERE ticket = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| {
        let number: String = row.get(1)?;
        Ok(ImportedRow {
            claimed_at: row.get::<_, Option<Word<_>>>(0)?.map(|it| it.0),
            number: Some(number).filter(|it| !it.is_empty()),
        })
    };
    statement.query_row([Word(ticket.0)], read).optional()
}
