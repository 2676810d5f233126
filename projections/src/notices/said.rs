//! Something that is said once: where, and because of what?

use crate::held::Row;
use crate::keys::ChatKey;
use crate::taken::Taken;
use crate::words::{Word, counted, signed};
use domain::notice::Kind;
use domain::{At, ConversationId, MessageId, NoticeId, TicketId};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, params};
use store::port::{Position, Revision, StreamName};

/// A notice as a row keeps it until it is delivered or given up.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) kind: Kind,
    pub(crate) chat: ChatKey,
    pub(crate) thread: Option<i64>,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) conversation: Option<ConversationId>,
    pub(crate) subject: (StreamName, Revision),
    pub(crate) reply_to: Option<MessageId>,
    pub(crate) of: Option<(ChatKey, MessageId)>,
    pub(crate) position: Position,
    /// It is not said earlier: people are left in peace until then.
    pub(crate) not_before: Option<At>,
}

impl Said {
    /// What an event calls for in a chat, with nothing more.
    pub(crate) fn new(taken: &Taken, kind: Kind, chat: ChatKey) -> Self {
        Self {
            kind,
            chat,
            thread: None,
            ticket: None,
            conversation: None,
            subject: (taken.name.clone(), taken.revision),
            reply_to: None,
            of: None,
            position: taken.position,
            not_before: None,
        }
    }
}

pub(crate) fn stream_name(text: &str) -> rusqlite::Result<StreamName> {
    StreamName::parse(text).map_err(|bad| FromSqlError::Other(Box::new(bad)).into())
}

impl Row for Said {
    type Key = NoticeId;

    fn load(connection: &Connection, key: &NoticeId) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT kind, chat, thread, ticket, conversation, stream, revision, reply_to, \
                   of_chat, of_message, position, not_before FROM pending WHERE notice = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            let of = match row.get::<_, Option<ChatKey>>(8)? {
                Some(chat) => Some((chat, MessageId(row.get(9)?))),
                None => None,
            };
            Ok(Self {
                kind: row.get::<_, Word<_>>(0)?.0,
                chat: row.get(1)?,
                thread: row.get(2)?,
                ticket: row.get::<_, Option<Word<_>>>(3)?.map(|it| TicketId(it.0)),
                conversation: row.get::<_, Option<Word<_>>>(4)?.map(|it| ConversationId(it.0)),
                subject: (stream_name(row.get_ref(5)?.as_str()?)?, Revision(counted(row.get(6)?)?)),
                reply_to: row.get::<_, Option<i64>>(7)?.map(MessageId),
                of,
                position: Position(counted(row.get(10)?)?),
                not_before: row.get::<_, Option<Word<_>>>(11)?.map(|it| it.0),
            })
        };
        statement.query_row([Word(key.0)], read).optional()
    }

    fn save(&self, connection: &Connection, key: &NoticeId, _: bool) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO pending \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let row = params![
            Word(key.0),
            Word(self.kind),
            self.chat,
            self.thread,
            self.ticket.map(|it| Word(it.0)),
            self.conversation.map(|it| Word(it.0)),
            self.subject.0.as_str(),
            signed(self.subject.1.0),
            self.reply_to.map(|it| it.0),
            self.of.map(|it| it.0),
            self.of.map(|it| it.1.0),
            signed(self.position.0),
            self.not_before.map(Word),
        ];
        connection.prepare_cached(sql)?.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &NoticeId) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached("DELETE FROM pending WHERE notice = ?1")?;
        statement.execute([Word(key.0)]).map(drop)
    }
}
