//! Appending: what is written, and what is the writer told?

use crate::expected::{Decision, Expected, decide};
use crate::log::Log;
use crate::meta::{METADATA, meta_of, truncated};
use crate::record::Proposed;
use crate::refusal;
use crate::wire::Empty;
use crate::wire::streams::append_resp::wrong_expected_version as wrong;
use crate::wire::streams::append_resp::{Result as Answer, Success, WrongExpectedVersion, success};
use crate::wire::streams::{AppendResp, Position};
use prost::bytes::Bytes;
use tonic::Status;
use uuid::Uuid;

/// Appends events to a stream, all or none.
pub(crate) fn append(
    log: &mut Log,
    stream: &str,
    expected: Expected,
    events: Vec<Proposed>,
) -> Result<AppendResp, Status> {
    let ids: Vec<_> = events.iter().map(|it| it.id).collect();
    let (last, position) = match decide(log, stream, expected, &ids) {
        Decision::Write { .. } if events.is_empty() => {
            (log.stream(stream).and_then(|it| it.last), None)
        }
        Decision::Write { undelete } => {
            let first = log.stream(stream).and_then(|it| it.last).map_or(0, |it| it + 1);
            let position = log.write(stream, events);
            let last = log.stream(stream).and_then(|it| it.last);
            if undelete {
                write_truncated(log, stream, first);
            }
            (last, Some(position))
        }
        Decision::Repeated { last } => {
            // Where it stands is told only if it can still be read.
            let known = log.stream(stream);
            let found = known.and_then(|it| log.readable(it).find(|it| it.revision == last));
            (Some(last), found.map(|it| it.position))
        }
        Decision::Wrong { current } => {
            let answer = Answer::WrongExpectedVersion(wrong_expected(expected, current));
            return Ok(AppendResp { result: Some(answer) });
        }
        Decision::Deleted => return Err(refusal::stream_deleted(stream)),
    };
    let current = match last {
        Some(it) => success::Current::CurrentRevision(it),
        None => success::Current::NoStream(Empty {}),
    };
    let place = match position {
        Some(it) => success::Place::Position(self::position(it)),
        None => success::Place::NoPosition(Empty {}),
    };
    let answer = Answer::Success(Success { current: Some(current), place: Some(place) });
    Ok(AppendResp { result: Some(answer) })
}

/// Writes into a stream's metadata that its events before this revision are gone; returns the position.
pub(crate) fn write_truncated(log: &mut Log, stream: &str, before: u64) -> u64 {
    let name = meta_of(stream);
    let stands = log.stream(&name).and_then(|it| it.places.last());
    let stands = stands.map(|it| log.records[*it].event().data);
    let event = Proposed {
        id: own_id(log.end),
        kind: METADATA.to_owned(),
        json: true,
        data: Bytes::from(truncated(stands.as_deref(), before)),
        metadata: Bytes::new(),
    };
    log.write(&name, vec![event])
}

/// An id for what the server itself writes at a position.
pub(crate) fn own_id(position: u64) -> Uuid {
    Uuid::from_u64_pair(u64::MAX, position)
}

pub(crate) fn position(position: u64) -> Position {
    Position { commit_position: position, prepare_position: position }
}

fn wrong_expected(expected: Expected, current: Option<u64>) -> WrongExpectedVersion {
    let empty = Empty {};
    let (asked, asked_of_old) = match expected {
        Expected::Any => {
            (wrong::Expected::ExpectedAny(empty), wrong::ExpectedOfOld::AnyOfOld(empty))
        }
        Expected::StreamExists => (
            wrong::Expected::ExpectedStreamExists(empty),
            wrong::ExpectedOfOld::StreamExistsOfOld(empty),
        ),
        Expected::NoStream => (
            wrong::Expected::ExpectedNoStream(empty),
            wrong::ExpectedOfOld::ExpectedRevisionOfOld(u64::MAX),
        ),
        Expected::Revision(it) => {
            (wrong::Expected::ExpectedRevision(it), wrong::ExpectedOfOld::ExpectedRevisionOfOld(it))
        }
    };
    let (current, current_of_old) = match current {
        Some(it) => {
            (wrong::Current::CurrentRevision(it), wrong::CurrentOfOld::CurrentRevisionOfOld(it))
        }
        None => (wrong::Current::CurrentNoStream(empty), wrong::CurrentOfOld::NoStreamOfOld(empty)),
    };
    WrongExpectedVersion {
        current: Some(current),
        current_of_old: Some(current_of_old),
        expected: Some(asked),
        expected_of_old: Some(asked_of_old),
    }
}
