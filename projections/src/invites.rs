//! Invites: which cards does a client have, who came by them, and where does whoever asked for a ticket work?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::ClientKey;
use crate::routing;
use crate::rows::{InviteRow, PlaceRow};
use crate::taken::Taken;
use crate::words::{Parsed, Word, counted};
use domain::chat::MemberJoined;
use domain::invite::{InviteAsked, InviteNumber, InviteRef};
use domain::ticket::Registered;
use domain::{ClientId, Event, Field, TicketId, chat, client, people, ticket};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "c.client, i.number, h.chat, i.site, i.workplace, i.link, i.asked, \
     i.withdrawn, (SELECT count(*) FROM joinings j WHERE j.client = i.client AND j.number = i.number) \
     FROM invites i JOIN clients c ON c.key = i.client JOIN chats o ON o.key = i.chat \
     JOIN chats h ON h.key = o.current";

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Client(event) => of_client(batch, taken, event),
        Event::Chat(chat::Event::MemberJoined(it)) => joined(batch, taken, it),
        Event::Ticket(ticket::Event::Registered(it)) => registered(batch, taken, it),
        Event::Person(people::Event::Erased(_)) => {
            let person = Word(taken.person()?);
            batch.execute("DELETE FROM joinings WHERE person = ?1", [person])?;
            batch.execute("DELETE FROM ticket_places WHERE person = ?1", [person])?;
            Ok(())
        }
        Event::Chat(_)
        | Event::Ticket(_)
        | Event::Person(_)
        | Event::Register(_)
        | Event::Desk(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_)
        | Event::Conversation(_) => Ok(()),
    }
}

fn of_client(batch: &mut Batch<'_>, taken: &Taken, event: &client::Event) -> Result<(), ViewError> {
    let Some(key) = batch.clients.get(&taken.client()?)?.map(|it| it.key) else {
        return Err(taken.misplaced());
    };
    match event {
        client::Event::InviteAsked(it) => asked(batch, taken, (key, it)),
        client::Event::InviteMade(it) => {
            let sql = "UPDATE invites SET link = ?3 WHERE client = ?1 AND number = ?2";
            let link = taken.texts.get(Field::Link);
            batch.execute(sql, params![key, it.number.0, link])?;
            Ok(())
        }
        client::Event::InviteRefused(it) => {
            let sql = "DELETE FROM invites WHERE client = ?1 AND number = ?2";
            batch.execute(sql, params![key, it.number.0])?;
            Ok(())
        }
        client::Event::InviteWithdrawn(it) => {
            let sql = "UPDATE invites SET withdrawn = 1 WHERE client = ?1 AND number = ?2";
            batch.execute(sql, params![key, it.number.0])?;
            Ok(())
        }
        client::Event::ChatUnlinked(it) => {
            let chat = batch.chat(it.chat)?;
            let sql = "UPDATE invites SET withdrawn = 1 WHERE client = ?1 AND chat = ?2";
            batch.execute(sql, params![key, chat])?;
            Ok(())
        }
        client::Event::ChatMigrated(it) => {
            let (from, to) = (batch.chat(it.from)?, batch.chat(it.to)?);
            let sql = "UPDATE invites SET chat = ?3 WHERE client = ?1 AND chat = ?2";
            batch.execute(sql, params![key, from, to])?;
            Ok(())
        }
        client::Event::Registered(_)
        | client::Event::Renamed(_)
        | client::Event::AgreementChanged(_)
        | client::Event::TermsChanged(_)
        | client::Event::IntakeChanged(_)
        | client::Event::SiteAdded(_)
        | client::Event::WorkplaceAdded(_)
        | client::Event::ResponsibleChanged(_)
        | client::Event::LinkOffered(_)
        | client::Event::LinkClaimed(_)
        | client::Event::ChatLinked(_)
        | client::Event::NoticesChosen(_)
        | client::Event::RoutingChanged(_) => Ok(()),
    }
}

fn asked(
    batch: &mut Batch<'_>,
    taken: &Taken,
    (client, it): (ClientKey, &InviteAsked),
) -> Result<(), ViewError> {
    let chat = batch.chat(it.chat)?;
    let text = |field| taken.texts.get(field).unwrap_or_default();
    let sql = "INSERT INTO invites VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, 0) \
               ON CONFLICT DO UPDATE SET asked = ?6";
    let (site, workplace) = (text(Field::Site), text(Field::Workplace));
    let row = params![client, it.number.0, chat, site, workplace, Word(taken.occurred_at)];
    batch.execute(sql, row)?;
    Ok(())
}

/// Of several times somebody came, the last counts. By another way than a card, nobody knows where they work.
fn joined(batch: &mut Batch<'_>, taken: &Taken, it: &MemberJoined) -> Result<(), ViewError> {
    let client = match it.invite {
        Some(invite) => batch.clients.get(&invite.client)?.map(|it| it.key),
        None => routing::client_of(batch, taken.chat()?)?,
    };
    let Some(client) = client else { return Ok(()) };
    let number = it.invite.map(|it| it.number.0);
    let sql = "INSERT OR REPLACE INTO joinings VALUES (?1, ?2, ?3, ?4)";
    let row = params![client, Word(it.person), number, Word(taken.occurred_at)];
    batch.execute(sql, row)?;
    Ok(())
}

fn registered(batch: &mut Batch<'_>, taken: &Taken, it: &Registered) -> Result<(), ViewError> {
    let Some(client) = batch.clients.get(&it.client)?.map(|it| it.key) else { return Ok(()) };
    let sql = "INSERT OR REPLACE INTO ticket_places SELECT ?1, client, number, person \
               FROM joinings WHERE client = ?2 AND person = ?3 AND number IS NOT NULL";
    batch.execute(sql, params![Word(taken.ticket()?.0), client, Word(it.requester)])?;
    Ok(())
}

/// The cards of a client, in the order of their numbers, also those that are withdrawn.
pub(crate) fn of(connection: &Connection, client: ClientId) -> rusqlite::Result<Vec<InviteRow>> {
    let sql = format!("SELECT {COLUMNS} WHERE c.client = ?1 ORDER BY i.number");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_map([Word(client.0)], row)?.collect()
}

/// One card.
pub(crate) fn one(
    connection: &Connection,
    invite: InviteRef,
) -> rusqlite::Result<Option<InviteRow>> {
    let sql = format!("SELECT {COLUMNS} WHERE c.client = ?1 AND i.number = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row(params![Word(invite.client.0), invite.number.0], row).optional()
}

/// Where whoever asked for a ticket worked when they did, as the card says by which they had come.
pub(crate) fn place(
    connection: &Connection,
    ticket: TicketId,
) -> rusqlite::Result<Option<PlaceRow>> {
    let sql = "SELECT i.number, i.site, i.workplace FROM ticket_places p \
               JOIN invites i ON i.client = p.client AND i.number = p.number WHERE p.ticket = ?1";
    let read = |row: &Row<'_>| {
        let number = InviteNumber(row.get(0)?);
        Ok(PlaceRow { number, site: row.get(1)?, workplace: row.get(2)? })
    };
    connection.prepare_cached(sql)?.query_row([Word(ticket.0)], read).optional()
}

fn row(row: &Row<'_>) -> rusqlite::Result<InviteRow> {
    let client = ClientId(row.get::<_, Word<_>>(0)?.0);
    Ok(InviteRow {
        invite: InviteRef { client, number: InviteNumber(row.get(1)?) },
        chat: row.get::<_, Parsed<_>>(2)?.0,
        site: row.get(3)?,
        workplace: row.get(4)?,
        link: row.get(5)?,
        asked_at: row.get::<_, Word<_>>(6)?.0,
        withdrawn: row.get(7)?,
        joined: counted(row.get(8)?)?,
    })
}
