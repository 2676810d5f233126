//! Append: how do events get into a stream once, whatever breaks while they are written?
//!
//! Which ids stand in the stream is known or read first; the server then takes the events only if
//! the stream still ends where it was known to. If no answer comes, the stream is read again: the
//! ids say whether the events are there, and if not, the same question is asked again.
//!
//! Where another process wrote the very same events at the very same moment, the server says "done"
//! to both, and both report that they wrote them.

use super::Log;
use super::anchor::Anchor;
use super::connection::{PATIENCE_MAX, now};
use super::error::EventStoreDbError;
use super::names::{self, Error, EventData, WriteResult};
use super::raw::original;
use super::standing::{Page, Standings};
use super::wire;
use crate::port::{
    AppendError, Appended, Expected, Failure, NewEvent, PAGE_MAX, Position, Revision, StreamName,
    refusal,
};
use chrono::{DateTime, Utc};
use std::time::Duration;
use thiserror::Error as ThisError;
use tokio::time::{Instant, sleep};

/// Between two tries to write, so that a cluster in trouble is not pressed.
const PAUSE: Duration = Duration::from_millis(50);
/// How often the server may deny the end of a stream that it shows.
const DENIED_MAX: u32 = 3;

/// The server names another end of the stream than the one that is read there.
#[derive(Debug, ThisError)]
#[error("the server refuses the end of the stream that it shows; see its metadata and its version")]
struct Contradiction;

/// What is to be appended, as the port hands it over.
#[derive(Clone, Copy)]
struct Append<'a> {
    stream: &'a StreamName,
    expected: Expected,
    recorded_at: DateTime<Utc>,
    events: &'a [NewEvent],
}

/// What the server said to a try.
enum Said {
    Written(WriteResult),
    EndsElsewhere,
}

impl Log {
    /// Appends as the port has it.
    pub(super) async fn append(
        &self,
        stream: &StreamName,
        expected: Expected,
        recorded_at: DateTime<Utc>,
        events: &[NewEvent],
    ) -> Result<Appended, AppendError> {
        if let Some(reason) = refusal(recorded_at, events) {
            return Err(AppendError::Refused { stream: stream.clone(), reason });
        }
        let kept = self.standing.of(stream);
        let mut guard = kept.lock().await;
        // Taken out while the outcome is open: whoever comes after a failure reads anew.
        let page = guard.take();
        let must_read = page.is_none();
        let mut page = page.unwrap_or_default();
        let append = Append { stream, expected, recorded_at, events };
        let appended = self.write(append, &mut page, must_read).await;
        let ids = page.ids();
        if !matches!(appended, Err(AppendError::Unavailable { .. })) {
            *guard = Some(page);
        }
        let ids = if guard.is_some() { ids } else { 0 };
        drop(guard);
        drop(kept);
        self.standing.weigh(stream, ids);
        appended
    }

    /// Reads and writes until it is known how the events stand.
    async fn write(
        &self,
        append: Append<'_>,
        page: &mut Page,
        must_read: bool,
    ) -> Result<Appended, AppendError> {
        let Append { stream, expected, recorded_at, events } = append;
        let until = now() + PATIENCE_MAX;
        let wanted = expected.revision().map(|it| it.0);
        let written: Vec<_> = events.iter().map(|it| wire::written(it, recorded_at)).collect();
        let mut must_read = must_read || page.last() != wanted;
        // Whether a try without answer may have been heard, and how often the end was denied.
        let (mut heard, mut denied) = (false, 0);
        loop {
            if must_read {
                self.learn(stream, page).await.map_err(|it| unavailable(stream, it))?;
            }
            match page.stand(events) {
                Standings::From(first) => {
                    let position = self.standing_at(stream, first, events).await;
                    let position = position.map_err(|it| unavailable(stream, it))?;
                    return Ok(appended(first, events, position, !heard));
                }
                Standings::Otherwise if must_read => {
                    return Err(AppendError::Clash { stream: stream.clone() });
                }
                Standings::Otherwise => {
                    must_read = true;
                    continue;
                }
                Standings::None => (),
            }
            if page.last() != wanted {
                let actual = page.last().map(Revision);
                return Err(AppendError::Conflict { stream: stream.clone(), expected, actual });
            }
            if denied == DENIED_MAX {
                return Err(unavailable(stream, Contradiction));
            }
            let known = self.connection.anchor();
            match self.try_once(stream, wanted, &written, until).await {
                Ok(Said::Written(result)) if ends_with(&result, page, events) => {
                    let first = page.next();
                    for event in events {
                        page.push(event.id.0);
                    }
                    let position = self.settled(stream, first, events, &result).await;
                    let position = position.map_err(|it| unavailable(stream, it))?;
                    // What is new stands behind all that was known, unless another wrote it first.
                    if known.is_some_and(|it| position.0 <= it.position) {
                        self.connection.prove().await.map_err(|it| unavailable(stream, it))?;
                    }
                    return Ok(appended(first, events, position, false));
                }
                Ok(Said::Written(_)) => heard = true,
                Ok(Said::EndsElsewhere) => {
                    self.connection.prove().await.map_err(|it| unavailable(stream, it))?;
                    denied += 1;
                }
                Err(EventStoreDbError::TooLarge) => {
                    let reason = "it is larger than the server's MaxAppendSize";
                    return Err(AppendError::Refused { stream: stream.clone(), reason });
                }
                Err(error) if error.may_pass() && now() < until => {
                    heard = true;
                    sleep(PAUSE).await;
                }
                Err(error) => return Err(unavailable(stream, error)),
            }
            must_read = true;
        }
    }

    /// The position of the last of events that were written just now.
    async fn settled(
        &self,
        stream: &StreamName,
        first: u64,
        events: &[NewEvent],
        result: &WriteResult,
    ) -> Result<Position, EventStoreDbError> {
        let position = result.position;
        // The server tells none at all as 0.
        if position.commit != position.prepare || position.commit == 0 {
            return self.standing_at(stream, first, events).await;
        }
        // That an answer about several events speaks of their last is known from the server's own
        // documents alone. An anchor that stood elsewhere would end the process as lost, so that
        // only what leaves no choice becomes one.
        if let [event] = events {
            self.connection.knows(Anchor {
                stream: self.server_name(stream),
                revision: first,
                id: event.id.0,
                position: position.commit,
            });
        }
        Ok(Position(position.commit))
    }

    /// Reads what follows what is known of a stream.
    async fn learn(&self, stream: &StreamName, page: &mut Page) -> Result<(), EventStoreDbError> {
        let name = self.server_name(stream);
        loop {
            let read = self.connection.page(&name, page.next(), PAGE_MAX).await?;
            read.iter().filter_map(original).for_each(|it| page.push(it.id));
            if let Some(last) = read.last().and_then(original) {
                self.connection.knows(Anchor::of(last));
            }
            if read.len() < PAGE_MAX {
                return Ok(());
            }
        }
    }

    /// Where the last of events stands that are in a stream from a revision on.
    async fn standing_at(
        &self,
        stream: &StreamName,
        first: u64,
        events: &[NewEvent],
    ) -> Result<Position, EventStoreDbError> {
        let name = self.server_name(stream);
        let last = last_of(first, events);
        let read = self.connection.page(&name, last.0, 1).await?;
        let expected = events.last().map(|it| it.id.0);
        let found = read.first().and_then(original).filter(|it| Some(it.id) == expected);
        let Some(found) = found else {
            return Err(EventStoreDbError::Malformed {
                stream: name,
                revision: last.0,
                reason: "it is not the event that stood there before",
            });
        };
        if found.position.commit != found.position.prepare {
            return Err(wire::malformed(found, "it is part of a transaction"));
        }
        self.connection.knows(Anchor::of(found));
        Ok(Position(found.position.commit))
    }

    async fn try_once(
        &self,
        stream: &StreamName,
        wanted: Option<u64>,
        written: &[EventData],
        until: Instant,
    ) -> Result<Said, EventStoreDbError> {
        let name = self.server_name(stream);
        let options = names::append_options(wanted.map_or(names::no_stream(), names::exactly));
        let mut redirected = false;
        loop {
            let live = self.connection.live_until(until).await?;
            let call = async {
                let client = &live.client;
                match client.append_to_stream(name.as_str(), &options, written.to_vec()).await {
                    Ok(result) => Ok(Said::Written(result)),
                    Err(Error::WrongExpectedVersion { .. }) => Ok(Said::EndsElsewhere),
                    Err(error) => Err(error),
                }
            };
            match self.connection.once(&live, "write to streams", &name, call).await {
                // It was not heard, and the client knows where the leader is: once.
                Err(EventStoreDbError::NotLeader) if !redirected => redirected = true,
                Err(EventStoreDbError::NotLeader) => {
                    self.connection.broke(&live);
                    return Err(EventStoreDbError::NotLeader);
                }
                said => return said,
            }
        }
    }
}

/// Whether the server put the events where they were meant to be.
fn ends_with(result: &WriteResult, page: &Page, events: &[NewEvent]) -> bool {
    result.next_expected_version + 1 == page.next() + events.len() as u64
}

fn unavailable(stream: &StreamName, source: impl Into<Failure>) -> AppendError {
    AppendError::Unavailable { stream: stream.clone(), source: source.into() }
}

/// The revision of the last of events whose first has this one.
fn last_of(first: u64, events: &[NewEvent]) -> Revision {
    Revision(first + events.len() as u64 - 1)
}

fn appended(first: u64, events: &[NewEvent], position: Position, repeated: bool) -> Appended {
    Appended { position, last: last_of(first, events), repeated }
}
