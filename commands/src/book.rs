//! Book: which policies and calendars are published, as far as promises name them?
//!
//! Kept between commands, and never trusted alone: whoever asks reads what is new in the streams that are named first.

use crate::calendar::find;
use crate::house::House;
use crate::policy::publish;
use crate::transact::Error;
use domain::book::Book;
use domain::calendar::WorkingTime;
use domain::client::Zone;
use domain::desk::usual_hours;
use domain::{Event, Slug, calendar, policy};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::codec;
use store::port::{PAGE_MAX, Recorded, Revision};
use store::stream::Stream;

/// The book as it was read last.
#[derive(Debug, Default)]
pub(crate) struct KeptBook(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    book: Arc<Book>,
    read: HashMap<Stream, Read>,
    /// The usual hours of a desk in a zone.
    usual: Option<(Zone, Option<WorkingTime>)>,
}

/// How far the stream of a policy or calendar is read.
#[derive(Debug, Default)]
struct Read {
    /// The revision of the next event.
    next: u64,
    /// The calendars that its versions name.
    names: BTreeSet<Slug>,
}

/// The book with all versions of these policies and calendars, and of every calendar that they name.
///
/// # Errors
///
/// Failures as in [`crate::transact::transact`].
pub(crate) async fn with(
    house: &House,
    policies: impl IntoIterator<Item = Slug>,
    calendars: impl IntoIterator<Item = Slug>,
) -> Result<Arc<Book>, Error<Infallible>> {
    let policies = policies.into_iter().map(Stream::Policy);
    let mut streams: Vec<_> = policies.chain(calendars.into_iter().map(Stream::Calendar)).collect();
    let mut seen: HashSet<Stream> = streams.iter().cloned().collect();
    while let Some(stream) = streams.pop() {
        let calendars = read_what_is_new(house, &stream).await?;
        let named = calendars.into_iter().map(Stream::Calendar);
        streams.extend(named.filter(|it| seen.insert(it.clone())));
    }
    Ok(Arc::clone(&house.book.kept().book))
}

/// Reads on in a stream, and answers which calendars all of it names.
async fn read_what_is_new(
    house: &House,
    stream: &Stream,
) -> Result<BTreeSet<Slug>, Error<Infallible>> {
    let name = stream.name();
    loop {
        let next = house.book.kept().read.entry(stream.clone()).or_default().next;
        let page = house.store.read(&name, Revision(next), PAGE_MAX).await.map_err(Error::Read)?;
        let mut kept = house.book.kept();
        for recorded in &page {
            kept.take_in(stream, recorded)?;
        }
        if page.len() < PAGE_MAX {
            return Ok(kept.read.entry(stream.clone()).or_default().names.clone());
        }
    }
}

impl KeptBook {
    /// The usual hours of a desk in a zone; none where the zone is not known.
    pub(crate) fn usual(&self, zone: &Zone) -> Option<WorkingTime> {
        let mut kept = self.kept();
        match &kept.usual {
            Some((known, hours)) if known == zone => hours.clone(),
            Some(_) | None => {
                let hours = usual_hours(zone);
                kept.usual = Some((zone.clone(), hours.clone()));
                hours
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Takes in a publication; one that somebody else has read meanwhile changes nothing.
    fn take_in(&mut self, stream: &Stream, recorded: &Recorded) -> Result<(), Error<Infallible>> {
        let event = codec::decode(recorded).map_err(Error::Decode)?;
        let published_at = recorded.recorded_at.into();
        let names = match (stream, &event) {
            (Stream::Policy(slug), Event::Policy(policy::Event::Published(it))) => {
                Arc::make_mut(&mut self.book).take_policy(slug, it, published_at);
                publish::calendars(&it.rules).cloned().collect()
            }
            (Stream::Calendar(slug), Event::Calendar(calendar::Event::Published(it))) => {
                Arc::make_mut(&mut self.book).take_calendar(slug, it, published_at);
                find::parts(&it.hours).collect()
            }
            // Nothing else is written to these streams.
            (_, _) => BTreeSet::new(),
        };
        let read = self.read.entry(stream.clone()).or_default();
        read.names.extend(names);
        read.next = read.next.max(recorded.revision.0 + 1);
        Ok(())
    }
}
