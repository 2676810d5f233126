//! Passing: how does the demo's time go by, so that everybody in it keeps up?
//!
//! A house whose clock jumps by a day is one that was away for a day: of all that came about it tells only the last.
//! So time goes from one thing that it brings about to the next, each only once the one before is said.

use super::clock::DemoClock;
use chrono::{DateTime, TimeDelta, Utc};
use domain::At;
use emulator::Emulator;
use projections::rows::PendingNotice;
use projections::{ViewError, Views};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::{Mutex, watch};

/// How long the house may take, by the real clock, to keep up with one step.
const STEP_WITHIN: Duration = Duration::from_secs(30);
/// How long we wait for all to be said. What the bot keeps back for a while is said as time goes by.
const SAID_WITHIN: Duration = Duration::from_secs(3);
/// The most of what is to be said that is looked at.
const PENDING_MAX: usize = 100;
/// How soon we look again for what nothing tells of.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// Why time does not go by.
#[derive(Debug, Error)]
pub(super) enum Stuck {
    #[error("the story is not played yet")]
    NotYet,
    #[error("the clock is as far ahead as it may be")]
    TooFar,
    #[error("the house did not keep up with the clock")]
    Busy,
}

/// The demo's time as it is moved: by the story first, then by visitors. One moves it at a time.
pub(super) struct Passing {
    clock: DemoClock,
    telegram: Emulator,
    views: Arc<Views>,
    /// When the next falls due that only the sweep knows of: a digest, words that nobody takes up.
    sweep: watch::Receiver<Option<At>>,
    turn: Mutex<()>,
    is_open: AtomicBool,
}

impl Passing {
    pub(super) fn new(
        clock: DemoClock,
        telegram: Emulator,
        views: Arc<Views>,
        sweep: watch::Receiver<Option<At>>,
    ) -> Self {
        let (turn, is_open) = (Mutex::default(), AtomicBool::new(false));
        Self { clock, telegram, views, sweep, turn, is_open }
    }

    /// The story is over: from now on visitors may move the clock.
    pub(super) fn open(&self) {
        self.is_open.store(true, Ordering::Release);
    }

    /// What time it is in the demo.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What time it is outside the demo.
    pub(super) fn present(&self) -> DateTime<Utc> {
        self.clock.present()
    }

    /// Lets so much time go by, but never beyond the present.
    ///
    /// # Errors
    ///
    /// [`Stuck::Busy`].
    pub(super) async fn pass(&self, time: TimeDelta) -> Result<(), Stuck> {
        self.until((self.now() + time).min(self.present())).await
    }

    /// Goes on to an instant, if that is still to come. By then all is said.
    ///
    /// # Errors
    ///
    /// [`Stuck::Busy`].
    pub(super) async fn until(&self, instant: DateTime<Utc>) -> Result<(), Stuck> {
        let _turn = self.turn.lock().await;
        self.go(instant).await
    }

    /// Goes on to where a visitor wants to; answers what time it is then.
    ///
    /// * `ahead_max`: how far ahead of the system's clock that may be.
    ///
    /// # Errors
    ///
    /// [`Stuck`]. Where the house did not keep up, some of the way is gone.
    pub(super) async fn visit(
        &self,
        goal: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
        ahead_max: TimeDelta,
    ) -> Result<DateTime<Utc>, Stuck> {
        if !self.is_open.load(Ordering::Acquire) {
            return Err(Stuck::NotYet);
        }
        let _turn = self.turn.lock().await;
        let instant = goal(self.now());
        if instant - self.clock.present() > ahead_max {
            return Err(Stuck::TooFar);
        }
        self.go(instant).await?;
        Ok(self.now())
    }

    async fn go(&self, instant: DateTime<Utc>) -> Result<(), Stuck> {
        loop {
            self.keep_up().await?;
            let now = self.now();
            if now >= instant {
                return Ok(());
            }
            let next = self.next().ok().flatten().map_or(instant, At::utc);
            let step = (next.clamp(now, instant) - now).to_std().unwrap_or_default();
            within(STEP_WITHIN, || self.telegram.pass(step)).await?;
        }
    }

    /// When the next falls due.
    fn next(&self) -> Result<Option<At>, ViewError> {
        let of_sweep = *self.sweep.borrow();
        Ok(self.views.next_wake()?.into_iter().chain(of_sweep).min())
    }

    /// Waits until everything that time has brought about is recorded and told.
    async fn keep_up(&self) -> Result<(), Stuck> {
        let now = At::from(self.now());
        let is_noted = || self.next().is_ok_and(|it| it.is_none_or(|it| it > now));
        within(STEP_WITHIN, is_noted).await?;
        // A card that has just changed is not changed again at once: that is done as time goes by.
        let is_edit = |it: &PendingNotice| it.message.is_some();
        let is_said = || self.views.pending(PENDING_MAX).is_ok_and(|it| it.iter().all(is_edit));
        let _kept_back: Result<(), Stuck> = within(SAID_WITHIN, is_said).await;
        Ok(())
    }
}

/// Waits until it is so.
async fn within(time: Duration, is_so: impl Fn() -> bool) -> Result<(), Stuck> {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    tokio::time::timeout(time, waiting).await.map_err(|_| Stuck::Busy)
}
