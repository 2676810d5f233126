//! Replies: what does the desk keep ready to be said, and in which languages?

use crate::batch::Batch;
use crate::error::ViewError;
use crate::rows::ReplyRow;
use crate::taken::Taken;
use crate::words::{Word, counted, signed};
use domain::{Event, Field, ReplyId, desk};
use rusqlite::{Connection, Row, params};
use store::port::Revision;

pub(crate) fn take_in(batch: &mut Batch<'_>, taken: &Taken) -> Result<(), ViewError> {
    match &taken.event {
        Event::Desk(desk::Event::ReplyKept(it)) => {
            let text = |field| taken.texts.get(field).unwrap_or_default();
            let sql = "INSERT OR REPLACE INTO replies VALUES (?1, ?2, ?3, ?4, ?5)";
            let (name, body) = (text(Field::Name), text(Field::Body));
            let revision = signed(taken.revision.0);
            let row = params![Word(it.reply.0), Word(it.language), revision, name, body];
            batch.execute(sql, row)?;
        }
        Event::Desk(desk::Event::ReplyDropped(it)) => {
            batch.execute("DELETE FROM replies WHERE reply = ?1", [Word(it.reply.0)])?;
        }
        _ => (),
    }
    Ok(())
}

/// All replies by name, those of one name by language.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<ReplyRow>> {
    let sql = "SELECT reply, language, revision, name, text FROM replies ORDER BY name, language";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([], row)?.collect()
}

/// Whether there is any.
pub(crate) fn any(connection: &Connection) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM replies)")?;
    statement.query_row([], |row| row.get(0))
}

fn row(row: &Row<'_>) -> rusqlite::Result<ReplyRow> {
    Ok(ReplyRow {
        reply: ReplyId(row.get::<_, Word<_>>(0)?.0),
        language: row.get::<_, Word<_>>(1)?.0,
        revision: Revision(counted(row.get(2)?)?),
        name: row.get(3)?,
        text: row.get(4)?,
    })
}
