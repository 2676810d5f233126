//! Digests: on which days are staff told how the day stands, and has the time come?

use super::{Failure, Sweep};
use chrono::{Days, NaiveDate, NaiveTime};
use commands::desk::note_digest::note_digest;
use commands::transact::ask;
use domain::At;
use domain::civil::CivilTime;
use domain::client::{Client, Zone};
use domain::desk::{Desk, DigestDue, Digests, Noted, Which, at_local, usual_hours};
use domain::zone;
use projections::rows::{Counted, Part, WorkloadQuery};
use std::collections::BTreeMap;
use store::stream::Stream;

/// A plan of a day that could not be told for so long, in seconds, is told no more; nor is the first digest of all.
const LATE_S_MAX: i64 = 6 * 3_600;
/// How many days back it is looked for days of which nobody was told.
const DAYS_BACK_MAX: u64 = 31;
/// How far the watermark moves until the desk is asked again for its times: they may have been set.
const ASK_EVERY_S: i64 = 30;
const DAY_S: i64 = 24 * 3_600;

/// When the desk was asked last, and of which days there was nothing to tell.
#[derive(Default)]
pub(super) struct Told {
    asked: Option<At>,
    next: Option<At>,
    quiet: BTreeMap<Which, NaiveDate>,
}

/// What the desk has said of digests.
struct Times {
    zone: Zone,
    digests: Digests,
    digested: Noted,
}

impl Sweep {
    /// Records the digests whose time has come by the watermark, and answers when the next one's does.
    pub(super) async fn note_digests(&mut self, watermark: At) -> Result<Option<At>, Failure> {
        let lately = self.told.asked.is_some_and(|it| watermark < it.plus(ASK_EVERY_S));
        if lately && self.told.next.is_none_or(|it| watermark < it) {
            return Ok(self.told.next);
        }
        self.told.next = if self.views.staff_chats()?.is_empty() {
            None
        } else {
            self.note_each(watermark).await?
        };
        self.told.asked = Some(watermark);
        Ok(self.told.next)
    }

    async fn note_each(&mut self, watermark: At) -> Result<Option<At>, Failure> {
        let times = ask(&self.house, &Stream::Desk, |it: &Desk| Times {
            zone: it.zone.clone(),
            digests: it.digests,
            digested: it.digested,
        });
        let times = times.await?;
        let today = zone::local(watermark.utc(), &times.zone).date_time.date();
        let (mut next, mut to_note) = (None, Vec::new());
        for which in Which::ALL {
            let Some(minute) = times.digests.at(which) else { continue };
            let due_of = |date: NaiveDate| at_local(&times.zone, date, minute.time());
            let tomorrow = today.checked_add_days(Days::new(1));
            let soonest = [Some(today), tomorrow].into_iter().flatten().map(due_of);
            next = soonest.filter(|it| *it > watermark).chain(next).min();
            let last = times.digested.last(which).max(self.told.quiet.get(&which).copied());
            let missed = days_back_from(today).map(|date| (date, due_of(date)));
            let missed = missed.filter(|it| it.1 <= watermark).take_while(|it| Some(it.0) > last);
            let goes_on = times.digested.goes_on(which);
            to_note.extend(self.newest(which, goes_on, (missed, &times.zone), watermark).await?);
        }
        to_note.sort_by_key(|it: &(At, DigestDue)| it.0);
        for (_, due) in to_note {
            note_digest(&self.house, due, watermark).await?;
        }
        Ok(next)
    }

    /// Of the days that a digest has not told of, the newest that is worth telling of, and how many of the others were.
    ///
    /// * `goes_on`: whether those days were to be told of at all.
    /// * `missed`: the newest first, each with when it fell due.
    async fn newest(
        &mut self,
        which: Which,
        goes_on: bool,
        (missed, zone): (impl Iterator<Item = (NaiveDate, At)>, &Zone),
        watermark: At,
    ) -> Result<Option<(At, DigestDue)>, Failure> {
        let (mut told, mut newest) = (None, None);
        for (date, due) in missed {
            // What was to be done on a day that is over is of no use; how it went is, however late.
            let of_use = watermark.since(due) <= LATE_S_MAX || (goes_on && which == Which::Evening);
            if told.is_none() && !of_use || told.is_some() && !goes_on {
                break;
            }
            newest = newest.max(Some(date));
            if !self.is_to_be_told(zone, date, which, due).await? {
                continue;
            }
            match &mut told {
                None => told = Some((due, DigestDue { date, which, skipped: 0 })),
                Some((_, it)) => it.skipped += 1,
            }
        }
        if let (None, Some(newest)) = (&told, newest) {
            self.told.quiet.insert(which, newest);
        }
        Ok(told)
    }

    /// On a working day always: that nothing was missed is what the evening's digest is for. On any other day only if
    /// there is something to tell, and not before the evening.
    async fn is_to_be_told(
        &self,
        zone: &Zone,
        date: NaiveDate,
        which: Which,
        due: At,
    ) -> Result<bool, Failure> {
        if self.is_working(zone, date).await? {
            return Ok(true);
        }
        match which {
            Which::Morning => Ok(false),
            Which::Evening => self.happened(zone, due),
        }
    }

    /// Whether any client is given service on a day; where nobody has a calendar, whether the desk usually works.
    async fn is_working(&self, zone: &Zone, date: NaiveDate) -> Result<bool, Failure> {
        let tomorrow = date.checked_add_days(Days::new(1)).unwrap_or(date);
        let begin = at_local(zone, date, NaiveTime::MIN);
        let end = at_local(zone, tomorrow, NaiveTime::MIN);
        let book = self.views.book()?;
        let mut known = false;
        for client in self.views.clients()? {
            let calendar = |it: &Client| it.terms.as_ref().map(|it| it.calendar.clone());
            let calendar = ask(&self.house, &Stream::Client(client.client), calendar).await?;
            let Some(service) = calendar.and_then(|it| book.working_time(&it)) else { continue };
            known = true;
            if !service.stretches(begin, end).is_empty() {
                return Ok(true);
            }
        }
        let usual = || usual_hours(zone).is_some_and(|it| !it.stretches(begin, end).is_empty());
        Ok(!known && usual())
    }

    /// Whether the last 24 hours have left anything to tell.
    fn happened(&self, zone: &Zone, due: At) -> Result<bool, Failure> {
        let civil = CivilTime::of_today(zone.clone());
        let query = WorkloadQuery { client: None, from: due.plus(-DAY_S), to: due.plus(1), civil };
        let work = self.views.workload(&query, due)?.total;
        let resolved = self.views.workload_behind(&query, Part::Total, Counted::Resolved, due)?;
        Ok(work.requested > 0
            || work.closed > 0
            || !resolved.is_empty()
            || self.views.undelivered((query.from, query.to))? > 0
            || self.views.missed(due, 0)?.count > 0)
    }
}

/// A day and those before it.
fn days_back_from(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..DAYS_BACK_MAX).map_while(move |it| day.checked_sub_days(Days::new(it)))
}
