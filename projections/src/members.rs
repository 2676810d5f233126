//! Members: in which clients' groups is a person met, and on the client's side?

use crate::batch::Batch;
use crate::clients;
use crate::error::ViewError;
use crate::rows::ClientRow;
use crate::taken::Taken;
use crate::words::Word;
use domain::conversation::{self, Purpose};
use domain::{ChatId, ClientId, Event, PersonId, Side, chat, people};
use rusqlite::{Connection, params};

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Chat(chat::Event::MessageAccounted(it)) if it.side == Side::Client => {
            meet(batch, taken.chat()?, it.author)
        }
        // Who came and has said nothing yet is met nowhere; who was met before is met again.
        Event::Chat(chat::Event::MemberJoined(it)) => {
            let (person, chat) = (batch.person(it.person)?, batch.current_chat(taken.chat()?)?);
            let sql = format!("UPDATE members SET gone = 0 WHERE person = ?1 AND {SAME_GROUP}");
            batch.execute(&sql, params![person, chat])?;
            Ok(())
        }
        Event::Chat(chat::Event::MemberLeft(it)) => leave(batch, taken.chat()?, it.person),
        // Whoever presses a button of a group is in it.
        Event::Conversation(conversation::Event::Started(it))
            if matches!(it.purpose, Purpose::Request(_)) =>
        {
            meet(batch, it.chat, it.owner)
        }
        Event::Person(people::Event::Erased(_)) => {
            let key = batch.person(taken.person()?)?;
            batch.execute("DELETE FROM members WHERE person = ?1", [key])?;
            Ok(())
        }
        Event::Chat(_)
        | Event::Conversation(_)
        | Event::Person(_)
        | Event::Client(_)
        | Event::Desk(_)
        | Event::Incident(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Register(_)
        | Event::Ticket(_) => Ok(()),
    }
}

/// A condition: that a chat is a group, by whatever number it had.
const SAME_GROUP: &str = "chat IN (SELECT key FROM chats WHERE current = ?2)";

/// It is kept that they are gone: what they asked in private before proves no more that they belong there.
fn leave(batch: &mut Batch<'_>, chat: ChatId, person: PersonId) -> Result<(), ViewError> {
    let (person, here) = (batch.person(person)?, batch.chat(chat)?);
    let current = batch.current_chat(chat)?;
    let sql = format!("UPDATE members SET gone = 1 WHERE person = ?1 AND {SAME_GROUP}");
    batch.execute(&sql, params![person, current])?;
    let sql = "INSERT INTO members VALUES (?1, ?2, 1) ON CONFLICT DO UPDATE SET gone = 1";
    batch.execute(sql, params![person, here])?;
    Ok(())
}

fn meet(batch: &mut Batch<'_>, chat: ChatId, person: PersonId) -> Result<(), ViewError> {
    if chat.is_private() {
        return Ok(());
    }
    let (person, chat) = (batch.person(person)?, batch.chat(chat)?);
    let sql = "INSERT INTO members VALUES (?1, ?2, 0) ON CONFLICT DO UPDATE SET gone = 0";
    batch.execute(sql, params![person, chat])?;
    Ok(())
}

/// The clients in whose linked groups somebody is met on the client's side, and those whom they asked something in
/// private and have not left since, by code. A group that is a client's no more counts for nothing.
pub(crate) fn clients_of(
    connection: &Connection,
    person: PersonId,
) -> rusqlite::Result<Vec<ClientRow>> {
    let sql = "SELECT c.client FROM clients c WHERE c.key IN ( \
               SELECT h.client FROM members m JOIN people p ON p.key = m.person \
               JOIN chats o ON o.key = m.chat JOIN chats h ON h.key = o.current \
               WHERE p.person = ?1 AND h.place = 1 AND NOT m.gone \
               UNION SELECT t.client FROM tickets t JOIN people p ON p.key = t.requester \
               JOIN chats o ON o.key = t.chat WHERE p.person = ?1 AND o.chat = ?2 \
               AND t.client NOT IN (SELECT h.client FROM members m \
               JOIN people p ON p.key = m.person JOIN chats o ON o.key = m.chat \
               JOIN chats h ON h.key = o.current \
               WHERE p.person = ?1 AND h.place = 1 AND m.gone)) \
               ORDER BY c.code";
    let found = {
        let mut statement = connection.prepare_cached(sql)?;
        let alone = Word(ChatId::Private(person));
        let found = statement.query_map(params![Word(person), alone], |row| {
            Ok(ClientId(row.get::<_, Word<_>>(0)?.0))
        })?;
        found.collect::<rusqlite::Result<Vec<_>>>()?
    };
    let mut rows = Vec::with_capacity(found.len());
    for client in found {
        rows.extend(clients::client(connection, client)?);
    }
    Ok(rows)
}
