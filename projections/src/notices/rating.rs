//! Rating: is whoever asked to be asked how well it was done?

use super::of_ticket::Standing;
use super::{Said, say};
use crate::batch::Batch;
use crate::error::ViewError;
use crate::keys::{ClientKey, PersonKey};
use crate::taken::Taken;
use crate::words::Word;
use domain::notice::Kind;
use domain::ticket::Closure;
use domain::{Channel, ChatId, ClientId, PersonId};
use rusqlite::OptionalExtension;

/// A ticket was closed. Nobody is asked where the client has not agreed to it, and never in the group.
pub(super) fn ask(
    batch: &mut Batch<'_>,
    taken: &Taken,
    standing: &Standing,
    how: Closure,
) -> Result<(), ViewError> {
    let Some(ticket) = batch.tickets.get(&standing.ticket)?.cloned() else { return Ok(()) };
    let of_a_person =
        !matches!(ticket.channel, Channel::OnBehalf | Channel::Import) && how != Closure::Merged;
    if !of_a_person || !is_agreed(batch, ticket.client)? {
        return Ok(());
    }
    let Some(person) = person(batch, ticket.requester)? else { return Ok(()) };
    let chat = batch.chat(ChatId::Private(person))?;
    let ticket = Some(standing.ticket);
    say(batch, taken, Said { ticket, ..Said::new(taken, Kind::RatingQuestion, chat) })
}

fn is_agreed(batch: &mut Batch<'_>, client: ClientKey) -> rusqlite::Result<bool> {
    let sql = "SELECT client FROM clients WHERE key = ?1";
    let Some(id) = found::<_, uuid::Uuid>(batch, sql, client)? else { return Ok(false) };
    Ok(batch.clients.get(&ClientId(id))?.is_some_and(|it| it.rating))
}

fn person(batch: &mut Batch<'_>, person: PersonKey) -> rusqlite::Result<Option<PersonId>> {
    found::<_, PersonId>(batch, "SELECT person FROM people WHERE key = ?1", person)
}

/// What never changes of a row, once it is settled.
fn found<K: rusqlite::ToSql + Copy, T>(
    batch: &mut Batch<'_>,
    sql: &str,
    key: K,
) -> rusqlite::Result<Option<T>>
where
    Word<T>: rusqlite::types::FromSql,
{
    let look = |batch: &Batch<'_>| {
        let mut statement = batch.connection.prepare_cached(sql)?;
        statement.query_row([key], |row| Ok(row.get::<_, Word<T>>(0)?.0)).optional()
    };
    if let Some(it) = look(batch)? {
        return Ok(Some(it));
    }
    batch.settle()?;
    look(batch)
}
