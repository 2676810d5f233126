//! Deleting: how does a stream end, and what is gone for good?

use crate::appending::{own_id, write_truncated};
use crate::expected::{Decision, Expected, decide};
use crate::log::Log;
use crate::meta::{DELETED, LAST_OF_ALL, whose};
use crate::record::{Proposed, Record};
use crate::refusal;
use prost::bytes::Bytes;
use std::io;
use tonic::Status;

/// Deletes a stream softly: its events cannot be read, and what is appended later goes on in number.
pub(crate) fn delete(log: &mut Log, stream: &str, expected: Expected) -> Result<u64, Status> {
    check(log, stream, expected)?;
    Ok(write_truncated(log, stream, LAST_OF_ALL))
}

/// Deletes a stream for good: nothing can be appended any more.
pub(crate) fn tombstone(log: &mut Log, stream: &str, expected: Expected) -> Result<u64, Status> {
    check(log, stream, expected)?;
    let event = Proposed {
        id: own_id(log.end),
        kind: DELETED.to_owned(),
        json: false,
        data: Bytes::new(),
        metadata: Bytes::new(),
    };
    Ok(log.write_tombstone(stream, event))
}

fn check(log: &Log, stream: &str, expected: Expected) -> Result<(), Status> {
    match decide(log, stream, expected, &[own_id(log.end)]) {
        Decision::Write { .. } | Decision::Repeated { .. } => Ok(()),
        Decision::Deleted => Err(refusal::stream_deleted(stream)),
        Decision::Wrong { current } => {
            let current = current.and_then(|it| i64::try_from(it).ok()).unwrap_or(-1);
            Err(refusal::wrong_expected(stream, expected.number(), current))
        }
    }
}

/// Removes from the log what can no longer be read. The last event of a stream stays, so that it goes on in
/// number; of a stream that was deleted for good only its end stays.
pub(crate) fn scavenge(log: &mut Log) -> io::Result<()> {
    let kept: Vec<bool> = log.records.iter().map(|it| is_kept(log, it)).collect();
    let mut kept_again = kept.iter();
    let end = log.end;
    let mut records = std::mem::take(&mut log.records);
    records.retain(|_| *kept_again.next().expect("one for each record"));
    if kept.contains(&false) {
        log.scavenged = end;
    }
    if let Some(journal) = &mut log.journal {
        journal.rewrite(&records)?;
    }
    for stream in log.streams.values_mut() {
        stream.places.clear();
    }
    for (place, record) in records.iter().enumerate() {
        if let Some(stream) = log.streams.get_mut(&record.stream) {
            stream.places.push(place);
        }
    }
    log.records = records;
    Ok(())
}

fn is_kept(log: &Log, record: &Record) -> bool {
    let ended = |name: &str| log.stream(name).is_some_and(|it| it.tombstoned);
    if whose(&record.stream).is_some_and(ended) {
        // The log's last record stays: where it ends must not move back.
        return log.last() == Some(record.position);
    }
    let Some(stream) = log.stream(&record.stream) else { return true };
    if stream.tombstoned {
        return record.revision == LAST_OF_ALL;
    }
    let last = stream.last.unwrap_or(0);
    let is_readable = record.revision >= stream.meta.first(last)
        && !stream.meta.is_too_old(record.created, log.clock.ticks());
    record.revision == last || is_readable
}
