//! Digest: do two files of views hold the same rows?

use crate::schema::TABLES;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};
use std::fmt::{self, Write as _};

/// A hash over the ordered rows of every table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|it| write!(f, "{it:02x}"))
    }
}

pub(crate) fn digest(connection: &Connection) -> rusqlite::Result<Digest> {
    let mut hash = Sha256::new();
    for (table, order) in TABLES {
        hash_bytes(&mut hash, table.as_bytes());
        let mut sql = String::from("SELECT ");
        sql.push_str(if table == "sqlite_schema" { "name, sql" } else { "*" });
        write!(sql, " FROM {table} ORDER BY {order}").expect("a string takes what is written");
        let mut statement = connection.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                hash_value(&mut hash, row.get_ref(column)?);
            }
        }
    }
    Ok(Digest(hash.finalize().into()))
}

fn hash_value(hash: &mut Sha256, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => hash.update([0]),
        ValueRef::Integer(it) => {
            hash.update([1]);
            hash.update(it.to_be_bytes());
        }
        ValueRef::Real(it) => {
            hash.update([2]);
            hash.update(it.to_be_bytes());
        }
        ValueRef::Text(it) => {
            hash.update([3]);
            hash_bytes(hash, it);
        }
        ValueRef::Blob(it) => {
            hash.update([4]);
            hash_bytes(hash, it);
        }
    }
}

fn hash_bytes(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
