//! Door: how often is an update taken in until all it leads to is durable?
//!
//! The one way in, whether an update was fetched or sent to us.

use crate::reception::{Effect, Reception};
use crate::wire::Outline;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tracing::{error, warn};

const PAUSE_MIN: Duration = Duration::from_millis(100);
/// The longest pause between two tries to record an update: the store may be back at any moment.
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// How often an update may make us panic before it is parked.
const PANICS_MAX: u32 = 2;

/// Where what is said at once goes. Must not block.
pub trait Says: Send + Sync {
    fn say(&self, effect: Effect);
}

/// The update is not durable, and may be at the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYet;

/// Lets updates in. Those of one chat must come in their order.
pub struct Door {
    reception: Arc<Reception>,
    says: Arc<dyn Says>,
}

impl Door {
    pub fn new(reception: Arc<Reception>, says: Arc<dyn Says>) -> Self {
        Self { reception, says }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.reception.house.clock.now()
    }

    /// Takes one update in, however often it must be tried: what is not durable is not acknowledged.
    pub async fn take_in(&self, raw: Arc<str>) {
        while self.try_to_take_in(Arc::clone(&raw), u32::MAX).await.is_err() {}
    }

    /// Takes one update in, but gives up after so many attempts that the world has thwarted. An update that is to blame
    /// itself never comes to that: it is parked.
    ///
    /// # Errors
    ///
    /// [`NotYet`]; taking it in again is harmless and completes what was begun.
    pub async fn try_to_take_in(&self, raw: Arc<str>, attempts_max: u32) -> Result<(), NotYet> {
        // Its number and nothing of its words: by it the operator finds out what Telegram had.
        let update = Outline::of(&raw).map(|it| it.update_id);
        let mut panics = 0;
        let mut poisoned = false;
        let mut pause = PAUSE_MIN;
        let mut thwarted = 0;
        loop {
            let (reception, text) = (Arc::clone(&self.reception), Arc::clone(&raw));
            let task = tokio::spawn(async move {
                if poisoned {
                    reception.park_and_say(&text).await
                } else {
                    reception.receive(&text).await
                }
            });
            match task.await {
                Ok(Ok(effects)) => {
                    for effect in effects {
                        self.says.say(effect);
                    }
                    return Ok(());
                }
                Ok(Err(failure)) if failure.is_lasting() && !poisoned => {
                    let error = chain(&failure);
                    error!(update, %error, "an update cannot be recorded; it is parked");
                    poisoned = true;
                    continue;
                }
                Ok(Err(failure)) if failure.is_lasting() => {
                    let error = chain(&failure);
                    error!(update, %error, "an update cannot even be parked; it is left out");
                    return Ok(());
                }
                Ok(Err(failure)) => {
                    if thwarted == 0 {
                        let error = chain(&failure);
                        warn!(%error, "an update is not durable yet; trying again");
                    }
                    thwarted += 1;
                    if thwarted >= attempts_max {
                        return Err(NotYet);
                    }
                }
                Err(_panic) if poisoned => {
                    error!(update, "an update cannot even be parked; it is left out");
                    return Ok(());
                }
                Err(_panic) => {
                    panics += 1;
                    poisoned = panics >= PANICS_MAX;
                    error!(update, panics, "an update made us panic");
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }
}

/// An error with all that led to it, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
