//! The rows of messages and conversations: how are they kept?

use crate::held::Row;
use crate::keys::{ChatKey, PersonKey};
use crate::words::{Filed, Parsed, Word, purpose_columns, purpose_of};
use chrono::{DateTime, Utc};
use domain::conversation::Started;
use domain::{ConversationId, MessageId, PersonId, Side, TicketId, notice};
use rusqlite::{Connection, OptionalExtension, params};

/// A message as a row keeps it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub(crate) author: Option<PersonKey>,
    pub(crate) side: Option<Side>,
    /// None of our own messages, and of those that only a reply told us of.
    pub(super) filed: Option<Filed>,
    pub(crate) ticket: Option<TicketId>,
    pub(super) conversation: Option<ConversationId>,
    pub(super) rule: Option<String>,
    pub(crate) notice: Option<notice::Kind>,
    /// Whether it was said among staff, of a ticket.
    pub(super) internal: bool,
}

impl Row for Message {
    type Key = (ChatKey, MessageId);

    fn load(connection: &Connection, key: &Self::Key) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT author, side, filed, ticket, conversation, rule, notice, internal \
                   FROM messages WHERE chat = ?1 AND message = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                author: row.get(0)?,
                side: row.get::<_, Option<Word<_>>>(1)?.map(|it| it.0),
                filed: row.get::<_, Option<Word<_>>>(2)?.map(|it| it.0),
                ticket: row.get::<_, Option<Word<_>>>(3)?.map(|it| TicketId(it.0)),
                conversation: row.get::<_, Option<Word<_>>>(4)?.map(|it| ConversationId(it.0)),
                rule: row.get(5)?,
                notice: row.get::<_, Option<Word<_>>>(6)?.map(|it| it.0),
                internal: row.get(7)?,
            })
        };
        statement.query_row(params![key.0, key.1.0], read).optional()
    }

    fn save(&self, connection: &Connection, key: &Self::Key, _: bool) -> rusqlite::Result<()> {
        let sql =
            "INSERT OR REPLACE INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let mut statement = connection.prepare_cached(sql)?;
        let row = params![
            key.0,
            key.1.0,
            self.author,
            self.side.map(Word),
            self.filed.map(Word),
            self.ticket.map(|it| Word(it.0)),
            self.conversation.map(|it| Word(it.0)),
            self.rule,
            self.notice.map(Word),
            self.internal,
        ];
        statement.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &Self::Key) -> rusqlite::Result<()> {
        let sql = "DELETE FROM messages WHERE chat = ?1 AND message = ?2";
        connection.prepare_cached(sql)?.execute(params![key.0, key.1.0]).map(drop)
    }
}

/// A conversation as a row keeps it: what our question is for.
#[derive(Debug, Clone)]
pub(crate) struct Conversation {
    pub(super) started: Started,
    /// The ticket that the answer became, or became a part of: further replies belong there.
    pub(super) ticket: Option<TicketId>,
    pub(super) started_at: DateTime<Utc>,
}

const CONVERSATION_COLUMNS: &str = "h.chat, v.thread, p.person, v.purpose, v.purpose_of, v.pressed, v.ticket, v.started \
     FROM conversations v JOIN chats h ON h.key = v.chat JOIN people p ON p.key = v.owner";

impl Row for Conversation {
    type Key = ConversationId;

    fn load(connection: &Connection, key: &ConversationId) -> rusqlite::Result<Option<Self>> {
        let sql = format!("SELECT {CONVERSATION_COLUMNS} WHERE v.conversation = ?1");
        let mut statement = connection.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Self {
                started: Started {
                    chat: row.get::<_, Parsed<_>>(0)?.0,
                    thread: row.get(1)?,
                    owner: row.get::<_, Word<PersonId>>(2)?.0,
                    purpose: purpose_of(row.get(3)?, row.get_ref(4)?.as_blob()?)?,
                    pressed: MessageId(row.get(5)?),
                },
                ticket: row.get::<_, Option<Word<_>>>(6)?.map(|it| TicketId(it.0)),
                started_at: row.get::<_, Word<_>>(7)?.0,
            })
        };
        statement.query_row([Word(key.0)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &Self::Key, _: bool) -> rusqlite::Result<()> {
        // Chats and people are written before, and by the same batch.
        let sql = "INSERT OR REPLACE INTO conversations \
                   SELECT ?1, h.key, ?3, p.key, ?5, ?6, ?7, ?8, ?9 \
                   FROM chats h JOIN people p ON p.person = ?4 WHERE h.chat = ?2";
        let (purpose, of) = purpose_columns(&self.started.purpose);
        let row = params![
            Word(key.0),
            Word(self.started.chat),
            self.started.thread,
            Word(self.started.owner),
            purpose,
            of,
            self.started.pressed.0,
            self.ticket.map(|it| Word(it.0)),
            Word(self.started_at),
        ];
        connection.prepare_cached(sql)?.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &Self::Key) -> rusqlite::Result<()> {
        let sql = "DELETE FROM conversations WHERE conversation = ?1";
        connection.prepare_cached(sql)?.execute([Word(key.0)]).map(drop)
    }
}
