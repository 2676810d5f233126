//! What does one append make of the log, within the transaction of many?

use super::error::Damage;
use super::heads::{self, Head, Heads};
use super::meta::{Place, Words, meta, name_checksum};
use super::row::RowError;
use super::schema::{LAST_POSITION, STREAM_HEAD, event_columns};
use crate::port::{AppendError, Appended, Expected, NewEvent, Position, Revision, StreamName};
use chrono::{DateTime, Utc};
use lru::LruCache;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, Statement};
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// The most kinds and actors whose numbers the writer keeps at hand.
const WORDS_MAX: NonZeroUsize = NonZeroUsize::new(16 * 1024).expect("more than nothing");

/// The log as the open transaction sees it.
pub(super) struct Log<'c> {
    statements: Statements<'c>,
    heads: Arc<Heads>,
    /// Where the streams written in this transaction end.
    staged: HashMap<StreamName, Head>,
    words: LruCache<Arc<str>, u32>,
    /// The last number of a stream, as of this transaction.
    streams: i64,
    /// The last position, as of this transaction.
    last: Option<Position>,
}

struct Statements<'c> {
    last_position: Statement<'c>,
    last_stream: Statement<'c>,
    find_stream: Statement<'c>,
    add_stream: Statement<'c>,
    find_word: Statement<'c>,
    last_word: Statement<'c>,
    add_word: Statement<'c>,
    add_event: Statement<'c>,
    find_event: Statement<'c>,
    undo: Statement<'c>,
}

/// Where an event stands already.
type Standing = (Position, Revision);

impl<'c> Log<'c> {
    pub(super) fn new(connection: &'c Connection, heads: Arc<Heads>) -> rusqlite::Result<Self> {
        let mut log = Self {
            statements: Statements::new(connection)?,
            heads,
            staged: HashMap::new(),
            words: LruCache::new(WORDS_MAX),
            streams: 0,
            last: None,
        };
        log.look()?;
        Ok(log)
    }

    /// The last position, as of this transaction.
    pub(super) fn last(&self) -> Option<Position> {
        self.last
    }

    /// Appends, or says why not. An outer error fails the whole transaction.
    pub(super) fn append(
        &mut self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: &[NewEvent],
    ) -> Result<Result<Appended, AppendError>, RowError> {
        let head = self.head(stream)?;
        let actual = head.map(|it| it.last);
        let is_as_expected = actual == expected.revision();
        if is_as_expected {
            // New events mostly are new, and the index knows: it is asked by writing.
            if let Some(appended) = self.write(stream, head, recorded_at, events)? {
                return Ok(Ok(appended));
            }
        }
        let standing = head.map_or(Ok(Vec::new()), |head| self.standing(head, events))?;
        if standing.iter().any(Option::is_some) {
            let clash = || AppendError::Clash { stream: stream.clone() };
            return Ok(repeated(&standing).ok_or_else(clash));
        }
        if is_as_expected {
            return Err(Damage(format!("an index is not as {stream} is")).into());
        }
        Ok(Err(AppendError::Conflict { stream: stream.clone(), expected, actual }))
    }

    /// The transaction is durable: what it staged is so.
    pub(super) fn committed(&mut self) {
        self.heads.publish(self.staged.drain());
    }

    /// The transaction is undone: what it staged never was. The file says what is.
    pub(super) fn undone(&mut self) -> rusqlite::Result<()> {
        self.staged.clear();
        self.words.clear();
        self.heads.forget();
        self.look()
    }

    fn look(&mut self) -> rusqlite::Result<()> {
        let last = self.statements.last_position.query_row([], |row| row.get(0));
        self.last = last.map(|it: Option<u64>| it.map(Position))?;
        let stream = self.statements.last_stream.query_row([], |row| row.get(0));
        self.streams = stream.map(|it: Option<i64>| it.unwrap_or(0))?;
        Ok(())
    }

    fn head(&mut self, stream: &StreamName) -> Result<Option<Head>, RowError> {
        if let Some(&head) = self.staged.get(stream) {
            return Ok(Some(head));
        }
        let since = match self.heads.get(stream) {
            Ok(head) => return Ok(Some(head)),
            Err(since) => since,
        };
        let head = heads::find(&mut self.statements.find_stream, stream)?;
        if let Some(head) = head {
            self.heads.learn(stream, head, since);
        }
        Ok(head)
    }

    /// Writes events at a stream's end; `None`, and nothing written, if one stands there already.
    fn write(
        &mut self,
        stream: &StreamName,
        head: Option<Head>,
        recorded_at: DateTime<Utc>,
        events: &[NewEvent],
    ) -> Result<Option<Appended>, RowError> {
        let number = match head {
            Some(head) => head.id,
            None => self.add_stream(stream)?,
        };
        let first = Position(self.last.map_or(0, |it| it.0) + 1);
        let revision = head.map_or(0, |it| it.last.0 + 1);
        for (at, event) in (0..).zip(events) {
            let position = Position(first.0 + at);
            let place = Place { position, stream: number, revision: Revision(revision + at) };
            match self.add(place, event, recorded_at) {
                Err(RowError::Sqlite(error)) if is_constraint(&error) => {
                    // Only what this append has written, which nobody else can have.
                    for position in first.0..position.0 {
                        self.statements.undo.execute([position])?;
                    }
                    return Ok(None);
                }
                added => added?,
            }
        }
        let further = events.len() as u64 - 1;
        let (position, last) = (Position(first.0 + further), Revision(revision + further));
        self.last = Some(position);
        self.staged.insert(stream.clone(), Head { id: number, last });
        Ok(Some(Appended { position, last, repeated: false }))
    }

    fn add(
        &mut self,
        place: Place,
        event: &NewEvent,
        recorded_at: DateTime<Utc>,
    ) -> Result<(), RowError> {
        let words = Words { kind: self.word(&event.kind)?, actor: self.word(&event.actor)? };
        let meta = meta(place, words, event, recorded_at);
        self.statements.add_event.execute((
            place.position.0,
            place.stream,
            place.revision.0,
            event.id.0.as_bytes(),
            meta,
            &event.facts,
            &event.private,
        ))?;
        Ok(())
    }

    fn add_stream(&mut self, stream: &StreamName) -> rusqlite::Result<i64> {
        self.streams += 1;
        let checksum = name_checksum(self.streams, stream.as_str());
        self.statements.add_stream.execute((self.streams, stream.as_str(), checksum))?;
        Ok(self.streams)
    }

    /// The number of a kind or actor: the one there is, or a new one.
    fn word(&mut self, word: &Arc<str>) -> Result<u32, RowError> {
        if let Some(&number) = self.words.get(word) {
            return Ok(number);
        }
        let found: Option<(u32, u32)> = self
            .statements
            .find_word
            .query_row([word], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let number = match found {
            Some((number, checksum)) if checksum == name_checksum(number.into(), word) => number,
            Some(_) => return Err(Damage(format!("the number of {word} is not as written")).into()),
            None => self.add_word(word)?,
        };
        self.words.put(Arc::clone(word), number);
        Ok(number)
    }

    fn add_word(&mut self, word: &str) -> Result<u32, RowError> {
        let last: Option<u32> = self.statements.last_word.query_row([], |row| row.get(0))?;
        let number =
            last.unwrap_or(0).checked_add(1).ok_or_else(|| Damage("words are full".into()))?;
        self.statements.add_word.execute((number, word, name_checksum(number.into(), word)))?;
        Ok(number)
    }

    /// Where each of some events stands in a stream already.
    fn standing(
        &mut self,
        head: Head,
        events: &[NewEvent],
    ) -> rusqlite::Result<Vec<Option<Standing>>> {
        let find = &mut self.statements.find_event;
        let place = |row: &Row<'_>| Ok((Position(row.get(0)?), Revision(row.get(1)?)));
        let ids = events.iter().map(|it| it.id.0.into_bytes());
        ids.map(|id| find.query_row((id, head.id), place).optional()).collect()
    }
}

/// What an append answers whose events all stand there, side by side.
fn repeated(standing: &[Option<Standing>]) -> Option<Appended> {
    let places: Vec<Standing> = standing.iter().copied().collect::<Option<_>>()?;
    let (position, last) = *places.last()?;
    let side_by_side = places.is_sorted_by(|a, b| a.1.0 + 1 == b.1.0);
    side_by_side.then_some(Appended { position, last, repeated: true })
}

fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

impl<'c> Statements<'c> {
    fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        let add_event = concat!(
            "INSERT INTO events (",
            event_columns!(),
            ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        );
        Ok(Self {
            last_position: connection.prepare(LAST_POSITION)?,
            last_stream: connection.prepare("SELECT max(id) FROM streams")?,
            find_stream: connection.prepare(STREAM_HEAD)?,
            add_stream: connection
                .prepare("INSERT INTO streams (id, name, checksum) VALUES (?1, ?2, ?3)")?,
            find_word: connection.prepare("SELECT id, checksum FROM words WHERE word = ?1")?,
            last_word: connection.prepare("SELECT max(id) FROM words")?,
            add_word: connection
                .prepare("INSERT INTO words (id, word, checksum) VALUES (?1, ?2, ?3)")?,
            add_event: connection.prepare(add_event)?,
            find_event: connection
                .prepare("SELECT position, revision FROM events WHERE id = ?1 AND stream = ?2")?,
            undo: connection.prepare("DELETE FROM events WHERE position = ?1")?,
        })
    }
}
