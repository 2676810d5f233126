//! Poll: updates are fetched, taken in, and only then acknowledged.
//!
//! Telegram keeps what was not acknowledged for a day: it is the queue while we, or the store, are away.

use crate::client::{Api, CallError, KINDS};
use crate::door::{Door, Says};
use crate::reception::Reception;
use crate::updates;
use crate::wire::Outline;
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use teloxide::requests::Payload;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

/// The most updates of one batch, by the Bot API.
const BATCH_MAX: u8 = 100;
/// How long Telegram holds a poll open while there is nothing.
const POLL_SECONDS: u32 = 25;
/// How long a poll may take in all.
const POLL_WITHIN: Duration = Duration::from_secs(40);
/// What an answer to a long poll may take on its way at most, as far as we trust its instant.
const ON_ITS_WAY: TimeDelta = TimeDelta::seconds(2);
/// The most chats whose updates are taken in side by side.
const CHATS_AT_ONCE_MAX: usize = 64;
/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::from_secs(15);
const PAUSE_MIN: Duration = Duration::from_millis(100);

#[derive(Serialize)]
struct GetUpdates {
    offset: i64,
    limit: u8,
    timeout: u32,
    allowed_updates: [&'static str; KINDS.len()],
}

impl Payload for GetUpdates {
    type Output = Vec<Box<RawValue>>;

    const NAME: &'static str = "GetUpdates";
}

/// Fetches updates until cancelled.
pub struct Poll {
    api: Api,
    door: Door,
    drained: watch::Sender<Option<DateTime<Utc>>>,
    hurry: Notify,
}

impl Poll {
    pub fn new(api: Api, reception: Arc<Reception>, says: Arc<dyn Says>) -> Self {
        let (drained, hurry) = (watch::Sender::new(None), Notify::new());
        Self { api, door: Door::new(reception, says), drained, hurry }
    }

    /// Up to when nothing is missing: what Telegram certainly knew when it last answered with all that it had, and that
    /// was taken in whole.
    pub fn drained(&self) -> watch::Receiver<Option<DateTime<Utc>>> {
        self.drained.subscribe()
    }

    /// Asks Telegram at once what there is, and waits for nothing: somebody must know up to now.
    pub fn hurry(&self) {
        self.hurry.notify_one();
    }

    /// Fetches, takes in, acknowledges; until cancelled. What was fetched and not taken in comes again.
    pub async fn run(&self, cancel: CancellationToken) {
        let mut offset = 0;
        // The first poll asks what is there and does not wait: whether Telegram answers is known at once.
        let mut wait_seconds = 0;
        let mut pause = PAUSE_MIN;
        let mut troubled = false;
        loop {
            let sent = self.door.now();
            let batch = tokio::select! {
                () = cancel.cancelled() => return,
                // What was asked and not answered is asked again: nothing of it was acknowledged.
                () = self.hurry.notified(), if wait_seconds > 0 => {
                    wait_seconds = 0;
                    continue;
                }
                batch = self.fetch(offset, wait_seconds) => batch,
            };
            match batch {
                Ok(batch) => {
                    if troubled {
                        info!("telegram answers again");
                    }
                    let answered = self.door.now();
                    let heard = match wait_seconds {
                        0 => sent,
                        _ => known_until(sent, answered, newest(&batch)),
                    };
                    // Behind a full batch there may be more.
                    let all = batch.len() < usize::from(BATCH_MAX);
                    (pause, troubled) = (PAUSE_MIN, false);
                    wait_seconds = if all { POLL_SECONDS } else { 0 };
                    tokio::select! {
                        () = cancel.cancelled() => return,
                        last = self.take_in(batch) => offset = last.map_or(offset, |it| it + 1),
                    }
                    if all {
                        self.drained.send_replace(Some(heard));
                    }
                }
                Err(error) => {
                    if !troubled {
                        warn!(%error, "no updates from telegram; trying again");
                    }
                    (troubled, wait_seconds) = (true, 0);
                    if error == CallError::Conflict {
                        self.end_webhook().await;
                    }
                    let wait = if let CallError::RetryAfter(it) = error { it } else { pause };
                    pause = (pause * 2).min(PAUSE_MAX);
                    tokio::select! {
                        () = cancel.cancelled() => return,
                        () = tokio::time::sleep(wait) => (),
                    }
                }
            }
        }
    }

    /// While a webhook is set, nobody can fetch anything: it is of a time when updates were sent to us. Nothing that
    /// waits at Telegram is lost by ending it.
    async fn end_webhook(&self) {
        let ended = match self.api.webhook().await {
            Ok(hook) if hook.url.is_empty() => return,
            Ok(_) => self.api.delete_webhook().await,
            Err(error) => Err(error),
        };
        match ended {
            Ok(()) => warn!("a webhook was set although updates are fetched: it is taken away"),
            Err(error) => warn!(%error, "the webhook cannot be taken away; trying again"),
        }
    }

    async fn fetch(&self, offset: i64, wait_seconds: u32) -> Result<Vec<Box<RawValue>>, CallError> {
        let payload =
            GetUpdates { offset, limit: BATCH_MAX, timeout: wait_seconds, allowed_updates: KINDS };
        self.api.call_within(POLL_WITHIN, &payload).await
    }

    /// Takes a batch in, in order within each chat, and answers the highest number in it.
    async fn take_in(&self, batch: Vec<Box<RawValue>>) -> Option<i64> {
        let mut chats = BTreeMap::<Option<i64>, Vec<Box<RawValue>>>::new();
        let mut last = None;
        for raw in batch {
            let outline = Outline::of(raw.get());
            last = last.max(outline.map(|it| it.update_id));
            chats.entry(outline.and_then(|it| it.chat)).or_default().push(raw);
        }
        futures::stream::iter(chats.into_values())
            .for_each_concurrent(CHATS_AT_ONCE_MAX, |updates| async {
                for raw in updates {
                    self.door.take_in(raw.get().into()).await;
                }
            })
            .await;
        last
    }
}

/// Up to when Telegram certainly knew everything that it answered a long poll with: at least when it was asked; else when
/// the newest update came in, or, where none did, shortly before the answer.
fn known_until(
    sent: DateTime<Utc>,
    answered: DateTime<Utc>,
    newest: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let latest = answered - ON_ITS_WAY;
    newest.map_or(latest, |it| it.min(latest)).max(sent)
}

/// The date of the newest update of a batch, as far as they have dates.
fn newest(batch: &[Box<RawValue>]) -> Option<DateTime<Utc>> {
    let outlines = batch.iter().filter_map(|it| Outline::of(it.get()));
    outlines.filter_map(|it| it.date).max().map(updates::instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_known_to_be_complete_beyond_what_telegram_knew() {
        let at = |second: i64| DateTime::from_timestamp(second, 0).unwrap();
        let check = |answered, newest: Option<i64>, then| {
            assert_eq!(known_until(at(100), at(answered), newest.map(at)), at(then));
        };
        check(125, None, 123);
        // A slow answer says nothing of what came in after its newest update.
        check(125, Some(110), 110);
        check(125, Some(125), 123);
        // What was asked for was complete when it was asked for.
        check(125, Some(40), 100);
        check(101, None, 100);
    }
}
