//! Record: what does one event look like in the log?

use crate::wire::streams::{self, ReadEvent, RecordedEvent};
use crate::wire::{StreamIdentifier, Uuid as WireId, uuid::Structured, uuid::Value};
use prost::Message;
use prost::bytes::Bytes;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

pub(crate) const JSON: &str = "application/json";
const OCTETS: &str = "application/octet-stream";

/// What a record takes in the log beside what it carries: lengths, header, and its own position.
const FRAME: u64 = 53;

/// An event as somebody asked to append it.
#[derive(Debug, Clone)]
pub(crate) struct Proposed {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) json: bool,
    pub(crate) data: Bytes,
    pub(crate) metadata: Bytes,
}

impl Proposed {
    /// What the server counts against its limit: the text of the type takes two bytes a letter there.
    pub(crate) fn size(&self) -> usize {
        self.kind.encode_utf16().count() * 2 + self.data.len() + self.metadata.len()
    }
}

/// An event with its place, written once as it will be sent.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) stream: Arc<str>,
    pub(crate) revision: u64,
    pub(crate) position: u64,
    pub(crate) created: u64,
    pub(crate) id: Uuid,
    pub(crate) kind: Arc<str>,
    /// A [`ReadEvent`] with its id as a text.
    pub(crate) sent: Bytes,
}

impl Record {
    pub(crate) fn new(
        stream: Arc<str>,
        revision: u64,
        position: u64,
        created: u64,
        event: Proposed,
    ) -> Self {
        let metadata = HashMap::from([
            ("type".to_owned(), event.kind.clone()),
            ("created".to_owned(), created.to_string()),
            ("content-type".to_owned(), if event.json { JSON } else { OCTETS }.to_owned()),
        ]);
        let recorded = RecordedEvent {
            id: Some(WireId { value: Some(Value::String(event.id.to_string())) }),
            stream_identifier: Some(named(&stream)),
            stream_revision: revision,
            prepare_position: position,
            commit_position: position,
            metadata,
            custom_metadata: event.metadata,
            data: event.data,
        };
        let place = streams::read_event::Position::CommitPosition(position);
        let sent = ReadEvent { event: Some(recorded), link: None, position: Some(place) };
        let sent = Bytes::from(sent.encode_to_vec());
        Self { stream, revision, position, created, id: event.id, kind: event.kind.into(), sent }
    }

    /// A record as it was written down before.
    pub(crate) fn read(sent: Bytes) -> Option<Self> {
        let recorded = ReadEvent::decode(sent.clone()).ok()?.event?;
        let id = parse_id(recorded.id.as_ref()?)?;
        let name = recorded.stream_identifier?.stream_name;
        let stream = std::str::from_utf8(&name).ok()?.into();
        let kind = recorded.metadata.get("type")?.as_str().into();
        let created = recorded.metadata.get("created")?.parse().ok()?;
        let (revision, position) = (recorded.stream_revision, recorded.commit_position);
        Some(Self { stream, revision, position, created, id, kind, sent })
    }

    /// How far the log's end moves when this is written.
    pub(crate) fn length(&self) -> u64 {
        FRAME + self.sent.len() as u64
    }

    /// What is sent to those who want ids as two numbers.
    pub(crate) fn structured(&self) -> Bytes {
        let mut sent = ReadEvent::decode(self.sent.clone()).expect("the record wrote it itself");
        if let Some(event) = &mut sent.event {
            event.id = Some(structured(self.id));
        }
        Bytes::from(sent.encode_to_vec())
    }

    pub(crate) fn event(&self) -> Event {
        let sent = ReadEvent::decode(self.sent.clone()).expect("the record wrote it itself");
        let recorded = sent.event.unwrap_or_default();
        Event {
            stream: self.stream.to_string(),
            revision: self.revision,
            position: self.position,
            created: self.created,
            id: self.id,
            kind: self.kind.to_string(),
            json: recorded.metadata.get("content-type").is_some_and(|it| it == JSON),
            data: recorded.data.to_vec(),
            metadata: recorded.custom_metadata.to_vec(),
        }
    }
}

/// A recorded event, for a test to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub stream: String,
    pub revision: u64,
    /// Commit and prepare position, which are the same.
    pub position: u64,
    /// When it was recorded, in hundreds of nanoseconds since 1970.
    pub created: u64,
    pub id: Uuid,
    /// The event's type.
    pub kind: String,
    /// Whether it was declared to be JSON.
    pub json: bool,
    pub data: Vec<u8>,
    /// What the writer said beside the facts.
    pub metadata: Vec<u8>,
}

pub(crate) fn named(stream: &str) -> StreamIdentifier {
    StreamIdentifier { stream_name: Bytes::copy_from_slice(stream.as_bytes()) }
}

pub(crate) fn structured(id: Uuid) -> WireId {
    let (most, least) = id.as_u64_pair();
    WireId {
        value: Some(Value::Structured(Structured {
            most_significant_bits: most.cast_signed(),
            least_significant_bits: least.cast_signed(),
        })),
    }
}

pub(crate) fn parse_id(id: &WireId) -> Option<Uuid> {
    match id.value.as_ref()? {
        Value::String(text) => text.parse().ok(),
        Value::Structured(it) => Some(Uuid::from_u64_pair(
            it.most_significant_bits.cast_unsigned(),
            it.least_significant_bits.cast_unsigned(),
        )),
    }
}
