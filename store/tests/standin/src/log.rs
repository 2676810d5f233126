//! Log: what was recorded, and where does it stand?

use crate::clock::Clock;
use crate::journal::Journal;
use crate::meta::{LAST_OF_ALL, Meta, whose};
use crate::record::{Proposed, Record};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Arc;
use uuid::Uuid;

/// Where the first event stands: the server begins a log with a record of its own.
const FIRST: u64 = 269;
/// How many ids are recognised where nothing exact was expected.
const IDS_MAX: usize = 100_000;

/// Everything recorded, in one order.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) records: Vec<Record>,
    pub(crate) streams: HashMap<Arc<str>, Stream>,
    /// Where the next record will stand.
    pub(crate) end: u64,
    /// Below this some records are gone, and any position is as good as the next record's.
    pub(crate) scavenged: u64,
    ids: HashMap<Uuid, (Arc<str>, u64)>,
    ids_in_order: VecDeque<Uuid>,
    pub(crate) journal: Option<Journal>,
    pub(crate) clock: Clock,
}

/// One stream of the log.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// Where its events are among the records, by revision.
    pub(crate) places: Vec<usize>,
    pub(crate) last: Option<u64>,
    pub(crate) meta: Meta,
    pub(crate) tombstoned: bool,
}

impl Log {
    pub(crate) fn new(clock: Clock, journal: Option<Journal>) -> Self {
        Self {
            records: vec![],
            streams: HashMap::new(),
            end: FIRST,
            scavenged: 0,
            ids: HashMap::new(),
            ids_in_order: VecDeque::new(),
            journal,
            clock,
        }
    }

    /// Forgets everything, as a server that came back without its disk.
    pub(crate) fn lose(&mut self) -> io::Result<()> {
        if let Some(journal) = &mut self.journal {
            journal.rewrite(&[])?;
        }
        *self = Self::new(self.clock.clone(), self.journal.take());
        Ok(())
    }

    /// The position of the last record, if there is one.
    pub(crate) fn last(&self) -> Option<u64> {
        self.records.last().map(|it| it.position)
    }

    pub(crate) fn stream(&self, name: &str) -> Option<&Stream> {
        self.streams.get(name)
    }

    /// Where an event with this id stands, if it was appended lately.
    pub(crate) fn recent(&self, id: &Uuid) -> Option<&(Arc<str>, u64)> {
        self.ids.get(id)
    }

    /// The record of a revision, if it is still there.
    pub(crate) fn at(&self, stream: &Stream, revision: u64) -> Option<&Record> {
        let found = stream.places.binary_search_by_key(&revision, |it| self.records[*it].revision);
        found.ok().map(|it| &self.records[stream.places[it]])
    }

    /// Writes events at the end of their streams, all or none; returns the position of the last.
    pub(crate) fn write(&mut self, stream: &str, events: Vec<Proposed>) -> u64 {
        self.write_from(stream, None, events)
    }

    /// Writes what ends a stream for good; returns its position.
    pub(crate) fn write_tombstone(&mut self, stream: &str, event: Proposed) -> u64 {
        self.write_from(stream, Some(LAST_OF_ALL), vec![event])
    }

    fn write_from(&mut self, stream: &str, first: Option<u64>, events: Vec<Proposed>) -> u64 {
        let known = self.streams.get_key_value(stream).map(|it| Arc::clone(it.0));
        let name = known.unwrap_or_else(|| stream.into());
        let last = self.streams.get(&name).and_then(|it| it.last);
        let first = first.unwrap_or_else(|| last.map_or(0, |it| it + 1));
        let created = self.clock.ticks();
        let mut position = self.end;
        let mut written = Vec::with_capacity(events.len());
        for (revision, event) in (first..).zip(events) {
            let record = Record::new(Arc::clone(&name), revision, position, created, event);
            position += record.length();
            written.push(record);
        }
        if let Some(journal) = &mut self.journal {
            journal.write(&written);
        }
        for record in written {
            self.take_in(record);
        }
        self.last().unwrap_or(0)
    }

    /// Takes in a record that is written down, and what follows from it.
    pub(crate) fn take_in(&mut self, record: Record) {
        let place = self.records.len();
        if record.position > self.end {
            // Read from the journal of a log out of which something was removed.
            self.scavenged = record.position;
        }
        self.end = record.position + record.length();
        self.remember(record.id, Arc::clone(&record.stream), record.revision);
        let stream = self.streams.entry(Arc::clone(&record.stream)).or_default();
        stream.places.push(place);
        stream.last = Some(record.revision);
        if record.revision == LAST_OF_ALL {
            stream.tombstoned = true;
        }
        if let Some(other) = whose(&record.stream) {
            let meta = Meta::parse(&record.event().data);
            stream.meta.count_max = Some(1);
            self.streams.entry(other.into()).or_default().meta = meta;
        }
        self.records.push(record);
    }

    fn remember(&mut self, id: Uuid, stream: Arc<str>, revision: u64) {
        if self.ids.insert(id, (stream, revision)).is_none() {
            self.ids_in_order.push_back(id);
        }
        if self.ids_in_order.len() > IDS_MAX
            && let Some(oldest) = self.ids_in_order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }
}
