//! Webhook: updates are sent to us, taken in, and only then acknowledged.
//!
//! Telegram keeps what was not acknowledged for a day, as it does for those who fetch.

mod lanes;
mod serve;
mod settings;

pub use serve::{SECRET_HEADER, UPDATE_BYTES_MAX};
pub use settings::{CONNECTIONS, CONNECTIONS_MAX, SECRET_CHARS_MAX, Settings, SettingsError};

use crate::client::{Api, CallError, Hook, Wanted};
use crate::door::{Door, NotYet, Says};
use crate::reception::Reception;
use crate::updates;
use crate::wire::Outline;
use chrono::{DateTime, TimeDelta, Utc};
use lanes::Lanes;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// How long an update may be on its way from Telegram to us while Telegram says that nothing waits.
pub const LAG: TimeDelta = TimeDelta::seconds(60);
/// How often Telegram is asked whether anything waits for us.
const ASK_EVERY: Duration = Duration::from_secs(10);
/// How soon it is asked again where something waits, or where somebody must know.
const ASK_SOON: Duration = Duration::from_secs(2);
/// The longest pause between two tries to ask.
const PAUSE_MAX: Duration = Duration::from_secs(15);
/// How long it takes at least until a webhook that Telegram says is refused is set once more.
const SET_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(10);
/// How often an update is tried before Telegram is told to come again: less than a second in all.
const ATTEMPTS_MAX: u32 = 3;

/// What Telegram is told of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// All it leads to is durable.
    Taken,
    /// It is to be sent again.
    Later,
}

/// Takes in what is sent to us.
pub struct Webhook {
    api: Api,
    door: Arc<Door>,
    settings: Settings,
    lanes: Arc<Lanes>,
    drained: watch::Sender<Option<DateTime<Utc>>>,
    hurry: Notify,
    refused: AtomicU64,
    /// Once cancelled, nothing new is taken in.
    stopping: CancellationToken,
}

impl Webhook {
    /// * `stopping`: from when on Telegram is told to come again later.
    pub fn new(
        (api, reception, says): (Api, Arc<Reception>, Arc<dyn Says>),
        settings: Settings,
        stopping: CancellationToken,
    ) -> Self {
        let door = Arc::new(Door::new(reception, says));
        let (drained, hurry, refused) = (watch::Sender::new(None), Notify::new(), 0.into());
        Self { api, door, settings, lanes: Arc::default(), drained, hurry, refused, stopping }
    }

    /// Up to when nothing is missing: a minute before Telegram said that nothing waits for us, but before whatever is
    /// being taken in.
    pub fn drained(&self) -> watch::Receiver<Option<DateTime<Utc>>> {
        self.drained.subscribe()
    }

    /// Asks Telegram soon whether anything waits: somebody must know.
    pub fn hurry(&self) {
        self.hurry.notify_one();
    }

    /// How many requests without the secret were refused since this was last asked.
    pub fn refused(&self) -> u64 {
        self.refused.swap(0, Ordering::Relaxed)
    }

    /// Waits until all that was being taken in is done with.
    pub async fn idle(&self) {
        self.lanes.idle().await;
    }

    /// Whether a request knows the secret. How long this takes says nothing of it.
    pub(crate) fn knows(&self, given: Option<&[u8]>) -> bool {
        let known = given.is_some_and(|it| it.ct_eq(self.settings.secret.as_bytes()).into());
        if !known {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        known
    }

    /// Takes one update in, after those of its chat that came before it. Goes on to the end when nobody waits any more.
    pub(crate) async fn take_in(&self, raw: Arc<str>) -> Told {
        if self.stopping.is_cancelled() {
            return Told::Later;
        }
        let outline = Outline::of(&raw);
        let date = outline.and_then(|it| it.date).map_or_else(|| self.door.now(), updates::instant);
        let Some(place) = self.lanes.enter(date) else { return Told::Later };
        let (door, chat) = (Arc::clone(&self.door), outline.and_then(|it| it.chat));
        let taking = tokio::spawn(async move {
            let turn = place.turn(chat).await;
            let taken = door.try_to_take_in(raw, ATTEMPTS_MAX).await;
            drop((turn, place));
            taken
        });
        match taking.await {
            Ok(Ok(())) => Told::Taken,
            Ok(Err(NotYet)) | Err(_) => Told::Later,
        }
    }

    /// Sees to it that Telegram sends updates to us, and asks again and again whether any wait; until cancelled.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut watched = Watched::default();
        let mut pause = ASK_SOON;
        loop {
            let asked = tokio::select! {
                () = cancel.cancelled() => return,
                asked = self.look(&mut watched) => asked,
            };
            let (least, most) = match asked {
                Ok(nothing_waits) => {
                    if watched.troubled {
                        info!("telegram answers again");
                    }
                    (watched.troubled, pause) = (false, ASK_SOON);
                    (ASK_SOON, if nothing_waits { ASK_EVERY } else { ASK_SOON })
                }
                Err(error) => {
                    if !watched.troubled {
                        warn!(%error, "telegram does not say whether updates wait; trying again");
                    }
                    watched.troubled = true;
                    let wait = if let CallError::RetryAfter(it) = error { it } else { pause };
                    pause = (pause * 2).min(PAUSE_MAX);
                    (wait, wait)
                }
            };
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(least) => (),
            }
            tokio::select! {
                () = cancel.cancelled() => return,
                () = self.hurry.notified() => (),
                () = tokio::time::sleep(most.saturating_sub(least)) => (),
            }
        }
    }

    /// Asks Telegram once; answers whether nothing waits.
    async fn look(&self, watched: &mut Watched) -> Result<bool, CallError> {
        let sent = self.door.now();
        let hook = self.api.webhook().await?;
        let wanted = self.settings.wanted();
        if !wanted.is(&hook) || watched.is_refused(&hook, sent) {
            self.set(&wanted, &hook).await?;
            watched.set_at = Some(sent);
            return Ok(false);
        }
        watched.tell(&hook);
        if hook.pending > 0 {
            return Ok(false);
        }
        // What was dated before and is still on its way to us would be waiting, or is being taken in.
        let heard = self
            .lanes
            .oldest()
            .map_or(sent - LAG, |it| (sent - LAG).min(it - TimeDelta::seconds(1)));
        self.drained.send_if_modified(|it| {
            let later = it.is_none_or(|before| before < heard);
            if later {
                *it = Some(heard);
            }
            later
        });
        Ok(true)
    }

    async fn set(&self, wanted: &Wanted, before: &Hook) -> Result<(), CallError> {
        match self.api.set_webhook(wanted).await {
            Ok(()) if before.url.is_empty() => {
                info!("telegram sends updates to the webhook from now on");
                Ok(())
            }
            Ok(()) => {
                warn!("the webhook was not as it shall be: it is set anew");
                Ok(())
            }
            Err(error @ CallError::Refused { .. }) => {
                warn!(%error, "telegram does not take the webhook; trying again");
                Err(error)
            }
            Err(error) => Err(error),
        }
    }
}

/// What was seen of the webhook before.
#[derive(Default)]
struct Watched {
    set_at: Option<DateTime<Utc>>,
    /// Telegram does not answer us.
    troubled: bool,
    /// The last failed delivery that was told of.
    failed_at: Option<i64>,
    failing: bool,
}

impl Watched {
    /// Whether we refuse what Telegram sends, which then knows another secret: it does not say which.
    fn is_refused(&self, hook: &Hook, now: DateTime<Utc>) -> bool {
        let is_refusal = hook.last_error_message.as_ref().is_some_and(|it| it.contains("401"));
        let set_lately = self.set_at.is_some_and(|it| now < it + SET_AGAIN_AFTER);
        hook.pending > 0 && is_refusal && !set_lately
    }

    /// Says once that updates do not reach us, and once that they do again.
    fn tell(&mut self, hook: &Hook) {
        if hook.pending == 0 {
            if self.failing {
                info!("telegram reaches the webhook again");
            }
            self.failing = false;
        } else if hook.last_error_date > self.failed_at {
            if !self.failing {
                let (waiting, error) = (hook.pending, hook.last_error_message.as_deref());
                warn!(waiting, error, "telegram cannot deliver updates to the webhook");
            }
            self.failing = true;
        }
        self.failed_at = hook.last_error_date.max(self.failed_at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_telegram_has_wrong_is_set_again_but_not_all_the_time() {
        let now = DateTime::from_timestamp(1_772_442_000, 0).unwrap();
        let refused = "Wrong response from the webhook: 401 Unauthorized";
        let check = |set_min: Option<i64>, pending, words: &str, then| {
            let set_at = set_min.map(|it| now - TimeDelta::minutes(it));
            let watched = Watched { set_at, ..Watched::default() };
            let last_error_message = Some(words.to_owned());
            let hook = Hook { pending, last_error_message, ..Hook::default() };
            assert_eq!(watched.is_refused(&hook, now), then, "{set_min:?} {pending} {words}");
        };
        check(None, 1, refused, true);
        check(Some(10), 1, refused, true);
        check(Some(9), 1, refused, false);
        check(None, 0, refused, false);
        check(None, 1, "Connection refused", false);
    }
}
