//! What is kept of a ticket so that its clocks can be measured at any instant?

use super::causes::Causes;
use super::packed;
use super::telling::Telling;
use crate::held::Row;
use crate::keys::{ClientKey, TicketKey};
use crate::words::Word;
use domain::clock::History;
use domain::{At, Malformed, Priority};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, OptionalExtension, params};

/// A ticket's history as a row keeps it, with what its clocks came to.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) client: ClientKey,
    /// As last said.
    pub(crate) priority: Priority,
    /// When the client asked, and when that was recorded.
    pub(crate) opened: At,
    pub(crate) entered: At,
    /// The last instant at which anything of it occurred or was recorded: what its clocks are measured at.
    pub(crate) until: At,
    /// When it must be looked at again.
    pub(crate) wake: Option<At>,
    /// When its last clock ended; none while one has not, or there is none.
    pub(crate) ends: Option<At>,
    /// When the last of its clocks was over for reports; none of those without clocks.
    pub(super) over: Option<i64>,
    /// How many clocks are stored.
    pub(crate) clocks: u32,
    pub(super) causes: Causes,
    /// What people are still to be told of its time.
    pub(crate) telling: Option<Telling>,
    pub(crate) history: History,
    /// Whether what the indexes hold is new, beside when it ends and wakes.
    pub(super) anew: bool,
}

pub(super) fn damaged(malformed: Malformed) -> rusqlite::Error {
    FromSqlError::Other(Box::new(malformed)).into()
}

/// A history in its column.
pub(crate) fn history_in(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<History> {
    packed::unpack(row.get_ref(column)?.as_blob()?).map_err(damaged)
}

impl Row for Kept {
    type Key = TicketKey;

    fn load(connection: &Connection, key: &TicketKey) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT client, priority, opened, entered, until, wake, ends, over, clocks, \
                   causes, telling, history FROM histories WHERE ticket = ?1";
        let mut statement = connection.prepare_cached(sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            let telling = row.get_ref(10)?.as_blob_or_null()?;
            Ok(Self {
                client: row.get(0)?,
                priority: row.get::<_, Word<_>>(1)?.0,
                opened: row.get::<_, Word<_>>(2)?.0,
                entered: row.get::<_, Word<_>>(3)?.0,
                until: row.get::<_, Word<_>>(4)?.0,
                wake: row.get::<_, Option<Word<_>>>(5)?.map(|it| it.0),
                ends: row.get::<_, Option<Word<_>>>(6)?.map(|it| it.0),
                over: row.get(7)?,
                clocks: row.get(8)?,
                causes: Causes(row.get(9)?),
                telling: telling.map(Telling::unpack).transpose().map_err(damaged)?,
                history: history_in(row, 11)?,
                anew: false,
            })
        };
        statement.query_row([key], read).optional()
    }

    fn save(&self, connection: &Connection, key: &TicketKey, stored: bool) -> rusqlite::Result<()> {
        let (wake, ends) = (self.wake.map(Word), self.ends.map(Word));
        let telling = self.telling.as_ref().map(Telling::pack);
        let (causes, history) = (&self.causes.0, packed::pack(&self.history));
        if stored && !self.anew {
            let sql = "UPDATE histories SET until = ?2, wake = ?3, ends = ?4, over = ?5, \
                       clocks = ?6, causes = ?7, telling = ?8, history = ?9 WHERE ticket = ?1";
            let (until, over, clocks) = (Word(self.until), self.over, self.clocks);
            let row = params![key, until, wake, ends, over, clocks, causes, telling, history];
            return connection.prepare_cached(sql)?.execute(row).map(drop);
        }
        let sql = "INSERT OR REPLACE INTO histories \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        let row = params![
            key,
            self.client,
            Word(self.priority),
            Word(self.opened),
            Word(self.entered),
            Word(self.until),
            wake,
            ends,
            self.over,
            self.clocks,
            causes,
            telling,
            history,
        ];
        connection.prepare_cached(sql)?.execute(row).map(drop)
    }

    fn delete(connection: &Connection, key: &TicketKey) -> rusqlite::Result<()> {
        connection
            .prepare_cached("DELETE FROM histories WHERE ticket = ?1")?
            .execute([key])
            .map(drop)
    }
}
