//! Page: which events does one look into the log bring?

use crate::filter::Filter;
use crate::log::{Log, Stream};
use crate::record::Record;
use crate::refusal;
use tonic::Status;

/// How many events the server reads at a time.
pub(crate) const PAGE: u64 = 32;

/// A place in the log as the protocol tells it: commit and prepare position.
///
/// What was recorded has the same number twice. Where a page begins may have a prepare position of zero: before
/// whatever stands there, while the record's own position means after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) commit: u64,
    pub(crate) prepare: u64,
}

impl Place {
    pub(crate) const START: Self = Self { commit: 0, prepare: 0 };

    pub(crate) fn of(record: &Record) -> Self {
        Self { commit: record.position, prepare: record.position }
    }
}

/// What one look brought.
#[derive(Debug)]
pub(crate) struct Page {
    /// What was wanted, in the order of the log.
    pub(crate) events: Vec<Record>,
    /// How many were looked at.
    pub(crate) considered: u64,
    /// Where the next page begins.
    pub(crate) next: Place,
    pub(crate) ended: bool,
}

impl Log {
    /// Looks into the log from a place on, inclusively.
    pub(crate) fn forwards(
        &self,
        from: Place,
        count: u64,
        filter: Option<&Filter>,
    ) -> Result<Page, Status> {
        self.check(from)?;
        let window = filter.map_or(count, |it| it.window);
        let mut page = Page { events: vec![], considered: 0, next: from, ended: false };
        let begin = self.records.partition_point(|it| Place::of(it) < from);
        for record in &self.records[begin..] {
            if page.considered >= window || page.events.len() as u64 >= count {
                return Ok(page);
            }
            page.considered += 1;
            page.next = Place { commit: record.position + record.length(), prepare: 0 };
            if filter.is_none_or(|it| it.wants(record)) {
                page.events.push(record.clone());
            }
        }
        // An end that is reached with the last event of a full page is found by the next page only.
        page.ended = page.considered < window && (page.events.len() as u64) < count;
        Ok(page)
    }

    /// Looks into the log backwards, from before a place or from the end.
    pub(crate) fn backwards(&self, from: Option<Place>, count: u64) -> Result<Page, Status> {
        let end = match from {
            Some(it) => {
                self.check(it)?;
                self.records.partition_point(|record| Place::of(record) < it)
            }
            None => self.records.len(),
        };
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let begin = end.saturating_sub(wanted);
        let events: Vec<_> = self.records[begin..end].iter().rev().cloned().collect();
        let next = events.last().map_or(Place::START, Place::of);
        Ok(Page { considered: events.len() as u64, events, next, ended: begin == 0 })
    }

    /// The server reads what stands at a position, and fails if nothing begins there.
    fn check(&self, place: Place) -> Result<(), Status> {
        if place.prepare > place.commit {
            return Err(refusal::invalid_position());
        }
        let at = place.commit;
        let beyond = self.last().is_none_or(|it| it < at);
        if at == 0 || beyond || at < self.scavenged {
            return Ok(());
        }
        let found = self.records.binary_search_by_key(&at, |it| it.position);
        found.map(|_| ()).map_err(|_| refusal::invalid_position())
    }

    /// The events of a stream that may still be read, among its places.
    pub(crate) fn readable<'a>(
        &'a self,
        stream: &'a Stream,
    ) -> impl DoubleEndedIterator<Item = &'a Record> {
        let last = stream.last.unwrap_or(0);
        let first = stream.meta.first(last);
        let now = self.clock.ticks();
        let begin = stream.places.partition_point(|it| self.records[*it].revision < first);
        let records = stream.places[begin..].iter().map(|it| &self.records[*it]);
        records.filter(move |it| !stream.meta.is_too_old(it.created, now))
    }
}
