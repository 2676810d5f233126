//! Updates: how the bot fetches what happened.

use crate::Emulator;
use crate::params::Params;
use crate::refusal::Refusal;
use crate::updates::BATCH_MAX;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Seconds that a long poll may last.
const POLL_SECONDS_MAX: u64 = 50;

pub(crate) async fn get_updates(
    tg: &Emulator,
    params: &Params,
    closing: &CancellationToken,
) -> Result<Value, Refusal> {
    let offset = params.number("offset").unwrap_or(0);
    let limit = params.number("limit").and_then(|it| usize::try_from(it).ok());
    let limit = limit.filter(|it| (1..=BATCH_MAX).contains(it)).unwrap_or(BATCH_MAX);
    let timeout = params.number("timeout").and_then(|it| u64::try_from(it).ok());
    let timeout = timeout.unwrap_or(0).min(POLL_SECONDS_MAX);
    let asked = allowed_updates(params)?;

    let mut changes = tg.changes();
    tg.quietly(|world, now| {
        if world.hook.is_some() {
            return Err(Refusal::conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete \
                 the webhook first",
            ));
        }
        if let Some(asked) = &asked {
            world.updates.allow(asked);
        }
        world.updates.confirm(now, offset);
        Ok(())
    })?;
    let mut poll = tg.begin_poll();
    let end = tokio::time::sleep(Duration::from_secs(timeout));
    tokio::pin!(end);
    loop {
        changes.mark_unchanged();
        if *poll.newest.borrow_and_update() != poll.number {
            return Err(Refusal::conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is \
                 running",
            ));
        }
        let batch = tg.quietly(|world, now| match world.hook {
            Some(_) => Err(Refusal::conflict("terminated by setWebhook request")),
            None => Ok(world.updates.batch(now, limit)),
        })?;
        if !batch.is_empty() {
            return Ok(Value::Array(batch));
        }
        tokio::select! {
            () = &mut end => return Ok(json!([])),
            () = closing.cancelled() => return Ok(json!([])),
            _ = changes.changed() => (),
            _ = poll.newest.changed() => (),
            _ = poll.leaps.changed() => return Ok(json!([])),
        }
    }
}

/// What the bot asks for; `None` leaves everything as it was.
pub(crate) fn allowed_updates(params: &Params) -> Result<Option<Vec<String>>, Refusal> {
    let Some(given) = params.json("allowed_updates", "allowed updates")? else {
        return Ok(None);
    };
    let list = given
        .as_array()
        .ok_or_else(|| Refusal::bad("expected an Array of String as allowed updates"))?;
    Ok(Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()))
}
