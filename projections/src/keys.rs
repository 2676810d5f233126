//! By which short key does a row stand for a person, a client, a chat or a ticket?

use rusqlite::Connection;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

macro_rules! keys {
    ($($name:ident in $table:literal),+) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) i64);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }

        impl Key for $name {
            const LAST: &'static str = concat!("SELECT max(key) FROM ", $table);

            fn new(number: i64) -> Self {
                Self(number)
            }
        }
    )+};
}

keys!(PersonKey in "people", ClientKey in "clients", ChatKey in "chats", TicketKey in "tickets");

/// A key that counts the rows of its table from 1, in the order of the log.
pub(crate) trait Key {
    const LAST: &'static str;

    fn new(number: i64) -> Self;
}

/// Gives out the keys of one table.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    last: Option<i64>,
}

impl Counter {
    pub(crate) fn next<K: Key>(&mut self, connection: &Connection) -> rusqlite::Result<K> {
        let last = match self.last {
            Some(last) => last,
            None => {
                connection.query_row(K::LAST, [], |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0)
            }
        };
        self.last = Some(last + 1);
        Ok(K::new(last + 1))
    }
}
