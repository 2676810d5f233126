//! Patience: what is to be done again while a cluster is away, and when is it given up?

use crate::log::may_pass;
use anyhow::{Error, Result};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

const PAUSE_MIN: Duration = Duration::from_millis(100);
/// The longest pause between two tries: the cluster may be back at any moment.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Tries until it is done; `None` if told to stop meanwhile.
///
/// * `what`: for the log, such as `views`.
///
/// # Errors
///
/// What does not pass by itself.
pub(crate) async fn patiently<T, F: Future<Output = Result<T>>>(
    what: &'static str,
    cancel: &CancellationToken,
    mut attempt: impl FnMut() -> F,
) -> Result<Option<T>> {
    let mut pause = None;
    loop {
        let tried = tokio::select! {
            () = cancel.cancelled() => return Ok(None),
            tried = attempt() => tried,
        };
        match tried {
            Ok(done) => {
                if pause.is_some() {
                    info!(part = what, "the cluster is there again");
                }
                return Ok(Some(done));
            }
            Err(error) if may_pass(&error) => pause = Some(troubled(what, &error, pause)),
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = cancel.cancelled() => return Ok(None),
            () = tokio::time::sleep(pause.unwrap_or(PAUSE_MAX)) => (),
        }
    }
}

/// Said once, however long it lasts.
fn troubled(part: &'static str, error: &Error, before: Option<Duration>) -> Duration {
    if before.is_none() {
        let error = format!("{error:#}");
        warn!(part, %error, "the cluster is away; trying again");
    }
    before.map_or(PAUSE_MIN, |it| (it * 2).min(PAUSE_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context, anyhow};
    use std::future::ready;
    use store::eventstoredb::EventStoreDbError;
    use store::port::ReadError;

    fn away() -> Error {
        let source = EventStoreDbError::Deadline.into();
        anyhow::Error::new(ReadError { what: "the log".to_owned(), source })
    }

    #[tokio::test]
    async fn while_the_cluster_is_away_it_is_tried_again() {
        let mut tries = 0;
        let attempt = || {
            tries += 1;
            ready(if tries < 3 { Err(away()).context("failed to follow") } else { Ok(tries) })
        };
        let done = patiently("test", &CancellationToken::new(), attempt).await;
        assert_eq!(done.unwrap(), Some(3));
    }

    #[tokio::test]
    async fn what_does_not_pass_is_not_tried_again() {
        for lasting in [anyhow!("the disk is full"), EventStoreDbError::Lost.into()] {
            let mut lasting = Some(lasting);
            let attempt = || ready(Err::<(), _>(lasting.take().expect("it is tried once")));
            assert!(patiently("test", &CancellationToken::new(), attempt).await.is_err());
        }
    }

    #[tokio::test]
    async fn whoever_is_told_to_stop_stops_trying() {
        let cancel = CancellationToken::new();
        let stopping = cancel.clone();
        let attempt = || {
            stopping.cancel();
            ready(Err::<(), _>(away()))
        };
        assert_eq!(patiently("test", &cancel, attempt).await.unwrap(), None);
    }
}
