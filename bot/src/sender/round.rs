//! Round: what does one run of the sender remember, and what did each call change of it?

use super::Failure;
use super::deliver::{End, Turn};
use super::lane::{Aside, Lane, is_alarm};
use super::record::pause;
use crate::client::CallError;
use crate::pace::{Call, Limits, Pace};
use chrono::{DateTime, Utc};
use domain::At;
use projections::rows::PendingNotice;
use std::collections::HashMap;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tracing::{info, warn};

/// The longest pause before a call of unknown outcome is made again.
const BACK_OFF_MAX: Duration = Duration::from_mins(1);
/// The longest pause before a notice is put together again: the store may be back at any moment.
const LATER_MAX: Duration = Duration::from_secs(1);

/// What a finished call was for.
pub(super) struct Flight {
    pub(super) chat: i64,
    pub(super) notice: Option<PendingNotice>,
}

pub(super) enum Landed {
    Notice(Turn),
    Aside(Result<(), CallError>, Aside),
}

/// Everything that one run keeps in memory.
pub(super) struct Round {
    pub(super) lanes: HashMap<i64, Lane>,
    pub(super) pace: Pace,
    pub(super) tasks: JoinSet<Landed>,
    pub(super) flights: HashMap<Id, Flight>,
    reachable: bool,
    look_again: Duration,
    /// True while the views cannot be read.
    pub(super) blind: bool,
    pub(super) looked_at: DateTime<Utc>,
    /// The next instant at which something may be said that waits for its hour.
    pub(super) ripens: Option<At>,
}

impl Round {
    pub(super) fn new(limits: Limits, now: DateTime<Utc>) -> Self {
        Self {
            lanes: HashMap::new(),
            pace: Pace::new(limits),
            tasks: JoinSet::new(),
            flights: HashMap::new(),
            reachable: true,
            look_again: limits.look_again,
            blind: false,
            looked_at: now,
            ripens: None,
        }
    }

    /// Takes what passes by itself for no failure: views that are damaged are made anew from the log.
    pub(super) fn bear(&mut self, looked: Result<(), Failure>) -> Result<(), Failure> {
        match looked {
            Err(Failure::View(error)) if error.is_damage() => {
                if !self.blind {
                    let error = &error as &dyn std::error::Error;
                    warn!(error, "the views cannot be read; looking again");
                }
                self.blind = true;
                Ok(())
            }
            looked => looked,
        }
    }

    /// How long until something may be due; `None` if nothing waits for the clock.
    pub(super) fn wait(&self, now: DateTime<Utc>) -> Option<Duration> {
        if self.blind {
            return Some(self.look_again);
        }
        if self.idle().any(|it| it.alarms.gathers()) {
            return Some(self.look_again);
        }
        let wait = (self.wakes_at()? - now).to_std().unwrap_or_default();
        Some(wait.clamp(Duration::from_millis(1), self.look_again))
    }

    /// When something may be due; `None` if nothing waits for the clock.
    pub(super) fn wakes_at(&self) -> Option<DateTime<Utc>> {
        self.idle().filter_map(|it| it.wake).chain(self.ripens.map(At::utc)).min()
    }

    fn idle(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.values().filter(|it| !it.flying)
    }

    pub(super) fn landed(
        &mut self,
        chat: i64,
        notice: Option<&PendingNotice>,
        turn: Turn,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        for _ in 0..turn.extra_calls {
            self.pace.spend(chat, Call::Send, now);
        }
        let begun = match turn.end {
            End::Done => {
                self.reached(chat);
                let lane = self.lanes.entry(chat).or_default();
                lane.done = notice.map(|it| (it.notice, it.want));
                if notice.is_some_and(is_alarm) {
                    lane.alarms.told(now);
                }
                None
            }
            End::More(begun) => {
                self.reached(chat);
                Some(begun)
            }
            End::Elsewhere => {
                self.reached(chat);
                None
            }
            End::Hold(wait, begun) => {
                self.reached(chat);
                self.pace.hold(chat, wait, now);
                begun
            }
            End::Doubt(error, begun) => {
                self.doubted(&error);
                self.back_off(chat, now);
                begun
            }
            End::Later(failure) => {
                warn!(error = &failure as &dyn std::error::Error, "a notice waits");
                self.shut(chat, LATER_MAX, now);
                None
            }
            End::Failed(failure) => return Err(failure),
        };
        if let (Some(begun), Some(notice)) = (begun, notice) {
            self.lanes.entry(chat).or_default().begun.insert(notice.notice, begun);
        }
        Ok(())
    }

    pub(super) fn aside_landed(
        &mut self,
        chat: i64,
        said: Result<(), CallError>,
        aside: Aside,
        now: DateTime<Utc>,
    ) {
        match said {
            Ok(()) => self.reached(chat),
            Err(CallError::RetryAfter(wait)) => {
                self.pace.hold(chat, wait, now);
                self.lanes.entry(chat).or_default().asides.push_front(aside);
            }
            Err(error) if error.may_retry() => self.doubted(&error),
            Err(error) => info!(%error, "a reply was not taken"),
        }
    }

    fn reached(&mut self, chat: i64) {
        self.lanes.entry(chat).or_default().doubts = 0;
        if !self.reachable {
            self.reachable = true;
            info!("telegram answers again");
        }
    }

    /// Said once, however long it lasts.
    fn doubted(&mut self, error: &CallError) {
        if self.reachable {
            self.reachable = false;
            warn!(%error, "telegram does not answer as it should; trying again");
        }
    }

    pub(super) fn back_off(&mut self, chat: i64, now: DateTime<Utc>) {
        self.shut(chat, BACK_OFF_MAX, now);
    }

    fn shut(&mut self, chat: i64, pause_max: Duration, now: DateTime<Utc>) {
        let lane = self.lanes.entry(chat).or_default();
        lane.doubts = lane.doubts.saturating_add(1);
        let pause = pause(lane.doubts).min(pause_max);
        lane.shut = Some((now, now + pause));
        lane.wake = Some(now + pause);
    }
}
