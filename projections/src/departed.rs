//! Departed: in which clients' groups was a person seen?

use crate::words::Word;
use domain::PersonId;
use rusqlite::Connection;

/// The titles of the clients in whose linked groups somebody has written, in alphabetical order. It looks at every message:
/// it is asked when somebody leaves, and not else.
pub(crate) fn clients_of(
    connection: &Connection,
    person: PersonId,
) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT DISTINCT c.title FROM messages m JOIN people a ON a.key = m.author \
               JOIN chats o ON o.key = m.chat JOIN chats h ON h.key = o.current AND h.place = 1 \
               JOIN clients c ON c.key = h.client WHERE a.person = ?1 ORDER BY c.title";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([Word(person)], |row| row.get(0))?.collect()
}
