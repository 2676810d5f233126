//! Agreed: by which clocks are days told, for each client and for the desk, and since when?

use crate::batch::Batch;
use crate::clocks::KeptBook;
use crate::error::ViewError;
use crate::keys::ClientKey;
use crate::taken::Taken;
use crate::words::{Parsed, Word, signed};
use chrono::NaiveDate;
use domain::civil::{Agreed, Days, bound_at};
use domain::client::Zone;
use domain::{At, ClientId, Event, Slug, client, desk};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    let (zone, calendar) = match &taken.event {
        Event::Client(client::Event::AgreementChanged(it)) => (Some(&it.zone), None),
        Event::Client(client::Event::TermsChanged(it)) => (None, Some(&it.calendar)),
        Event::Desk(desk::Event::SettingsChanged(it)) => (Some(&it.zone), None),
        Event::Client(_)
        | Event::Desk(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Chat(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Conversation(_)
        | Event::Person(_) => return Ok(()),
    };
    let client = match &taken.event {
        Event::Client(_) => {
            // Its own view has made sure that it is registered.
            let client = batch.clients.get(&taken.client()?)?;
            Some(client.ok_or_else(|| taken.misplaced())?.key)
        }
        _ => None,
    };
    let (position, recorded) = (signed(taken.position.0), Word(At::from(taken.recorded_at)));
    let (zone, calendar) = (zone.map(|it| &it.0), calendar.map(Slug::as_str));
    let sql = "INSERT INTO agreed VALUES (?1, ?2, ?3, ?4, ?5)";
    batch.execute(sql, params![position, client, recorded, zone, calendar])?;
    Ok(())
}

/// Days, by the clocks of a client or else of the desk, as asked for at an instant.
pub(crate) fn days(
    connection: &Connection,
    book: &KeptBook,
    client: Option<ClientId>,
    dates: (NaiveDate, NaiveDate),
    at: At,
) -> rusqlite::Result<Days> {
    let book = book.of(connection)?;
    let agreed = match client {
        None => read(connection)?.remove(&None),
        Some(client) => of_client(connection, client)?,
    };
    Ok(Days::of(&agreed.unwrap_or_default(), &book, dates, at))
}

/// Days of all clients: one entry if those that were known when they were closed share their clocks, else one for each
/// client, by code. Without clients, those of the desk.
pub(crate) fn days_of_all(
    connection: &Connection,
    book: &KeptBook,
    dates: (NaiveDate, NaiveDate),
    at: At,
) -> rusqlite::Result<Vec<(Option<ClientId>, Days)>> {
    let (mut agreed, book) = (read(connection)?, book.of(connection)?);
    let mut desk =
        vec![(None, Days::of(&agreed.remove(&None).unwrap_or_default(), &book, dates, at))];
    let sql = "SELECT key, client FROM clients WHERE registered = 1 ORDER BY code, key";
    let mut statement = connection.prepare_cached(sql)?;
    let key = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, ClientKey>(0)?, ClientId(row.get::<_, Word<_>>(1)?.0)))
    };
    let (mut all, mut known) = (Vec::new(), Vec::new());
    for client in statement.query_map([], key)? {
        let (key, client) = client?;
        let agreed = agreed.remove(&Some(key)).unwrap_or_default();
        if agreed.is_known_by(bound_at(dates.1, at)) {
            known.push(all.len());
        }
        all.push((Some(client), Days::of(&agreed, &book, dates, at)));
    }
    let Some(first) = known.first().map(|it| all[*it].1.clone()) else { return Ok(desk) };
    if known.iter().all(|it| all[*it].1.civil == first.civil) {
        desk[0].1 = first;
        return Ok(desk);
    }
    Ok(all)
}

fn of_client(connection: &Connection, client: ClientId) -> rusqlite::Result<Option<Agreed>> {
    let sql = "SELECT a.client, a.recorded, a.zone, a.calendar FROM clients c \
               JOIN agreed a ON a.client = c.key WHERE c.client = ?1 ORDER BY a.position";
    let mut statement = connection.prepare_cached(sql)?;
    let all = gather(statement.query([Word(client.0)])?)?;
    Ok(all.into_iter().find(|it| it.0.is_some()).map(|it| it.1))
}

/// What everybody agreed on; the desk is none of the clients.
fn read(connection: &Connection) -> rusqlite::Result<BTreeMap<Option<ClientKey>, Agreed>> {
    let sql = "SELECT client, recorded, zone, calendar FROM agreed ORDER BY position";
    gather(connection.prepare_cached(sql)?.query([])?)
}

fn gather(mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<BTreeMap<Option<ClientKey>, Agreed>> {
    // Until it is settled, the desk is where everybody is by default.
    let mut desk = Agreed::default();
    desk.take_zone(At(i64::MIN), Zone::default());
    let mut all = BTreeMap::from([(None, desk)]);
    while let Some(row) = rows.next()? {
        let agreed = all.entry(row.get(0)?).or_default();
        let recorded = row.get::<_, Word<At>>(1)?.0;
        if let Some(zone) = row.get(2)? {
            agreed.take_zone(recorded, Zone(zone));
        }
        if let Some(calendar) = row.get::<_, Option<Parsed<Slug>>>(3)? {
            agreed.take_calendar(recorded, calendar.0);
        }
    }
    Ok(all)
}
