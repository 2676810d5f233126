//! The pool: how does cqrs-es reach SQLite, with the durability that the others have?

use anyhow::{Context, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Pool, Sqlite};
use std::path::Path;

/// As many as the crate's own pool has.
const CONNECTIONS_MAX: u32 = 10;

/// The crate's own table of events, as its migration makes it.
const SCHEMA: &str = "
    CREATE TABLE events (
        aggregate_type text                          NOT NULL,
        aggregate_id   text                          NOT NULL,
        sequence       integer CHECK (sequence >= 0) NOT NULL,
        event_type     text                          NOT NULL,
        event_version  text                          NOT NULL,
        payload        text                          NOT NULL,
        metadata       text                          NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    ) STRICT";

/// A pool on a new database in a folder.
pub(crate) async fn create(dir: &Path) -> Result<Pool<Sqlite>> {
    let pool = connect(dir, true).await?;
    sqlx::query(SCHEMA).execute(&pool).await.context("failed to make the table of events")?;
    Ok(pool)
}

/// A pool on the database that `create` has left in a folder.
pub(crate) async fn open(dir: &Path) -> Result<Pool<Sqlite>> {
    connect(dir, false).await
}

/// The options of `sqlite_es::default_sqlite_pool`, but `FULL` where it says `NORMAL`: with that,
/// a power cut would lose events that were acknowledged.
async fn connect(dir: &Path, new: bool) -> Result<Pool<Sqlite>> {
    let file = dir.join("cqrs-es.db");
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(new)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true);
    SqlitePoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .connect_with(options)
        .await
        .with_context(|| format!("failed to open {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_connection_waits_for_the_disk_before_it_acknowledges() {
        let folder = tempfile::tempdir().unwrap();
        let pool = create(folder.path()).await.unwrap();
        let mut held = Vec::new();
        for _ in 0..CONNECTIONS_MAX {
            let mut connection = pool.acquire().await.unwrap();
            let (synchronous,): (i64,) =
                sqlx::query_as("PRAGMA synchronous").fetch_one(&mut *connection).await.unwrap();
            let (journal,): (String,) =
                sqlx::query_as("PRAGMA journal_mode").fetch_one(&mut *connection).await.unwrap();
            assert_eq!((synchronous, journal.as_str()), (2, "wal"), "2 is FULL");
            held.push(connection);
        }
    }
}
