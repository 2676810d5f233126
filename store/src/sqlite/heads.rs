//! Where does each stream end?

use super::error::Damage;
use super::meta::name_checksum;
use super::row::RowError;
use crate::port::{Revision, StreamName};
use lru::LruCache;
use rusqlite::{OptionalExtension, Statement};
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most streams whose ends are kept at hand.
const HEADS_MAX: NonZeroUsize = NonZeroUsize::new(32 * 1024).expect("more than nothing");

/// A stream's number in the file and its last revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) id: i64,
    pub(super) last: Revision,
}

/// Looks for a stream's end in the file, with [`STREAM_HEAD`](super::schema::STREAM_HEAD).
pub(super) fn find(
    statement: &mut Statement<'_>,
    stream: &StreamName,
) -> Result<Option<Head>, RowError> {
    let found: Option<(i64, u32, Option<u64>)> = statement
        .query_row([stream.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, checksum, last)) = found else { return Ok(None) };
    if checksum != name_checksum(id, stream.as_str()) {
        return Err(Damage(format!("the number of {stream} is not as written")).into());
    }
    let last = last.ok_or_else(|| Damage(format!("{stream} has no events")))?;
    Ok(Some(Head { id, last: Revision(last) }))
}

/// The ends of the streams used last, as committed: never ahead of the file, never behind an
/// answered append.
#[derive(Debug)]
pub(super) struct Heads {
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    heads: LruCache<StreamName, Head>,
    /// Grows with each commit.
    generation: u64,
}

/// What the file was when a reader began to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Generation(u64);

impl Heads {
    pub(super) fn new() -> Self {
        Self { known: Mutex::new(Known { heads: LruCache::new(HEADS_MAX), generation: 0 }) }
    }

    /// A stream's end, or when to have begun to look for it.
    pub(super) fn get(&self, stream: &StreamName) -> Result<Head, Generation> {
        let mut known = self.known();
        let generation = Generation(known.generation);
        known.heads.get(stream).copied().ok_or(generation)
    }

    /// Takes note of what a reader found, unless a commit came between: then it may be old.
    pub(super) fn learn(&self, stream: &StreamName, head: Head, since: Generation) {
        let mut known = self.known();
        if known.generation == since.0 {
            known.heads.put(stream.clone(), head);
        }
    }

    /// Takes note of a commit.
    pub(super) fn publish(&self, committed: impl Iterator<Item = (StreamName, Head)>) {
        let mut known = self.known();
        known.generation += 1;
        for (stream, head) in committed {
            known.heads.put(stream, head);
        }
    }

    pub(super) fn forget(&self) {
        let mut known = self.known();
        known.generation += 1;
        known.heads.clear();
    }

    /// What is known, also after a panic elsewhere: every change of it is whole.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_before_a_commit_is_not_kept_after_it() {
        let (heads, stream) = (Heads::new(), StreamName::parse("a").unwrap());
        let head = |last| Head { id: 1, last: Revision(last) };
        let since = heads.get(&stream).unwrap_err();
        // A commit, and then the stream is no longer at hand.
        heads.publish([(stream.clone(), head(8))].into_iter());
        heads.forget();
        heads.learn(&stream, head(7), since);
        let since = heads.get(&stream).unwrap_err();
        heads.learn(&stream, head(8), since);
        assert_eq!(heads.get(&stream).ok(), Some(head(8)));
    }
}
