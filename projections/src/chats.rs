//! Chats: whose is each of them, and where does it go on?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::held::Row;
use crate::keys::{ChatKey, ClientKey};
use crate::notices::SPEAKS;
use crate::readiness::{packed, unpacked};
use crate::rows::{ChatPlace, ChatRow};
use crate::taken::Taken;
use crate::words::{Filed, Parsed, Place, Word, signed};
use crate::{notices, routing};
use chrono::{DateTime, Utc};
use domain::chat::Visibility;
use domain::client::Zone;
use domain::group_rights::GroupRights;
use domain::{ChatId, ClientId, Event, Field, chat, client, desk};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// A chat as a row keeps one, linked or not.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) key: ChatKey,
    /// The chat in which it goes on: itself, if it did not migrate.
    pub(crate) current: ChatKey,
    pub(crate) place: Place,
    pub(crate) client: Option<ClientKey>,
    linked: Option<i64>,
    sees: Option<Visibility>,
    /// The hour, since the epoch, of the last alarm of an update that was not understood.
    pub(crate) alarmed: Option<i64>,
    registered: i64,
    part: i64,
    skipped: i64,
    unanswered: i64,
    pub(crate) rights: Option<GroupRights>,
    /// The date of the last message.
    seen: Option<DateTime<Utc>>,
    /// As Telegram told it last; empty where it never did.
    title: String,
}

impl Chat {
    pub(crate) fn mentioned(key: ChatKey) -> Self {
        Self {
            key,
            current: key,
            place: Place::Nowhere,
            client: None,
            linked: None,
            sees: None,
            alarmed: None,
            registered: 0,
            part: 0,
            skipped: 0,
            unanswered: 0,
            rights: None,
            seen: None,
            title: String::new(),
        }
    }

    /// Whether the bot is here and can say nothing, as far as it was told.
    pub(crate) fn is_mute(&self) -> bool {
        let outside = self.sees == Some(Visibility::Nothing);
        !outside && self.rights.is_some_and(|it| !it.write)
    }

    /// How many messages of this chat are accounted for in a way.
    pub(crate) fn count(&mut self, filed: Filed) -> &mut i64 {
        match filed {
            Filed::Registered => &mut self.registered,
            Filed::Part => &mut self.part,
            Filed::Skipped => &mut self.skipped,
            Filed::Unanswered => &mut self.unanswered,
        }
    }
}

impl Row for Chat {
    type Key = ChatId;

    fn load(connection: &Connection, key: &ChatId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT key, current, place, client, linked, sees, alarmed, registered, part, \
                   skipped, unanswered, rights, seen, title FROM chats WHERE chat = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                key: row.get(0)?,
                current: row.get(1)?,
                place: row.get::<_, Word<_>>(2)?.0,
                client: row.get(3)?,
                linked: row.get(4)?,
                sees: row.get::<_, Option<Word<_>>>(5)?.map(|it| it.0),
                alarmed: row.get(6)?,
                registered: row.get(7)?,
                part: row.get(8)?,
                skipped: row.get(9)?,
                unanswered: row.get(10)?,
                rights: row.get::<_, Option<i64>>(11)?.map(unpacked),
                seen: row.get::<_, Option<Word<_>>>(12)?.map(|it| it.0),
                title: row.get(13)?,
            })
        };
        statement.query_row([Word(*key)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &ChatId, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO chats \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
        let mut statement = connection.prepare_cached(sql)?;
        let row = params![
            self.key,
            Word(*key),
            self.current,
            Word(self.place),
            self.client,
            self.linked,
            self.sees.map(Word),
            self.alarmed,
            self.registered,
            self.part,
            self.skipped,
            self.unanswered,
            self.rights.map(packed),
            self.seen.map(Word),
            self.title,
        ];
        statement.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &ChatId) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached("DELETE FROM chats WHERE chat = ?1")?;
        statement.execute([Word(*key)]).map(drop)
    }
}

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Client(event) => of_client(batch, taken, event),
        Event::Desk(event) => of_desk(batch, taken, event),
        Event::Chat(chat::Event::VisibilityChanged(it)) => {
            let chat = taken.chat()?;
            batch.chat(chat)?;
            if let Some(row) = batch.chats.change(&chat)? {
                row.sees = Some(it.sees);
            }
            Ok(())
        }
        Event::Chat(chat::Event::MessageAccounted(_)) => {
            let chat = taken.chat()?;
            batch.chat(chat)?;
            if let Some(row) = batch.chats.change(&chat)? {
                row.seen = row.seen.max(Some(taken.occurred_at));
            }
            Ok(())
        }
        Event::Chat(chat::Event::Renamed(_)) => entitle(batch, taken, taken.chat()?),
        Event::Chat(chat::Event::Migrated(it)) => migrate(batch, taken, it.from, it.to),
        Event::Chat(_)
        | Event::Register(_)
        | Event::Ticket(_)
        | Event::Conversation(_)
        | Event::Person(_)
        | Event::Policy(_)
        | Event::Calendar(_)
        | Event::Intake(_)
        | Event::Incident(_) => Ok(()),
    }
}

fn of_client(batch: &mut Batch<'_>, taken: &Taken, event: &client::Event) -> Result<(), ViewError> {
    // Its own view has made sure that it is registered.
    let client = batch.clients.get(&taken.client()?)?.map(|it| it.key);
    match event {
        client::Event::ChatLinked(it) => link(batch, taken, it.chat, client),
        client::Event::ChatUnlinked(it) => unlink(batch, taken, it.chat, client),
        client::Event::ChatMigrated(it) => migrate(batch, taken, it.from, it.to),
        client::Event::Registered(_)
        | client::Event::Renamed(_)
        | client::Event::AgreementChanged(_)
        | client::Event::TermsChanged(_)
        | client::Event::IntakeChanged(_)
        | client::Event::NoticesChosen(_)
        | client::Event::SiteAdded(_)
        | client::Event::WorkplaceAdded(_)
        | client::Event::ResponsibleChanged(_)
        | client::Event::LinkOffered(_)
        | client::Event::RoutingChanged(_)
        | client::Event::InviteAsked(_)
        | client::Event::InviteMade(_)
        | client::Event::InviteRefused(_)
        | client::Event::InviteWithdrawn(_) => Ok(()),
        client::Event::LinkClaimed(it) => entitle(batch, taken, it.chat),
    }
}

fn of_desk(batch: &mut Batch<'_>, taken: &Taken, event: &desk::Event) -> Result<(), ViewError> {
    match event {
        desk::Event::SettingsChanged(it) => {
            let sql = "INSERT OR REPLACE INTO desk VALUES (1, ?1, ?2)";
            batch.execute(sql, params![Word(it.language), it.zone.0])?;
            Ok(())
        }
        desk::Event::ChatLinked(it) => link(batch, taken, it.chat, None),
        desk::Event::ChatUnlinked(it) => unlink(batch, taken, it.chat, None),
        desk::Event::ChatMigrated(it) => migrate(batch, taken, it.from, it.to),
        desk::Event::LinkClaimed(it) => entitle(batch, taken, it.chat),
        desk::Event::LinkOffered(_)
        | desk::Event::IncidentDeclared(_)
        | desk::Event::TeamSet(_)
        | desk::Event::TeamChatSet(_)
        | desk::Event::DutySet(_)
        | desk::Event::DigestsSet(_)
        | desk::Event::DigestDue(_)
        | desk::Event::SetUpAsked(_)
        | desk::Event::SetUpEnded(_)
        | desk::Event::ReplyKept(_)
        | desk::Event::ReplyDropped(_)
        | desk::Event::TicketsImported(_) => Ok(()),
    }
}

/// The title that an event brings.
fn entitle(batch: &mut Batch<'_>, taken: &Taken, chat: ChatId) -> Result<(), ViewError> {
    batch.chat(chat)?;
    if let (Some(title), Some(row)) = (taken.texts.get(Field::Name), batch.chats.change(&chat)?) {
        title.clone_into(&mut row.title);
    }
    Ok(())
}

/// Links a chat to a client, or to the desk.
fn link(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatId,
    client: Option<ClientKey>,
) -> Result<(), ViewError> {
    let key = batch.current_chat(chat)?;
    let id = batch.chat_id(key)?;
    let place = if client.is_some() { Place::Client } else { Place::Staff };
    if let Some(row) = batch.chats.change(&id)? {
        if (row.place, row.client) != (place, client) {
            row.linked = Some(signed(taken.position.0));
        }
        row.place = place;
        row.client = client;
    }
    batch.settle()?;
    notices::linked(batch, taken, key, place)
}

fn unlink(
    batch: &mut Batch<'_>,
    taken: &Taken,
    chat: ChatId,
    client: Option<ClientKey>,
) -> Result<(), ViewError> {
    let key = batch.current_chat(chat)?;
    let id = batch.chat_id(key)?;
    let place = if client.is_some() { Place::Client } else { Place::Staff };
    if let Some(row) = batch.chats.change(&id)? {
        // It may belong to somebody else by now.
        if (row.place, row.client) == (place, client) {
            row.place = Place::Nowhere;
            row.client = None;
            row.linked = None;
        }
    }
    batch.settle()?;
    routing::unlinked(batch, key)?;
    notices::unlinked(batch, taken, key)
}

/// The chat goes on under another number. Told by the chat, by its client and by the other chat: the first counts.
fn migrate(
    batch: &mut Batch<'_>,
    taken: &Taken,
    from: ChatId,
    to: ChatId,
) -> Result<(), ViewError> {
    let (old, new) = (batch.current_chat(from)?, batch.current_chat(to)?);
    if old == new {
        return Ok(());
    }
    let (old_id, new_id) = (batch.chat_id(old)?, batch.chat_id(new)?);
    let moved = batch.chats.change(&old_id)?.map(|it| {
        let before = it.clone();
        it.place = Place::Nowhere;
        it.client = None;
        it.linked = None;
        before
    });
    if let (Some(before), Some(row)) = (moved, batch.chats.change(&new_id)?) {
        if row.place == Place::Nowhere {
            row.place = before.place;
            row.client = before.client;
            row.linked = before.linked;
        }
        row.sees = row.sees.or(before.sees);
        row.rights = row.rights.or(before.rights);
        row.seen = row.seen.max(before.seen);
        if row.title.is_empty() {
            row.title = before.title;
        }
    }
    batch.settle()?;
    batch.execute("UPDATE chats SET current = ?2 WHERE current = ?1", [old, new])?;
    // What was said in the old chat cannot be replied to in the new one.
    let sql = "UPDATE tickets SET chat = ?2, last_words = NULL WHERE chat = ?1";
    batch.execute(sql, [old, new])?;
    routing::migrated(batch, old, new)?;
    notices::migrated(batch, taken, old, new)
}

pub(crate) fn id_of(connection: &Connection, key: ChatKey) -> rusqlite::Result<ChatId> {
    let mut statement = connection.prepare_cached("SELECT chat FROM chats WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get::<_, Parsed<_>>(0))?.0)
}

/// The key of a chat, and of the one in which it goes on.
pub(crate) fn keys_of(
    connection: &Connection,
    chat: ChatId,
) -> rusqlite::Result<Option<(ChatKey, ChatKey)>> {
    let sql = "SELECT key, current FROM chats WHERE chat = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row([Word(chat)], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

/// The chat in which a chat goes on: itself, if it did not migrate.
pub(crate) fn current_chat(connection: &Connection, chat: ChatId) -> rusqlite::Result<ChatId> {
    keys_of(connection, chat)?.map_or(Ok(chat), |(_, current)| id_of(connection, current))
}

const CHAT_COLUMNS: &str = "h.chat, h.place, h.sees, c.client, c.code, c.title, \
     coalesce(c.language, d.language), coalesce(c.zone, d.zone), \
     coalesce(c.board, 0) \
     FROM chats h LEFT JOIN clients c ON c.key = h.client LEFT JOIN desk d ON h.place = 2";

fn chat_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ChatRow> {
    let place = match row.get::<_, Option<Word<_>>>(3)? {
        None => ChatPlace::Staff,
        Some(client) => ChatPlace::Client {
            client: ClientId(client.0),
            code: row.get::<_, Parsed<_>>(4)?.0,
            title: row.get(5)?,
        },
    };
    Ok(ChatRow {
        chat: row.get::<_, Parsed<_>>(0)?.0,
        place,
        sees: row.get::<_, Option<Word<_>>>(2)?.map(|it| it.0),
        language: row.get::<_, Option<Word<_>>>(6)?.map(|it| it.0).unwrap_or_default(),
        zone: row.get::<_, Option<String>>(7)?.map(Zone).unwrap_or_default(),
        board: row.get(8)?,
    })
}

/// A linked chat, also by the number it had before it migrated.
pub(crate) fn chat(connection: &Connection, chat: ChatId) -> rusqlite::Result<Option<ChatRow>> {
    let Some((_, current)) = keys_of(connection, chat)? else { return Ok(None) };
    let sql = format!("SELECT {CHAT_COLUMNS} WHERE h.key = ?1 AND h.place > 0");
    connection.prepare_cached(&sql)?.query_row([current], chat_row).optional()
}

/// All linked groups, and whether the bot is there and can say nothing.
pub(crate) fn linked_groups(connection: &Connection) -> rusqlite::Result<BTreeMap<ChatId, bool>> {
    let sql = format!(
        "SELECT h.chat, NOT {SPEAKS} FROM chats h WHERE h.place IN (1, 2) AND h.current = h.key"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Parsed<_>>(0)?.0, row.get(1)?));
    statement.query_map([], read)?.collect()
}

/// The desk's chats, in the order in which they were linked.
pub(crate) fn staff_chats(connection: &Connection) -> rusqlite::Result<Vec<ChatRow>> {
    let sql = format!("SELECT {CHAT_COLUMNS} WHERE h.place = 2 ORDER BY h.linked");
    connection.prepare_cached(&sql)?.query_map([], chat_row)?.collect()
}
