//! Readiness: which groups wait to be set up, what may the bot do in those that are ours, and what is published?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::rows::{GroupRow, ReadinessRow, SetUpRow};
use crate::taken::Taken;
use crate::words::{Parsed, Word};
use crate::{chats, clients};
use domain::group_rights::GroupRights;
use domain::link::TokenHash;
use domain::{ChatId, Event, Field, Slug, calendar, chat, desk, intake, policy};
use rusqlite::{Connection, OptionalExtension, params};

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Chat(chat::Event::RightsChanged(it)) => {
            let chat = taken.chat()?;
            batch.chat(chat)?;
            if let Some(row) = batch.chats.change(&chat)? {
                row.rights = Some(it.rights);
            }
        }
        Event::Desk(desk::Event::SetUpAsked(it)) => {
            let title = taken.texts.get(Field::Name).unwrap_or_default();
            let asked = Word(taken.occurred_at);
            let row = params![Word(it.chat), Word(it.by), it.token.map(Word), title, asked];
            batch.execute("INSERT OR REPLACE INTO set_ups VALUES (?1, ?2, ?3, ?4, ?5)", row)?;
        }
        Event::Desk(desk::Event::SetUpEnded(it)) => {
            batch.execute("DELETE FROM set_ups WHERE chat = ?1", [Word(it.chat)])?;
        }
        Event::Policy(policy::Event::Published(_)) => publish(batch, "policy", taken.policy()?)?,
        Event::Calendar(calendar::Event::Published(_)) => {
            publish(batch, "calendar", taken.calendar()?)?;
        }
        Event::Intake(intake::Event::Published(_)) => publish(batch, "intake", taken.intake()?)?,
        Event::Chat(_)
        | Event::Desk(_)
        | Event::Client(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Conversation(_)
        | Event::Incident(_)
        | Event::Person(_) => (),
    }
    Ok(())
}

fn publish(batch: &Batch<'_>, kind: &str, name: &Slug) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO names VALUES (?1, ?2)";
    batch.execute(sql, params![kind, name.as_str()]).map(drop)
}

/// A right a bit, so that a row stays short.
pub(crate) fn packed(it: GroupRights) -> i64 {
    let GroupRights { admin, write, pin, invite, topics } = it;
    let bits = [admin, write, pin, invite, topics].into_iter().enumerate();
    bits.map(|(place, has)| i64::from(has) << place).sum()
}

pub(crate) fn unpacked(bits: i64) -> GroupRights {
    let [admin, write, pin, invite, topics] = [0, 1, 2, 3, 4].map(|it| bits >> it & 1 == 1);
    GroupRights { admin, write, pin, invite, topics }
}

/// What is published under a kind, by name.
pub(crate) fn names(connection: &Connection, kind: &str) -> rusqlite::Result<Vec<Slug>> {
    let sql = "SELECT name FROM names WHERE kind = ?1 ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([kind], |row| Ok(row.get::<_, Parsed<_>>(0)?.0))?.collect()
}

const SET_UP: &str = "SELECT chat, person, title, asked FROM set_ups";

fn set_up_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<SetUpRow> {
    Ok(SetUpRow {
        chat: row.get::<_, Parsed<_>>(0)?.0,
        by: row.get::<_, Word<_>>(1)?.0,
        title: row.get(2)?,
        asked_at: row.get::<_, Word<_>>(3)?.0,
    })
}

/// The group that waits to be set up.
pub(crate) fn set_up(connection: &Connection, chat: ChatId) -> rusqlite::Result<Option<SetUpRow>> {
    let mut statement = connection.prepare_cached(&format!("{SET_UP} WHERE chat = ?1"))?;
    statement.query_row([Word(chat)], set_up_row).optional()
}

/// The group that waits to be set up by whoever brings a token.
pub(crate) fn set_up_by(
    connection: &Connection,
    token: TokenHash,
) -> rusqlite::Result<Option<SetUpRow>> {
    let mut statement = connection.prepare_cached(&format!("{SET_UP} WHERE token = ?1"))?;
    statement.query_row([Word(token)], set_up_row).optional()
}

/// How a linked group stands, also by the number it had before it migrated.
pub(crate) fn group(connection: &Connection, chat: ChatId) -> rusqlite::Result<Option<GroupRow>> {
    let chat = chats::current_chat(connection, chat)?;
    let sql = "SELECT sees, rights, seen, title FROM chats WHERE chat = ?1 AND place > 0";
    let read = |row: &rusqlite::Row<'_>| {
        Ok(GroupRow {
            chat,
            sees: row.get::<_, Option<Word<_>>>(0)?.map(|it| it.0),
            rights: row.get::<_, Option<i64>>(1)?.map(unpacked),
            seen_at: row.get::<_, Option<Word<_>>>(2)?.map(|it| it.0),
            title: row.get(3)?,
        })
    };
    connection.prepare_cached(sql)?.query_row([Word(chat)], read).optional()
}

/// All clients by code, with their groups.
pub(crate) fn readiness(connection: &Connection) -> rusqlite::Result<Vec<ReadinessRow>> {
    let clients = clients::clients(connection)?.into_iter().map(|client| {
        let groups = client.chats.iter().filter_map(|it| group(connection, *it).transpose());
        let groups = groups.collect::<Result<_, _>>()?;
        Ok(ReadinessRow { client, groups })
    });
    clients.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_is_read_as_it_was_written() {
        for bits in 0..32 {
            assert_eq!(packed(unpacked(bits)), bits);
        }
        let pin = GroupRights { pin: true, ..GroupRights::default() };
        assert_eq!(unpacked(packed(pin)), pin);
    }
}
