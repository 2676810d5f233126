//! Sweep: what has time brought about, as far as nothing is missing?
//!
//! The present time asks, it never decides. The views know when the next look is worth it; what is due follows from each
//! ticket's own stream, and is recorded there once, however often it is asked.

#[cfg(test)]
mod tests;

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
use std::collections::{BTreeSet, HashSet};
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
/// How often the wall clock is asked while something is still to fall due: it may have been moved.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a look waits for the views to show what it has recorded.
const VIEWS_WAIT_MAX: Duration = Duration::from_secs(5);
const PAUSE_MIN: Duration = Duration::from_millis(200);
const PAUSE_MAX: Duration = Duration::from_secs(15);

/// Looks after what time brings about.
pub(crate) struct Sweep {
    house: House,
    views: Arc<Views>,
    /// Asks for everything up to now, so that the watermark moves on.
    hurry: Box<dyn Fn() + Send + Sync>,
    /// The versions of policies that have taken over what ran.
    taken_over: BTreeSet<PolicyRef>,
    /// Tickets that the views called due at a watermark, and that had nothing to record by it.
    idle: (Option<At>, HashSet<TicketId>),
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
    pub(crate) fn new(
        house: House,
        views: Arc<Views>,
        hurry: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let (taken_over, idle) = (BTreeSet::new(), (None, HashSet::new()));
        Self { house, views, hurry: Box::new(hurry), taken_over, idle }
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
            if pause.take().is_some() {
                info!("what time brings about is recorded again");
            }
            tokio::select! {
                () = cancel.cancelled() => return Ok(()),
                news = changes.changed() => news.context("the views are gone")?,
                news = drained.changed() => news.context("the poll is gone")?,
                () = tokio::time::sleep(LOOK_EVERY), if next.is_some() => (),
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
        let taking_over = self.take_over(watermark).await?;
        loop {
            let mut due = self.views.due(watermark, DUE_MAX + self.idle.1.len())?;
            due.retain(|it| !self.idle.1.contains(it));
            if due.is_empty() {
                break;
            }
            let idle = self.record(due, |it| note_time(&self.house, it, watermark)).await?;
            self.idle.1.extend(idle);
        }
        Ok(self.views.next_wake()?.into_iter().chain(taking_over).min())
    }

    /// Carries running clocks over to the versions that ask for it and have come into force, and answers when the next
    /// one does.
    async fn take_over(&mut self, watermark: At) -> Result<Option<At>, Failure> {
        let book = self.views.book()?;
        let taking = book.policies().filter(|it| it.1.rules.migrate_running);
        let mut next = None;
        for (version, published) in taking {
            let effective_from = At::from(published.effective_from);
            if effective_from > watermark {
                next = next.into_iter().chain([effective_from]).min();
            } else if !self.taken_over.contains(&version) {
                self.take_over_by(&version).await?;
                self.taken_over.insert(version);
            }
        }
        Ok(next)
    }

    async fn take_over_by(&self, version: &PolicyRef) -> Result<(), Failure> {
        let mut asked = HashSet::new();
        loop {
            let limit = DUE_MAX + asked.len();
            let mut running = self.views.running_under_earlier(version, limit)?;
            running.retain(|it| asked.insert(*it));
            if running.is_empty() {
                return Ok(());
            }
            self.record(running, |it| retarget_running(&self.house, it, version)).await?;
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

/// Says once what went wrong, and how long to wait before the next look.
fn troubled(failure: Failure, before: Option<Duration>) -> Duration {
    if before.is_none() {
        let error = format!("{:#}", anyhow::Error::new(failure));
        warn!(%error, "what time brings about is not recorded yet; trying again");
    }
    before.map_or(PAUSE_MIN, |it| (it * 2).min(PAUSE_MAX))
}
