//! Sweep: what has time brought about, as far as nothing is missing?
//!
//! The present time asks, it never decides. The views know when the next look is worth it; what is due follows from each
//! ticket's own stream, and is recorded there once, however often it is asked.

mod digests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_days;
mod waiting;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use commands::House;
use commands::ticket::note_time::note_time;
use commands::ticket::retarget_running::retarget_running;
use commands::transact::{Done, Error};
use domain::policy::PolicyRef;
use domain::ticket::Event;
use domain::{At, TicketId};
use futures::StreamExt;
use projections::{ViewError, Views};
use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use store::port::Position;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// The most tickets that are taken from the views at once.
const DUE_MAX: usize = 1_000;
/// The most tickets on which time is noted side by side.
const AT_ONCE_MAX: usize = 16;
/// The longest rest between two looks while something is still to fall due: the wall clock may have been set.
pub(crate) const REST_MAX: Duration = Duration::from_mins(1);
/// How far the watermark moves until it is asked again which tickets run under earlier versions: one may have been
/// recorded late.
const CARRY_OVER_EVERY_S: i64 = 60;
/// How long a look waits for the views to show what it has recorded.
const VIEWS_WAIT_MAX: Duration = Duration::from_secs(5);
const PAUSE_MIN: Duration = Duration::from_millis(200);
/// The longest pause after a look that failed: the store may be back at any moment.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Looks after what time brings about.
pub(crate) struct Sweep {
    house: House,
    views: Arc<Views>,
    /// Asks for everything up to now, so that the watermark moves on.
    hurry: Box<dyn Fn() + Send + Sync>,
    /// The versions of policies that have taken over what ran.
    taken_over: BTreeMap<PolicyRef, TakenOver>,
    rest_max: Duration,
    /// Tickets that the views called due at a watermark, and that had nothing to record by it.
    idle: (Option<At>, HashSet<TicketId>),
    waiting: waiting::Watch,
    told: digests::Told,
    /// Told after each look when the next falls due.
    next: Option<watch::Sender<Option<At>>>,
}

/// Up to when a version was asked to take over what ran, and which tickets had nothing for it to take.
#[derive(Default)]
struct TakenOver {
    until: Option<At>,
    idle: HashSet<TicketId>,
}

impl TakenOver {
    fn is_recent(&self, watermark: At) -> bool {
        self.until.is_some_and(|it| watermark < it.plus(CARRY_OVER_EVERY_S))
    }
}

/// Why a look was not finished. What was not recorded is recorded by the next.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("failed to look up what is due")]
    View(#[from] ViewError),
    #[error("failed to record what time has brought about")]
    Record(#[from] Error<Infallible>),
}

impl Failure {
    /// Whether looking again is of no use.
    fn is_lasting(&self) -> bool {
        match self {
            // The views mend themselves; where they cannot, they end the house.
            Self::View(_) => false,
            Self::Record(it) => matches!(it, Error::Decode(_)) || it.is_lasting(),
        }
    }
}

impl Sweep {
    /// * `rest_max`: how long it may rest between two looks while something is still to fall due.
    pub(crate) fn new(
        house: House,
        views: Arc<Views>,
        rest_max: Duration,
        hurry: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let (taken_over, idle) = (BTreeMap::new(), (None, HashSet::new()));
        let (waiting, told) = (waiting::Watch::default(), digests::Told::default());
        let hurry = Box::new(hurry);
        Self { house, views, hurry, taken_over, rest_max, idle, waiting, told, next: None }
    }

    /// Tells after each look when the next falls due; none if nothing does.
    pub(crate) fn telling(self, next: Option<watch::Sender<Option<At>>>) -> Self {
        Self { next, ..self }
    }

    /// Looks whenever something is due, until cancelled.
    ///
    /// * `drained`: up to when everything that was said is recorded; nothing is looked at before it says so.
    ///
    /// # Errors
    ///
    /// What can never be recorded, however often it is tried.
    pub(crate) async fn run(
        mut self,
        mut drained: watch::Receiver<Option<DateTime<Utc>>>,
        cancel: CancellationToken,
    ) -> Result<()> {
        let mut changes = self.views.changes();
        let mut pause = None;
        loop {
            changes.mark_unchanged();
            let heard = *drained.borrow_and_update();
            let looked = tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                looked = self.look_up_to(heard) => looked,
            };
            let next = match looked {
                Ok(next) => next,
                Err(failure) if failure.is_lasting() => {
                    return Err(failure).context("time cannot be noted");
                }
                Err(failure) => {
                    pause = Some(troubled(failure, pause));
                    tokio::select! {
                        () = cancel.cancelled() => return Ok(()),
                        () = tokio::time::sleep(pause.unwrap_or(PAUSE_MAX)) => continue,
                    }
                }
            };
            if let Some(told) = &self.next {
                told.send_replace(next);
            }
            if pause.take().is_some() {
                info!("what time brings about is recorded again");
            }
            let rest = next.map(|it| rest(it, self.house.clock.now(), self.rest_max));
            tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                news = changes.changed() => news.context("the views are gone")?,
                news = drained.changed() => news.context("the poll is gone")?,
                () = tokio::time::sleep(rest.unwrap_or_default()), if rest.is_some() => (),
            }
        }
    }

    /// Records what is due as far as nothing is missing, and answers when the next falls due.
    async fn look_up_to(&mut self, heard: Option<DateTime<Utc>>) -> Result<Option<At>, Failure> {
        let now = self.house.clock.now();
        // The backlog is not in yet.
        let Some(watermark) = heard.map(|it| At::from(it.min(now))) else { return Ok(None) };
        let next = self.look(watermark).await?;
        if next.is_some_and(|it| watermark < it && it <= At::from(now)) {
            (self.hurry)();
        }
        Ok(next)
    }

    /// Records what is due by the watermark, and answers when the next falls due.
    async fn look(&mut self, watermark: At) -> Result<Option<At>, Failure> {
        if self.idle.0 != Some(watermark) {
            self.idle = (Some(watermark), HashSet::new());
        }
        // First, as what falls due follows from it; but what cannot be carried over keeps nothing else from its record.
        let taken_over = self.take_over(watermark).await;
        self.note_due(watermark).await?;
        let words = self.note_words(watermark).await;
        let digest = self.note_digests(watermark).await;
        let next = self.views.next_wake()?.into_iter().chain(taken_over?);
        Ok(next.chain(words?).chain(digest?).min())
    }

    async fn note_due(&mut self, watermark: At) -> Result<(), Failure> {
        loop {
            let mut due = self.views.due(watermark, DUE_MAX + self.idle.1.len())?;
            due.retain(|it| !self.idle.1.contains(it));
            if due.is_empty() {
                return Ok(());
            }
            let idle = self.record(due, |it| note_time(&self.house, it, watermark)).await?;
            self.idle.1.extend(idle);
        }
    }

    /// Carries running clocks over to the versions that ask for it and have come into force, and answers when the next
    /// one does.
    async fn take_over(&mut self, watermark: At) -> Result<Option<At>, Failure> {
        let book = self.views.book()?;
        let taking = book.policies().filter(|it| it.1.rules.migrate_running);
        let (mut next, mut failure) = (None, None);
        for (version, published) in taking {
            let effective_from = At::from(published.effective_from);
            if effective_from > watermark {
                next = next.into_iter().chain([effective_from]).min();
                continue;
            }
            let mut taken_over = self.taken_over.remove(&version).unwrap_or_default();
            if !taken_over.is_recent(watermark) {
                match self.take_over_by(&version, &mut taken_over.idle).await {
                    Ok(()) => taken_over.until = Some(watermark),
                    Err(it) => failure = Some(it),
                }
            }
            self.taken_over.insert(version, taken_over);
        }
        failure.map_or(Ok(next), Err)
    }

    async fn take_over_by(
        &self,
        version: &PolicyRef,
        idle: &mut HashSet<TicketId>,
    ) -> Result<(), Failure> {
        let (mut asked, mut failure) = (HashSet::new(), None);
        loop {
            let limit = DUE_MAX + asked.len() + idle.len();
            let mut running = self.views.running_under_earlier(version, limit)?;
            running.retain(|it| !idle.contains(it) && asked.insert(*it));
            if running.is_empty() {
                return failure.map_or(Ok(()), Err);
            }
            match self.record(running, |it| retarget_running(&self.house, it, version)).await {
                Ok(nothing) => idle.extend(nothing),
                Err(it) => failure = Some(it),
            }
        }
    }

    /// Asks for something to be recorded on each ticket, and answers on which of them there was nothing to record.
    async fn record<F>(
        &self,
        tickets: Vec<TicketId>,
        note: impl Fn(TicketId) -> F,
    ) -> Result<Vec<TicketId>, Failure>
    where
        F: Future<Output = Result<Done<Event>, Error<Infallible>>>,
    {
        let noting = tickets.into_iter().map(|ticket| {
            let noting = note(ticket);
            async move { (ticket, noting.await) }
        });
        let noted: Vec<_> =
            futures::stream::iter(noting).buffer_unordered(AT_ONCE_MAX).collect().await;
        let (mut idle, mut last): (Vec<TicketId>, Option<Position>) = (Vec::new(), None);
        let mut failure = None;
        for (ticket, noted) in noted {
            match noted {
                Ok(done) if done.repeated || done.events.is_empty() => idle.push(ticket),
                Ok(done) => last = last.max(done.position),
                // The others are recorded all the same.
                Err(error) => failure = Some(error),
            }
        }
        if let Some(last) = last {
            // Whether they are as far or not: what is recorded is not recorded again.
            self.views.wait_for(last, VIEWS_WAIT_MAX).await;
        }
        failure.map_or(Ok(idle), |it| Err(it.into()))
    }
}

/// How long to rest until the next falls due. What is due already waits for news, and is looked at now and then.
fn rest(next: At, now: DateTime<Utc>, rest_max: Duration) -> Duration {
    let until = (next.utc() - now).to_std().unwrap_or_default();
    if until.is_zero() { rest_max } else { until.min(rest_max) }
}

/// Says once what went wrong, and how long to wait before the next look.
fn troubled(failure: Failure, before: Option<Duration>) -> Duration {
    if before.is_none() {
        let error = format!("{:#}", anyhow::Error::new(failure));
        warn!(%error, "what time brings about is not recorded yet; trying again");
    }
    before.map_or(PAUSE_MIN, |it| (it * 2).min(PAUSE_MAX))
}
