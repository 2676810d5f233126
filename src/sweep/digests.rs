//! Digests: on which days are staff told how the day stands, and has the time come?

use super::{Failure, Sweep};
use chrono::{Days, NaiveDate, NaiveTime};
use commands::desk::note_digest::note_digest;
use commands::transact::ask;
use domain::At;
use domain::civil::CivilTime;
use domain::client::{Client, Zone};
use domain::desk::{Desk, Digests, Noted, Which, at_local, usual_hours};
use domain::zone;
use projections::rows::{Counted, Part, WorkloadQuery};
use std::collections::BTreeMap;
use store::stream::Stream;

/// A digest that could not be told for so long, in seconds, is told no more: the next one is near.
const LATE_S_MAX: i64 = 6 * 3_600;
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
        let around =
            |days| [today.checked_sub_days(days), Some(today), today.checked_add_days(days)];
        let mut next = None;
        for which in Which::ALL {
            let Some(minute) = times.digests.at(which) else { continue };
            for date in around(Days::new(1)).into_iter().flatten() {
                let due = at_local(&times.zone, date, minute.time());
                if due > watermark {
                    next = next.into_iter().chain([due]).min();
                    continue;
                }
                let last = times.digested.last(which).max(self.told.quiet.get(&which).copied());
                if last >= Some(date) || watermark.since(due) > LATE_S_MAX {
                    continue;
                }
                if self.is_to_be_told(&times.zone, date, which, due).await? {
                    note_digest(&self.house, date, which, watermark).await?;
                } else {
                    self.told.quiet.insert(which, date);
                }
            }
        }
        Ok(next)
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
