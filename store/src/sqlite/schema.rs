//! How the log lies in its file?

use super::file::Kind;
use std::borrow::Cow;

/// The log's file in the data folder.
pub(super) const FILE: &str = "log.db";
pub(super) const LOCK: &str = "log.lock";

/// Names of streams are interned, as are kinds and actors (`words`): rows and indexes stay short.
///
/// An id is unique within its stream. It leads its index all the same, because ids grow with time
/// and the index then grows at its end.
pub(super) const KIND: Kind = Kind {
    what: "log",
    application_id: i32::from_be_bytes(*b"PfDk"),
    form: 1,
    cache_kib: 16 * 1024,
    secure_delete: false,
    schema: Cow::Borrowed(
        "
CREATE TABLE streams (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL UNIQUE,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE words (
    id       INTEGER PRIMARY KEY,
    word     TEXT NOT NULL UNIQUE,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id       BLOB NOT NULL,
    meta     BLOB NOT NULL,
    facts    BLOB NOT NULL,
    private  BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_of_streams ON events (stream, revision);
CREATE UNIQUE INDEX events_by_id ON events (id, stream);
CREATE TABLE bookmarks (
    reader   TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
",
    ),
};

/// The last position, or null.
pub(super) const LAST_POSITION: &str = "SELECT max(position) FROM events";

/// A stream's number, the checksum of its name, and its last revision, by its name.
pub(super) const STREAM_HEAD: &str =
    "SELECT id, checksum, (SELECT max(revision) FROM events WHERE stream = streams.id) FROM streams
     WHERE name = ?1";

/// The columns of an event, in the order in which `row` decodes them.
macro_rules! event_columns {
    () => {
        "position, stream, revision, id, meta, facts, private"
    };
}
pub(super) use event_columns;
