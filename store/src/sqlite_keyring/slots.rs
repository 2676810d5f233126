//! Where in the file do wrapped keys lie, so that destroying one leaves no copy of it?
//!
//! A row that moves within a B-tree leaves its old bytes behind until they are used again. So a
//! wrapped key never moves: it lies in a slot that is added at the end, is never removed, always
//! has the same length, and is therefore overwritten in place. The name of a key that was made here
//! begins with its slot. A key that was taken in has a name that somebody else made, so its slot is
//! noted beside it.
//!
//! A new key comes to the end of each table, since scopes grow with time: many of them share a page.
//! So there is no index of owners, and erasing a person looks through all keys.

use super::keeper::KeepError;
use crate::keyring::KeyId;
use crate::keys::key_file::Proof;
use crate::keys::wrapped::{WRAPPED_BYTES, Wrapped};
use crate::sqlite::file::Kind;
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Cow;
use std::fmt::Write;
use uuid::Uuid;

/// The most keys wrapped anew at a time.
const PAGE: usize = 1_000;

/// Where keys lie whose names do not tell.
const TAKEN_IN: &str = "
CREATE TABLE taken_in (
    id   BLOB PRIMARY KEY,
    slot INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Brings a file of an older form to the newest.
pub(super) fn lift(connection: &mut Connection) -> rusqlite::Result<()> {
    let tx = connection.transaction()?;
    let form: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if form == 1 {
        tx.execute_batch(TAKEN_IN)?;
        tx.pragma_update(None, "user_version", 2)?;
    }
    tx.commit()
}

/// The keyring's file when it is new, with the proofs of its key files.
pub(super) fn kind(key_files: &[(&str, Proof)]) -> Kind {
    let mut schema = String::from(
        "
CREATE TABLE slots (
    number  INTEGER PRIMARY KEY,
    id      BLOB NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE free_slots (
    number INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE keys (
    scope TEXT NOT NULL,
    owner TEXT NOT NULL,
    slot  INTEGER NOT NULL,
    PRIMARY KEY (scope, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE key_files (
    name  TEXT PRIMARY KEY,
    proof BLOB NOT NULL
) STRICT, WITHOUT ROWID;
",
    );
    schema.push_str(TAKEN_IN);
    for (name, proof) in key_files {
        let proof = Uuid::from_bytes(*proof).simple();
        writeln!(schema, "INSERT INTO key_files (name, proof) VALUES ('{name}', x'{proof}');")
            .expect("a text takes more text");
    }
    Kind {
        what: "keyring",
        application_id: i32::from_be_bytes(*b"PfKr"),
        form: 2,
        cache_kib: 2 * 1024,
        secure_delete: true,
        schema: Cow::Owned(schema),
    }
}

/// A slot for a new key: a free one, or a new one at the end.
pub(super) fn take(connection: &Connection) -> rusqlite::Result<u64> {
    const FREE: &str = "SELECT min(number) FROM free_slots";
    const TAKE: &str = "DELETE FROM free_slots WHERE number = ?1";
    const NEXT: &str = "SELECT 1 + ifnull(max(number), 0) FROM slots";
    let free: Option<u64> = connection.prepare_cached(FREE)?.query_row([], |row| row.get(0))?;
    let Some(slot) = free else {
        return connection.prepare_cached(NEXT)?.query_row([], |row| row.get(0));
    };
    connection.prepare_cached(TAKE)?.execute([slot])?;
    Ok(slot)
}

/// Puts a wrapped key into a slot that was taken.
pub(super) fn fill(
    connection: &Connection,
    slot: u64,
    id: KeyId,
    wrapped: &Wrapped,
) -> rusqlite::Result<()> {
    const FILL: &str = "INSERT INTO slots (number, id, wrapped) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET id = excluded.id, wrapped = excluded.wrapped";
    const NOTE: &str = "INSERT INTO taken_in (id, slot) VALUES (?1, ?2)";
    connection.prepare_cached(FILL)?.execute((slot, id.0.as_bytes(), wrapped))?;
    if id.place() != slot {
        connection.prepare_cached(NOTE)?.execute((id.0.as_bytes(), slot))?;
    }
    Ok(())
}

/// The wrapped key of a name, if it was not destroyed.
pub(super) fn find(connection: &Connection, id: KeyId) -> rusqlite::Result<Option<Wrapped>> {
    const FIND: &str = "SELECT wrapped FROM slots WHERE number = ?1 AND id = ?2";
    const FIND_TAKEN_IN: &str = "SELECT wrapped FROM taken_in AS it JOIN slots ON slot = number
         WHERE it.id = ?1 AND slots.id = ?1";
    let mut statement = connection.prepare_cached(FIND)?;
    let found = statement.query_row((id.place(), id.0.as_bytes()), |row| row.get(0)).optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let mut statement = connection.prepare_cached(FIND_TAKEN_IN)?;
    statement.query_row([id.0.as_bytes()], |row| row.get(0)).optional()
}

/// Overwrites a slot with zeros.
pub(super) fn empty(connection: &Connection, slot: u64) -> rusqlite::Result<()> {
    const FORGET: &str = "DELETE FROM taken_in WHERE id = (SELECT id FROM slots WHERE number = ?1)";
    const EMPTY: &str = "UPDATE slots SET id = zeroblob(16), wrapped = ?2 WHERE number = ?1";
    connection.prepare_cached(FORGET)?.execute([slot])?;
    connection.prepare_cached(EMPTY)?.execute((slot, [0; WRAPPED_BYTES]))?;
    connection.prepare_cached("INSERT INTO free_slots (number) VALUES (?1)")?.execute([slot])?;
    Ok(())
}

/// Wraps every key anew, in its slot.
pub(super) fn wrap_anew(
    connection: &Connection,
    wrap: impl Fn(KeyId, &Wrapped) -> Result<Wrapped, KeepError>,
) -> Result<(), KeepError> {
    const KEYS: &str = "SELECT number, id, wrapped FROM slots
         WHERE number > ?1 AND number NOT IN (SELECT number FROM free_slots)
         ORDER BY number LIMIT ?2";
    const REPLACE: &str = "UPDATE slots SET wrapped = ?2 WHERE number = ?1";
    let mut after = 0;
    loop {
        let mut statement = connection.prepare_cached(KEYS)?;
        let page: Vec<(u64, [u8; 16], Wrapped)> = statement
            .query_map((after, PAGE), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let Some(&(last, ..)) = page.last() else { return Ok(()) };
        after = last;
        let mut replace = connection.prepare_cached(REPLACE)?;
        for (slot, id, wrapped) in page {
            replace.execute((slot, wrap(KeyId(Uuid::from_bytes(id)), &wrapped)?))?;
        }
    }
}
