//! Where in the file do wrapped keys lie, so that destroying one leaves no copy of it?
//!
//! A row that moves within a B-tree leaves its old bytes behind until they are used again. So a
//! wrapped key never moves: it lies in a slot that is added at the end, is never removed, always
//! has the same length, and is therefore overwritten in place.

use super::keeper::KeepError;
use super::key_file::Proof;
use super::wrapped::{WRAPPED_BYTES, Wrapped};
use crate::keyring::KeyId;
use crate::sqlite::file::Kind;
use rusqlite::Connection;
use std::borrow::Cow;
use std::fmt::Write;
use uuid::Uuid;

/// The most keys wrapped anew at a time.
const PAGE: usize = 1_000;

/// The keyring's file when it is new, with the proofs of its key files.
pub(super) fn kind(key_files: &[(&str, Proof)]) -> Kind {
    let mut schema = String::from(
        "
CREATE TABLE slots (
    number  INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE free_slots (
    number INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE keys (
    id    BLOB PRIMARY KEY,
    owner TEXT NOT NULL,
    scope TEXT NOT NULL,
    slot  INTEGER NOT NULL,
    UNIQUE (owner, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_of_scopes ON keys (scope);
CREATE TABLE key_files (
    name  TEXT PRIMARY KEY,
    proof BLOB NOT NULL
) STRICT, WITHOUT ROWID;
",
    );
    for (name, proof) in key_files {
        let proof = Uuid::from_bytes(*proof).simple();
        writeln!(schema, "INSERT INTO key_files (name, proof) VALUES ('{name}', x'{proof}');")
            .expect("a text takes more text");
    }
    Kind {
        what: "keyring",
        application_id: i32::from_be_bytes(*b"PfKr"),
        form: 1,
        cache_kib: 2 * 1024,
        secure_delete: true,
        schema: Cow::Owned(schema),
    }
}

/// Puts a wrapped key into a free slot, or into a new one.
pub(super) fn fill(connection: &Connection, wrapped: &Wrapped) -> rusqlite::Result<i64> {
    const FREE: &str = "SELECT min(number) FROM free_slots";
    const TAKE: &str = "DELETE FROM free_slots WHERE number = ?1";
    let free: Option<i64> = connection.prepare_cached(FREE)?.query_row([], |row| row.get(0))?;
    if let Some(slot) = free {
        connection.prepare_cached(TAKE)?.execute([slot])?;
        overwrite(connection, slot, wrapped)?;
        return Ok(slot);
    }
    connection.prepare_cached("INSERT INTO slots (wrapped) VALUES (?1)")?.insert([wrapped])
}

/// Overwrites a slot with zeros.
pub(super) fn empty(connection: &Connection, slot: i64) -> rusqlite::Result<()> {
    overwrite(connection, slot, &[0; WRAPPED_BYTES])?;
    connection.prepare_cached("INSERT INTO free_slots (number) VALUES (?1)")?.execute([slot])?;
    Ok(())
}

/// Wraps every key anew, in its slot.
pub(super) fn wrap_anew(
    connection: &Connection,
    wrap: impl Fn(KeyId, &Wrapped) -> Result<Wrapped, KeepError>,
) -> Result<(), KeepError> {
    const KEYS: &str = "SELECT id, slot, wrapped FROM keys JOIN slots ON slot = number
         WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut after = Vec::new();
    loop {
        let mut statement = connection.prepare_cached(KEYS)?;
        let page: Vec<([u8; 16], i64, Wrapped)> = statement
            .query_map((&after, PAGE), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = last.to_vec();
        for (id, slot, wrapped) in page {
            overwrite(connection, slot, &wrap(KeyId(Uuid::from_bytes(id)), &wrapped)?)?;
        }
    }
}

fn overwrite(connection: &Connection, slot: i64, wrapped: &Wrapped) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("UPDATE slots SET wrapped = ?2 WHERE number = ?1")?;
    statement.execute((slot, wrapped))?;
    Ok(())
}
